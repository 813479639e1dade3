"""The product beside what a user would otherwise build in an afternoon: the same questions, one run, one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.settings import Settings
from eval.metrics.intervals import Interval
from eval.metrics.metric import METRICS
from eval.running import Plan, run_all
from eval.runs.folder import RunFolder
from eval.systems.catalogue import DEFAULT
from eval.systems.peers.catalogue import PEERS
from eval.tables import summary_table
from ingest.files import write_atomically

RETRIEVAL = ("hit_1", "hit_3", "hit_5", "recall_5", "mrr", "ndcg_10")
ANSWERS = ("correct", "outcome", "fact_recall", "gold_cited", "citation_precision", "false_answer", "words")
PRODUCT = "mesdroits"


def peer_runs(
    settings: Settings, dataset: str, splits: Sequence[str], home: Path, console: Console
) -> dict[str, dict[str, RunFolder]]:
    """A run of the product and of every peer, by name and split. One question at a time, so that times compare."""
    plan = Plan(splits, concurrency=1)
    return {
        PRODUCT if name == DEFAULT else name: run_all(settings, dataset, name, plan, home / name, console)
        for name in (DEFAULT, *PEERS)
    }


def write_peer_table(
    dataset: str, runs: Mapping[str, Mapping[str, RunFolder]], target: Path | None
) -> Iterator[Table]:
    """Two tables a split: finding the passage, answering. Written to `target` as Markdown where there is one."""
    splits = list(next(iter(runs.values())))
    lines = []
    for split in splits:
        found = {name: _summary(folders[split]) for name, folders in runs.items()}
        for title, metrics in (("passages found", RETRIEVAL), ("answers", ANSWERS)):
            heading = f"{dataset}, {split} split: {title}"
            yield summary_table(heading, found, metrics)
            lines += [f"### {heading}", "", *_markdown(found, metrics), ""]
    if target:
        write_atomically(target, ["\n".join(lines).encode()])


def _summary(folder: RunFolder) -> dict[str, Interval]:
    return {name: Interval(one.mean, one.low, one.high, one.n) for name, one in folder.summary().items()}


def _markdown(found: Mapping[str, Mapping[str, Interval]], metrics: Sequence[str]) -> Iterator[str]:
    labels = {one.id: one.label for one in METRICS}
    yield f"| | {' | '.join(labels[metric] for metric in metrics)} |"
    yield "|---" * (len(metrics) + 1) + "|"
    for name, summary in found.items():
        yield f"| {name} | {' | '.join(_cell(metric, summary) for metric in metrics)} |"


def _cell(metric: str, summary: Mapping[str, Interval]) -> str:
    if metric not in summary:
        return "–"
    one = summary[metric]
    return f"{one.mean:.0f}" if metric == "words" else f"{one.mean:.3f} ({one.low:.2f}–{one.high:.2f})"
