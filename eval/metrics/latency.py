"""How long replies take, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Latency:
    """Median and 95th percentile, in milliseconds."""

    p50: float
    p95: float

    def times(self, baseline: Latency) -> Latency:
        """As multiples of a baseline: p50 / p50 and p95 / p95."""
        return Latency(self.p50 / baseline.p50, self.p95 / baseline.p95)


def latency(milliseconds: Sequence[float]) -> Latency:
    """Percentiles by linear interpolation between order statistics (Hyndman & Fan 1996, type 7).

    Raises ValueError without any value.
    """
    if not milliseconds:
        raise ValueError("no reply was timed")
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return Latency(float(p50), float(p95))


def cost(tokens_in: int, tokens_out: int, price_in: float, price_out: float) -> float:
    """tokens_in · price_in / 10⁶ + tokens_out · price_out / 10⁶, with prices per million tokens in any currency."""
    return (tokens_in * price_in + tokens_out * price_out) / _MILLION
