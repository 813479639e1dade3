"""The question bank: what questions can be about, learnt from authored examples, and what proves each topic."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ingest.embedding import Embedder, Vectors

NO_ACTION = "none"
_RECIPE = "2"
"""Changes whenever the same bank would give other classifiers."""
_INVERSE_REGULARISATION = 300.0
"""Of both classifiers; chosen by five-fold cross-validation of the bank (see eval/results/question-bank.md)."""


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

    @property
    def outside(self) -> bool:
        return self.id.startswith("_")


@dataclass(frozen=True)
class Classifier:
    """A multinomial logistic regression over question vectors."""

    classes: tuple[str, ...]
    weights: Vectors
    """Shape (classes, dimension)."""
    bias: Vectors

    def probabilities(self, vector: Vectors) -> dict[str, float]:
        """The probability of each class, likeliest first."""
        logits = self.weights @ vector + self.bias
        odds = np.exp(logits - logits.max())
        shares = odds / odds.sum()
        order = np.argsort(-shares)
        return {self.classes[place]: float(shares[place]) for place in order}


@dataclass(frozen=True)
class QuestionBank:
    """Topics, with the classifiers that recognise them and the wish to act."""

    topics: dict[str, Topic]
    topic_of: Classifier
    action_of: Classifier
    action_labels: dict[str, dict[str, str]]


def load_bank(
    embedder: Embedder, data_dir: Path, advance: Callable[[int, int], None] = lambda *_: None
) -> QuestionBank:
    """The bank for this model; its vectors and classifiers are made once and kept below `data_dir`.

    `advance` is told how many of how many texts are embedded.
    """
    raw_topics, raw_actions = _data("topics.toml"), _data("actions.toml")
    topics, actions = tomllib.loads(raw_topics)["topic"], tomllib.loads(raw_actions)["action"]
    marks = [_RECIPE, raw_topics, raw_actions, embedder.name, repr(embedder.fingerprint)]
    key = hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]
    path = data_dir / "question-bank" / f"{key}.npz"
    arrays = _stored(path)
    if arrays is None:
        _train(path, embedder, topics, actions, advance)
        arrays = _stored(path)
    assert arrays is not None
    return QuestionBank(
        topics={name: _topic(name, table, arrays) for name, table in topics.items()},
        topic_of=_classifier(arrays, "topic"),
        action_of=_classifier(arrays, "action"),
        action_labels={name: table["label"] for name, table in actions.items() if "label" in table},
    )


def _stored(path: Path) -> dict[str, Any] | None:
    """The trained bank; None when there is none or the file is damaged."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, BadZipFile):
        return None


def _data(name: str) -> str:
    return (files("assistant") / "data" / name).read_text(encoding="utf-8")


def _topic(name: str, table: dict[str, Any], arrays: dict[str, Any]) -> Topic:
    patterns = table.get("evidence", [])
    evidence = re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE) if patterns else None
    return Topic(
        id=name,
        label=table["label"],
        keywords=table["keywords"],
        evidence=evidence,
        statements=arrays["statements"][arrays["statement_topics"] == name],
        request_type=table.get("request_type"),
    )


def _classifier(arrays: dict[str, Any], name: str) -> Classifier:
    return Classifier(tuple(arrays[f"{name}_classes"].tolist()), arrays[f"{name}_weights"], arrays[f"{name}_bias"])


def _train(
    path: Path,
    embedder: Embedder,
    topics: dict[str, Any],
    actions: dict[str, Any],
    advance: Callable[[int, int], None],
) -> None:
    asked = [(text, name) for name, table in topics.items() for text in table["questions"]]
    wished = [
        (text, name)
        for name, table in actions.items()
        for text in table["questions" if name == NO_ACTION else "wishes"]
    ]
    wishless = [place for place, (_, name) in enumerate(asked) if _no_wish(name, topics[name])]
    stated = [(text, name) for name, table in topics.items() for text in table["statements"]]
    total = len(asked) + len(wished) + len(stated)
    vectors = []
    for done, (text, _) in enumerate((*asked, *wished), start=1):
        vectors.append(embedder.query(text))
        advance(done, total)
    statements = embedder.passages([text for text, _ in stated])
    advance(total, total)
    arrays = {
        **_fit("topic", np.stack(vectors[: len(asked)]), [name for _, name in asked]),
        **_fit(
            "action",
            np.stack(vectors[len(asked) :] + [vectors[place] for place in wishless]),
            [name for _, name in wished] + [NO_ACTION] * len(wishless),
        ),
        "statements": statements,
        "statement_topics": np.array([name for _, name in stated]),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".draft", delete=False) as draft:
        np.savez(draft, **arrays)
    Path(draft.name).replace(path)


def _no_wish(name: str, table: dict[str, Any]) -> bool:
    """Whether the questions of a topic only ask: those of topics that lead to a request may be wishes to act."""
    return "request_type" not in table and name not in {"exercise_rights", "third_party_request"}


def _fit(name: str, vectors: Vectors, labels: Sequence[str]) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=500).fit(vectors, list(labels))
    return {
        f"{name}_classes": np.array(model.classes_),
        f"{name}_weights": model.coef_.astype(np.float32),
        f"{name}_bias": model.intercept_.astype(np.float32),
    }
