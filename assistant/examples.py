"""The authored examples that the classifiers learn from: questions, wishes and policy statements, as data files."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

SLOTS = (
    "open",
    "yes_no",
    "duration",
    "date",
    "address",
    "email",
    "phone",
    "name",
    "list",
    "place",
    "how",
    "amount",
)
"""What kind of answer a question asks for."""
NO_ACTION = "none"


@dataclass(frozen=True, slots=True)
class Question:
    """An example question: what it is about, and what kind of answer it asks for."""

    text: str
    topic: str
    language: str
    register: str
    slot: str


@dataclass(frozen=True, slots=True)
class Wish:
    """An utterance with the request that the person wants to file; "none" where they only ask."""

    text: str
    action: str
    language: str
    register: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A typical sentence of a policy with the topics that it answers, its own first; none for boilerplate."""

    text: str
    topics: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question kept apart, to calibrate or to measure: everything that a reader would understand of it."""

    text: str
    topics: tuple[str, ...]
    """The topic, then those that a fair judge accepts as well."""
    slot: str
    audience: str | None
    action: str | None
    language: str
    register: str


@dataclass(frozen=True, slots=True)
class Examples:
    """Everything that the classifiers learn from."""

    questions: tuple[Question, ...]
    wishes: tuple[Wish, ...]
    statements: tuple[Statement, ...]
    calibration: tuple[Labelled, ...]
    digest: str
    """Changes with every file."""


@cache
def load_examples() -> Examples:
    """The examples of `assistant/data`."""
    data = files("assistant") / "data"
    hashed = hashlib.sha256()
    for folder in ("questions", "statements", "wishes"):
        for file in _files(data / folder):
            hashed.update(file.name.encode() + file.read_bytes())
    hashed.update((data / "calibration.tsv").read_bytes())
    return Examples(
        questions=tuple(
            Question(row["text"], topic, row["language"], row["register"], row["slot"])
            for topic, row in _rows(data / "questions")
        ),
        wishes=tuple(
            Wish(row["text"], action, row["language"], row["register"]) for action, row in _rows(data / "wishes")
        ),
        statements=tuple(
            Statement(row["text"], _statement_topics(topic, row["also"]), row["language"])
            for topic, row in _rows(data / "statements")
        ),
        calibration=read_labelled((data / "calibration.tsv").read_text(encoding="utf-8")),
        digest=hashed.hexdigest(),
    )


def read_labelled(text: str) -> tuple[Labelled, ...]:
    """Questions of a table with the columns topic, also, slot, audience, request_type, language, register, text."""
    return tuple(
        Labelled(
            text=row["text"],
            topics=(row["topic"], *_listed(row["also"])),
            slot=row["slot"],
            audience=row["audience"] or None,
            action=row["request_type"] or None,
            language=row["language"],
            register=row["register"],
        )
        for row in _table(text)
    )


def _rows(folder: Traversable) -> Iterator[tuple[str, dict[str, str]]]:
    for file in _files(folder):
        for row in _table(file.read_text(encoding="utf-8")):
            yield file.name.removesuffix(".tsv"), row


def _files(folder: Traversable) -> list[Traversable]:
    found = [one for one in folder.iterdir() if one.name.endswith(".tsv")]
    return sorted(found, key=lambda one: one.name)


def _table(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def _statement_topics(topic: str, also: str) -> tuple[str, ...]:
    return () if topic == "_other" else (topic, *_listed(also))


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())
