"""Any statistic of independent cases with its uncertainty; for means of questions to insurers see `intervals`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics.intervals import interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """The value of a statistic over `n` cases and the bounds of its confidence interval."""

    value: float
    low: float
    high: float
    n: int


def mean(values: Sequence[float]) -> Estimate | None:
    """The mean with its 95 % percentile bootstrap interval over cases; None without values."""
    if not values:
        return None
    found = interval(list(values), [None] * len(values))
    return Estimate(found.mean, found.low, found.high, found.n)


def estimate(
    statistic: Callable[[Sequence[int]], float | None], cases: int, *, resamples: int = 2_000, seed: int = 0
) -> Estimate | None:
    """A statistic between 0 and 1 of the cases with these places, with its 95 % bootstrap interval.

    None where it has no value for all cases; resamples for which it has none are left out. The interval is the
    percentile interval less the bias of the resamples, their mean minus the value (Efron & Tibshirani 1993, §10.2):
    a calibration error is larger in a resample, which repeats cases, than in the sample.
    """
    value = statistic(range(cases)) if cases else None
    if value is None:
        return None
    rng = np.random.default_rng(seed)
    draws = (statistic(rng.integers(0, cases, size=cases).tolist()) for _ in range(resamples))
    found = np.array([one for one in draws if one is not None])
    low, high = np.clip(np.quantile(found, [0.025, 0.975]) - (found.mean() - value), 0.0, 1.0)
    return Estimate(value, float(low), float(high), cases)
