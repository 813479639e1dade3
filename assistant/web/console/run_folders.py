"""Runs of the evaluation, as it leaves them in folders (docs/evaluation.md): read as JSON, without its code."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DEEPEST = 4
"""Folders between "evaluations" and a run at most."""
_MOST = 500
"""Runs listed at most."""


@dataclass(frozen=True)
class Measured:
    """A metric with its 95 % interval over `n` cases."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Case:
    """A case with its metrics; a metric that does not apply is None."""

    id: str
    insurer: str
    topic: str
    expected: str
    observed: str
    question: str
    metrics: Mapping[str, float | None]

    @property
    def failed(self) -> bool:
        """Whether its answer was judged wrong."""
        return self.metrics.get("correct") == 0


@dataclass(frozen=True)
class TopicFailures:
    """How many of a topic's cases were answered wrong."""

    topic: str
    failed: int
    all: int


@dataclass(frozen=True)
class RunView:
    """A run; `fault` says what is wrong with its folder, and then the rest may be missing."""

    id: str
    """Stands for the folder in addresses; no part of a path."""
    folder: Path
    name: str
    dataset: str = ""
    split: str = ""
    cases: int = 0
    started: str = ""
    fingerprint: str = ""
    """Twelve digits of a hash of the retrieval settings: equal for runs with the same ones."""
    settings: Mapping[str, Any] | None = None
    summary: Mapping[str, Measured] | None = None
    fault: str = ""

    @property
    def report(self) -> Path | None:
        """Its report, where there is one inside the folder."""
        path = self.folder / "report.html"
        return path if path.is_file() and not path.is_symlink() else None


def runs(data_dir: Path) -> list[RunView]:
    """The runs below `data_dir/evaluations`, latest first, damaged ones last."""
    root = data_dir / "evaluations"
    found = [_run(root, folder) for folder in _folders(root, _DEEPEST)]
    return sorted(found, key=lambda one: (not one.fault, one.started, one.name), reverse=True)[:_MOST]


def run_of(data_dir: Path, identifier: str) -> RunView | None:
    """The run of that id, or None: ids are looked up among the runs there are, never joined to a path."""
    return next((one for one in runs(data_dir) if one.id == identifier), None)


def cases(run: RunView) -> list[Case]:
    """The cases of a run with their scores. Raises ValueError or OSError where they cannot be read."""
    asked = _lines(run.folder / "cases.jsonl") if (run.folder / "cases.jsonl").is_file() else ()
    questions = {str(one["case"]["id"]): str(one["case"]["question"]) for one in asked}
    try:
        return [_case(one, questions) for one in _lines(run.folder / "scores.jsonl")]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


def by_topic(scored: Sequence[Case]) -> list[TopicFailures]:
    """The topics with cases answered wrong, most of them first."""
    every, failed = Counter(one.topic for one in scored), Counter(one.topic for one in scored if one.failed)
    return [TopicFailures(topic, count, every[topic]) for topic, count in failed.most_common()]


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    if not folder.is_dir() or folder.is_symlink():
        return
    if (folder / "run.json").is_file():
        yield folder
    elif depth:
        for below in sorted(folder.iterdir()):
            yield from _folders(below, depth - 1)


def _run(root: Path, folder: Path) -> RunView:
    name = str(folder.relative_to(root))
    identifier = hashlib.sha256(name.encode()).hexdigest()[:12]
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        dataset, settings = record["dataset"], (record["system"].get("settings") or {}).get("retrieval")
        view = RunView(
            identifier,
            folder,
            f"{record['name']} · {name}",
            dataset=str(dataset["name"]),
            split=str(dataset["split"]),
            cases=int(dataset["cases"]),
            started=str(record["started"]),
            settings=settings if isinstance(settings, dict) else None,
            fingerprint=_fingerprint(settings),
            summary=_summary(folder),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return RunView(identifier, folder, name, fault=f"{type(error).__name__}: {str(error)[:200]}")
    return view


def _summary(folder: Path) -> dict[str, Measured]:
    found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return {
        str(name): Measured(float(one["mean"]), float(one["low"]), float(one["high"]), int(one["n"]))
        for name, one in found.items()
    }


def _fingerprint(settings: object) -> str:
    """What tells two sets of settings apart; "" where the run has none, as one over HTTP."""
    if not settings:
        return ""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:12]


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _case(row: Any, questions: Mapping[str, str]) -> Case:
    return Case(
        str(row["case"]),
        str(row["insurer"] or ""),
        str(row["topic"] or ""),
        str(row["expected"] or ""),
        str(row["observed"]),
        questions.get(str(row["case"]), ""),
        row["metrics"],
    )
