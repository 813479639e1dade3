"""Expected facts against found facts, with the arithmetic shown."""

import json

import pytest

from eval.gold_facts import GoldFact, compare, read_gold
from ingest.records import Fact, Span


def found(kind, start, end, normalised="x", role=""):
    return Fact(kind, role, "value", normalised, Span(start, end), "passage")


def gold(kind, start, end, normalised="x", role="", optional=False):
    return GoldFact(kind, role, normalised, Span(start, end), optional)


def test_a_thing_stated_twice_counts_once():
    score = compare(
        [found("email", 0, 5), found("email", 50, 55), found("email", 90, 95, "other")],
        [gold("email", 0, 5), gold("email", 50, 55)],
    )["email"]
    assert (score.expected, score.recalled, score.found, score.right) == (1, 1, 2, 1)
    assert score.precision == 1 / 2
    assert score.recall == 1


def test_a_period_counts_at_each_mention():
    score = compare(
        [found("retention", 0, 5, "P1Y"), found("retention", 20, 25, "P1Y")],
        [gold("retention", 0, 5, "P1Y"), gold("retention", 40, 45, "P1Y")],
    )["retention"]
    assert (score.recalled, score.right) == (1, 1)
    assert score.missing == (Span(40, 45),)
    assert [fact.evidence for fact in score.wrong] == [Span(20, 25)]


def test_two_gold_rows_need_two_facts():
    score = compare([found("recipient", 0, 20, "")], [gold("recipient", 0, 20, ""), gold("recipient", 0, 19, "")])
    assert score["recipient"].recalled == 1


def test_evidence_must_be_the_same_up_to_trimming():
    rows = [gold("recipient", 0, 10, "")]
    assert compare([found("recipient", 0, 20)], rows)["recipient"].right == 1
    assert compare([found("recipient", 0, 21)], rows)["recipient"].right == 0


@pytest.mark.parametrize(
    "wrong", [found("email", 0, 5, "y"), found("email", 0, 5, role="dpo"), found("email", 6, 9)]
)
def test_another_form_role_or_place_is_missing_and_wrong(wrong):
    score = compare([wrong], [gold("email", 0, 5)])["email"]
    assert (score.recalled, score.right) == (0, 0)


def test_the_role_of_a_right_is_not_compared():
    assert compare([found("right", 0, 5, role="a")], [gold("right", 0, 5)])["right"].right == 1


def test_what_is_optional_is_neither_missing_nor_wrong():
    rows = [gold("email", 0, 5, optional=True), gold("retention", 0, 5, "P1Y", optional=True)]
    scores = compare([], rows)
    assert scores["email"].expected == scores["retention"].expected == 0
    scores = compare([found("email", 0, 5), found("retention", 0, 5, "P1Y")], rows)
    assert scores["email"].found == scores["retention"].found == 0


def test_the_other_role_that_a_careful_reader_may_see_is_not_a_miss():
    rows = [gold("address", 0, 5, role="dpo"), gold("address", 0, 5, role="rights", optional=True)]
    score = compare([found("address", 0, 5, role="rights")], rows)["address"]
    assert (score.expected, score.recalled, score.found) == (1, 1, 0)


def test_links_that_reach_nobody_are_not_compared():
    assert compare([found("web", 0, 5, role="general")], [gold("web", 9, 12, role="processor")]) == {}


def test_nothing_expected_and_nothing_found_has_no_ratio():
    score = compare([], [gold("email", 0, 5, optional=True)])["email"]
    assert score.precision is None
    assert score.recall is None


def test_a_gold_quote_is_found_at_its_occurrence(tmp_path):
    path = tmp_path / "one.jsonl"
    row = {"kind": "retention", "role": "", "normalised": "P1Y", "quote": "un an", "occurrence": 2}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert read_gold(path, "un an, puis un an")[0].span == Span(12, 17)


def test_a_gold_quote_that_does_not_occur_names_its_line(tmp_path):
    path = tmp_path / "one.jsonl"
    row = {"kind": "retention", "role": "", "normalised": "P1Y", "quote": "deux ans"}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 1.*deux ans"):
        read_gold(path, "un an")
