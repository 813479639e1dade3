"""Scores of many cases → one figure a metric, with its interval; or the difference between two runs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from eval.metrics.comparison import Difference, compare
from eval.metrics.intervals import Interval, interval
from eval.metrics.metric import METRICS

Scores = Mapping[str, float | None]


def summary(scores: Sequence[Scores], clusters: Sequence[Hashable]) -> dict[str, Interval]:
    """The mean of each metric over the cases that it applies to, in the order of METRICS.

    `clusters` names the insurer of each case. A metric that applies to no case is left out.
    """
    found = {}
    for metric in METRICS:
        rows = zip(scores, clusters, strict=True)
        scored = [(value, cluster) for row, cluster in rows if (value := row.get(metric.id)) is not None]
        if scored:
            found[metric.id] = interval([value for value, _ in scored], [cluster for _, cluster in scored])
    return found


def differences(
    before: Sequence[Scores], after: Sequence[Scores], clusters: Sequence[Hashable]
) -> dict[str, Difference]:
    """After minus before for each metric, over the cases that both runs have a value for, paired by position.

    A metric without such a case is left out.
    """
    found = {}
    for metric in METRICS:
        first = [row.get(metric.id) for row in before]
        second = [row.get(metric.id) for row in after]
        if any(x is not None and y is not None for x, y in zip(first, second, strict=True)):
            found[metric.id] = compare(first, second, clusters, better=metric.better)
    return found
