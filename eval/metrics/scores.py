"""Every metric of one case at once."""

from __future__ import annotations

from collections.abc import Mapping

from eval.cases import Case
from eval.metrics import answers, retrieval
from eval.metrics.absent import absent_facts
from eval.metrics.citations import citation_precision, citation_recall, gold_cited, verbatim_share
from eval.metrics.metric import METRICS, Metric
from eval.metrics.reversal import reversed_statements
from eval.observations import FAILED, Observation

__all__ = ["METRICS", "Metric", "score"]

_WORDING = ("absent_facts", "reversed")
"""Metrics of what an answer says in its own words; a failure says nothing."""


def score(case: Case, observation: Observation, texts: Mapping[str, str]) -> dict[str, float | None]:
    """The value of every metric for one case, None where a metric does not apply to it.

    A failure gets the worst value of whatever the case asks for: nothing right, nothing shown, nothing found. It
    is not charged with what it did not do, such as a false answer or a foreign citation.
    """
    return {
        "correct": answers.correct(case, observation),
        "correct_brief": answers.correct_brief(case, observation),
        "outcome": answers.outcome_right(case, observation),
        "fact_recall": answers.fact_recall(case, observation),
        "false_refusal": answers.false_refusal(case, observation),
        "false_answer": answers.false_answer(case, observation),
        "request_type": answers.request_type_right(case, observation),
        "topic": answers.topic_right(case, observation),
        "language": answers.language_right(case, observation),
        "forbidden_shown": answers.forbidden_shown(case, observation),
        "foreign_citation": answers.foreign_citation(case, observation),
        **_citation_scores(case, observation, texts),
        **_retrieval_scores(case, observation),
        "words": answers.words(observation) if case.outcome else None,
        "milliseconds": observation.milliseconds or None,
    }


def _citation_scores(case: Case, observation: Observation, texts: Mapping[str, str]) -> dict[str, float | None]:
    """None for cases that ask for passages only; 0 for a failure where an answer was due, which quotes nothing that
    could be verbatim or not, and states nothing.
    """
    names = ("verbatim", "citation_recall", "citation_precision", "gold_cited", *_WORDING)
    if case.outcome is None:
        return dict.fromkeys(names)
    if observation.outcome == FAILED and case.outcome == "answered":
        scores = dict.fromkeys(names, 0.0) | dict.fromkeys(("verbatim", *_WORDING))
        return {**scores, "gold_cited": 0.0 if case.gold else None}
    return {
        "verbatim": verbatim_share(observation, texts),
        "citation_recall": citation_recall(observation, texts),
        "citation_precision": citation_precision(observation, texts),
        "gold_cited": gold_cited(observation, case.gold, texts) if case.gold else None,
        "absent_facts": absent_facts(observation, texts),
        "reversed": reversed_statements(observation),
    }


def _retrieval_scores(case: Case, observation: Observation) -> dict[str, float | None]:
    if not case.gold:
        return dict.fromkeys(metric.id for metric in METRICS if metric.group == "retrieval")
    found, gold = observation.retrieved, case.gold
    return {
        "hit_1": retrieval.hit_rate(found, gold, 1),
        "hit_3": retrieval.hit_rate(found, gold, 3),
        "hit_5": retrieval.hit_rate(found, gold, 5),
        "recall_5": retrieval.recall(found, gold, 5),
        "recall_10": retrieval.recall(found, gold, 10),
        "recall_2000": retrieval.recall_within(2_000, found, case.gold),
        "mrr": retrieval.reciprocal_rank(found, gold),
        "ndcg_10": retrieval.ndcg(found, gold, 10),
        "document_mismatch_5": retrieval.document_mismatch(found, gold, 5),
    }
