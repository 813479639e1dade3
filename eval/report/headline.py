"""The figures that a run is judged by, in the words of people who answer for quality."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eval.metrics.intervals import interval
from eval.metrics.latency import latency
from eval.metrics.metric import METRICS, Better, Metric
from eval.observations import FAILED
from eval.report.formats import NONE, counted, decimal, duration, percent
from eval.report.view import RunView

GROUPS = {
    "answers": "Replies",
    "citations": "Quotes",
    "retrieval": "Passages found",
    "cost": "Length and time",
}
PLAIN = {
    "correct": "Replies of the right kind that show every decisive fact and nothing forbidden",
    "correct_brief": "The same, in at most 250 words",
    "outcome": "Replies of the right kind: answered, policy silent, out of scope, asked back",
    "fact_recall": "Decisive facts that the answer shows",
    "false_refusal": "Questions that the policy answers, left without an answer",
    "false_answer": "Questions that must not be answered, answered all the same",
    "request_type": "Wishes to act that were led to the right request",
    "topic": "Questions whose topic was understood",
    "language": "Replies in the language of the question",
    "forbidden_shown": "Replies that show words that they must never show",
    "foreign_citation": "Replies that quote another insurer's text",
    "verbatim": "Quotes that stand in the policy word for word, at the place given",
    "citation_recall": "Statements that their quotes support",
    "citation_precision": "Quotes that support what they stand beside",
    "gold_cited": "Replies that quote an expected passage",
    "absent_facts": "Facts in an answer's own words that nothing it cites holds, per answer",
    "reversed": "Statements that seem to turn their quote round, per answer that has some to compare",
    "hit_1": "An expected passage is found first",
    "hit_3": "An expected passage is among the first three",
    "hit_5": "An expected passage is among the first five",
    "recall_5": "Expected passages that are among the first five",
    "recall_10": "Expected passages that are among the first ten",
    "recall_2000": "Of the expected words, those among the first 2,000 characters found",
    "mrr": "How far up the first expected passage stands; 1: always first",
    "ndcg_10": "How good the order of the first ten passages is; 1: perfect",
    "document_mismatch_5": "Passages from a document that does not hold the answer",
}
_DECIMAL = {"mrr", "ndcg_10", *(one.id for one in METRICS if one.unit == "count")}


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """One figure of a run, formatted. `bounds` is its 95 % interval, `cases` the number that it is about."""

    id: str
    group: str
    label: str
    plain: str
    figure: str
    bounds: str
    cases: int
    better: Better
    formula: str


def headline(view: RunView) -> list[HeadlineRow]:
    """The figures of a run in the order of METRICS, after the share of cases without a reply where there are some.

    A metric that applies to no case is left out.
    """
    rows = [_no_reply(view)] if view.failed else []
    rows += [_mean(view, metric) for metric in METRICS if metric.group != "cost" and view.scored(metric.id)]
    for metric, form in ((_metric("words"), "{:.0f}".format), (_metric("milliseconds"), duration)):
        if view.scored(metric.id):
            rows += _percentiles(view, metric, form)
    return rows


def _no_reply(view: RunView) -> HeadlineRow:
    values = [float(view.observations[case.id].outcome == FAILED) for case in view.cases]
    found = interval(values, [case.insurer for case in view.cases])
    return HeadlineRow(
        id=FAILED,
        group="answers",
        label="No reply",
        plain=f"{view.failed} of {counted(found.n, 'case')} got no readable reply",
        figure=percent(found.mean),
        bounds=f"{percent(found.low)} to {percent(found.high)}",
        cases=found.n,
        better="lower",
        formula="1 when no readable reply came, else 0",
    )


def _mean(view: RunView, metric: Metric) -> HeadlineRow:
    scored = view.scored(metric.id)
    found = interval([value for _, value in scored], [case.insurer for case, _ in scored])
    form = decimal if metric.id in _DECIMAL else percent
    bounds = f"{form(found.low)} to {form(found.high)}"
    return _row(metric, metric.label, PLAIN[metric.id], form(found.mean), bounds, found.n)


def _percentiles(view: RunView, metric: Metric, form: Callable[[float], str]) -> list[HeadlineRow]:
    values = [value for _, value in view.scored(metric.id)]
    found = latency(values)
    what = "the answer is no longer than that" if metric.id == "words" else "the reply is there within this time"
    return [
        _row(metric, f"{metric.label}, median", f"In half of the cases {what}", form(found.p50), NONE, len(values)),
        _row(
            metric, f"{metric.label}, p95", f"In 95 of 100 cases {what}", form(found.p95), NONE, len(values), "-p95"
        ),
    ]


def _row(
    metric: Metric, label: str, plain: str, figure: str, bounds: str, cases: int, suffix: str = ""
) -> HeadlineRow:
    return HeadlineRow(
        id=metric.id + suffix,
        group=metric.group,
        label=label,
        plain=plain,
        figure=figure,
        bounds=bounds,
        cases=cases,
        better=metric.better,
        formula=metric.formula,
    )


def _metric(name: str) -> Metric:
    return next(one for one in METRICS if one.id == name)
