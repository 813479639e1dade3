"""Weights by maximum likelihood: of the ranking, of what a policy answers, and of silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.decision import lacking
from assistant.engine import Engine
from assistant.examples import Labelled
from assistant.retrieval import PolicyIndex
from assistant.settings import RetrievalSettings
from assistant.understanding import Understood
from eval.cases import Dataset
from eval.fitting.labels import Label, answering
from ingest.embedding import Vectors

Array = NDArray[np.float64]
_RIDGE = 2e-3
_QUESTIONS = 10
"""Of each topic, for each policy."""


@dataclass(frozen=True)
class Ranked:
    """The sentences of one policy for one question: unweighted features, shape (sentences, features), and which of
    them answer."""

    group: str
    features: Vectors
    answers: NDArray[np.bool_]


def from_labels(engine: Engine, labels: Iterable[Label], questions: Sequence[Labelled]) -> list[Ranked]:
    """Every question of a topic asked of every labelled policy that answers the topic."""
    asked: dict[str, list[Understood]] = {}
    for one in questions:
        asked.setdefault(one.topics[0], []).append(engine.understood(one.text, one.language))
    found = []
    for label in labels:
        if label.verdict != "yes":
            continue
        index = engine.releases.index(label.policy)
        answers = answering(index, label.spans)
        if answers.any():
            found += [
                Ranked(label.policy, _columns(index, one, engine), answers)
                for one in asked.get(label.topic, [])[:_QUESTIONS]
            ]
    return found


def from_cases(engine: Engine, dataset: Dataset) -> list[Ranked]:
    """The questions of a data set that its policies answer; wishes to act are answered in another way."""
    found = []
    for case in dataset.cases:
        if case.insurer is None or not case.gold or case.request_type:
            continue
        index = engine.releases.index(case.insurer)
        shown = [
            answering(index, [(one.start, one.end) for one in case.gold if one.document == name], name)
            for name in {one.document for one in case.gold}
        ]
        answers = np.any(shown, axis=0)
        if answers.any():
            asked = engine.understood(case.question, case.language)
            found.append(Ranked(case.insurer, _columns(index, asked, engine), answers))
    return found


def fit_ranking(sets: Sequence[Sequence[Ranked]]) -> Array:
    """Weights ≥ 0 that make the answering sentences likeliest under a softmax over the sentences of a policy, each
    set weighing the same whatever its size (a conditional logit, McFadden 1974), with a small ridge penalty."""
    from scipy.optimize import minimize

    features = sets[0][0].features.shape[1]

    def cost(weights: Array) -> tuple[float, Array]:
        total, slope = 0.0, np.zeros(features)
        for ranked in sets:
            loss, gradient = _loss(weights, ranked)
            total, slope = total + loss / len(ranked), slope + gradient / len(ranked)
        return total + _RIDGE * float(weights @ weights), slope + 2 * _RIDGE * weights

    start = np.full(features, 0.5)
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * features)
    return np.asarray(found.x)


def hits(weights: Array, ranked: Sequence[Ranked]) -> tuple[float, float]:
    """How often the best sentence answers, and how often one of the best three does."""
    first, three = 0, 0
    for one in ranked:
        order = np.argsort(-(one.features @ weights), kind="stable")
        first, three = first + bool(one.answers[order[0]]), three + bool(one.answers[order[:3]].any())
    return first / len(ranked), three / len(ranked)


def answerable_rows(engine: Engine, labels: Iterable[Label]) -> tuple[Array, NDArray[np.bool_], list[str]]:
    """What was found on each topic of each policy, whether the policy answers it, and the policy. Labels in doubt
    are left out."""
    kept = [label for label in labels if label.verdict != "weak"]
    rows = [list(engine.releases.index(one.policy).found_on(one.topic).values()) for one in kept]
    return np.array(rows), np.array([one.verdict == "yes" for one in kept]), [one.policy for one in kept]


def silence_rows(engine: Engine, dataset: Dataset, settings: RetrievalSettings) -> tuple[Array, NDArray[np.bool_]]:
    """Share of topics that the policy lacks and score of the best passage, and whether it is silent; for questions
    inside the subject with one accepted outcome."""
    rows, silent = [], []
    for case in dataset.cases:
        single = case.outcome in {"answered", "policy_silent"} and not case.also_outcomes
        if case.insurer is None or case.request_type or not single:
            continue
        index = engine.releases.index(case.insurer)
        asked = engine.understood(case.question, case.language)
        if asked.outside <= settings.refuse_above:
            rows.append([lacking(asked, index, settings), index.rank(asked, settings, 1)[0].score])
            silent.append(case.outcome == "policy_silent")
    return np.array(rows), np.array(silent)


def logistic(rows: Array, right: NDArray[np.bool_]) -> tuple[float, Array]:
    """Intercept and weights of a logistic regression (C = 1)."""
    model = _regression().fit(rows, right)
    return float(model.intercept_[0]), np.asarray(model.coef_[0])


def held_out_auc(rows: Array, right: NDArray[np.bool_], groups: Sequence[str], folds: int = 6) -> float:
    """Area under the ROC curve of the same regression, fitted without the groups that it is measured on."""
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    splits = GroupKFold(folds)
    shares = cross_val_predict(_regression(), rows, right, groups=groups, cv=splits, method="predict_proba")
    return float(roc_auc_score(right, shares[:, 1]))


def _regression() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1.0)


def _columns(index: PolicyIndex, asked: Understood, engine: Engine) -> Vectors:
    return np.stack(list(index.features(asked, engine.settings.retrieval.topics).values()), axis=1)


def _loss(weights: Array, ranked: Sequence[Ranked]) -> tuple[float, Array]:
    total, slope = 0.0, np.zeros(len(weights))
    for one in ranked:
        logits = one.features @ weights
        odds = np.exp(logits - logits.max())
        shares = odds / odds.sum()
        right = np.where(one.answers, shares, 0.0)
        mass = max(float(right.sum()), 1e-12)
        total -= np.log(mass)
        slope -= one.features.T @ (right / mass - shares)
    return total, slope
