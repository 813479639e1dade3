"""The report as a page and as Markdown. Whatever comes from a run is shown as it is and never acts."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.observations import FAILED
from eval.report.breakdowns import WEAK, breakdowns, heat_map, insurer_of
from eval.report.failures import chapters, reasons
from eval.report.formats import counted, duration, named, percent
from eval.report.generation import generation_rows
from eval.report.headline import GROUPS, headline
from eval.report.mending import ESTIMATE
from eval.report.outcomes import OUTCOMES, confusion_matrix, confusion_note
from eval.report.plots import plots
from eval.report.priorities import advice, losses, tally, topic_losses
from eval.report.stages import FIRST, lost_cases
from eval.report.topics import topic_and_id, topic_labels, topic_name
from eval.report.view import RunView
from ingest.files import write_atomically

if TYPE_CHECKING:
    from jinja2 import Environment

_SPLITS = {
    "development": ("development split", "it may have been used to choose settings."),
    "test": ("test split", "nothing may be chosen by it; look for what to mend in the development split."),
    "all": (
        "whole data set",
        "where it has splits, these are both, and the development one may have been used to choose settings; "
        "decide by the figures of the test split then.",
    ),
}
_TILES = (
    FAILED,
    "correct",
    "correct_brief",
    "fact_recall",
    "false_refusal",
    "false_answer",
    "verbatim",
    "gold_cited",
    "hit_5",
    "milliseconds-p95",
)
_SECTIONS = {
    "headline": "Headline figures",
    "fix": "What to fix first",
    "tables": "Where it is right and where not",
    "model": "What the language model did",
    "plots": "Plots",
    "lost": "Every lost case",
    "repeat": "To repeat the run",
}
_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&#!$@]|(?<=\w):(?=//)|(?<=www)\.")
"""What Markdown, or GitHub's reading of it, could take for markup or a link inside a line."""


def write_report(view: RunView, html: Path, markdown: Path) -> None:
    """Writes the report of a run twice: as one self-contained page, and as Markdown. Raises OSError."""
    content = _content(view)
    page = _environment(autoescape=True).get_template("report.html").render(content)
    text = _environment(finalize=inert).get_template("report.md").render(content)
    write_atomically(html, [page.encode()])
    write_atomically(markdown, [text.encode()])


def inert(value: object) -> str:
    """A value on one line of Markdown that shows its characters and does nothing."""
    return _ACTIVE.sub(r"\\\g<0>", " ".join(str(value).split()))


def _content(view: RunView) -> dict[str, Any]:
    lost = lost_cases(view)
    found, rows = losses(view, lost), headline(view)
    name, meaning = _SPLITS[view.about["dataset"]["split"]]
    model = generation_rows(view.observations.values())
    return {
        "view": view,
        "about": view.about,
        "split": {"name": name, "meaning": meaning},
        "sections": [(id_, title) for id_, title in _SECTIONS.items() if model or id_ != "model"],
        "model": model,
        "tiles": [row for row in rows if row.id in _TILES],
        "headline_groups": [(GROUPS[group], list(some)) for group, some in groupby(rows, lambda row: row.group)],
        "lost": len(lost),
        "losses": found,
        "tally": tally(found),
        "estimate_note": ESTIMATE,
        "advice": advice(view, found),
        "reasons": reasons(view),
        "topic_losses": topic_losses(view, lost),
        "confusion": confusion_matrix(view),
        "confusion_note": confusion_note(view),
        "breakdowns": breakdowns(view),
        "plots": plots(view),
        "heat": heat_map(view),
        "chapters": chapters(view, found),
        "command": _command(view.about),
        "settings": list(_flat(view.about)),
    }


def _command(about: Mapping[str, Any]) -> str:
    """As it was given; empty where the run was made by a program."""
    return shlex.join(about.get("command", ()))


def _flat(record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a record by their path, such as "system.settings.port"."""
    for key, value in record.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _environment(**options: Any) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("eval.report", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **options,
    )
    environment.globals.update(
        counted=counted,
        duration=duration,
        first=FIRST,
        insurer_of=insurer_of,
        named=named,
        outcomes=OUTCOMES,
        percent=percent,
        topic_and_id=topic_and_id,
        topic_labels=topic_labels(),
        topic_name=topic_name,
        weak=WEAK,
    )
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    return environment
