"""Whether a score can be believed: probabilities against what came true, and thresholds on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose scores lie between `low` and `high`."""

    low: float
    high: float
    cases: int
    score: float
    """Mean score; 0.0 without cases."""
    share: float
    """Share that came true; 0.0 without cases."""


def reliability(scores: Sequence[float], came_true: Sequence[bool], bins: int = 10) -> tuple[Bin, ...]:
    """Bins of equal width over [0, 1] (Guo, Pleiss, Sun & Weinberger 2017, arXiv:1706.04599, §2).

    A bin holds the scores in (low, high], the first one 0 as well.
    """
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


def equal_mass(scores: Sequence[float], came_true: Sequence[bool], bins: int = 15) -> tuple[Bin, ...]:
    """Bins of as many cases each, give or take one, in order of the score (Naeini, Cooper & Hauskrecht 2015, AAAI).

    `low` and `high` are the least and the greatest score of a bin. With fewer cases than bins each case is a bin.
    """
    order = np.argsort(np.asarray(scores, dtype=float), kind="stable")
    if not len(order):
        return ()
    values, truth = np.asarray(scores, dtype=float)[order], np.asarray(came_true, dtype=float)[order]
    ends = np.cumsum([len(one) for one in np.array_split(order, min(bins, len(order)))])
    starts = np.concatenate([[0], ends[:-1]])
    counts = ends - starts
    means = (np.add.reduceat(one, starts) / counts for one in (values, truth))
    columns = (values[starts], values[ends - 1], counts, *means)
    return tuple(Bin(*made) for made in zip(*(one.tolist() for one in columns), strict=True))


def chance_error(scores: Sequence[float], bins: int = 15, draws: int = 2_000, seed: int = 0) -> tuple[float, float]:
    """The calibration error over bins of equal mass that scores would show by chance if each came true as often as
    it says: the mean, and what 95 of 100 draws stay below (Bröcker & Smith 2007, "consistency resampling")."""
    values, rng = np.asarray(scores, dtype=float), np.random.default_rng(seed)
    found = [
        calibration_error(equal_mass(scores, (rng.random(len(values)) < values).tolist(), bins))
        for _ in range(draws)
    ]
    return float(np.mean(found)), float(np.quantile(found, 0.95))


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
    truth = np.asarray(came_true, dtype=bool)
    true, false = int(truth.sum()), int((~truth).sum())
    if not true or not false:
        return None
    from scipy.stats import rankdata

    ranks = rankdata(np.asarray(scores, dtype=float))  # of equal scores, their mean
    return float((ranks[truth].sum() - true * (true + 1) / 2) / (true * false))
