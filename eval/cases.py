"""What an evaluation asks and expects: cases with their gold, gathered in data sets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from assistant.reply import Outcome

Split = Literal["development", "test", "all"]


@dataclass(frozen=True, slots=True, order=True)
class GoldSpan:
    """A place that answers: the half-open range `[start, end)` of characters of a canonical text."""

    document: str
    """The key of the text: "<insurer>/<document id>"."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Case:
    """One question to one insurer's assistant, with what a right reply is.

    Every part that is empty or None is not scored: a retrieval benchmark has only `gold`.
    """

    id: str
    insurer: str | None
    """None where the person has not said whose member they are."""
    question: str
    language: str
    """ISO 639-1 code of the question."""
    outcome: Outcome | None = None
    also_outcomes: tuple[Outcome, ...] = ()
    """Outcomes that a fair judge accepts as well."""
    topic: str | None = None
    also_topics: tuple[str, ...] = ()
    request_type: str | None = None
    """The type of request that the person wants to file."""
    facts: tuple[tuple[str, ...], ...] = ()
    """Decisive facts, each with its alternative spellings; a right answer shows one alternative of each."""
    gold: tuple[GoldSpan, ...] = ()
    """The places that answer, the best first."""
    forbidden: tuple[str, ...] = ()
    """Strings that a right reply never holds: a code word of an attack, another insurer's address."""
    register: str = ""
    """How it is said: "plain", "short", "rambling", "misspelt", "sms", "indirect", "emotional" or "agent"."""
    group: str = ""
    """Cases of one need share it, so that they stay in one split."""
    history: tuple[str, ...] = ()
    """Earlier messages of the same conversation, oldest first."""
    original: str = ""
    """The id of the case that this one is a variation of."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text that a data set brings along, to be ingested before it can be asked about."""

    insurer: str
    id: str
    title: str
    text: str = field(repr=False)
    languages: tuple[str, ...] = ("fr",)

    @property
    def key(self) -> str:
        """The key under which gold spans name it."""
        return f"{self.insurer}/{self.id}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """Cases about texts. `texts` maps keys "<insurer>/<document id>" to canonical texts."""

    name: str
    version: str
    split: Split
    cases: tuple[Case, ...] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    sources: tuple[SourceText, ...] = field(default=(), repr=False)
    """The texts to ingest first; empty where the data set is about the corpus of the deployment."""

    @property
    def sha256(self) -> str:
        """Hash of everything that decides a score: cases and texts."""
        rows = [json.dumps(asdict(case), sort_keys=True, ensure_ascii=False) for case in self.cases]
        texts = [f"{key} {hashlib.sha256(text.encode()).hexdigest()}" for key, text in sorted(self.texts.items())]
        return hashlib.sha256("\n".join([*rows, *texts]).encode()).hexdigest()
