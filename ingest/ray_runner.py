"""The stages on a Ray cluster, for a corpus that is too large for one machine.

Every node has the package installed, sees the corpus and the data folder under the same paths, and reaches the
Chroma server when there is one. Needs the optional extra `ray`.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ingest.build import Plan, Progress, Runner, Understood, attempt, embed, publish, understand
from ingest.embedding import Embedder, load_embedder
from ingest.entries import InsurerEntry
from ingest.errors import EmbeddingError, IngestError
from ingest.outcomes import InsurerReport

if TYPE_CHECKING:
    from ray.data import Dataset

_MODEL_SHARE = 0.75
"""Of a processor, for a worker that holds the model; reading and writing take the rest."""
_STAGE_SHARE = 0.25

Row = dict[str, Any]
"""`insurer`, and `work`: what a stage hands to the next one, pickled; a report once the insurer is done."""


def ray_runner(address: str | None, workers: int) -> Runner:
    """Runs the stages on a Ray cluster, where `workers` processes hold the embedding model.

    `address` is that of the cluster, or "auto" for the one this machine is part of; None starts one for the run.
    """
    return partial(_on_ray, address, workers)


def _on_ray(
    address: str | None,
    workers: int,
    plan: Plan,
    entries: Sequence[InsurerEntry],
    embedder: Embedder,
    progress: Progress,
) -> Iterator[InsurerReport]:
    missing = {entry.id for entry in entries}
    with _ray(address, workers):
        for done, row in enumerate(_dataset(plan, entries, embedder, workers).iter_rows(), 1):
            missing.discard(row["insurer"])
            progress("insurers", done, len(entries))
            yield pickle.loads(row["work"])
    for insurer in sorted(missing):
        yield InsurerReport(insurer, "refused", "its worker died, ended by the system: too little memory for it?")


def _dataset(plan: Plan, entries: Sequence[InsurerEntry], embedder: Embedder, workers: int) -> Dataset:
    """One row and one block an insurer, so that one that ends its worker takes no other with it."""
    import ray.data

    rows = [{"insurer": entry.id, "work": pickle.dumps(entry)} for entry in entries]
    marks = (embedder.name, embedder.dimension, embedder.fingerprint)
    return (
        ray.data.from_items(rows, override_num_blocks=len(rows))
        .map(partial(_understood, plan), num_cpus=_STAGE_SHARE, ray_remote_args_fn=_task_once_more)
        .map(
            _Embedding,  # type: ignore[arg-type]
            fn_constructor_args=(plan, marks),
            compute=ray.data.ActorPoolStrategy(size=workers),
            num_cpus=_MODEL_SHARE,
            ray_remote_args_fn=_actor_once_more,
        )
        .map(partial(_published, plan), num_cpus=_STAGE_SHARE, ray_remote_args_fn=_task_once_more)
    )


def _task_once_more() -> dict[str, Any]:
    # Left alone, Ray Data tries for ever what ends its worker.
    return {"max_retries": 1}


def _actor_once_more() -> dict[str, Any]:
    return {"max_task_retries": 1}


def _understood(plan: Plan, row: Row) -> Row:
    entry: InsurerEntry = pickle.loads(row["work"])
    return _row(entry.id, attempt(entry.id, partial(understand, plan, entry)))


class _Embedding:
    """The embedding stage, with the model that one worker holds."""

    def __init__(self, plan: Plan, marks: tuple[str, int, tuple[float, ...]]) -> None:
        self._plan = plan
        self._marks = marks
        self._embedder = load_embedder(marks[0])

    def __call__(self, row: Row) -> Row:
        work = pickle.loads(row["work"])
        if isinstance(work, InsurerReport):
            return row
        return _row(row["insurer"], attempt(row["insurer"], partial(self._embedded, work)))

    def _embedded(self, understood: Understood) -> object:
        if not self._embedder.same_as(*self._marks):
            raise EmbeddingError(f"the model {self._marks[0]!r} of a worker gives other vectors than the one here")
        return embed(self._plan, understood, self._embedder, lambda *_: None)


def _published(plan: Plan, row: Row) -> Row:
    work = pickle.loads(row["work"])
    if isinstance(work, InsurerReport):
        return row
    return _row(row["insurer"], attempt(row["insurer"], partial(publish, plan, work)))


def _row(insurer: str, work: object) -> Row:
    return {"insurer": insurer, "work": pickle.dumps(work)}


@contextmanager
def _ray(address: str | None, workers: int) -> Iterator[None]:
    """A connection to Ray that reports nothing to anybody and prints little."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray.data
    except ImportError as error:
        raise IngestError("Ray is not installed; run `pip install mesdroits[ray]`") from error
    size: dict[str, Any] = (
        {"num_cpus": workers, "include_dashboard": False} if address is None else {"address": address}
    )
    try:
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **size)
    except (ConnectionError, ValueError) as error:
        raise IngestError(f"no Ray cluster at {address}: {error}") from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1
    try:
        yield
    except ray.exceptions.RayError as error:
        raise IngestError(f"the Ray run stopped: {error}; run it again, it goes on where it stopped") from error
    finally:
        ray.shutdown()
