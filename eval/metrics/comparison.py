"""Two systems over the same cases: how far apart they are, and whether chance explains it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.metrics.intervals import interval

_SHUFFLES = 10_000
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """How much a second system differs from a first, over the cases that both have a value for."""

    mean: float
    """Second minus first."""
    low: float
    high: float
    p_value: float
    better: int
    """Cases where the second system is better."""
    worse: int
    same: int


def compare(
    a: Sequence[float | None],
    b: Sequence[float | None],
    clusters: Sequence[Hashable],
    *,
    better: Literal["higher", "lower"] = "higher",
    seed: int = 0,
) -> Difference:
    """The difference b − a of one metric with its 95 % interval, paired by case.

    The interval is the two-stage bootstrap of `intervals.interval` over the differences. The p-value is two-sided:
    McNemar's exact test (1947) where both systems score 0 or 1, else a randomisation test that flips the sign of
    each difference at random (Fisher 1935; Smucker, Allan & Carterette 2007). Both take cases as exchangeable;
    the interval is what accounts for insurers. Cases where either value is None are left out. Raises ValueError
    when none is left, or when the sequences differ in length.
    """
    pairs = [(x, y, c) for x, y, c in zip(a, b, clusters, strict=True) if x is not None and y is not None]
    deltas = [y - x for x, y, _ in pairs]
    bounds = interval(deltas, [cluster for _, _, cluster in pairs], seed=seed)
    above, below = sum(delta > 0 for delta in deltas), sum(delta < 0 for delta in deltas)
    binary = all(value in {0.0, 1.0} for x, y, _ in pairs for value in (x, y))
    p_value = mcnemar(above, below) if binary else sign_flip(deltas, seed)
    wins, losses = (above, below) if better == "higher" else (below, above)
    return Difference(bounds.mean, bounds.low, bounds.high, p_value, wins, losses, len(deltas) - above - below)


def mcnemar(better: int, worse: int) -> float:
    """Two-sided p of `better` successes in better + worse tosses of a fair coin; 1.0 without any."""
    if better + worse == 0:
        return 1.0
    from scipy.stats import binomtest

    return float(binomtest(better, better + worse, 0.5).pvalue)


def sign_flip(deltas: Sequence[float], seed: int = 0) -> float:
    """(1 + resamples with |Σ ±delta| ≥ |Σ delta|) / (1 + resamples), ties counted with a margin for rounding."""
    values = np.asarray([delta for delta in deltas if delta], dtype=np.float64)
    if not values.size:
        return 1.0
    rng = np.random.default_rng(seed)
    observed = abs(float(values.sum())) - 1e-9
    extreme = sum(_extreme(values, observed, rng) for _ in range(_SHUFFLES // _ROWS_AT_ONCE))
    return (1 + extreme) / (1 + _SHUFFLES)


def _extreme(values: NDArray[np.float64], observed: float, rng: np.random.Generator) -> int:
    signs = rng.integers(0, 2, size=(_ROWS_AT_ONCE, values.size)) * 2 - 1
    return int(np.sum(np.abs(signs @ values) >= observed))
