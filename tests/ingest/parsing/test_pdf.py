"""A PDF reads as its author wrote it: lines flow again, words are whole, tables keep their rows over pages."""

import io
import zlib

import pytest
from fpdf import FPDF
from pypdf import PdfWriter

from ingest.errors import CorpusError
from ingest.parsing.pdf import MAX_PAGES, pdf_canonical
from ingest.parsing.pdf_text import joined, known_words
from tests.ingest.formats.pdf_builder import pdf_of
from tests.ingest.formats.policy import FERN, heading, item, row, text

PROSE = "Le traitement des demandes est assuré par le service compétent de la mutuelle, sans frais. " * 6


def read(*parts, **how):
    return pdf_canonical(pdf_of(parts, running=False, **how))


HYPHENS = {
    "a cut word": (["le traite-", "ment"], "le traitement"),
    "a compound name": (["la mutuelle Mieux-", "Être"], "la mutuelle Mieux-Être"),
    "an inversion": (["pouvez-", "vous"], "pouvez-vous"),
    "a processor": (["un sous-", "traitant"], "un sous-traitant"),
    "a cut compound": (["peut-", "être"], "peut-être"),
    "a soft hyphen": (["le traite\u00ad", "ment"], "le traitement"),
    "a compound of the text": (["un libre-service, un libre-", "service"], "un libre-service, un libre-service"),
    "a word of the text": (
        ["de contre, la contresignature, contre-", "signature"],
        "de contre, la contresignature, contresignature",
    ),
    "a range": (["de 1-", "2 ans"], "de 1- 2 ans"),
}


@pytest.mark.parametrize(("lines", "expected"), HYPHENS.values(), ids=HYPHENS)
def test_a_hyphen_at_the_end_of_a_line_stays_where_it_belongs_to_the_word(lines, expected):
    assert joined(lines, [False] * len(lines), known_words(lines)) == expected


def test_a_broken_link_is_one_link():
    lines = ["le [formulaire](https://a.example/f)", "[en ligne](https://a.example/f)"]
    assert joined(lines, [False, False], frozenset()) == "le [formulaire en ligne](https://a.example/f)"


def test_the_lines_of_a_paragraph_flow_again():
    assert read(text(PROSE)).text == f"{PROSE.strip()}\n"


def test_the_lines_of_two_columns_are_read_one_column_after_the_other():
    parts = [text(f"Paragraphe {number}. {PROSE}") for number in range(9)]
    assert read(*parts, columns=2, hyphenate=True).text == read(*parts).text


def test_a_paragraph_goes_on_over_the_page():
    found = read(*[text(PROSE)] * 12)
    assert found.text.split("\n\n") == [PROSE.strip()] * 11 + [f"{PROSE.strip()}\n"]
    assert [place.page for place in found.places] == [1, 2]


def test_larger_lines_are_headings_by_their_size():
    found = read(heading(1, "Politique"), heading(2, "Objet"), text(PROSE), heading(3, "Portée"), text(PROSE))
    assert [line for line in found.text.split("\n") if line.startswith("#")] == [
        "# Politique",
        "## Objet",
        "### Portée",
    ]


def test_a_table_goes_on_over_the_page_without_a_second_header():
    rows = [row(f"Donnée {number}", f"{number} ans") for number in range(1, 60)]
    tables = [row("Donnée", "Durée"), *rows[:30]], [row("Donnée", "Durée"), *rows[30:]]
    found = pdf_canonical(joined_files(pdf_of([text(PROSE), *tables[0]]), pdf_of(tables[1])))
    lines = [line for line in found.text.split("\n") if line.startswith("|")]
    assert lines == ["| Donnée | Durée |", *(f"| {' | '.join(one.cells)} |" for one in rows)]
    assert ("running-header", "| Donnée | Durée |") in [(one.kind, one.text) for one in found.left_out]


def test_words_beside_the_cells_of_a_table_are_read():
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    for across, down in ((0, 0), (1, 0), (0, 1), (1, 1), (0, 2)):
        document.rect(20 + 60 * across, 20 + 10 * down, 60, 10)
        document.text(22 + 60 * across, 26 + 10 * down, f"Case{across}{down}")
    document.text(90, 46, "gardées 13 mois")
    read = pdf_canonical(bytes(document.output())).text
    assert "| Case01 | Case11 |" in read
    assert "gardées 13 mois" in read


def test_items_keep_their_depth():
    assert read(text(PROSE), item("un"), item("a", 1), item("deux")).text.endswith("\n- un\n  - a\n- deux\n")


def test_every_word_is_read():
    words = sorted(word for part in FERN for word in (part.text or " ".join(part.cells)).split() if word.isalpha())
    found = set(pdf_canonical(pdf_of(FERN, columns=2, hyphenate=True)).text.replace("**", "").split())
    assert [word for word in words if word not in found] == []


def joined_files(*files):
    writer, written = PdfWriter(), io.BytesIO()
    for one in files:
        writer.append(io.BytesIO(one))
    writer.write(written)
    return written.getvalue()


def encrypted():
    writer, written = PdfWriter(), io.BytesIO()
    writer.append(io.BytesIO(pdf_of(FERN[:3])))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(written)
    return written.getvalue()


def blank(pages):
    document = FPDF()
    for _ in range(pages):
        document.add_page()
    return bytes(document.output())


def damaged_text():
    raw = bytearray(pdf_of(FERN[:3]))
    at = raw.index(b"stream\n") + 200
    raw[at : at + 20] = bytes(20)
    return bytes(raw)


def bomb():
    packed = zlib.compress(bytes(200_000_000), 9)
    return b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\n" + packed + b"\nendstream endobj\n%%EOF"


REFUSED = {
    "encrypted": (encrypted, "is encrypted; remove its password"),
    "a scan": (lambda: blank(2), "has no text: its pages are pictures, a scan"),
    "too many pages": (lambda: blank(MAX_PAGES + 1), f"has {MAX_PAGES + 1} pages, the limit is {MAX_PAGES}"),
    "cut off": (lambda: pdf_of(FERN)[:3000], "is cut off"),
    "damaged text": (damaged_text, "is a damaged PDF"),
    "no page": (lambda: b"%PDF-1.4\n%%EOF", "is a damaged PDF"),
    "a bomb": (bomb, "unpacks to far more than a policy can hold"),
}


@pytest.mark.parametrize(("build", "said"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_whole_is_refused(build, said):
    with pytest.raises(CorpusError, match=said):
        pdf_canonical(build())


def test_a_page_without_text_among_others_is_reported():
    found = pdf_canonical(joined_files(pdf_of(FERN[:3]), blank(1)))
    assert ("other", "page 2: no text") in [(one.kind, one.text) for one in found.left_out]
