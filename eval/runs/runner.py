"""A data set asked of a system, into a folder that an interrupted run goes on from."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from eval.cases import Case, Dataset
from eval.errors import BadDataset
from eval.observations import FAILED, Observation
from eval.runs.asking import replies
from eval.runs.folder import RunFolder
from eval.runs.records import AskedCase, DatasetMark, Environment, Options, Run, RunRecord
from eval.runs.resuming import about_of, resumed
from eval.systems.system import System
from eval.systems.versions import refuse_other_texts

Progress = Callable[[int, int, int], None]
"""Told how many cases are observed, of how many, and how many of them failed."""


def run(
    dataset: Dataset,
    system: System,
    folder: Path,
    *,
    depth: int = 10,
    concurrency: int = 2,
    timeout: float = 60.0,
    retry_failed: bool = False,
    command: Sequence[str] = (),
    progress: Progress = lambda *_: None,
) -> Run:
    """The run of a system over a data set; cases that were observed in `folder` before are not asked again, those
    that failed excepted where `retry_failed` is true.

    A system that raises, gives no usable reply or none within `timeout` seconds fails the case; the run goes on.
    An interruption leaves a folder from which the same call goes on. `command` is kept to tell how the run was
    asked for. Raises NotComparable when the folder holds a run of something else, or the system answers from other
    texts than those of the data set; BadRun when another process writes to it.
    """
    home, options = RunFolder(folder), Options(depth, concurrency, timeout)
    record = replace(_record(dataset, system, options), command=tuple(command))
    refuse_other_texts(dataset, record.system)
    asked = [asked_case(case, dataset) for case in dataset.cases]
    with home.held():
        if home.exists:
            record = resumed(home, record)
        else:
            home.begin(record, asked)
        seen = {id: one for id, one in home.observations().items() if not (retry_failed and one.outcome == FAILED)}
        _observe(home, dataset, system, options, seen, progress)
        if record.state == "running":
            home.update(replace(record, state="finished", finished=_now()))
    return home.run()


def asked_case(case: Case, dataset: Dataset) -> AskedCase:
    """A case with the words of its gold. Raises BadDataset when a span is not in the texts."""
    quotes = []
    for span in case.gold:
        text = dataset.texts.get(span.document, "")
        if not 0 <= span.start < span.end <= len(text):
            raise BadDataset(
                f"{dataset.name}: case {case.id}: gold [{span.start}, {span.end}) is not in {span.document}"
            )
        quotes.append(text[span.start : span.end])
    return AskedCase(case, tuple(quotes))


def _observe(
    home: RunFolder,
    dataset: Dataset,
    system: System,
    options: Options,
    seen: Mapping[str, Observation],
    progress: Progress,
) -> None:
    missing = [case for case in dataset.cases if case.id not in seen]
    failed = sum(one.outcome == FAILED for one in seen.values())
    done, total = len(seen), len(dataset.cases)
    progress(done, total, failed)
    with home.growing() as file:
        for reply in replies(system, missing, options):
            file.append(reply)
            done, failed = done + 1, failed + (reply.outcome == FAILED)
            progress(done, total, failed)


def _record(dataset: Dataset, system: System, options: Options) -> RunRecord:
    started = _now()
    stamp = started.replace("-", "").replace(":", "")[:15]
    return RunRecord(
        id=f"{stamp}-{dataset.name}-{dataset.split}-{system.name}",
        dataset=DatasetMark(dataset.name, dataset.version, dataset.split, dataset.sha256, len(dataset.cases)),
        name=system.name,
        system=about_of(system),
        options=options,
        environment=Environment(
            platform.python_version(), f"{platform.system()} {platform.machine()}", os.cpu_count() or 1
        ),
        texts={key: hashlib.sha256(text.encode()).hexdigest() for key, text in sorted(dataset.texts.items())},
        started=started,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
