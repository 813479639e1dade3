"""The same questions under many settings, to choose defaults. On the development split only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from pydantic import ValidationError

from assistant.law import load_law
from assistant.settings import RetrievalSettings, Settings
from eval.cases import Dataset
from eval.errors import EvaluationError, NotComparable
from eval.metrics.intervals import Interval
from eval.metrics.metric import METRICS
from eval.runs.folder import RunFolder
from eval.runs.records import Options
from eval.runs.runner import Progress, run
from eval.runs.scoring import score_run, texts_of
from eval.systems.in_process import InProcess
from eval.systems.indexed import engine_for
from ingest.embedding import Embedder, load_embedder

_PREFIX = "retrieval."


@dataclass(frozen=True)
class Trial:
    """A combination of settings with what it scored."""

    values: Mapping[str, str]
    """Settings as they were given, such as {"retrieval.silent_above": "0.6"}."""
    folder: Path
    summary: Mapping[str, Interval]

    @property
    def label(self) -> str:
        """The values in one line."""
        return label_of(self.values)


def grid(ranges: Sequence[str]) -> list[dict[str, str]]:
    """Every combination of settings written as "retrieval.silent_above=0.6,0.75".

    Raises EvaluationError for anything but settings that a reply is made with.
    """
    axes: dict[str, list[str]] = {}
    for one in ranges:
        name, equals, values = one.partition("=")
        listed = [value.strip() for value in values.split(",") if value.strip()]
        if not equals or not listed:
            raise EvaluationError(
                f"{one!r}: write a setting and its values, such as retrieval.silent_above=0.6,0.75"
            )
        if name.removeprefix(_PREFIX) not in RetrievalSettings.model_fields or not name.startswith(_PREFIX):
            known = ", ".join(f"{_PREFIX}{field}" for field in RetrievalSettings.model_fields)
            raise EvaluationError(f"{name!r} cannot be swept: it is none of {known}")
        axes[name] = listed
    return [dict(zip(axes, combination, strict=True)) for combination in product(*axes.values())]


def label_of(values: Mapping[str, str]) -> str:
    """Settings in one line, without the name of their group."""
    return " ".join(f"{name.removeprefix(_PREFIX)}={value}" for name, value in values.items())


def sweep(
    dataset: Dataset,
    settings: Settings,
    combinations: Sequence[Mapping[str, str]],
    folder: Path,
    *,
    sort_by: str = "correct",
    embedder: Embedder | None = None,
    options: Options = Options(),
    progress: Callable[[str], Progress] = lambda _: lambda *_: None,
) -> list[Trial]:
    """A trial for each combination, best first by a metric; each is a run folder below `folder`, so that an
    interrupted sweep goes on where it stopped.

    `progress` gives what is told of the run of a label. Raises NotComparable for any split but "development",
    EvaluationError for a value out of bounds or a metric that applies to no case.
    """
    _refuse_test(dataset)
    tried = [(values, with_values(settings, values)) for values in combinations]
    embedder = embedder or load_embedder(settings.embedding_model)
    texts = texts_of(dataset, load_law(settings.corpus_dir))
    trials = []
    for values, own in tried:
        label = label_of(values)
        home = folder / re.sub(r"[^\w.=-]", "-", label)
        system = InProcess(engine_for(dataset, own, embedder), label)
        run(
            dataset,
            system,
            home,
            depth=options.depth,
            concurrency=options.concurrency,
            timeout=options.timeout,
            progress=progress(label),
        )
        trials.append(Trial(values, home, score_run(RunFolder(home), texts)))
    return best_first(trials, sort_by)


def with_values(settings: Settings, values: Mapping[str, str]) -> Settings:
    """The settings with other values of the retrieval. Raises EvaluationError for one that is out of bounds."""
    own = {name.removeprefix(_PREFIX): value for name, value in values.items()}
    try:
        retrieval = RetrievalSettings.model_validate({**settings.retrieval.model_dump(), **own})
    except ValidationError as error:
        first = error.errors()[0]
        raise EvaluationError(f"{_PREFIX}{first['loc'][0]}={first['input']}: {first['msg']}") from error
    return settings.model_copy(update={"retrieval": retrieval})


def best_first(trials: Sequence[Trial], metric: str) -> list[Trial]:
    """The trials by a metric, best first. Raises EvaluationError when it applies to no case."""
    if any(metric not in one.summary for one in trials):
        known = ", ".join(trials[0].summary)
        raise EvaluationError(f"the metric {metric!r} applies to no case; sort by one of {known}")
    higher = next(one.better for one in METRICS if one.id == metric) == "higher"
    return sorted(trials, key=lambda one: one.summary[metric].mean, reverse=higher)


def _refuse_test(dataset: Dataset) -> None:
    if dataset.split != "development":
        raise NotComparable(
            f"a sweep runs on the development split only, not on {dataset.split!r}: figures on questions that the "
            "settings were chosen by promise more than new questions keep"
        )
