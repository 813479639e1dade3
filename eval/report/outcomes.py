"""Which outcome came of which: what was expected beside what was observed."""

from __future__ import annotations

from typing import get_args

from assistant.reply import Outcome
from eval.metrics.answers import confusion
from eval.observations import FAILED
from eval.report.formats import counted, percent
from eval.report.view import RunView

OUTCOMES = {
    "answered": "answered",
    "policy_silent": "policy silent",
    "out_of_scope": "out of scope",
    "needs_clarification": "asked back",
    FAILED: "no reply",
}


def confusion_matrix(view: RunView) -> list[tuple[str, list[int]]]:
    """Each expected outcome with the number of its cases by outcome observed, in the order of OUTCOMES."""
    counts = confusion((case, view.observations[case.id]) for case in view.cases)
    expected = [one for one in get_args(Outcome) if any(counts[one, seen] for seen in OUTCOMES)]
    return [(one, [counts[one, seen] for seen in OUTCOMES]) for one in expected]


def confusion_note(view: RunView) -> str:
    """Why the diagonal of the matrix holds fewer cases than count as right; empty where there is no matrix."""
    scored = view.scored("outcome")
    if not scored:
        return ""
    same = sum(view.observations[case.id].outcome == case.outcome for case, _ in scored)
    right = sum(value == 1.0 for _, value in scored)
    return (
        f"The outcome is the expected one in {same} of {counted(len(scored), 'case')} "
        f"({percent(same / len(scored))}), and another one that is accepted as well in {right - same}. Both count "
        f"as right in the headline figure: {right} of {len(scored)} ({percent(right / len(scored))})."
    )
