"""The measurement as files: JSON with everything, Markdown to read, and the reliability diagram."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.report.formats import NONE
from eval.report.reliability import reliability_diagram
from eval.understanding.measures import BINS, MEASURES, likeliest_topic
from eval.understanding.reading import Reading
from eval.understanding.results import SCALED, bins
from eval.understanding.tables import table
from ingest.files import write_atomically

_AUDIENCE = ("expected", "named", "right")
_TITLE = "Is the probability of the likeliest topic worth what it says?"


def write(found: Mapping[str, Any], readings: Sequence[Reading], folder: Path, figure: Path) -> str:
    """Writes `understanding.json` and `understanding.md` to the folder and the diagram to `figure`.

    Returns the Markdown. Raises OSError.
    """
    text = markdown(found, os.path.relpath(figure, folder))
    write_atomically(
        folder / "understanding.json", [json.dumps(found, indent=2, ensure_ascii=False).encode(), b"\n"]
    )
    write_atomically(folder / "understanding.md", [text.encode()])
    write_atomically(figure, [diagram(readings, found["about"]["temperatures"]["topic"])])
    return text


def diagram(readings: Sequence[Reading], temperature: float) -> bytes:
    """The reliability diagram of the likeliest topic as an SVG file, before and after the temperature."""
    titles = {"before": "before (T = 1)", "after": f"after (T = {temperature:.2f})"}
    panels = {
        titles[state]: (bins(readings, state), likeliest_topic(readings, calibrated=scaled).scores)
        for state, scaled in SCALED.items()
    }
    return reliability_diagram(_TITLE, panels)


def markdown(found: Mapping[str, Any], figure: str) -> str:
    """The measurement in words and tables; `figure` is where the diagram lies from there."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("eval.report", "templates")
    environment = Environment(
        loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.get_template("understanding.md").render(
        **{name: found[name] for name in ("about", "questions", "wishes", "log_loss")},
        bins=BINS,
        figure=figure,
        figures=table(
            ("", "figure", "95 % interval", "questions"),
            [[one.label, *_figure(found["measures"].get(one.id))] for one in MEASURES],
        ),
        groups={name: _grouped(name, some) for name, some in found["by"].items()},
        audiences=table(
            ("", *_AUDIENCE),
            [[name, *(f"{one[key]}" for key in _AUDIENCE)] for name, one in found["audiences"].items()],
        ),
        several=_several(found["several_wishes"]),
        calibration=_calibration(found["calibration"]),
        made_with=table(("", "value"), [[name, f"`{value}`"] for name, value in _flat(found["about"])]),
    )


def _figure(one: Mapping[str, Any] | None) -> list[str]:
    if one is None:
        return [NONE, NONE, "0"]
    return [f"{one['value']:.3f}", f"{one['low']:.3f} to {one['high']:.3f}", f"{one['n']}"]


def _grouped(name: str, groups: Mapping[str, Mapping[str, Any]]) -> str:
    told = [one for one in MEASURES if one.by_group]
    rows = [[group, *(_cell(found.get(one.id)) for one in told)] for group, found in groups.items()]
    return table((name, *(one.label for one in told)), rows)


def _cell(one: Mapping[str, Any] | None) -> str:
    return f"{one['value']:.3f} ({one['low']:.2f}–{one['high']:.2f}), n = {one['n']}" if one else NONE


def _several(splits: Mapping[str, Mapping[str, Any]]) -> str:
    keys = ("exact_as_one_text", "exact", "precision", "recall", "clauses_embedded")
    head = ("as one text", "clause by clause", "precision", "recall", "clauses embedded")
    rows = [
        [f"{split}, {group}", *(_cell(figures[key]) for key in keys)]
        for split, groups in splits.items()
        for group, figures in groups.items()
    ]
    return table(("messages", *head), rows)


def _calibration(events: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        [
            event,
            *(f"{found[state][key]:.3f}" for key in ("error", "brier") for state in SCALED),
            f"{found['after']['by_chance']:.3f}",
            f"{found['after']['within']:.3f}",
        ]
        for event, found in events.items()
    ]
    head = ("error before", "error after", "Brier before", "Brier after", "error by chance", "95 of 100 below")
    return table(("probability of", *head), rows)


def _flat(about: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in about.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{before}{name}.")
        else:
            found.append((f"{before}{name}", value))
    return found
