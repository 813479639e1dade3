"""Whether a score can be believed: probabilities against what came true, and thresholds on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Bin:
    """The cases whose score lies in (low, high], the first bin with 0 included."""

    low: float
    high: float
    cases: int
    score: float
    """Mean score; 0.0 without cases."""
    share: float
    """Share that came true; 0.0 without cases."""


def reliability(scores: Sequence[float], came_true: Sequence[bool], bins: int = 10) -> tuple[Bin, ...]:
    """Bins of equal width over [0, 1] (Guo, Pleiss, Sun & Weinberger 2017, arXiv:1706.04599, §2)."""
    values, truth = np.asarray(scores, dtype=float), np.asarray(came_true, dtype=float)
    edges = np.linspace(0, 1, bins + 1)
    places = np.clip(np.digitize(values, edges, right=True) - 1, 0, bins - 1)
    made = []
    for place in range(bins):
        inside = places == place
        count = int(inside.sum())
        score, share = (float(values[inside].mean()), float(truth[inside].mean())) if count else (0.0, 0.0)
        made.append(Bin(float(edges[place]), float(edges[place + 1]), count, score, share))
    return tuple(made)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: Σ (cases of the bin / all cases) · |share − score| (Guo et al. 2017, eq. 3)."""
    total = sum(one.cases for one in bins)
    return sum(one.cases * abs(one.share - one.score) for one in bins) / total if total else 0.0


def brier(scores: Sequence[float], came_true: Sequence[bool]) -> float:
    """Mean of (score − outcome)², outcome 1 or 0 (Brier 1950); 0 is best, 0.25 what always saying 0.5 gets."""
    return float(np.mean((np.asarray(scores, dtype=float) - np.asarray(came_true, dtype=float)) ** 2))


def accuracy_by_threshold(
    scores: Sequence[float], came_true: Sequence[bool], thresholds: Sequence[float]
) -> list[tuple[float, float]]:
    """For each threshold t, the share of cases where "score > t" tells what came true."""
    values, truth = np.asarray(scores, dtype=float), np.asarray(came_true, dtype=bool)
    return [(threshold, float(np.mean((values > threshold) == truth))) for threshold in thresholds]


def roc_auc(scores: Sequence[float], came_true: Sequence[bool]) -> float | None:
    """Probability that a case that came true scores above one that did not, ties half (Hanley & McNeil 1982).

    None when all came true or none did.
    """
    if len(set(came_true)) < 2:
        return None
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(came_true, scores))
