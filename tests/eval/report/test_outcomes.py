"""The matrix says what came of each expected outcome, and its note why the headline can be better than it."""

from __future__ import annotations

from eval.report.outcomes import confusion_matrix, confusion_note
from tests.eval.report.small_runs import DECLINED, SILENT, UNANSWERABLE, case, reply, view


def outcomes():
    """One outcome as expected, one accepted as well, one wrong."""
    silent = case("c", outcome="policy_silent", also_outcomes=("out_of_scope",), **UNANSWERABLE)
    return view((case("a"), reply("a")), (case("b"), reply("b", **SILENT)), (silent, reply("c", **DECLINED)))


def test_there_is_a_row_for_each_expected_outcome():
    assert confusion_matrix(outcomes()) == [("answered", [1, 1, 0, 0, 0]), ("policy_silent", [0, 0, 1, 0, 0])]


def test_outcomes_that_are_accepted_as_well_explain_the_headline():
    assert confusion_note(outcomes()).replace("\u00a0", " ") == (
        "The outcome is the expected one in 1 of 3 cases (33.3 %), and another one that is accepted as well in 1. "
        "Both count as right in the headline figure: 2 of 3 (66.7 %)."
    )


def test_a_run_that_asks_for_passages_only_has_neither():
    run = view((case(outcome=None, facts=()), reply(answer="", citations=())))
    assert (confusion_matrix(run), confusion_note(run)) == ([], "")
