"""Linear classifiers of short texts: by meaning (the embedding) and by spelling (character n-grams)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from anyascii import anyascii

from ingest.embedding import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BUCKETS = 2**14
"""Hash buckets of character n-grams."""


@dataclass(frozen=True)
class Classifier:
    """A multinomial logistic regression over unit vectors."""

    classes: tuple[str, ...]
    weights: Vectors
    """Shape (classes, dimension)."""
    bias: Vectors

    @classmethod
    def stored(cls, arrays: Mapping[str, Any], name: str) -> Classifier:
        """The classifier that `arrays` holds under a name."""
        weights = np.asarray(arrays[f"{name}_weights"], dtype=np.float32)
        bias = np.asarray(arrays[f"{name}_bias"], dtype=np.float32)
        return cls(tuple(arrays[f"{name}_classes"].tolist()), weights, bias)

    def shares(self, vectors: Vectors) -> Vectors:
        """Probabilities, shape (..., classes), of vectors of shape (..., dimension)."""
        return _softmax(vectors @ self.weights.T + self.bias)


@dataclass(frozen=True)
class QuestionClassifier:
    """Meaning and spelling together: what one misses, the other often has. Calibrated.

    The logarithms of both probabilities are averaged, `meaning_share` being the weight of the first, and divided
    by `temperature`, which is fitted on questions kept apart.
    """

    meaning: Classifier
    spelling: Classifier
    """Over `spelling_vector`; the same classes in the same order."""
    idf: Vectors
    """Inverse document frequency of each bucket, shape (BUCKETS,)."""
    meaning_share: float
    temperature: float

    @classmethod
    def stored(cls, arrays: Mapping[str, Any], name: str, meaning_share: float) -> QuestionClassifier:
        """The classifier that `arrays` holds under a name."""
        return cls(
            Classifier.stored(arrays, f"{name}_meaning"),
            Classifier.stored(arrays, f"{name}_spelling"),
            np.asarray(arrays["idf"], dtype=np.float32),
            meaning_share,
            float(arrays[f"{name}_temperature"]),
        )

    def probabilities(self, text: str, vector: Vectors) -> dict[str, float]:
        """The probability of each class, likeliest first."""
        counted = spelling_counts([text])
        columns = counted.indices
        row = weighted(counted, self.idf)
        spelled = self.spelling.weights[:, columns] @ row.data + self.spelling.bias
        logits = combined(
            np.log(self.meaning.shares(vector) + 1e-9), np.log(_softmax(spelled) + 1e-9), self.meaning_share
        )
        shares = _softmax(logits / self.temperature)
        order = np.argsort(-shares, kind="stable")
        return {self.meaning.classes[place]: float(shares[place]) for place in order}


def combined(meaning: Vectors, spelling: Vectors, meaning_share: float) -> Vectors:
    """The weighted mean of two arrays of log-probabilities."""
    return np.asarray(meaning_share * meaning + (1 - meaning_share) * spelling, dtype=np.float32)


def spelling_counts(texts: list[str]) -> csr_matrix:
    """How often each bucket of character n-grams occurs, shape (texts, BUCKETS); accents and case do not count."""
    return _hasher().transform([anyascii(text).lower() for text in texts])


def weighted(counts: csr_matrix, idf: Vectors) -> csr_matrix:
    """Sublinear tf-idf with unit rows (Manning, Raghavan & Schütze 2008, §6.4)."""
    rows = counts.copy().astype(np.float32)
    rows.data = (1 + np.log(rows.data)) * idf[rows.indices]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.maximum(lengths, 1e-12), np.diff(rows.indptr))
    return rows


@cache
def _hasher() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), n_features=BUCKETS, alternate_sign=False, norm=None, lowercase=False
    )


def _softmax(logits: Vectors) -> Vectors:
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), dtype=np.float32)
