"""The tables that the evaluation prints and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.table import Column, Table

from eval.metrics.intervals import Interval
from eval.metrics.metric import METRICS, Metric
from eval.report.headline import GROUPS, HeadlineRow
from eval.runs.compare import Comparison
from eval.runs.gate import Gate
from eval.runs.sweep import Trial

_LISTED = 10


@dataclass(frozen=True)
class FigureTable:
    """A table of figures that are written already, for a terminal and for a page alike."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def rich(self) -> Table:
        """The table for a terminal."""
        table = Table(
            Column(self.columns[0], no_wrap=True), *self.columns[1:], title=self.title, title_justify="left"
        )
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """The table for a page."""
        head = [f"| {' | '.join(self.columns)} |", "|---" * len(self.columns) + "|"]
        return "\n".join([f"### {self.title}", "", *head, *(f"| {' | '.join(row)} |" for row in self.rows), ""])


def headline_table(title: str, columns: Mapping[str, Sequence[HeadlineRow]]) -> Table:
    """The headline figures, one column a run, with their intervals."""
    table = Table("", *columns, title=title, title_justify="left")
    by_id = {name: {row.id: row for row in rows} for name, rows in columns.items()}
    order = {row.id: row for rows in columns.values() for row in rows}
    ordered = sorted(order.values(), key=lambda row: list(GROUPS).index(row.group))
    for group, rows in groupby(ordered, key=lambda row: row.group):
        table.add_section()
        table.add_row(GROUPS[group], style="bold")
        for row in rows:
            table.add_row(row.label, *(_figure(found.get(row.id)) for found in by_id.values()))
    return table


def summary_table(title: str, summaries: Mapping[str, Mapping[str, Interval]], metrics: Sequence[str]) -> Table:
    """Means with intervals, one row a system or combination, one column a metric."""
    known = {one.id: one for one in METRICS}
    table = Table(Column(no_wrap=True), *(known[name].label for name in metrics), title=title, title_justify="left")
    for name, summary in summaries.items():
        table.add_row(name, *(_mean(known[metric], summary.get(metric)) for metric in metrics))
    return table


def comparison_table(found: Comparison) -> Table:
    """Each metric of two runs with its difference; what is significant in bold."""
    table = Table("", "A", "B", "B − A", "95 % interval", "p", "better / worse / same", title_justify="left")
    for one in found.metrics:
        change = one.difference
        cells = [f"{one.first:.3f}", f"{one.second:.3f}", f"{change.mean:+.3f}"]
        cells += [f"{change.low:+.3f} to {change.high:+.3f}", f"{change.p_value:.3f}"]
        cells.append(f"{change.better} / {change.worse} / {change.same}")
        table.add_row(_label(one.metric), *cells, style="bold" if change.p_value < 0.05 else "")
    return table


def gate_table(found: Gate) -> Table:
    """The verdict on each metric."""
    table = Table("", "baseline", "run", "verdict", "why", title_justify="left")
    for one in found.verdicts:
        verdict = "pass" if one.passed else "FAIL"
        style = "" if one.passed else "red"
        figures = ["–" if value is None else f"{value:.3f}" for value in (one.baseline, one.run)]
        table.add_row(_label(one.metric), *figures, verdict, one.reason, style=style)
    return table


def sweep_table(trials: Sequence[Trial], metrics: Sequence[str]) -> Table:
    """The trials, best first."""
    return summary_table("", {one.label: one.summary for one in trials}, metrics)


def listed(cases: Sequence[str]) -> str:
    """Ids of cases on one line, the first ten of them."""
    rest = len(cases) - _LISTED
    return ", ".join([*cases[:_LISTED], *([f"and {rest} more"] if rest > 0 else [])]) or "none"


def _figure(row: HeadlineRow | None) -> str:
    if row is None:
        return "–"
    return f"{row.figure} ({row.bounds})" if any(map(str.isdigit, row.bounds)) else row.figure


def _mean(metric: Metric, found: Interval | None) -> str:
    if found is None:
        return "–"
    if metric.unit not in {"share", "count"}:
        return f"{found.mean:.0f}"
    return f"{found.mean:.3f} ({found.low:.3f}–{found.high:.3f})"


def _label(metric: str) -> str:
    return next(one.label for one in METRICS if one.id == metric)
