"""Each lost case is put down to the first stage that went wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.report.stages import FIRST, STAGES, lost_at, lost_cases
from tests.eval.report.small_runs import (
    DECLINED,
    GOLD,
    LOST,
    OTHER,
    QUOTED_ELSEWHERE,
    SILENT,
    UNANSWERABLE,
    case,
    decided,
    found,
    reply,
    view,
)


def lost(asked, seen, traced=True):
    return lost_at(asked, seen, view((asked, seen)).scores[asked.id], traced)


@pytest.mark.parametrize("stage", LOST)
def test_every_stage_is_told_from_the_others(stage):
    assert lost(*LOST[stage]) == stage


def test_there_is_an_example_of_every_stage():
    assert set(LOST) == {stage.id for stage in STAGES}


def test_a_right_reply_is_not_lost():
    assert lost(case(), reply()) is None


def test_an_outcome_that_is_accepted_as_well_is_not_lost():
    accepted = case(outcome="policy_silent", also_outcomes=("out_of_scope",), **UNANSWERABLE)
    assert lost(accepted, reply(**DECLINED)) is None


def test_a_refusal_that_is_accepted_as_well_loses_nothing():
    assert lost(case(also_outcomes=("policy_silent",)), reply(**SILENT)) is None


def test_a_question_that_is_sent_back_is_lost_before_the_search():
    assert lost(case(), reply(outcome="needs_clarification", citations=())) == "scope"


def test_a_question_that_should_be_sent_back_and_is_answered_is_lost_before_the_search():
    assert lost(case(outcome="needs_clarification", **UNANSWERABLE), reply()) == "scope"


def test_a_system_that_tells_nothing_is_taken_to_decline_after_the_search():
    assert lost(case(), reply(**DECLINED, decision={}, understanding={}), traced=False) == "declined"


def test_another_topic_explains_a_passage_that_was_not_quoted():
    assert lost(case(), reply(**QUOTED_ELSEWHERE, decision=decided("cookies"))) == "topic"


def test_a_topic_that_is_accepted_as_well_explains_nothing():
    asked = case(also_topics=("cookies",))
    assert lost(asked, reply(**QUOTED_ELSEWHERE, decision=decided("cookies"))) == "quoting"


def test_another_topic_does_no_harm_where_the_facts_are_shown():
    assert lost(case(), reply(decision=decided("cookies"))) is None


def test_facts_that_another_passage_shows_are_enough():
    assert lost(case(gold=(OTHER,)), reply()) is None


def test_without_facts_the_gold_has_to_be_quoted():
    assert lost(case(facts=()), reply(**QUOTED_ELSEWHERE)) == "quoting"
    assert lost(case(facts=()), reply()) is None


@pytest.mark.parametrize(("rank", "stage"), [(FIRST, "quoting"), (FIRST + 1, "retrieval")])
def test_a_passage_further_down_was_not_found(rank, stage):
    passages = found(*[OTHER] * (rank - 1), GOLD)
    assert lost(case(), reply(**QUOTED_ELSEWHERE, retrieved=passages)) == stage


@pytest.mark.parametrize(("spans", "stage"), [((OTHER,), "retrieval"), ((OTHER, GOLD), None)])
def test_a_case_that_asks_for_passages_only_is_lost_when_none_is_found(spans, stage):
    asked = case(outcome=None, topic=None, facts=())
    assert lost(asked, reply(answer="", citations=(), retrieved=found(*spans))) == stage


def test_only_lost_cases_are_listed_in_the_order_of_the_data_set():
    first, last = LOST["silent"], LOST["facts"]
    run = view(
        (replace(first[0], id="a"), replace(first[1], case="a")),
        (case("b"), reply("b")),
        (replace(last[0], id="c"), replace(last[1], case="c")),
    )
    assert list(lost_cases(run).items()) == [("a", "silent"), ("c", "facts")]
