"""The product beside what a user would otherwise build in an afternoon: the same questions, one run, one table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from rich.console import Console

from assistant.settings import Settings
from eval.metrics.intervals import Interval
from eval.metrics.latency import Latency, latency
from eval.metrics.matching import shows
from eval.metrics.metric import METRICS
from eval.observations import Observation
from eval.running import Plan, run_all
from eval.runs.folder import RunFolder
from eval.runs.records import Run
from eval.systems.catalogue import DEFAULT
from eval.systems.peers.catalogue import PEERS
from eval.tables import FigureTable
from ingest.files import write_atomically

RETRIEVAL = ("hit_1", "hit_5", "recall_5", "recall_2000", "mrr", "ndcg_10")
ANSWERS = (
    "correct",
    "correct_brief",
    "outcome",
    "fact_recall",
    "gold_cited",
    "citation_precision",
    "false_answer",
    "words",
)
PRODUCT = "mesdroits"
_LONG = {"texts", "releases", "embedding"}
"""What systems tell about texts and vectors; the runs have it."""


def peer_runs(
    settings: Settings, dataset: str, splits: Sequence[str], home: Path, console: Console
) -> dict[str, dict[str, RunFolder]]:
    """A run of the product and of every peer, by name and split. One question at a time, so that times compare."""
    plan = Plan(splits, concurrency=1)
    return {
        PRODUCT if name == DEFAULT else name: run_all(settings, dataset, name, plan, home / name, console)
        for name in (DEFAULT, *PEERS)
    }


def peer_tables(dataset: str, runs: Mapping[str, Mapping[str, RunFolder]]) -> Iterator[FigureTable]:
    """Two tables a split: finding the passage, answering; the product in the first row. Raises BadRun."""
    for split in next(iter(runs.values())):
        folders = {name: by_split[split] for name, by_split in runs.items()}
        summaries = {name: folder.summary() for name, folder in folders.items()}
        heading = f"{dataset}, {split} split"
        found = {"facts in the first passage": _first_facts(folders), "characters a passage": _lengths(folders)}
        yield _table(f"{heading}: passages found", RETRIEVAL, summaries, found)
        answered = {
            "correct, of questions to answer": _correct(folders, answerable=True),
            "correct, of the others": _correct(folders, answerable=False),
            "median time, of the product's": _times(folders),
        }
        yield _table(f"{heading}: answers", ANSWERS, summaries, answered)


def write_peer_tables(
    tables: Sequence[FigureTable], runs: Mapping[str, Mapping[str, RunFolder]], target: Path
) -> None:
    """Writes the tables as Markdown, and below them what each system tells about itself. Raises OSError."""
    parts = [one.markdown() for one in tables]
    parts.append("### What was compared\n")
    parts += [compared_system(name, next(iter(by_split.values()))) for name, by_split in runs.items()]
    write_atomically(target, ["\n".join([*parts, ""]).encode()])


def compared_system(name: str, folder: RunFolder) -> str:
    """What the system of a run tells about itself, in a line of Markdown. Raises BadRun."""
    record = folder.record()
    about = {key: value for key, value in record.system.items() if key not in _LONG}
    return f"- {name}, {record.started}: `{json.dumps(about, ensure_ascii=False)}`"


def _table(
    title: str,
    metrics: Sequence[str],
    summaries: Mapping[str, Mapping[str, Interval]],
    extras: Mapping[str, Mapping[str, str]],
) -> FigureTable:
    labels = {one.id: one.label for one in METRICS}
    rows = [
        (name, *(_cell(metric, summary) for metric in metrics), *(column[name] for column in extras.values()))
        for name, summary in summaries.items()
    ]
    return FigureTable(title, ("", *(labels[metric] for metric in metrics), *extras), tuple(rows))


def _cell(metric: str, summary: Mapping[str, Interval]) -> str:
    if metric not in summary:
        return "–"
    one = summary[metric]
    return f"{one.mean:.0f}" if metric == "words" else f"{one.mean:.3f} ({one.low:.2f}–{one.high:.2f})"


def _correct(folders: Mapping[str, RunFolder], *, answerable: bool) -> dict[str, str]:
    """Correct among the cases that a policy answers, or among the others: no peer can decline."""
    means = {}
    for name, folder in folders.items():
        rows = [row for row in folder.scores() if (row.expected == "answered") is answerable]
        values = [value for row in rows if (value := row.metrics.get("correct")) is not None]
        means[name] = f"{fmean(values):.3f}" if values else "–"
    return means


def _first_facts(folders: Mapping[str, RunFolder]) -> dict[str, str]:
    """The share of decisive facts that the first passage alone shows: what a chat could show of each system."""
    return {name: _first_fact_recall(folder.run()) for name, folder in folders.items()}


def _first_fact_recall(run: Run) -> str:
    pairs = zip(run.asked, run.observations, strict=True)
    shares = [
        fmean(
            any(shows(first.text, one) for one in fact for first in seen.retrieved[:1]) for fact in asked.case.facts
        )
        for asked, seen in pairs
        if asked.case.facts and asked.case.outcome == "answered"
    ]
    return f"{fmean(shares):.3f}" if shares else "–"


def _lengths(folders: Mapping[str, RunFolder]) -> dict[str, str]:
    """The mean length of the passages of each system: long ones are hit more easily."""
    return {name: _mean_length(folder.run().observations) for name, folder in folders.items()}


def _mean_length(replies: Sequence[Observation]) -> str:
    lengths = [passage.end - passage.start for one in replies for passage in one.retrieved]
    return f"{fmean(lengths):.0f}" if lengths else "–"


def _times(folders: Mapping[str, RunFolder]) -> dict[str, str]:
    """The median time of each system as a multiple of the first one's."""
    times: dict[str, Latency] = {
        name: latency([one.milliseconds for one in folder.run().observations]) for name, folder in folders.items()
    }
    first = next(iter(times.values()))
    return {name: f"{one.times(first).p50:.2f}" for name, one in times.items()}
