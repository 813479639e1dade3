"""`mesdroits eval fit`: makes the weights of the ranking and of `assistant/data/fitted.toml` again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import tomlkit

from assistant.examples import load_examples
from assistant.retrieval import FEATURES
from assistant.settings import Settings
from eval.cases import Dataset
from eval.fitting.labels import labelled_policies, read_labels
from eval.fitting.weights import (
    Array,
    Ranked,
    answerable_rows,
    fit_ranking,
    from_cases,
    from_labels,
    held_out_auc,
    hits,
    logistic,
    silence_rows,
)
from eval.systems.indexed import engine_for
from ingest.embedding import load_embedder
from ingest.files import write_atomically

FITTED = Path(str(files("assistant") / "data" / "fitted.toml"))


@dataclass(frozen=True)
class Fit:
    """The weights, by name, and how well they do: figures by a name for people."""

    ranking: dict[str, float]
    answerable: dict[str, float]
    silence: dict[str, float]
    figures: dict[str, float]


def refit(
    settings: Settings, policies: Path, datasets: Sequence[Dataset], tell: Callable[[str], None] = lambda _: None
) -> Fit:
    """Weights fitted to the labelled policies below `policies` and to the questions of data sets.

    Ranking: labels with the questions kept apart for calibration, and the data sets together, weigh the same.
    Raises BadDataset when the policies are not those that were labelled.
    """
    embedder = load_embedder(settings.embedding_model)
    labels = read_labels()
    figures: dict[str, float] = {}
    tell("labelled policies")
    labelled = engine_for(labelled_policies(policies), settings, embedder)
    ranked = from_labels(labelled, labels, load_examples().calibration)
    rows, answered, groups = answerable_rows(labelled, labels)
    figures["answerable: held-out ROC-AUC"] = held_out_auc(rows, answered, groups)
    names = list(labelled.releases.index(labels[0].policy).found_on(labels[0].topic))
    intercept, weights = logistic(rows, answered)
    answerable = {"intercept": intercept, **dict(zip(names, map(float, weights), strict=True))}
    questions: list[Ranked] = []
    lacking: list[Array] = []
    silent: list[bool] = []
    for dataset in datasets:
        tell(dataset.name)
        engine = engine_for(dataset, settings, embedder)
        questions += from_cases(engine, dataset)
        found, right = silence_rows(engine, dataset, settings.retrieval)
        lacking += list(found)
        silent += list(right)
    ranking = fit_ranking([ranked, questions])
    for name, one in (("labels", ranked), ("questions", questions)):
        figures[f"{name}: best sentence answers"], figures[f"{name}: one of three does"] = hits(ranking, one)
    intercept, weights = logistic(np.array(lacking), np.array(silent))
    silence = {"intercept": intercept, "missing": float(weights[0]), "score": float(weights[1])}
    return Fit(dict(zip(FEATURES, map(float, ranking), strict=True)), answerable, silence, figures)


def write_fitted(fit: Fit) -> None:
    """Writes `assistant/data/fitted.toml`, comments kept. The weights of the ranking are settings: copy them."""
    table = tomlkit.parse(FITTED.read_text(encoding="utf-8"))
    for name, weights in (("answerable", fit.answerable), ("silence", fit.silence)):
        table[name].update({key: round(value, 3) for key, value in weights.items()})  # type: ignore[union-attr]
    write_atomically(FITTED, [tomlkit.dumps(table).encode()])
