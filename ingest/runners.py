"""The stages spread over processes: reading and writing in workers, embedding here, where the model is loaded."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Any, Self

from ingest.build import Plan, Progress, Runner, attempt, embed, in_process, publish, understand
from ingest.embedding import Embedder
from ingest.entries import InsurerEntry
from ingest.outcomes import InsurerReport

_AHEAD = 2
"""Insurers that are read, and as many that are written, for each worker: what bounds the memory of a run."""
log = logging.getLogger(__name__)


def local_runner(workers: int) -> Runner:
    """Runs the stages on this machine: in this process for one worker, else beside that many worker processes."""
    return in_process if workers == 1 else partial(_beside_workers, workers)


def _beside_workers(
    workers: int, plan: Plan, entries: Sequence[InsurerEntry], embedder: Embedder, progress: Progress
) -> Iterator[InsurerReport]:
    """Reads ahead and writes behind in worker processes, so that the model never waits for either."""
    window = _AHEAD * workers
    waiting = iter(entries)
    reading: deque[_Task] = deque()
    writing: deque[_Task] = deque()
    with _Workers(workers) as pool:
        while True:
            for entry in islice(waiting, window - len(reading)):
                reading.append(pool.start(entry.id, partial(understand, plan, entry)))
            if not reading:
                break
            read = pool.result(reading.popleft())
            ready = read
            if not isinstance(read, InsurerReport):
                ready = attempt(read.entry.id, partial(embed, plan, read, embedder, progress))
            if isinstance(ready, InsurerReport):
                yield ready
                continue
            writing.append(pool.start(read.entry.id, partial(publish, plan, ready)))
            if len(writing) > window:
                yield pool.result(writing.popleft())
        for task in writing:
            yield pool.result(task)


@dataclass(frozen=True)
class _Task:
    insurer: str
    stage: Callable[[], Any]
    future: Future[Any]


class _Workers:
    """A process pool that survives the death of its processes."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = _pool(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def start(self, insurer: str, stage: Callable[[], Any]) -> _Task:
        """Runs a stage for an insurer in one of the processes."""
        try:
            future = self._pool.submit(attempt, insurer, stage)
        except BrokenProcessPool:
            self._pool.shutdown()
            self._pool = _pool(self._count)
            future = self._pool.submit(attempt, insurer, stage)
        return _Task(insurer, stage, future)

    def result(self, task: _Task) -> Any:
        """What the stage gave, or a report of refusal."""
        try:
            return task.future.result()
        except BrokenProcessPool:
            # A pool does not tell whose process died: each policy it had in hand is tried once more, by itself.
            log.warning("%s: a worker process died; trying once more", task.insurer)
        with _pool(1) as alone:
            try:
                return alone.submit(attempt, task.insurer, task.stage).result()
            except BrokenProcessPool:
                detail = "its worker process died twice, ended by the system: is there too little memory for it?"
                return InsurerReport(task.insurer, "refused", detail)


def _pool(workers: int) -> ProcessPoolExecutor:
    # Not forked: the model's threads do not survive a fork.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_follow_parent)


def _follow_parent() -> None:
    """Lets a worker end with the process that started it, even when that one is killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end, daemon=True).start()
