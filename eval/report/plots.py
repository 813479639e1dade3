"""The plots of the report, each with the sentence that says the same in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from eval.metrics.calibration import Bin, accuracy_by_threshold, brier, calibration_error, reliability, roc_auc
from eval.metrics.latency import latency
from eval.report.formats import counted, duration, percent
from eval.report.svg import FIRST, INK, SECOND, drawn
from eval.report.view import RunView
from eval.report.weighed import Weighed, declining, silence, topic

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_THRESHOLDS = tuple(step / 100 for step in range(101))


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot as the report shows it. `alternative` gives its figures in words, `caption` how to read it."""

    title: str
    svg: Markup
    alternative: str
    caption: str


def plots(view: RunView) -> list[Plot]:
    """The plots that the run has data for; nobody is to choose a threshold by the test split."""
    thresholds = [
        _threshold(view, "declining", declining(view), "refuse_above", "declined"),
        _threshold(view, "silence", silence(view), "silent_above", "told that the policy is silent"),
    ]
    made = [
        *(thresholds if view.about["dataset"]["split"] != "test" else []),
        _reliability("reliability-topic", "Can the probability of a topic be believed?", topic(view)),
        _reliability(
            "reliability-outside", "Can the probability of an outside question be believed?", declining(view)
        ),
        _times(view),
    ]
    return [plot for plot in made if plot is not None]


def _threshold(view: RunView, name: str, weighed: Weighed, setting: str, decided: str) -> Plot | None:
    if not weighed.scores:
        return None
    curve = accuracy_by_threshold(weighed.scores, weighed.truth, _THRESHOLDS)
    chosen: float | None = view.about["system"].get("settings", {}).get("retrieval", {}).get(setting)
    title = f"{name.capitalize()}: right decisions at each threshold"

    def draw(axes: Axes) -> None:
        axes.plot(*zip(*curve, strict=True), color=FIRST, linewidth=2)
        if chosen is not None:
            axes.axvline(chosen, color=INK, linestyle="--", linewidth=1.2)
            axes.annotate(f"setting: {chosen:g}", (chosen, 0.02), xytext=(5, 0), textcoords="offset points")
        axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="threshold", ylabel="share of decisions that are right")

    said = f"{len(weighed.scores)} cases, {sum(weighed.truth)} of which must be {decided}."
    caption = (
        f"A case is to be {decided} when its probability is above the threshold. A flat top around the setting "
        "means that it matters little; a slope means that it costs cases."
    )
    return Plot(
        title,
        drawn(f"threshold-{name}", title, draw),
        said + _told_apart(weighed, decided) + _at_thresholds(view, weighed, curve, chosen),
        caption,
    )


def _told_apart(weighed: Weighed, decided: str) -> str:
    area = roc_auc(weighed.scores, weighed.truth)
    if area is None:
        return ""
    return (
        f" Of a case that must be {decided} and one that must not, the first has the higher probability in "
        f"{percent(area)} of all pairs (ROC-AUC)."
    )


def _at_thresholds(
    view: RunView, weighed: Weighed, curve: Sequence[tuple[float, float]], chosen: float | None
) -> str:
    """The accuracy at the setting, and the best one; the test split is not there to choose a threshold from."""
    said = ""
    if chosen is not None:
        (_, share) = accuracy_by_threshold(weighed.scores, weighed.truth, [chosen])[0]
        said += f" At the setting of {chosen:g}, {percent(share)} of the decisions are right."
    if view.about["dataset"]["split"] == "development":
        best, share = max(curve, key=lambda point: point[1])
        said += f" The best threshold on this split is {best:g}, with {percent(share)}."
    return said


def _reliability(name: str, title: str, weighed: Weighed) -> Plot | None:
    if not weighed.scores:
        return None
    bins = [one for one in reliability(weighed.scores, weighed.truth) if one.cases]

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=INK, linestyle="--", linewidth=1)
        axes.plot([one.score for one in bins], [one.share for one in bins], color=FIRST, linewidth=1.5)
        sizes = [20 + 300 * one.cases / len(weighed.scores) for one in bins]
        axes.scatter([one.score for one in bins], [one.share for one in bins], sizes, color=FIRST, zorder=3)
        axes.set(xlim=(0, 1), ylim=(-0.02, 1.05), xlabel="probability given", ylabel="share that came true")

    caption = (
        "On the dashed line, a probability is worth what it says. Below it the system is too sure, above it too "
        "cautious. Larger points stand for more cases."
    )
    return Plot(title, drawn(name, title, draw), _bins_in_words(weighed, bins), caption)


def _bins_in_words(weighed: Weighed, bins: Sequence[Bin]) -> str:
    worst = max(bins, key=lambda one: one.cases * abs(one.share - one.score))
    return (
        f"Probabilities are {100 * calibration_error(bins):.1f} points off on average. Most of that comes from "
        f"{counted(worst.cases, 'case')} with a mean probability of {percent(worst.score)}, of which "
        f"{percent(worst.share)} came true."
        f" Brier score: {brier(weighed.scores, weighed.truth):.3f} (0 is best)."
    )


def _times(view: RunView) -> Plot | None:
    values = [value for _, value in view.scored("milliseconds")]
    if not values:
        return None
    found, title = latency(values), "How long members wait"

    def draw(axes: Axes) -> None:
        axes.hist(values, bins=30, color=FIRST)
        for place, label in ((found.p50, "median"), (found.p95, "p95")):
            axes.axvline(place, color=SECOND, linestyle="--", linewidth=1.5, label=f"{label}: {duration(place)}")
        axes.legend()
        axes.set(xlabel="milliseconds from the question to the complete reply", ylabel="cases", xlim=(0, None))

    alternative = (
        f"{len(values)} replies: half within {duration(found.p50)}, 95 of 100 within {duration(found.p95)}, "
        f"the slowest {duration(max(values))}."
    )
    caption = (
        "Bars to the right of the second dashed line are the slowest replies, failures included. Times depend on "
        "the machine and on how many cases were asked at once."
    )
    return Plot(title, drawn("latency", title, draw), alternative, caption)
