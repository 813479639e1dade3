"""Mending a stage brings no more than the later stages let through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.report.mending import at_most, correct_now, estimate
from eval.report.stages import lost_cases
from tests.eval.report.small_runs import DECLINED, LOST, case, reply, view


def lose(stage, name):
    asked, seen = LOST[stage]
    return replace(asked, id=name), replace(seen, case=name)


def right(name):
    return case(name), reply(name)


def expected(stage, *pairs):
    """The estimate with the cases mended whose ids say so."""
    run = view(*pairs)
    return estimate(run, lost_cases(run), stage, [one for one in run.cases if one.id.startswith("mended")])


def test_a_mended_case_is_as_good_as_those_that_got_past_the_stage():
    pairs = [lose("topic", "mended"), right("a"), right("b"), right("c"), lose("quoting", "d")]
    assert expected("topic", *pairs) == pytest.approx((3 + 3 / 4) / 5)


def test_cases_that_were_lost_earlier_tell_nothing():
    pairs = [lose("quoting", "mended"), right("a"), lose("topic", "b"), lose("failed", "c")]
    assert expected("quoting", *pairs) == pytest.approx((1 + 1) / 4)


def test_only_cases_of_the_same_expected_outcome_are_compared():
    outside, _ = LOST["accepted"]
    declined = (replace(outside, id="a"), reply("a", **DECLINED))
    assert expected("accepted", lose("accepted", "mended"), lose("quoting", "b"), declined) == pytest.approx(2 / 3)


def test_a_case_without_any_to_compare_it_with_brings_nothing():
    pairs = [lose("topic", "mended-1"), lose("not_silent", "mended-2"), right("a"), lose("accepted", "b")]
    assert expected("not_silent", *pairs) == pytest.approx((1 + 1) / 4)


def test_nothing_is_estimated_without_any_case_to_compare():
    assert expected("topic", lose("topic", "mended")) is None


def test_at_most_every_mended_case_is_correct():
    run = view(lose("topic", "a"), lose("quoting", "b"), right("c"), right("d"))
    assert (correct_now(run), at_most(run, run.cases[:1])) == (0.5, 0.75)


def test_a_run_that_asks_for_passages_only_has_no_correct_answers():
    run = view((case(outcome=None, facts=()), reply(answer="", citations=())))
    assert (correct_now(run), at_most(run, run.cases)) == (None, None)
