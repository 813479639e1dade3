"""What every metric is called, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["answers", "citations", "retrieval", "cost"]
Better = Literal["higher", "lower"]
Unit = Literal["share", "count", "ms", "words"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as tables and charts name it."""

    id: str
    label: str
    group: Group
    better: Better
    unit: Unit
    formula: str
    """What the value of one case is; the figure of a run is the mean over the cases that it applies to."""


METRICS: tuple[Metric, ...] = (
    Metric(
        "correct",
        "Correct answers",
        "answers",
        "higher",
        "share",
        "1 when the outcome is accepted, all facts are shown, nothing forbidden is, no foreign text is cited",
    ),
    Metric(
        "correct_brief",
        "Correct in 250 words",
        "answers",
        "higher",
        "share",
        "1 when the reply is correct and has at most 250 words, quotes included",
    ),
    Metric("outcome", "Outcome right", "answers", "higher", "share", "1 when the outcome is an accepted one"),
    Metric("fact_recall", "Facts shown", "answers", "higher", "share", "facts shown / facts expected"),
    Metric(
        "false_refusal",
        "False refusals",
        "answers",
        "lower",
        "share",
        "1 when a question that the policy answers got no answer",
    ),
    Metric(
        "false_answer",
        "False answers",
        "answers",
        "lower",
        "share",
        "1 when a question that is out of scope or that the policy is silent on was answered",
    ),
    Metric(
        "request_type",
        "Request type right",
        "answers",
        "higher",
        "share",
        "1 when the request offered is the one that the person wants to file",
    ),
    Metric("topic", "Topic right", "answers", "higher", "share", "1 when the topic is an accepted one"),
    Metric(
        "language",
        "Language right",
        "answers",
        "higher",
        "share",
        "1 when the answer is in the question's language",
    ),
    Metric("forbidden_shown", "Forbidden shown", "answers", "lower", "share", "1 when a forbidden string is shown"),
    Metric(
        "foreign_citation",
        "Foreign citations",
        "answers",
        "lower",
        "share",
        "1 when a text of another insurer is cited",
    ),
    Metric(
        "verbatim",
        "Verbatim quotes",
        "citations",
        "higher",
        "share",
        "citations with text[start:end] = quote / citations",
    ),
    Metric(
        "citation_recall",
        "Citation recall",
        "citations",
        "higher",
        "share",
        "statements supported by their citations / statements that make a claim (ALCE)",
    ),
    Metric(
        "citation_precision",
        "Citation precision",
        "citations",
        "higher",
        "share",
        "citations that support a statement alone or are needed to / citations (ALCE)",
    ),
    Metric(
        "gold_cited", "Gold cited", "citations", "higher", "share", "1 when a verbatim citation shows a gold span"
    ),
    Metric(
        "absent_facts",
        "Absent facts",
        "citations",
        "lower",
        "count",
        "figures, dates, addresses and names of an answer's own wording that nothing it cites holds",
    ),
    Metric(
        "reversed",
        "Reversed statements",
        "citations",
        "lower",
        "count",
        "statements that deny what the nearest clause of their quotes affirms, or the reverse",
    ),
    Metric("hit_1", "Hit rate @1", "retrieval", "higher", "share", "1 when the first passage shows a gold span"),
    Metric("hit_3", "Hit rate @3", "retrieval", "higher", "share", "1 when one of the first 3 does"),
    Metric("hit_5", "Hit rate @5", "retrieval", "higher", "share", "1 when one of the first 5 does"),
    Metric(
        "recall_5", "Recall @5", "retrieval", "higher", "share", "gold spans that the first 5 show / gold spans"
    ),
    Metric(
        "recall_10", "Recall @10", "retrieval", "higher", "share", "gold spans that the first 10 show / gold spans"
    ),
    Metric(
        "recall_2000",
        "Recall in 2,000 characters",
        "retrieval",
        "higher",
        "share",
        "gold characters among the first 2,000 retrieved / gold characters",
    ),
    Metric("mrr", "MRR", "retrieval", "higher", "share", "1 / rank of the first passage that shows a gold span"),
    Metric(
        "ndcg_10", "nDCG @10", "retrieval", "higher", "share", "Σ gain / log₂(rank + 1) over the ideal, first 10"
    ),
    Metric(
        "document_mismatch_5",
        "Wrong document @5",
        "retrieval",
        "lower",
        "share",
        "passages of a text without gold among the first 5 / passages",
    ),
    Metric("words", "Words", "cost", "lower", "words", "words of the answer"),
    Metric("milliseconds", "Time", "cost", "lower", "ms", "from the question to the complete reply"),
)
