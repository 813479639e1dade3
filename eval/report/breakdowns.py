"""The same figures for parts of a run: by insurer, topic, language, expected outcome and register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.metrics.intervals import Interval, interval
from eval.report.outcomes import OUTCOMES
from eval.report.topics import topic_name
from eval.report.view import RunView

WEAK = 5
"""Cells of fewer cases say little; the weakest topics are named among the others."""


@dataclass(frozen=True, slots=True)
class Part:
    """The cases that share something, with their figures; None where a metric applies to none of them."""

    name: str
    cases: int
    topic: str
    """Its id where the part is the cases of a topic, else empty."""
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
    def few(self) -> bool:
        """Whether there are too few cases to grade."""
        return self.cases < WEAK

    @property
    def level(self) -> int:
        return min(4, 5 * self.correct // self.cases)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Correct cases by topic (rows, with the weakest first) and insurer; None where there is no case."""

    insurers: tuple[str, ...]
    rows: tuple[tuple[str, Cell, tuple[Cell | None, ...]], ...]
    """A topic (its id; empty for none), all its cases, and its cases at each insurer."""
    summary: str


_PROPERTIES: tuple[tuple[str, Callable[[Case], str | None]], ...] = (
    ("Insurer", lambda case: insurer_of(case)),
    ("Topic", lambda case: case.topic),
    ("Language", lambda case: case.language),
    ("Expected outcome", lambda case: OUTCOMES[case.outcome] if case.outcome else "passages only"),
    ("Register", lambda case: case.register or "not stated"),
)


def insurer_of(case: Case) -> str:
    """The insurer asked, for readers."""
    return case.insurer or "none stated"


def breakdowns(view: RunView) -> list[Breakdown]:
    """The five tables."""
    return [Breakdown(by, _parts(view, by, key)) for by, key in _PROPERTIES]


def heat_map(view: RunView) -> HeatMap | None:
    """Where the wrong answers are; None for a run that asks for passages only."""
    scored = view.scored("correct")
    if not scored:
        return None
    insurers = tuple(sorted({insurer_of(case) for case, _ in scored}))
    rows = []
    for topic in {case.topic or "" for case, _ in scored}:
        mine = [(insurer_of(case), value) for case, value in scored if (case.topic or "") == topic]
        cells = tuple(_cell([value for insurer, value in mine if insurer == one]) for one in insurers)
        rows.append((topic, Cell(sum(value == 1.0 for _, value in mine), len(mine)), cells))
    rows.sort(key=lambda row: (row[1].correct / row[1].cases, -row[1].cases, topic_name(row[0])))
    return HeatMap(insurers, tuple(rows), _weakest(rows))


def _cell(values: Sequence[float]) -> Cell | None:
    return Cell(sum(value == 1.0 for value in values), len(values)) if values else None


def _weakest(rows: Sequence[tuple[str, Cell, object]]) -> str:
    enough = [(topic, cell) for topic, cell, _ in rows if not cell.few and cell.correct < cell.cases]
    if not enough:
        return f"No topic of {WEAK} cases or more has a wrong answer."
    weak = ", ".join(f"{topic_name(topic)} ({cell.correct} of {cell.cases} correct)" for topic, cell in enough[:3])
    return f"Weakest topics of {WEAK} cases or more: {weak}."


def _parts(view: RunView, by: str, key: Callable[[Case], str | None]) -> tuple[Part, ...]:
    groups: dict[str, list[Case]] = {}
    for case in view.cases:
        groups.setdefault(key(case) or "", []).append(case)
    made = [_part(view, name, by, cases) for name, cases in groups.items()]
    return tuple(sorted(made, key=lambda part: (-part.cases, part.name)))


def _part(view: RunView, name: str, by: str, cases: Sequence[Case]) -> Part:
    scores = {metric: _values(view, cases, metric) for metric in ("correct", "outcome", "hit_5", "fact_recall")}
    correct, insurers = (
        scores["correct"],
        [case.insurer for case in cases if view.score(case, "correct") is not None],
    )
    return Part(
        name=topic_name(name) if by == "Topic" else name,
        topic=name if by == "Topic" else "",
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
