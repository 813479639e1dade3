"""A run as the report looks at it: what was asked, what came back, and how it scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from eval.cases import Case
from eval.observations import FAILED, Observation
from eval.runs.folder import RunFolder

Scores = Mapping[str, float | None]
"""Metric ids to values; None where a metric does not apply to the case."""


@dataclass(frozen=True)
class RunView:
    """A whole run. `observations`, `scores` and `quotes` are by case id and hold every case."""

    about: Mapping[str, Any]
    """`run.json`."""
    cases: tuple[Case, ...] = field(repr=False)
    observations: Mapping[str, Observation] = field(repr=False)
    scores: Mapping[str, Scores] = field(repr=False)
    quotes: Mapping[str, tuple[str, ...]] = field(repr=False)
    """The words of each gold span, in the order of `case.gold`."""

    @property
    def failed(self) -> int:
        """How many cases the system gave no readable reply to."""
        return sum(one.outcome == FAILED for one in self.observations.values())

    @property
    def traced(self) -> bool:
        """Whether the system tells how its replies come about."""
        return any(one.decision for one in self.observations.values())

    def score(self, case: Case, metric: str) -> float | None:
        """A metric of a case; None where it does not apply."""
        return self.scores[case.id].get(metric)

    def scored(self, metric: str) -> list[tuple[Case, float]]:
        """The cases that a metric applies to, with its values, in the order of the data set."""
        values = [(case, self.score(case, metric)) for case in self.cases]
        return [(case, value) for case, value in values if value is not None]


def view_of(folder: RunFolder) -> RunView:
    """The finished and scored run of a folder. Raises BadRun."""
    run, scores = folder.run(), {row.case: row.metrics for row in folder.scores()}
    return RunView(
        about=asdict(run.record),
        cases=tuple(one.case for one in run.asked),
        observations={one.case: one for one in run.observations},
        scores=scores,
        quotes={one.case.id: one.quotes for one in run.asked},
    )
