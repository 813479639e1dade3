"""What mending a stage would bring: an estimate, and a bound that is not passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.reply import Outcome
from eval.cases import Case
from eval.report.stages import STAGES
from eval.report.view import RunView

ESTIMATE = (
    "Correct if mended, about: a case that is no longer lost at the stage can still be lost at a later one, so it "
    "counts with the share of correct answers among the cases with the same expected outcome that got past the "
    "stage. Those may be the easier ones. At most: as if every mended case were correct."
)
"""How the two figures of a loss are to be read."""
_PLACE = {stage.id: place for place, stage in enumerate(STAGES)}


def correct_now(view: RunView) -> float | None:
    """The share of correct answers; None where correctness is not scored."""
    return _share(view, 0.0)


def at_most(view: RunView, mended: Sequence[Case]) -> float | None:
    """The share of correct answers if all mended cases were correct."""
    return _share(view, float(len(mended)))


def estimate(view: RunView, lost: Mapping[str, str], stage: str, mended: Sequence[Case]) -> float | None:
    """About the share of correct answers if a stage lost no case, for its cases that are not correct.

    A mended case can still be lost later on. It counts with the share of correct answers among the cases with the
    same expected outcome that got past the stage, and with 0 where no such case did; None where that holds for all.
    """
    shares = _past(view, lost, stage)
    gains = [shares[case.outcome] for case in mended if case.outcome in shares]
    return _share(view, sum(gains)) if gains else None


def _share(view: RunView, gained: float) -> float | None:
    values = [value for _, value in view.scored("correct")]
    return (sum(values) + gained) / len(values) if values else None


def _past(view: RunView, lost: Mapping[str, str], stage: str) -> dict[Outcome | None, float]:
    """The share of correct answers among the cases that got past a stage, by expected outcome."""
    values: dict[Outcome | None, list[float]] = {}
    for case, value in view.scored("correct"):
        if case.id not in lost or _PLACE[lost[case.id]] > _PLACE[stage]:
            values.setdefault(case.outcome, []).append(value)
    return {outcome: sum(some) / len(some) for outcome, some in values.items()}
