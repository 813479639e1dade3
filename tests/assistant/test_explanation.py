"""An explanation is what the trace of a reply holds, cut to what a person reads."""

from __future__ import annotations

import pytest

from assistant.explanation import explanation_of
from tests.assistant.traced_reply import QUESTION, TEXT, traced, untraced


def test_a_reply_without_a_search_has_none():
    assert explanation_of(untraced()) is None


def test_the_likeliest_five_topics_and_three_kinds_of_answer_are_kept_in_order():
    asked = explanation_of(traced()).understood
    assert list(asked.topics.items()) == [
        ("exercise_rights", 0.5),
        ("access", 0.2),
        ("_small_talk", 0.1),
        ("t4", 0.09),
        ("t5", 0.06),
    ]
    assert list(asked.slots) == ["how", "address", "open"]


def test_the_question_is_the_one_that_was_understood():
    asked = explanation_of(traced()).understood
    assert (asked.text, asked.language, asked.action, asked.wish, asked.outside, asked.audience) == (
        QUESTION,
        "fr",
        "access",
        0.34,
        0.1,
        "heir",
    )


@pytest.mark.parametrize("silent", [0.25, None])
def test_the_decision_is_told_with_its_reason(silent):
    made = explanation_of(traced(silent)).decision
    assert (made.outcome, made.topic, made.reason) == ("answered", "exercise_rights", "asks how")
    assert (made.silent, made.missing) == (silent, silent)


def test_the_ten_best_passages_are_kept_best_first():
    candidates = explanation_of(traced()).candidates
    assert [one.passage_id for one in candidates] == [f"p{rank}" for rank in range(10)]
    assert [one.score for one in candidates] == [12.0 - rank for rank in range(10)]


def test_the_parts_of_a_score_sum_to_it():
    for one in explanation_of(traced()).candidates:
        assert sum(one.features.values()) == pytest.approx(one.score)


def test_a_passage_is_found_again_by_its_place_and_shown_by_its_best_sentence():
    second = explanation_of(traced()).candidates[1]
    assert TEXT[second.start : second.end].startswith("Phrase 01. Seconde")
    assert TEXT[second.start : second.end].endswith("la meilleure.")
    assert second.sentence == "Seconde [red]phrase[/red], la meilleure."
    assert second.url == f"/documents/fern/undated-0000000a?start={second.start}&end={second.end}#cited"
