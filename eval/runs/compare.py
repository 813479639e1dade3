"""Two runs over the same questions and texts: what the second does better and worse."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from eval.errors import BadRun, NotComparable
from eval.metrics.aggregate import differences
from eval.metrics.comparison import Difference
from eval.metrics.metric import METRICS
from eval.runs.folder import RunFolder
from eval.runs.records import DatasetMark, RunRecord, ScoreRow


@dataclass(frozen=True)
class Compared:
    """One metric of two runs, over the cases that both have a value for."""

    metric: str
    first: float
    second: float
    n: int
    difference: Difference


@dataclass(frozen=True)
class Comparison:
    """The metrics of two runs, and the cases that one of them has and the other lacks."""

    first: RunRecord
    second: RunRecord
    metrics: tuple[Compared, ...]
    by: str
    """The metric that decides which cases are won or lost."""
    won: tuple[str, ...]
    """The cases where the second run is better."""
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """The scores of two runs, case by case."""

    first: tuple[ScoreRow, ...]
    second: tuple[ScoreRow, ...]

    def differences(self) -> dict[str, Difference]:
        """Second minus first for each metric that both runs have. Raises NotComparable where there is none."""
        insurers = [row.insurer for row in self.first]
        found = differences([row.metrics for row in self.first], [row.metrics for row in self.second], insurers)
        if not found:
            raise NotComparable("no metric applies to a case of both runs: there is nothing to compare")
        return found

    def values(self, metric: str) -> list[tuple[str, float, float]]:
        """The cases with the values of both runs; those that either has none for are left out."""
        rows = zip(self.first, self.second, strict=True)
        both = [(one.case, one.metrics.get(metric), other.metrics.get(metric)) for one, other in rows]
        return [(case, a, b) for case, a, b in both if a is not None and b is not None]


def compare(first: RunFolder, second: RunFolder, by: str | None = None, *, originals: bool = False) -> Comparison:
    """What the second run does better and worse than the first, each metric with interval and p-value.

    `by` decides which cases are won and lost; without it the first metric of METRICS that both runs have. With
    `originals` the second run is over variations of the first run's cases, each compared with the case it is made
    of. Raises NotComparable when the runs were made over different questions or texts, BadRun when one is not
    scored.
    """
    pair = varied(first, second) if originals else paired(first, second)
    found = pair.differences()
    by = by or next(iter(found))
    if by not in found:
        raise NotComparable(f"no metric {by!r} applies to a case of both runs; choose one of {', '.join(found)}")
    metrics = tuple(_compared(pair, metric, difference) for metric, difference in found.items())
    higher = next(one.better for one in METRICS if one.id == by) == "higher"
    gains = {case: (b - a) if higher else (a - b) for case, a, b in pair.values(by)}
    won = tuple(case for case, gain in gains.items() if gain > 0)
    lost = tuple(case for case, gain in gains.items() if gain < 0)
    return Comparison(first.record(), second.record(), metrics, by, won, lost)


def paired(first: RunFolder, second: RunFolder) -> Pair:
    """The scores of two runs, case by case. Raises NotComparable or BadRun as `compare` does."""
    one, other = first.record().dataset, second.record().dataset
    if one != other:
        raise NotComparable(
            f"{first.path} was made over {_named(one)}, {second.path} over {_named(other)}; "
            "compare runs over the same questions and texts"
        )
    if (depth := first.record().options.depth) != second.record().options.depth:
        raise NotComparable(
            f"{second.path} keeps another number of passages than {first.path}; use --depth {depth}"
        )
    rows, others = first.scores(), {row.case: row for row in second.scores()}
    missing = {row.case for row in rows} ^ others.keys()
    if missing:
        raise BadRun(
            f"{first.path}, {second.path}: scores.jsonl of one lacks case {min(missing)}; score both again"
        )
    return Pair(rows, tuple(others[row.case] for row in rows))


def varied(first: RunFolder, second: RunFolder) -> Pair:
    """The scores of variations in the second run beside those of their originals in the first.

    A variation that expects another reply than its original is left out. Raises NotComparable when none is left,
    when an original is not in the first run, when the texts differ, or when the second run has two variations of
    one case: they are not independent, and the intervals would be too narrow.
    """
    if first.record().texts != second.record().texts:
        raise NotComparable(f"{first.path} and {second.path} were made over different texts")
    known = {row.case: row for row in first.scores()}
    made_of = {one.case.id: one.case.original for one in second.cases() if one.case.original}
    missing = [original for original in made_of.values() if original not in known]
    if missing:
        raise NotComparable(f"{first.path} has no case {missing[0]}, which a case of {second.path} is made of")
    rows = [(known[made_of[row.case]], row) for row in second.scores() if row.case in made_of]
    alike = [(one, other) for one, other in rows if one.expected == other.expected]
    if len({one.case for one, _ in alike}) < len(alike):
        raise NotComparable(f"{second.path} has several variations of one case; run and compare one at a time")
    if not alike:
        raise NotComparable(f"no case of {second.path} is another wording of a case of {first.path}")
    return Pair(tuple(one for one, _ in alike), tuple(other for _, other in alike))


def _named(mark: DatasetMark) -> str:
    return f"{mark.name} {mark.version} ({mark.split}, {mark.sha256[:12]})"


def _compared(pair: Pair, metric: str, difference: Difference) -> Compared:
    values = pair.values(metric)
    first, second = fmean(a for _, a, _ in values), fmean(b for _, _, b in values)
    return Compared(metric, first, second, len(values), difference)
