"""From a data set's name to runs with reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.console import Console

from assistant.law import Law, load_law
from assistant.progress import InsurerBars, progress_bars
from assistant.settings import Settings
from eval.cases import Dataset, Split
from eval.datasets.catalogue import load_dataset
from eval.errors import EvaluationError
from eval.metrics.latency import cost
from eval.metrics.metric import METRICS
from eval.runs.folder import RunFolder
from eval.runs.progress import CaseBar, case_progress
from eval.runs.resuming import refuse_strangers
from eval.runs.runner import run
from eval.runs.scoring import score_run, texts_of
from eval.systems.catalogue import Workshop
from eval.systems.system import System

if TYPE_CHECKING:
    from eval.runs.sweep import Trial


_REASONS = 3


@dataclass(frozen=True)
class Plan:
    """What is asked of each split, and how."""

    splits: Sequence[str]
    depth: int = 10
    concurrency: int = 2
    timeout: float = 60.0
    retry_failed: bool = False
    """Whether cases that failed before are asked again."""

    def command(self, dataset: str, split: str, system: str) -> tuple[str, ...]:
        """How the run of a split is asked for again; without the password that an address may hold."""
        named = {"dataset": dataset, "split": split, "system": re.sub("//[^/@]*@", "//", system)}
        numbers = {"depth": self.depth, "concurrency": self.concurrency, "timeout": self.timeout}
        options = [(f"--{name}", f"{value}") for name, value in (named | numbers).items()]
        return ("mesdroits", "eval", "run", *(word for option in options for word in option))


def run_all(
    settings: Settings, dataset: str, system: str, plan: Plan, home: Path, console: Console
) -> dict[str, RunFolder]:
    """A scored run with its report for each split, by split, in folders below `home`.

    Raises EvaluationError, or another error of ingestion or of the settings, before anything is asked.
    """
    loaded = [load_dataset(dataset, cast(Split, split), settings.corpus_dir) for split in plan.splits]
    sets = {one.split: one for one in loaded}  # a data set without splits comes as "all", whatever was asked for
    for split, one in sets.items():
        if not one.cases:
            raise EvaluationError(f"{dataset} has no cases in the split {split!r}")
    first, *others = sets.values()  # the splits of a data set are about the same texts, so one system serves all
    every = replace(first, cases=(*first.cases, *(case for one in others for case in one.cases)))
    with progress_bars(console) as bars:
        asked = Workshop(settings, plan.timeout, InsurerBars(bars).advance).system(system, every)
    refuse_strangers(home, first, asked)
    law = load_law(settings.corpus_dir)
    folders: dict[str, RunFolder] = {}
    with case_progress(console) as bars:
        for split, one in sets.items():
            bar = CaseBar(bars, split)
            command = plan.command(dataset, split, system)
            folders[split] = scored_run(one, law, asked, home / split, plan, command, bar)
    for folder in folders.values():
        write_run_report(folder)
    return folders


def scored_run(
    dataset: Dataset, law: Law, system: System, home: Path, plan: Plan, command: Sequence[str], bar: CaseBar
) -> RunFolder:
    """The scored run of a system over a data set, in the folder `home`. Raises EvaluationError."""
    run(
        dataset,
        system,
        home,
        depth=plan.depth,
        concurrency=plan.concurrency,
        timeout=plan.timeout,
        retry_failed=plan.retry_failed,
        command=command,
        progress=bar.advance,
    )
    folder = RunFolder(home)
    score_run(folder, texts_of(dataset, law))
    return folder


def write_run_report(folder: RunFolder) -> None:
    """Writes report.html and report.md into the folder of a scored run. Raises BadRun, or MissingExtra."""
    from eval.report.view import view_of
    from eval.report.writing import write_report

    write_report(view_of(folder), folder.path / "report.html", folder.path / "report.md")


def failures_of(folder: RunFolder) -> str:
    """How many cases of a run failed, with the commonest reasons, in words; empty when none did. Raises BadRun."""
    run = folder.run()
    if not run.failed:
        return ""
    reasons = Counter(" ".join(one.error.split()) for one in run.failed).most_common(_REASONS)
    listed = "; ".join(f"{reason} ({count})" for reason, count in reasons)
    return (
        f"{folder.path}: {len(run.failed)} of {len(run.observations)} cases failed: {listed}. "
        "--retry-failed with the same --out asks them again."
    )


def tokens_of(folder: RunFolder, price_in: float, price_out: float) -> str:
    """The tokens that a language model read and wrote in a run, in a sentence, with their cost per 1,000 replies.

    Prices are per million tokens, in any currency. Raises BadRun.
    """
    seen = folder.run().observations
    read, written = sum(one.tokens_in for one in seen), sum(one.tokens_out for one in seen)
    if not read and not written:
        return "No language model was used."
    spent = cost(read, written, price_in, price_out) / len(seen) * 1_000
    return f"Language model: {read} tokens read, {written} written; {spent:.2f} per 1,000 replies at these prices."


def swept(
    settings: Settings,
    dataset: str,
    split: str,
    ranges: Sequence[str],
    sort_by: str,
    home: Path,
    console: Console,
) -> list[Trial]:
    """The trials of every combination of settings, best first. Raises EvaluationError."""
    from eval.runs.sweep import grid, sweep

    if sort_by not in (known := [one.id for one in METRICS]):
        raise EvaluationError(f"no metric {sort_by!r}; the known ones are {', '.join(known)}")
    chosen = load_dataset(dataset, cast(Split, split), settings.corpus_dir)
    with case_progress(console) as bars:
        return sweep(
            chosen,
            settings,
            grid(ranges),
            home,
            sort_by=sort_by,
            progress=lambda label: CaseBar(bars, label).advance,
        )
