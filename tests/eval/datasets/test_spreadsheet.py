"""A table is read however a spreadsheet saves it, and what is wrong in it is named by line and column."""

import pytest

from eval.datasets.spreadsheet import read_sheet, words
from eval.errors import BadDataset

FRENCH = "Assureur;Question;Résultat attendu;Doit contenir\nfern;Où ?;répondu;dix ans\n"


def sheet(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return read_sheet(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(("before", "after"), [(";", ";"), (";", ","), (";", "\t"), ("\n", "\r\n")])
def test_encoding_separator_and_line_ends_do_not_matter(tmp_path, encoding, before, after):
    (record,) = sheet(tmp_path / "table.csv", FRENCH.replace(before, after), encoding).records
    given = {column: cell for column, cell in record.cells.items() if cell}
    assert given == {"insurer": "fern", "question": "Où ?", "outcome": "répondu", "facts": "dix ans"}
    assert record.place.line == 2


@pytest.mark.parametrize(
    "headers",
    ["insurer,question,outcome", "INSURER,Question,expected_outcome", "Mutuelle,question,Issue attendue"],
)
def test_headers_may_be_french_or_english_in_any_case(tmp_path, headers):
    (record,) = sheet(tmp_path / "table.csv", f"{headers}\nfern,Where?,silent\n").records
    assert (record.cells["insurer"], record.cells["outcome"], record.cells["quote"]) == ("fern", "silent", "")


def test_no_form_names_two_columns_or_two_outcomes():
    assert set(words("columns").values()) == {
        "insurer",
        "question",
        "outcome",
        "facts",
        "quote",
        "topic",
        "request_type",
        "language",
    }
    assert set(words("outcomes").values()) == {"answered", "policy_silent", "out_of_scope", "needs_clarification"}


def test_a_cell_over_several_lines_and_empty_lines_keep_the_line_numbers(tmp_path):
    text = 'insurer,question,outcome,\nfern,"Where\nis it?",silent,\n,,,\n\nmoss,Who?,silent,\n'
    first, second = sheet(tmp_path / "table.csv", text).records
    assert (first.place.line, first.cells["question"]) == (2, "Where\nis it?")
    assert second.place.line == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no question in it; the first line names the columns"),
        ("insurer,question,outcome\n", "no question in it"),
        ("insurer,question\nfern,Where?\n", "line 1, column outcome: missing; add it"),
        ("insurer,question,outcome,must contian\nfern,?,yes,x\n", "line 1, column must contian: unknown column"),
        ("insurer,question,outcome,question\nfern,?,yes,x\n", "line 1, column question: stands twice"),
        ("insurer,question,outcome\nfern,Where, then?,yes\n", "line 2, column 4: no header above 'yes'"),
        ("insurer,question,outcome,\nfern,?,yes,more\n", "line 2, column 4: no header above 'more'"),
        ('insurer,question,outcome\nfern,?,yes\nfern,"Where?,yes\n', "line 3: not readable as CSV"),
    ],
)
def test_a_table_that_cannot_be_understood_is_refused(tmp_path, text, said):
    with pytest.raises(BadDataset, match=rf"table\.csv(, |: ){said}"):
        sheet(tmp_path / "table.csv", text)


def test_a_file_in_neither_encoding_is_refused_with_the_line(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"insurer,question,outcome\nfern,\x81\xe9,yes\n")
    with pytest.raises(BadDataset, match="line 2: not UTF-8"):
        read_sheet(path)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (
            b"PK\x03\x04\x14\x00\x06\x00\x08\x00",
            "a workbook, not a table; open it in the spreadsheet and save it as CSV",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook, not a table"),
        (b"\xff\xfei\x00n", "begins as UTF-16 and is not; save the table as CSV UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(tmp_path, raw, said):
    path = tmp_path / "table.csv"
    path.write_bytes(raw)
    with pytest.raises(BadDataset, match=rf"table\.csv: {said}"):
        read_sheet(path)


def test_a_table_in_utf_16_of_the_other_byte_order_is_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"\xfe\xff" + FRENCH.encode("utf-16-be"))
    assert read_sheet(path).records[0].cells["question"] == "Où ?"
