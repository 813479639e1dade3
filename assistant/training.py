"""Fits the classifiers of the question bank to the authored examples; needed once for each embedding model."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np

from assistant.classifiers import BUCKETS, combined, spelling_counts, weighted
from assistant.examples import NO_ACTION, Examples, Labelled
from ingest.embedding import Embedder, Vectors

RECIPE = "4"
"""Changes whenever the same examples would give other classifiers."""
MEANING_SHARE = 0.4
"""Of the two views of a question. Chosen on the golden development questions, whose topic was right for .763 by
meaning alone, .784 by spelling alone and .831 by both (a bank of 8,125 questions)."""
OTHER = "_other"
"""The class of policy sentences that answer no topic."""
_MEANING = 30.0
_SPELLING = 10.0
"""Inverse regularisation of the logistic regressions; chosen as above."""
_STATEMENTS = 30.0
_WISHLESS = 4
"""Every fourth question that only asks stands beside the wishes: with all, a wish has to be shouted to be heard."""
_SLIPS = 0.3
_FEWEST_LETTERS = 4
_TEMPERATURES = np.geomspace(0.3, 3.0, 47)
_MAY_BE_WISHES = frozenset(
    {
        "access",
        "rectification",
        "erasure",
        "restriction",
        "portability",
        "objection",
        "marketing",
        "consent",
        "automated_decision",
        "post_mortem",
        "complaint",
        "cookie_refuse",
        "minors",
        "exercise_rights",
        "third_party_request",
    }
)
"""Topics whose questions can be wishes to act; those of the others only ask."""


def train(
    examples: Examples, embedder: Embedder, path: Path, advance: Callable[[int, int], None] = lambda *_: None
) -> None:
    """Writes the classifiers for this model to `path`; `advance` is told how many of how many are embedded."""
    path.parent.mkdir(parents=True, exist_ok=True)
    asked = [one.text for one in examples.questions]
    wished = [one.text for one in examples.wishes]
    kept_apart = [one.text for one in examples.calibration]
    stated = [one.text for one in examples.statements]
    total = len(asked) + len(wished) + len(kept_apart) + len(stated)
    vectors = []
    for done, text in enumerate((*asked, *wished, *kept_apart), start=1):
        vectors.append(embedder.query(text))
        advance(done, total)
    every = np.stack(vectors)
    statements = embedder.passages(stated, lambda _: None)
    advance(total, total)
    of_questions, of_wishes = every[: len(asked)], every[len(asked) : len(asked) + len(wished)]
    apart = every[len(asked) + len(wished) :]
    idf = _idf([*asked, *wished])
    topics = [one.topic for one in examples.questions]
    slots = [one.slot for one in examples.questions]
    topic_model = _both(asked, of_questions, topics, idf)
    slot_model = _both(asked, of_questions, slots, idf)
    wishless = [place for place, topic in enumerate(topics) if topic not in _MAY_BE_WISHES][::_WISHLESS]
    action_model = _both(
        [*wished, *(asked[place] for place in wishless)],
        np.concatenate([of_wishes, of_questions[wishless]]),
        [*(one.action for one in examples.wishes), *([NO_ACTION] * len(wishless))],
        idf,
    )
    calibration = examples.calibration
    inside = [place for place, one in enumerate(calibration) if one.slot]
    arrays = {
        "recipe": np.array(RECIPE),
        "digest": np.array(examples.digest),
        "fingerprint": np.array(embedder.fingerprint),
        "idf": idf.astype(np.float16),
        **_calibrated("topic", topic_model, calibration, apart, [one.topics for one in calibration], idf),
        **_calibrated(
            "slot",
            slot_model,
            [calibration[place] for place in inside],
            apart[inside],
            [(calibration[place].slot,) for place in inside],
            idf,
        ),
        **_calibrated(
            "action", action_model, calibration, apart, [(one.action or NO_ACTION,) for one in calibration], idf
        ),
        **_sentence_model(examples, statements),
    }
    with NamedTemporaryFile(dir=path.parent, suffix=".draft", delete=False) as draft:
        np.savez_compressed(draft, **arrays)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


def _both(
    texts: Sequence[str], vectors: Vectors, labels: Sequence[str], idf: Vectors
) -> dict[str, tuple[Any, Vectors, Vectors]]:
    """Classes, weights and bias by meaning and by spelling; the second has seen every text mistyped as well."""
    from sklearn.linear_model import LogisticRegression

    spelled = weighted(spelling_counts([*texts, *map(mistyped, texts)]), idf)
    fitted = {
        "meaning": LogisticRegression(C=_MEANING, max_iter=500).fit(vectors, list(labels)),
        "spelling": LogisticRegression(C=_SPELLING, max_iter=300).fit(spelled, [*labels, *labels]),
    }
    return {view: (model.classes_, model.coef_, model.intercept_) for view, model in fitted.items()}


def mistyped(text: str) -> str:
    """The text with a slip of the fingers in every fourth longer word or so: two letters swapped, one left out, one
    doubled. The same for the same text."""
    chance = random.Random(text)
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) < _FEWEST_LETTERS or chance.random() > _SLIPS:
            continue
        at = chance.randrange(1, len(word) - 1)
        slips = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
        words[place] = chance.choice(slips)
    return " ".join(words)


def _calibrated(
    name: str,
    model: dict[str, tuple[Any, Vectors, Vectors]],
    questions: Sequence[Labelled],
    vectors: Vectors,
    right: Sequence[Sequence[str]],
    idf: Vectors,
) -> dict[str, Any]:
    """The arrays of a classifier with the temperature that makes the right classes likeliest."""
    classes, weights, bias = model["meaning"]
    spelled = weighted(spelling_counts([one.text for one in questions]), idf)
    _, spelling_weights, spelling_bias = model["spelling"]
    logits = combined(
        _log_shares(vectors @ weights.T + bias),
        _log_shares(spelled @ spelling_weights.T + spelling_bias),
        MEANING_SHARE,
    )
    place = {one: number for number, one in enumerate(classes)}
    accepted = np.zeros_like(logits, dtype=bool)
    for row, names in enumerate(right):
        accepted[row, [place[one] for one in names if one in place]] = True
    temperature = min(_TEMPERATURES, key=lambda one: _loss(logits / one, accepted))
    return {
        **{f"{name}_{view}_classes": np.array(part[0], dtype=str) for view, part in model.items()},
        **{f"{name}_{view}_weights": part[1].astype(np.float16) for view, part in model.items()},
        **{f"{name}_{view}_bias": part[2].astype(np.float32) for view, part in model.items()},
        f"{name}_temperature": np.array(temperature),
    }


def _sentence_model(examples: Examples, vectors: Vectors) -> dict[str, Any]:
    """What policy sentences are about: one binary regression a topic, since a sentence can answer several."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MultiLabelBinarizer

    labels = MultiLabelBinarizer()
    answered = labels.fit_transform([one.topics for one in examples.statements])
    model = OneVsRestClassifier(
        LogisticRegression(C=_STATEMENTS, max_iter=500, class_weight="balanced"), n_jobs=1
    ).fit(vectors, answered)
    return {
        "sentence_classes": np.array(labels.classes_, dtype=str),
        "sentence_weights": np.concatenate([one.coef_ for one in model.estimators_]).astype(np.float32),
        "sentence_bias": np.concatenate([one.intercept_ for one in model.estimators_]).astype(np.float32),
        "statements": vectors.astype(np.float16),
        "statement_topics": np.array([one.topics[0] if one.topics else OTHER for one in examples.statements]),
    }


def _idf(texts: list[str]) -> Vectors:
    counts = spelling_counts(texts)
    documents = np.bincount(counts.indices, minlength=BUCKETS)
    return np.asarray(np.log((1 + len(texts)) / (1 + documents)) + 1, dtype=np.float32)


def _log_shares(logits: Vectors) -> Vectors:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _loss(logits: Vectors, accepted: Any) -> float:
    """Mean negative logarithm of the probability of the accepted classes together."""
    shares = np.exp(_log_shares(logits))
    return float(-np.log(np.maximum((shares * accepted).sum(axis=1), 1e-9)).mean())
