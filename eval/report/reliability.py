"""The reliability diagram: probabilities against what came true, bin by bin, as a picture that stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from eval.metrics.calibration import Bin, calibration_error
from eval.report.svg import FIRST, INK, QUIET, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def reliability_diagram(title: str, panels: Mapping[str, tuple[Sequence[Bin], Sequence[float]]]) -> bytes:
    """An SVG file with a panel for each name: its bins above, how many of its scores lie in each tenth below.

    A point stands for a bin; its bar is the 95 % interval of the share that came true (Wilson 1927).
    """

    def draw(figure: Figure) -> None:
        rows = figure.subplots(2, len(panels), sharex=True, sharey="row", squeeze=False, height_ratios=(4, 1))
        for column, (name, (bins, scores)) in enumerate(panels.items()):
            _points(rows[0][column], bins)
            rows[0][column].set_title(f"{name}: calibration error {calibration_error(bins):.3f}\n{_sizes(bins)}")
            _counts(rows[1][column], scores)
        rows[0][0].set_ylabel("share that came true")
        rows[1][0].set_ylabel("cases")

    return picture("reliability", title, (5 * len(panels), 5.8), draw)


def _sizes(bins: Sequence[Bin]) -> str:
    """Such as "15 bins of 34 or 35 cases"."""
    return f"{len(bins)} bins of {' or '.join(str(one) for one in sorted({one.cases for one in bins}))} cases"


def _points(axes: Axes, bins: Sequence[Bin]) -> None:
    axes.grid(True)
    axes.set_axisbelow(True)
    axes.plot([0, 1], [0, 1], color=INK, linestyle="--", linewidth=1)
    for one in bins:
        axes.plot([one.score] * 2, _interval(one), color=FIRST, linewidth=1)
    axes.plot([one.score for one in bins], [one.share for one in bins], "o", color=FIRST, markersize=5)
    axes.set(xlim=(0, 1.02), ylim=(-0.02, 1.02))


def _interval(one: Bin) -> tuple[float, float]:
    from scipy.stats import binomtest

    found = binomtest(round(one.share * one.cases), one.cases).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def _counts(axes: Axes, scores: Sequence[float]) -> None:
    counts, edges = np.histogram(scores, bins=10, range=(0, 1))
    bars = axes.bar(edges[:-1], counts, width=0.1, align="edge", color=FIRST, edgecolor=QUIET)
    axes.bar_label(bars, fontsize=7, padding=1)
    axes.margins(y=0.25)
    axes.set_xlabel("probability given")
