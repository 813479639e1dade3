"""What a run folder holds, as it is written to its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from eval.cases import Case
from eval.observations import FAILED, Observation


@dataclass(frozen=True, slots=True)
class DatasetMark:
    """Which data set a run was made over."""

    name: str
    version: str
    split: str
    sha256: str
    """Of the cases and the texts: runs with equal hashes can be compared."""
    cases: int


@dataclass(frozen=True, slots=True)
class Options:
    """How a run asks. None of it decides what a right answer is."""

    depth: int = 10
    """How many passages are kept for each case."""
    concurrency: int = 2
    """How many cases are asked at once. The times of a run are those under this load."""
    timeout: float = 60.0
    """Seconds after which a case counts as failed."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The machine of a run, as far as latency depends on it."""

    python: str
    platform: str
    cpus: int


@dataclass(frozen=True, slots=True)
class RunRecord:
    """`run.json`: everything that has to be known to make the run again."""

    id: str
    dataset: DatasetMark
    name: str
    """The system's name for tables."""
    system: dict[str, Any]
    """What the system tells about itself."""
    options: Options
    environment: Environment
    texts: dict[str, str]
    """The SHA-256 of each text of the data set, by its key."""
    started: str
    """UTC, ISO 8601."""
    command: tuple[str, ...] = ()
    """The words that the command line was given; empty where the run was made by a program."""
    finished: str | None = None
    state: Literal["running", "finished"] = "running"


@dataclass(frozen=True, slots=True)
class AskedCase:
    """A line of `cases.jsonl`: a case with the words of its gold, so that a report needs no data set."""

    case: Case
    quotes: tuple[str, ...] = ()
    """The text of each gold span, in the order of `case.gold`."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A line of `scores.jsonl`: one case with its metrics; None where a metric does not apply to it."""

    case: str
    insurer: str | None
    language: str
    topic: str | None
    register: str
    expected: str | None
    """The outcome; None where the case has none."""
    observed: str
    metrics: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A line of `judgements.jsonl`: what a language model thinks of one reply."""

    case: str
    verdict: Literal["correct", "partly", "wrong", "unreadable"]
    reason: str
    """In the judge's words; what came instead where no verdict could be read."""
    model: str
    prompt_version: str
    prompt_sha256: str


@dataclass(frozen=True)
class Run:
    """A run in memory: one observation a case, in the order of the cases."""

    record: RunRecord
    asked: tuple[AskedCase, ...]
    observations: tuple[Observation, ...]

    @property
    def failed(self) -> tuple[Observation, ...]:
        """The cases that the system gave no readable reply to."""
        return tuple(one for one in self.observations if one.outcome == FAILED)
