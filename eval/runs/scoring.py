"""Replies of a run → the metrics of each case, and their means with intervals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from assistant.law import LAW, Law
from eval.cases import Dataset
from eval.errors import NotComparable
from eval.metrics.aggregate import summary
from eval.metrics.intervals import Interval
from eval.metrics.scores import score
from eval.observations import Observation
from eval.runs.folder import RunFolder
from eval.runs.records import AskedCase, Run, ScoreRow


def texts_of(dataset: Dataset, law: Law) -> dict[str, str]:
    """Every text that a reply can cite, by key: those of the data set and the articles of law ("law/gdpr-12")."""
    articles = {f"{LAW}/{document.id}": document.text for document in law.documents.values()}
    return {**dataset.texts, **articles}


def score_run(folder: RunFolder, texts: Mapping[str, str]) -> dict[str, Interval]:
    """The summary of a finished run; it and the scores of each case are written to the folder.

    Raises BadRun when the run is not finished, NotComparable when `texts` are not those it was made over.
    """
    run = folder.run()
    _refuse_changed(run, texts)
    rows = scored(run, texts)
    found = summarised(rows)
    folder.keep_scores(rows, found)
    return found


def scored(run: Run, texts: Mapping[str, str]) -> tuple[ScoreRow, ...]:
    """The metrics of each case, in the order of the data set."""
    return tuple(_row(asked, seen, texts) for asked, seen in zip(run.asked, run.observations, strict=True))


def summarised(rows: Sequence[ScoreRow]) -> dict[str, Interval]:
    """The mean of each metric with its interval, clustered by insurer."""
    return summary([row.metrics for row in rows], [row.insurer for row in rows])


def _row(asked: AskedCase, seen: Observation, texts: Mapping[str, str]) -> ScoreRow:
    case = asked.case
    return ScoreRow(
        case=case.id,
        insurer=case.insurer,
        language=case.language,
        topic=case.topic,
        register=case.register,
        expected=case.outcome,
        observed=seen.outcome,
        metrics=score(case, seen, texts),
    )


def _refuse_changed(run: Run, texts: Mapping[str, str]) -> None:
    for key, digest in run.record.texts.items():
        if hashlib.sha256(texts.get(key, "").encode()).hexdigest() != digest:
            raise NotComparable(f"run {run.record.id} was made over another text of {key}; make the run again")
