"""Gold that the texts do not prove makes a data set unfit; facts that a wrong answer shows are pointed out."""

import pytest

from eval.datasets.validation import faults, warnings
from tests.eval.datasets.writing import TEXTS, line, rows, span


def told(path, *lines):
    """What is wrong with the lines, without the name of their file."""
    return [str(one).split(", ", 1)[1] for one in faults(rows(path / "set.jsonl", *lines), TEXTS)]


def test_a_proved_data_set_has_no_fault(tmp_path):
    silent = line("b", outcome="policy_silent", gold=[], facts=[])
    acts = line("c", request_type="access", gold=[span("Écrivez à dpo@fern.example")], facts=[["dpo@fern.example"]])
    assert told(tmp_path, line("a"), silent, acts) == []


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        (
            {**span("dix ans"), "start": 29, "end": 36},
            "fern/policy[29:36] reads 'ix ans.', not 'dix ans'; the quote stands at 28",
        ),
        (
            {**span("dix ans"), "quote": "onze ans"},
            "fern/policy[28:35] reads 'dix ans', not 'onze ans'; the quote is not in the text",
        ),
        ({**span("dix ans"), "end": 3500}, "end 3500 lies beyond the text of 82 characters"),
        ({**span("dix ans"), "document": "fern/other"}, "there is no text 'fern/other'"),
        (span("cinq ans", "moss/policy"), "moss/policy is not a text of fern"),
    ],
)
def test_a_span_that_is_not_in_the_text_is_a_fault(tmp_path, gold, said):
    assert told(tmp_path, line(gold=[gold], facts=[])) == [f"line 1, gold.0: {said}"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"topic": "weather"}, "topic: 'weather' is no topic of assistant/data/topics.toml"),
        ({"also_topics": ["weather"]}, "topic: 'weather' is no topic of assistant/data/topics.toml"),
        ({"request_type": "none"}, "request_type: 'none' is none of access, automated_decision"),
        ({"gold": [], "facts": []}, "gold: an answered question needs at least one place that answers it"),
        ({"outcome": "out_of_scope"}, "outcome: out_of_scope contradicts the gold; remove it, or expect answered"),
        ({"facts": [["dix ans"], ["onze ans", "11 ans"]]}, "facts.1: no gold quote shows any of onze ans, 11 ans"),
        ({"forbidden": ["dix ans"]}, "forbidden.0: the gold itself holds 'dix ans'"),
    ],
)
def test_a_line_that_contradicts_itself_is_a_fault(tmp_path, fields, said):
    (message,) = told(tmp_path, line(**fields))
    assert message.startswith(f"line 1, {said}")


def test_an_answered_question_needs_no_gold_where_another_outcome_is_as_right(tmp_path):
    assert told(tmp_path, line(gold=[], facts=[], also_outcomes=["policy_silent"])) == []
    assert told(tmp_path, line(outcome="policy_silent", also_outcomes=["answered"])) == []


def test_an_insurer_without_a_text_is_a_fault(tmp_path):
    (message,) = told(tmp_path, line(insurer="oak", outcome="policy_silent", gold=[], facts=[]))
    assert message == "line 1, insurer: 'oak' has no text among fern/policy, moss/policy"


def test_an_id_and_a_question_stand_once(tmp_path):
    again = line("a", question="Autre chose ?")
    louder = line("b", question=line("a")["question"].upper())
    first = f"{tmp_path / 'set.jsonl'}, line 1"
    assert told(tmp_path, line("a"), again, louder) == [
        f"line 2, id: the id 'a' stands already at {first}",
        f"line 3, question: the question stands already at {first}",
    ]


def test_two_insurers_may_be_asked_the_same(tmp_path):
    other = line(
        "b", insurer="moss", question=line("a")["question"], gold=[span("cinq ans", "moss/policy")], facts=[]
    )
    assert told(tmp_path, line("a"), other) == []


def test_a_group_and_a_question_stand_in_one_split_only(tmp_path):
    development = rows(tmp_path / "development.jsonl", line("a"), line("b", group=""))
    again = line("c", group="", question=line("b")["question"])
    test = rows(tmp_path / "test.jsonl", line("d", group="fern/a"), line("e", group=""), again)
    found = [str(one).replace(f"{tmp_path}/", "") for one in faults([*development, *test], TEXTS)]
    elsewhere = "is in another split as well, at development.jsonl, line"
    assert found == [
        f"test.jsonl, line 1, group: the group {elsewhere} 1; keep one",
        f"test.jsonl, line 3, question: the question {elsewhere} 2; keep one",
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            [["dix ans", "données"]],
            ["facts.0: 'données' also stands outside the gold: a wrong passage would show it"],
        ),
        ([["dix ans", "10"]], ["facts.0: '10' is shorter than 3 letters or digits"]),
        (
            [["dix ans"], ["conservées dix ans"]],
            ["facts.0: 'dix ans' is part of 'conservées dix ans' of another fact"],
        ),
        ([["dix ans", "10 ans"]], []),
    ],
)
def test_a_fact_that_a_wrong_answer_shows_is_a_warning(tmp_path, facts, said):
    texts = {**TEXTS, "fern/policy": TEXTS["fern/policy"] + "Nous aimons les données."}
    found = warnings(rows(tmp_path / "set.jsonl", line(facts=facts)), texts)
    assert [str(one).split(", ", 1)[1] for one in found] == [f"line 1, {one}" for one in said]
    assert {one.severity for one in found} <= {"warning"}
