"""A malformed data set is refused with the file, the line and the field of everything that is wrong."""

import pytest

from eval.cases import Case, GoldSpan
from eval.datasets.lines import read_conversations, read_rows
from eval.errors import BadDataset
from tests.eval.datasets.writing import line, span, write_lines


def complaint(path, *lines, read=read_rows):
    """What is said about a file with these lines."""
    with pytest.raises(BadDataset) as refused:
        read(write_lines(path / "set.jsonl", *lines))
    return str(refused.value).replace(str(path), "FOLDER")


def without(field):
    return {key: value for key, value in line().items() if key != field}


def test_a_line_becomes_a_case_with_its_quotes_and_its_translation(tmp_path):
    path = write_lines(tmp_path / "set.jsonl", line(also_outcomes=["policy_silent"], forbidden=["zebra"]))
    (row,) = read_rows(path)
    assert row.case == Case(
        id="a",
        insurer="fern",
        question="Combien de temps gardez-vous mes données (a) ?",
        language="fr",
        outcome="answered",
        also_outcomes=("policy_silent",),
        topic="retention",
        facts=(("dix ans", "10 ans"),),
        gold=(GoldSpan("fern/policy", 0, 36),),
        forbidden=("zebra",),
        register="plain",
        group="fern/a",
    )
    assert row.quotes == ("Vos données sont conservées dix ans.",)
    assert row.other_language == "How long do you keep my data (a)?"
    assert (row.place.file, row.place.line) == (str(path), 1)


def test_only_what_a_question_cannot_do_without_must_be_written(tmp_path):
    bare = {
        "id": "b",
        "insurer": None,
        "language": "de",
        "question": "Wie lange?",
        "outcome": "needs_clarification",
    }
    (row,) = read_rows(write_lines(tmp_path / "set.jsonl", bare))
    assert row.case == Case("b", None, "Wie lange?", "de", "needs_clarification")


def test_empty_lines_and_a_byte_order_mark_do_not_shift_the_line_numbers(tmp_path):
    assert complaint(tmp_path, "\ufeff" + '{"id": "x"', "", "nonsense").splitlines() == [
        "FOLDER/set.jsonl, line 1: not valid JSON (EOF while parsing an object at line 1 column 10)",
        "FOLDER/set.jsonl, line 3: not valid JSON (expected ident at line 1 column 2)",
    ]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (without("outcome"), "outcome: missing; add it"),
        (without("insurer"), "insurer: missing; add it"),
        (line(facs=[]), "facs: unknown field; remove it or correct its spelling"),
        (line(question=" "), "question: empty; fill it in"),
        (line(outcome="maybe"), "outcome: Input should be 'answered', 'policy_silent', 'out_of_scope'"),
        (line(language="French"), "language: String should match pattern '^[a-z]{2}$' (found 'French')"),
        (line(register="rude"), "register: Input should be '', 'plain', 'short'"),
        (line(facts=["dix ans"]), "facts.0: Input should be a valid array (found 'dix ans')"),
        (line(facts=[[]]), "facts.0: Tuple should have at least 1 item"),
        (
            line(gold=[{**span("dix ans"), "start": "28"}]),
            "gold.0.start: Input should be a valid integer (found '28')",
        ),
        (line(gold=[{**span("dix ans"), "start": -1}]), "gold.0.start: Input should be greater than or equal to 0"),
        (line(gold=[{**span("dix ans"), "end": 3}]), "gold.0: end 3 is not after start 28"),
        ([1, 2], ": Input should be an object"),
    ],
)
def test_a_wrong_field_is_named(tmp_path, bad, said):
    (message,) = complaint(tmp_path, line("good"), bad).splitlines()
    assert message.startswith("FOLDER/set.jsonl, line 2")
    assert said in message


def test_every_fault_of_a_file_is_told_at_once_up_to_twenty(tmp_path):
    told = complaint(tmp_path, *[line(str(number), outcome="maybe") for number in range(23)]).splitlines()
    assert len(told) == 21
    assert told[19].startswith("FOLDER/set.jsonl, line 20, outcome: ")
    assert told[20] == "and 3 more"


def test_a_line_that_is_not_utf_8_is_named(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_bytes(b'{}\n{"id": "caf\xe9"}\n')
    with pytest.raises(BadDataset, match="line 2: not UTF-8; save the file as UTF-8"):
        read_rows(path)


def test_a_file_that_is_missing_or_empty_is_named(tmp_path):
    with pytest.raises(BadDataset, match=r"none\.jsonl: cannot be read \(No such file or directory\)"):
        read_rows(tmp_path / "none.jsonl")
    assert complaint(tmp_path) == "FOLDER/set.jsonl: no line in it; write one JSON object a line"


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path):
    (row,) = read_rows(write_lines(tmp_path / "set.jsonl", line(question="Combien\u2028de temps ?")))
    assert row.case.question == "Combien\u2028de temps ?"


def talk(*turns):
    return {"id": "c", "insurer": "fern", "language": "fr", "group": "g", "turns": turns}


def test_each_turn_of_a_conversation_is_a_case_that_knows_the_questions_before(tmp_path):
    turns = [{"question": one, "outcome": "policy_silent"} for one in ("Et vous ?", "Pourquoi ?", "Ah ?")]
    found = read_conversations(write_lines(tmp_path / "set.jsonl", talk(*turns)))
    assert [(row.case.id, row.case.question, row.case.history) for row in found] == [
        ("c.1", "Et vous ?", ()),
        ("c.2", "Pourquoi ?", ("Et vous ?",)),
        ("c.3", "Ah ?", ("Et vous ?", "Pourquoi ?")),
    ]
    assert {(row.case.insurer, row.case.language, row.case.group) for row in found} == {("fern", "fr", "g")}


def test_a_turn_may_be_in_another_language_than_its_conversation(tmp_path):
    turns = [
        {"question": "Et vous ?", "outcome": "policy_silent"},
        {"question": "And you?", "outcome": "policy_silent", "language": "en"},
    ]
    found = read_conversations(write_lines(tmp_path / "set.jsonl", talk(*turns)))
    assert [row.case.language for row in found] == ["fr", "en"]


def test_a_wrong_field_of_a_turn_is_named(tmp_path):
    bad = talk({"question": "Et vous ?", "outcome": "policy_silent"}, {"question": "Pourquoi ?"})
    told = complaint(tmp_path, bad, talk(), read=read_conversations).splitlines()
    assert told[0] == "FOLDER/set.jsonl, line 1, turns.1.outcome: missing; add it"
    assert told[1].startswith("FOLDER/set.jsonl, line 2, turns: Tuple should have at least 1 item")
