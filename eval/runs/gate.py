"""Whether a run may take the place of a baseline: what a pipeline asks before it releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.metrics.comparison import Difference
from eval.metrics.metric import METRICS, Metric
from eval.runs.compare import Pair, paired
from eval.runs.folder import RunFolder

REQUIRED = {"verbatim": 1.0, "foreign_citation": 0.0, "absent_facts": 0.0}
"""Metrics of which every case must have this value, whatever the baseline has, also nothing: a quote that is not in
the policy, or that is another insurer's, or a fact that nothing cited holds, is never a matter of degree."""
_SIGNIFICANT = 0.05
_UNJUDGED = {"topic", "reversed"}


@dataclass(frozen=True)
class Verdict:
    """Whether one metric passes, and why."""

    metric: str
    passed: bool
    reason: str
    baseline: float | None
    run: float | None
    difference: Difference | None
    """None where one of the two runs has no value of the metric."""
    cases: tuple[str, ...] = ()
    """The cases that a required value is missing from."""


@dataclass(frozen=True)
class Gate:
    """The verdicts, in the order of METRICS."""

    verdicts: tuple[Verdict, ...]

    @property
    def passed(self) -> bool:
        """Whether every metric passes, and there is one: where nothing was judged, nothing is proved."""
        return bool(self.verdicts) and all(one.passed for one in self.verdicts)


def gate(baseline: RunFolder, run: RunFolder, margin: float = 0.0) -> Gate:
    """The verdict on each metric of a run; times and lengths are not judged: they depend on machine and taste.

    A metric fails when it is surely worse: when the 95 % interval of its paired difference lies wholly beyond
    `margin` on the worse side, and its p-value is below 0.05, because the interval of a handful of cases that all
    moved alike has no width. It fails as well when the run has no value of it and the baseline has, or when the
    baseline was scored without it and there is no value that it must have. Exempt are the topic, which a deployment
    does not tell, and reversed statements, which tell readers where to look and prove nothing.
    Of the baseline only `run.json` and `scores.jsonl` are read. Raises NotComparable when
    the runs were made over different questions or texts or nothing can be judged, BadRun when one is not scored.
    """
    pair = paired(baseline, run)
    found = pair.differences()
    judged = [one for one in METRICS if one.group != "cost" and one.id not in _UNJUDGED]
    verdicts = [
        _verdict(pair, metric, found[metric.id], margin) if metric.id in found else _one_sided(pair, metric.id)
        for metric in judged
    ]
    return Gate(tuple(one for one in verdicts if one is not None))


def _one_sided(pair: Pair, metric: str) -> Verdict | None:
    """The verdict on a metric that one of the runs has no value of; None where neither has one to judge."""
    before, after = (
        [value for row in rows if (value := row.metrics.get(metric)) is not None]
        for rows in (pair.first, pair.second)
    )
    if before:
        return Verdict(metric, False, "the run has no value of it", fmean(before), None, None)
    if metric in REQUIRED and after:
        broken = _broken(pair, metric)
        return Verdict(metric, not broken, _unmet(metric, broken), None, fmean(after), None, broken)
    if after and not any(metric in row.metrics for row in pair.first):
        reason = "the baseline was scored without it; make it again"
        return Verdict(metric, False, reason, None, fmean(after), None)
    return None


def _verdict(pair: Pair, metric: Metric, difference: Difference, margin: float) -> Verdict:
    values = pair.values(metric.id)
    before, after = fmean(a for _, a, _ in values), fmean(b for _, _, b in values)
    broken = _broken(pair, metric.id)
    least_loss = -difference.high if metric.better == "higher" else difference.low
    if broken:
        reason = _unmet(metric.id, broken)
    elif least_loss > margin and difference.p_value < _SIGNIFICANT:
        reason = f"worse by {least_loss:.3f} at least"
    else:
        reason = ""
    return Verdict(metric.id, not reason, reason, before, after, difference, broken)


def _unmet(metric: str, broken: Sequence[str]) -> str:
    """What is wrong with the cases that have not the value that a metric must have; empty without any."""
    return f"{len(broken)} cases are not {REQUIRED[metric]:g}" if broken else ""


def _broken(pair: Pair, metric: str) -> tuple[str, ...]:
    """The cases of the run without the value that the metric must have."""
    if metric not in REQUIRED:
        return ()
    return tuple(row.case for row in pair.second if row.metrics.get(metric) not in (None, REQUIRED[metric]))
