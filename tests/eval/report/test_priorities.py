"""What to mend first follows from the run: the largest loss, what it is about, what mending would bring."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.report.priorities import advice, losses, tally, topic_losses
from eval.report.stages import lost_cases
from tests.eval.report.small_runs import LOST, UNANSWERABLE, case, decided, lost_everywhere, reply, view


def lose(stage, name, **changes):
    asked, seen = LOST[stage]
    return replace(asked, id=name, **changes), replace(seen, case=name)


def run():
    return view(
        lose("facts", "a"),
        lose("quoting", "b"),
        lose("quoting", "c", insurer=None),
        lose("request", "d", topic="access"),
        (case("e"), reply("e")),
    )


def test_the_stage_that_lost_most_comes_first():
    view_ = run()
    found = losses(view_, lost_cases(view_))
    assert [(one.stage.id, len(one.cases), one.share) for one in found] == [
        ("quoting", 2, 0.5),
        ("facts", 1, 0.25),
        ("request", 1, 0.25),
    ]


def test_the_number_of_lost_cases_decides_and_not_the_order_of_the_stages():
    view_ = view(lose("silent", "a"), lose("facts", "b"), lose("facts", "c"))
    assert [one.stage.id for one in losses(view_, lost_cases(view_))] == ["facts", "silent"]


def test_a_loss_says_how_many_answers_would_be_correct_without_it():
    view_ = run()
    quoting, facts, request = losses(view_, lost_cases(view_))
    assert (quoting.wrong, facts.wrong, request.wrong) == (2, 1, 0)
    assert (quoting.at_most, facts.at_most, request.at_most) == (0.8, 0.6, 0.4)


def test_mended_cases_can_still_be_lost_later_on():
    view_ = run()
    quoting, facts, request = losses(view_, lost_cases(view_))
    # Of the three cases past the quoting two are correct: (2 + 2 · 2/3) / 5. Both past the facts are: (2 + 1) / 5.
    assert (quoting.estimate, facts.estimate) == (pytest.approx(2 / 3), pytest.approx(0.6))
    assert request.estimate is None


def test_topics_are_counted_with_the_stages_that_lost_them():
    view_ = run()
    first, second = topic_losses(view_, lost_cases(view_))
    assert (first.topic, first.lost, first.cases, first.share) == ("retention", 3, 4, 0.75)
    assert first.stages == "quoting: the passage was found and not quoted (2), " + (
        "facts: quoted, but a decisive fact is missing (1)"
    )
    assert (second.topic, second.lost, second.cases) == ("access", 1, 1)


def test_the_advice_says_where_what_and_how_much():
    view_ = run()
    (stage, sentences), *_ = advice(view_, losses(view_, lost_cases(view_)))
    assert stage.id == "quoting"
    assert "2 of 4 lost cases (50.0\u00a0%)" in sentences
    assert "Most on how long data is kept (2); at fern (1), none stated (1)." in sentences
    assert "about 66.7\u00a0% of the answers would be correct instead of 40.0\u00a0%" in sentences


def test_another_topic_is_told_with_how_often_the_passage_was_found_anyway():
    asked, seen = lose("topic", "b")
    unanswerable = replace(asked, id="c", outcome="policy_silent", **UNANSWERABLE)
    answered = reply("c", decision=decided("cookies"))
    view_ = view(lose("topic", "a"), (asked, replace(seen, retrieved=())), (unanswerable, answered))
    ((_, sentences),) = advice(view_, losses(view_, lost_cases(view_)))
    assert "Passage found anyway: in 1 of the 2 that the policy answers" in sentences


def test_the_tally_tells_lost_cases_from_wrong_answers():
    view_ = run()
    assert tally(losses(view_, lost_cases(view_))) == (
        "4 lost cases: 3 not correct, and 1 correct that lost what correctness does not ask for – "
        "request: wrong or no request type (1)."
    )


def test_the_tally_is_plain_where_every_lost_case_is_wrong():
    view_ = view(lose("facts", "a"))
    assert tally(losses(view_, lost_cases(view_))) == "1 lost case: 1 not correct."


def test_a_run_that_asks_for_passages_only_has_no_tally():
    view_ = view((case(outcome=None, facts=()), reply(answer="", citations=(), retrieved=())))
    found = losses(view_, lost_cases(view_))
    assert (len(found), tally(found)) == (1, "")


def test_three_pieces_of_advice_are_enough():
    view_ = lost_everywhere()
    assert len(advice(view_, losses(view_, lost_cases(view_)))) == 3


def test_nothing_lost_leaves_nothing_to_mend():
    view_ = view((case(), reply()))
    assert losses(view_, {}) == []
    assert topic_losses(view_, {}) == []
