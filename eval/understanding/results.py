"""The measurement as plain data: figures, calibration, the bins of the diagram, and what it was made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.metrics.calibration import Bin, equal_mass
from eval.metrics.estimates import Estimate
from eval.understanding.measures import (
    BINS,
    EVENTS,
    audiences,
    calibration,
    grouped,
    likeliest_topic,
    log_losses,
    measured,
    wishes,
)
from eval.understanding.reading import Reading
from eval.understanding.several import Wished, several_results

SCALED = {"before": False, "after": True}
"""Whether the probabilities are calibrated, by the name of the state."""
_GROUPS: Mapping[str, Callable[[Reading], str]] = {
    "language": lambda one: one.right.language,
    "register": lambda one: one.right.register,
}


def results(readings: Sequence[Reading], messages: Sequence[Wished], about: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that is kept of a measurement; `about` tells what it was made with, `messages` those that may hold
    several wishes."""
    losses = {name: log_losses(readings, calibrated=scaled) for name, scaled in SCALED.items()}
    return {
        "about": dict(about),
        "questions": len(readings),
        "wishes": len(wishes(readings)),
        "measures": _plain(measured(readings)),
        "by": {
            name: {group: _plain(found) for group, found in grouped(readings, key).items()}
            for name, key in _GROUPS.items()
        },
        "audiences": {name: asdict(found) for name, found in audiences(readings).items()},
        "calibration": {
            event: {
                name: rounded(asdict(calibration(of(readings, calibrated=scaled))))
                for name, scaled in SCALED.items()
            }
            for event, of in EVENTS.items()
        },
        "several_wishes": several_results(messages),
        "log_loss": rounded({name: sum(some) / len(some) for name, some in losses.items()}),
        "reliability": {name: [rounded(asdict(one)) for one in bins(readings, name)] for name in SCALED},
    }


def bins(readings: Sequence[Reading], state: str) -> tuple[Bin, ...]:
    """The bins of the likeliest topic, before or after the temperature."""
    scored = likeliest_topic(readings, calibrated=SCALED[state])
    return equal_mass(scored.scores, scored.truth, BINS)


def rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures with four decimals."""
    return {name: round(one, 4) if isinstance(one, float) else one for name, one in figures.items()}


def _plain(found: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: rounded(asdict(one)) for name, one in found.items()}
