"""The runs without and with the language model as tables: quality, what the model did, times and tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.metrics.generation import generations
from eval.metrics.intervals import Interval
from eval.metrics.latency import latency
from eval.metrics.metric import METRICS, Metric
from eval.modes import ModeRuns
from eval.observations import Observation
from eval.peers import compared_system
from eval.report.formats import NONE, counted
from eval.report.generation import counts, spread, tokens
from eval.runs.compare import Compared, Comparison, compare
from eval.runs.folder import RunFolder
from eval.runs.records import ScoreRow
from eval.tables import FigureTable
from ingest.files import write_atomically

SHOWN = (
    "correct",
    "correct_brief",
    "outcome",
    "fact_recall",
    "false_refusal",
    "false_answer",
    "language",
    "forbidden_shown",
    "foreign_citation",
    "verbatim",
    "citation_recall",
    "citation_precision",
    "gold_cited",
    "absent_facts",
    "reversed",
    "words",
)
_MODES = ("without model", "with model")


def mode_tables(runs: ModeRuns) -> list[FigureTable]:
    """Quality with paired differences, what the model did, times and tokens, and the cases that differ in
    correctness, by id. Raises BadRun, or NotComparable.
    """
    mark = runs.extractive.record().dataset
    heading = f"{mark.name}, {mark.split} split, {counted(mark.cases, 'question')}"
    found = compare(runs.extractive, runs.generative)
    without, written = (folder.run().observations for folder in (runs.extractive, runs.generative))
    return [
        _quality(heading, found, runs),
        _doing(heading, written),
        _times(heading, without, written),
        _differing(heading, found, runs.generative),
    ]


def write_mode_tables(tables: Sequence[FigureTable], runs: ModeRuns, target: Path) -> None:
    """Writes the tables as Markdown, and below them what each system tells about itself. Raises OSError."""
    parts = [one.markdown() for one in tables]
    parts.append("### What was compared\n")
    parts += [compared_system(one.record().name, one) for one in (runs.extractive, runs.generative)]
    write_atomically(target, ["\n".join([*parts, ""]).encode()])


def _quality(heading: str, found: Comparison, runs: ModeRuns) -> FigureTable:
    known = {one.metric: one for one in found.metrics}
    summaries = [runs.extractive.summary(), runs.generative.summary()]
    rows = tuple(
        (metric.label, *(_mean(metric, one) for one in summaries), *_difference(metric, known.get(metric.id)))
        for metric in (one for name in SHOWN for one in METRICS if one.id == name)
        if any(metric.id in one for one in summaries)
    )
    columns = ("", *_MODES, "difference", "p", "better / worse / same")
    return FigureTable(f"{heading}: figures with 95 % intervals", columns, rows)


def _mean(metric: Metric, summary: Mapping[str, Interval]) -> str:
    found = summary.get(metric.id)
    if found is None:
        return NONE
    mean, low, high = (_figure(metric, one) for one in (found.mean, found.low, found.high))
    return f"{mean} ({low}–{high})"


def _difference(metric: Metric, found: Compared | None) -> tuple[str, str, str]:
    if found is None:
        return (NONE, NONE, NONE)
    change = found.difference
    mean, low, high = (_figure(metric, one, "+") for one in (change.mean, change.low, change.high))
    return (
        f"{mean} ({low} to {high})",
        f"{change.p_value:.3f}",
        f"{change.better} / {change.worse} / {change.same}",
    )


def _figure(metric: Metric, value: float, sign: str = "") -> str:
    return f"{value:{sign}.{0 if metric.unit == 'words' else 3}f}"


def _doing(heading: str, written: Sequence[Observation]) -> FigureTable:
    found = generations(written)
    rows = counts(found) if found else [("Replies that it was asked for", f"0 of {len(written)}")]
    return FigureTable(f"{heading}: what the language model did", ("", "with model"), tuple(rows))


def _times(heading: str, without: Sequence[Observation], written: Sequence[Observation]) -> FigureTable:
    """Times of all replies, and of those that a model was asked for, beside the same questions without it."""
    found = generations(written)
    asked = {one.case for one in written if one.generation}
    rows: list[tuple[str, ...]] = [("Time to the complete reply, median / p95", _spread(without), _spread(written))]
    if found:
        same = [[one for one in seen if one.case in asked] for seen in (without, written)]
        rows += [
            ("The same, of the questions that the model was asked for", *map(_spread, same)),
            ("Time from asking it to its first sentence shown, median / p95", NONE, spread(found.first_sentence)),
            *[(label, NONE, figure) for label, figure in tokens(found)],
        ]
    return FigureTable(f"{heading}: times and tokens, one question at a time", ("", *_MODES), tuple(rows))


def _spread(seen: Sequence[Observation]) -> str:
    return spread(latency([one.milliseconds for one in seen]) if seen else None)


def _differing(heading: str, found: Comparison, written: RunFolder) -> FigureTable:
    """Cases by id; the words of a question of the test split are read by nobody who chooses."""
    scores = written.scores()
    lists = {
        f"better with model, by {found.by}": found.won,
        f"worse with model, by {found.by}": found.lost,
        "facts that nothing cited holds": _above_zero(scores, "absent_facts"),
        "statements that seem reversed": _above_zero(scores, "reversed"),
    }
    rows = tuple((name, str(len(ids)), ", ".join(ids) or "none") for name, ids in lists.items())
    return FigureTable(f"{heading}: cases to look at, with model", ("", "cases", "ids"), rows)


def _above_zero(scores: Sequence[ScoreRow], metric: str) -> tuple[str, ...]:
    return tuple(row.case for row in scores if row.metrics.get(metric))
