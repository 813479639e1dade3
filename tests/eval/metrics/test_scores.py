"""Which metrics apply to a case, and what a failure gets."""

from dataclasses import replace

from eval.cases import Case, GoldSpan
from eval.metrics.scores import METRICS, score
from eval.observations import FAILED, Cited, Observation, Retrieved

TEXT = "Vos données sont conservées cinq ans. Nous ne les vendons jamais."
TEXTS = {"fougeres/privacy": TEXT}
GOLD = GoldSpan("fougeres/privacy", 0, 37)
CASE = Case(
    "c1",
    "fougeres",
    "Combien de temps ?",
    "fr",
    outcome="answered",
    topic="retention",
    request_type="erasure",
    facts=(("cinq ans",),),
    gold=(GOLD,),
    forbidden=("BANANE",),
)
GOOD = Observation(
    "c1",
    "answered",
    "La politique dit : « Vos données sont conservées cinq ans. » [1]",
    "fr",
    citations=(Cited(1, "fougeres/privacy", "v1", 0, 37, TEXT[:37]),),
    retrieved=(Retrieved("fougeres/privacy", 38, 65, 0.9), Retrieved("fougeres/privacy", 0, 37, 0.8)),
    request_type="erasure",
    decision={"topic": "retention"},
    milliseconds=12.5,
)


def test_a_good_reply_scores_every_metric_of_its_case():
    assert score(CASE, GOOD, TEXTS) == {
        "correct": 1.0,
        "correct_brief": 1.0,
        "outcome": 1.0,
        "fact_recall": 1.0,
        "false_refusal": 0.0,
        "false_answer": None,
        "request_type": 1.0,
        "topic": 1.0,
        "language": 1.0,
        "forbidden_shown": 0.0,
        "foreign_citation": 0.0,
        "verbatim": 1.0,
        "citation_recall": 1.0,
        "citation_precision": 1.0,
        "gold_cited": 1.0,
        "absent_facts": 0.0,
        "reversed": None,
        "hit_1": 0.0,
        "hit_3": 1.0,
        "hit_5": 1.0,
        "recall_5": 1.0,
        "recall_10": 1.0,
        "recall_2000": 1.0,
        "mrr": 1 / 2,
        "ndcg_10": 1 / 1.584962500721156,  # 1 / log₂ 3
        "document_mismatch_5": 0.0,
        "words": 9.0,
        "milliseconds": 12.5,
    }


def test_metrics_and_scores_have_the_same_names_in_the_same_order():
    assert [metric.id for metric in METRICS] == list(score(CASE, GOOD, TEXTS))


def test_a_failure_is_right_in_nothing_and_charged_with_nothing_it_did_not_do():
    failed = score(CASE, Observation("c1", FAILED, error="timed out", milliseconds=30_000.0), TEXTS)
    harmless = {"forbidden_shown", "foreign_citation"}
    untold = {"topic", "verbatim", "absent_facts", "words", "milliseconds"}
    for metric in METRICS:
        if metric.id in harmless:
            assert failed[metric.id] == 0.0, metric.id
        elif metric.id not in untold and score(CASE, GOOD, TEXTS)[metric.id] is not None:
            assert failed[metric.id] == (0.0 if metric.better == "higher" else 1.0), metric.id
    assert (failed["topic"], failed["words"], failed["milliseconds"]) == (None, None, 30_000.0)


def test_a_failure_that_was_not_timed_has_no_time():
    assert score(CASE, Observation("c1", FAILED), TEXTS)["milliseconds"] is None


def test_a_failure_where_silence_was_due_has_no_citations_to_judge():
    silent = replace(CASE, outcome="policy_silent", gold=(), facts=())
    failed = score(silent, Observation("c1", FAILED), TEXTS)
    assert (failed["correct"], failed["false_answer"], failed["verbatim"]) == (0.0, 0.0, None)


def test_a_retrieval_benchmark_is_scored_on_retrieval_and_time_only():
    only_gold = Case("c1", "fougeres", "Combien de temps ?", "fr", gold=(GOLD,))
    found = score(only_gold, replace(GOOD, answer="", citations=()), TEXTS)
    groups = {metric.id: metric.group for metric in METRICS}
    applied = {name for name, value in found.items() if value is not None}
    assert applied == {name for name, group in groups.items() if group == "retrieval"} | {"milliseconds"}


def test_a_case_without_gold_has_no_retrieval_to_score():
    found = score(replace(CASE, gold=()), GOOD, TEXTS)
    assert all(found[metric.id] is None for metric in METRICS if metric.group == "retrieval")
    assert found["gold_cited"] is None
