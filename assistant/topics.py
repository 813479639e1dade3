"""The question bank: what questions and passages can be about, what recognises each topic, and what proves it."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from assistant.classifiers import Classifier, QuestionClassifier
from assistant.examples import Examples, load_examples
from assistant.spelling import Spelling
from assistant.training import MEANING_SHARE, RECIPE, train
from ingest.embedding import Embedder, Vectors


@dataclass(frozen=True)
class Topic:
    """A subject of questions and passages. Ids that open with "_" are outside the product's subject."""

    id: str
    label: dict[str, str]
    keywords: dict[str, str]
    evidence: re.Pattern[str] | None
    """Occurs in a passage only when it says something on the topic; None where no such pattern is known."""
    statements: Vectors
    """Unit vectors of typical policy sentences, shape (statements, dimension)."""
    request_type: str | None
    facts: tuple[tuple[str, str | None], ...]
    """Kinds of facts that answer the topic, with the normalised form where only one does."""

    @property
    def outside(self) -> bool:
        return self.id.startswith("_")


@dataclass(frozen=True)
class QuestionBank:
    """Topics, with the classifiers that recognise them in questions and in sentences of policies."""

    topics: dict[str, Topic]
    topic_of: QuestionClassifier
    action_of: QuestionClassifier
    slot_of: QuestionClassifier
    sentence_topics: Classifier
    """Probability of each topic, one by one, for the vector of a sentence of a policy."""
    action_labels: dict[str, dict[str, str]]
    spelling: Spelling


def load_bank(
    embedder: Embedder, data_dir: Path, advance: Callable[[int, int], None] = lambda *_: None
) -> QuestionBank:
    """The bank for this model: the classifiers that come with the product when they were made by it from the same
    examples, else classifiers that are fitted once and kept below `data_dir`.

    `advance` is told how many of how many texts are embedded.
    """
    examples = load_examples()
    arrays = _stored(shipped(embedder.name))
    if arrays is None or not _fits(arrays, examples, embedder):
        key = hashlib.sha256(f"{RECIPE}\n{examples.digest}\n{embedder.name}\n{embedder.fingerprint}".encode())
        path = data_dir / "question-bank" / f"{key.hexdigest()[:16]}.npz"
        arrays = _stored(path)
        if arrays is None:
            train(examples, embedder, path, advance)
            arrays = _stored(path)
    assert arrays is not None
    topics, actions = _tables("topics.toml")["topic"], _tables("actions.toml")["action"]
    return QuestionBank(
        topics={name: _topic(name, table, arrays) for name, table in topics.items()},
        topic_of=QuestionClassifier.stored(arrays, "topic", MEANING_SHARE),
        action_of=QuestionClassifier.stored(arrays, "action", MEANING_SHARE),
        slot_of=QuestionClassifier.stored(arrays, "slot", MEANING_SHARE),
        sentence_topics=Classifier.stored(arrays, "sentence"),
        action_labels={name: table["label"] for name, table in actions.items() if "label" in table},
        spelling=Spelling(
            one.text for group in (examples.questions, examples.wishes, examples.statements) for one in group
        ),
    )


def shipped(model: str) -> Path:
    """Where the classifiers of a model are that come with the product."""
    return Path(str(files("assistant") / "data" / "trained")) / f"{re.sub('[^a-z0-9-]+', '-', model.lower())}.npz"


def _fits(arrays: dict[str, Any], examples: Examples, embedder: Embedder) -> bool:
    return (
        str(arrays["recipe"]) == RECIPE
        and str(arrays["digest"]) == examples.digest
        and embedder.same_as(embedder.name, embedder.dimension, arrays["fingerprint"])
    )


def _stored(path: Path) -> dict[str, Any] | None:
    """The trained bank; None when there is none or the file is damaged."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, BadZipFile):
        return None


def _tables(name: str) -> dict[str, Any]:
    return tomllib.loads((files("assistant") / "data" / name).read_text(encoding="utf-8"))


def _topic(name: str, table: dict[str, Any], arrays: dict[str, Any]) -> Topic:
    patterns = table.get("evidence", [])
    evidence = re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE) if patterns else None
    return Topic(
        id=name,
        label=table["label"],
        keywords=table.get("keywords", {"fr": "", "en": ""}),
        evidence=evidence,
        statements=np.asarray(arrays["statements"][arrays["statement_topics"] == name], dtype=np.float32),
        request_type=table.get("request_type"),
        facts=tuple((kind, only or None) for kind, _, only in map(_parted, table.get("facts", []))),
    )


def _parted(kind: str) -> tuple[str, str, str]:
    return kind.partition(":")
