"""Answers without and with the language model, side by side: the same questions, one run, one engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from rich.console import Console

from assistant.law import load_law
from assistant.progress import InsurerBars, progress_bars
from assistant.settings import Settings
from eval.cases import Dataset, Split
from eval.datasets.catalogue import load_dataset
from eval.datasets.sampling import sampled
from eval.errors import EvaluationError
from eval.running import Plan, scored_run, write_run_report
from eval.runs.folder import RunFolder
from eval.runs.progress import CaseBar, case_progress
from eval.systems.catalogue import EXTRACTIVE, GENERATIVE, Workshop


@dataclass(frozen=True)
class Sample:
    """A part of the questions, drawn with a seed."""

    size: int
    seed: int


@dataclass(frozen=True)
class ModeRuns:
    """The runs of both modes over the same questions."""

    extractive: RunFolder
    generative: RunFolder


def mode_runs(
    settings: Settings,
    dataset: str,
    split: str,
    sample: Sample | None,
    home: Path,
    timeout: float,
    console: Console,
) -> ModeRuns:
    """A scored run with its report in each mode, in two folders below `home`. One question at a time, so that times
    compare; a run that was interrupted goes on.

    Raises EvaluationError, also where no language model is configured, before anything is asked.
    """
    asked = load_dataset(dataset, cast(Split, split), settings.corpus_dir)
    if sample:
        asked = sampled(asked, sample.size, sample.seed)
    if not asked.cases:
        raise EvaluationError(f"{dataset} has no cases in the split {split!r}")
    with progress_bars(console) as bars:
        workshop = Workshop(settings, timeout, InsurerBars(bars).advance)
        systems = {name: workshop.system(name, asked) for name in (GENERATIVE, EXTRACTIVE)}
    law, plan = load_law(settings.corpus_dir), Plan((asked.split,), concurrency=1, timeout=timeout)
    command = _command(dataset, asked, sample, timeout)
    with case_progress(console) as bars:
        folders = {
            name: scored_run(asked, law, systems[name], home / name, plan, command, CaseBar(bars, name))
            for name in (EXTRACTIVE, GENERATIVE)
        }
    for folder in folders.values():
        write_run_report(folder)
    return ModeRuns(folders[EXTRACTIVE], folders[GENERATIVE])


def _command(dataset: str, asked: Dataset, sample: Sample | None, timeout: float) -> tuple[str, ...]:
    drawn = ("--limit", str(sample.size), "--seed", str(sample.seed)) if sample else ()
    named = ("--dataset", dataset, "--split", asked.split, *drawn, "--timeout", str(timeout))
    return ("mesdroits", "eval", "modes", *named)
