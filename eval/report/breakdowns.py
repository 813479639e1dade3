"""The same figures for parts of a run: by insurer, topic, language, expected outcome and register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from assistant.reply import Outcome
from eval.cases import Case
from eval.metrics.answers import confusion
from eval.metrics.intervals import Interval, interval
from eval.observations import FAILED
from eval.report.formats import named
from eval.report.view import RunView

OUTCOMES = {
    "answered": "answered",
    "policy_silent": "policy silent",
    "out_of_scope": "out of scope",
    "needs_clarification": "asked back",
    FAILED: "no reply",
}
_WEAK = 5
"""Cells of fewer cases say little; the weakest topics are named among the others."""


@dataclass(frozen=True, slots=True)
class Part:
    """The cases that share something, with their figures; None where a metric applies to none of them."""

    name: str
    cases: int
    correct: Interval | None
    outcome: float | None
    hit_5: float | None
    fact_recall: float | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One table: the parts of a run by one property, the largest first."""

    by: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of the cases of a topic and an insurer are correct. `level` grades the share from 0 to 4."""

    correct: int
    cases: int

    @property
    def level(self) -> int:
        return min(4, 5 * self.correct // self.cases)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Correct cases by topic (rows, with the weakest first) and insurer; None where there is no case."""

    insurers: tuple[str, ...]
    rows: tuple[tuple[str, Cell, tuple[Cell | None, ...]], ...]
    """The name of a topic, all its cases, and its cases at each insurer."""
    summary: str


_PROPERTIES: tuple[tuple[str, Callable[[Case], str | None]], ...] = (
    ("Insurer", lambda case: insurer_of(case)),
    ("Topic", lambda case: named(case.topic)),
    ("Language", lambda case: case.language),
    ("Expected outcome", lambda case: OUTCOMES[case.outcome] if case.outcome else "passages only"),
    ("Register", lambda case: case.register or "not stated"),
)


def insurer_of(case: Case) -> str:
    """The insurer asked, for readers."""
    return case.insurer or "none stated"


def breakdowns(view: RunView) -> list[Breakdown]:
    """The five tables."""
    return [Breakdown(by, _parts(view, key)) for by, key in _PROPERTIES]


def confusion_matrix(view: RunView) -> list[tuple[str, list[int]]]:
    """Each expected outcome with the number of its cases by outcome observed, in the order of OUTCOMES."""
    counts = confusion((case, view.observations[case.id]) for case in view.cases)
    expected = [one for one in get_args(Outcome) if any(counts[one, seen] for seen in OUTCOMES)]
    return [(one, [counts[one, seen] for seen in OUTCOMES]) for one in expected]


def heat_map(view: RunView) -> HeatMap | None:
    """Where the wrong answers are; None for a run that asks for passages only."""
    scored = view.scored("correct")
    if not scored:
        return None
    insurers = tuple(sorted({insurer_of(case) for case, _ in scored}))
    rows = []
    for topic in {named(case.topic) for case, _ in scored}:
        mine = [(insurer_of(case), value) for case, value in scored if named(case.topic) == topic]
        cells = tuple(_cell([value for insurer, value in mine if insurer == one]) for one in insurers)
        rows.append((topic, Cell(sum(value == 1.0 for _, value in mine), len(mine)), cells))
    rows.sort(key=lambda row: (row[1].correct / row[1].cases, -row[1].cases, row[0]))
    return HeatMap(insurers, tuple(rows), _weakest(rows))


def _cell(values: Sequence[float]) -> Cell | None:
    return Cell(sum(value == 1.0 for value in values), len(values)) if values else None


def _weakest(rows: Sequence[tuple[str, Cell, object]]) -> str:
    enough = [(topic, cell) for topic, cell, _ in rows if cell.cases >= _WEAK and cell.correct < cell.cases]
    if not enough:
        return f"No topic of {_WEAK} cases or more has a wrong answer."
    weak = ", ".join(f"{topic} ({cell.correct} of {cell.cases} correct)" for topic, cell in enough[:3])
    return f"Weakest topics of {_WEAK} cases or more: {weak}."


def _parts(view: RunView, key: Callable[[Case], str | None]) -> tuple[Part, ...]:
    groups: dict[str, list[Case]] = {}
    for case in view.cases:
        groups.setdefault(key(case) or "", []).append(case)
    made = [_part(view, name, cases) for name, cases in groups.items()]
    return tuple(sorted(made, key=lambda part: (-part.cases, part.name)))


def _part(view: RunView, name: str, cases: Sequence[Case]) -> Part:
    scores = {metric: _values(view, cases, metric) for metric in ("correct", "outcome", "hit_5", "fact_recall")}
    correct, insurers = (
        scores["correct"],
        [case.insurer for case in cases if view.score(case, "correct") is not None],
    )
    return Part(
        name=name,
        cases=len(cases),
        correct=interval(correct, insurers) if correct else None,
        outcome=_average(scores["outcome"]),
        hit_5=_average(scores["hit_5"]),
        fact_recall=_average(scores["fact_recall"]),
    )


def _values(view: RunView, cases: Sequence[Case], metric: str) -> list[float]:
    return [value for case in cases if (value := view.score(case, metric)) is not None]


def _average(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
