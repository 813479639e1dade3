"""A sweep tries every combination on the development split, and refuses what would spoil the test split."""

import re

import pytest

from assistant.settings import RetrievalSettings, Settings
from eval.cases import Case, Dataset
from eval.errors import EvaluationError, NotComparable
from eval.metrics.intervals import Interval
from eval.runs.folder import RunFolder
from eval.runs.sweep import Trial, best_first, grid, sweep, with_values
from tests.eval.runs.systems import case, dataset


def test_every_combination_of_the_values_is_tried():
    assert grid(["retrieval.silent_above=0.6, 0.75", "retrieval.dense=1,2"]) == [
        {"retrieval.silent_above": "0.6", "retrieval.dense": "1"},
        {"retrieval.silent_above": "0.6", "retrieval.dense": "2"},
        {"retrieval.silent_above": "0.75", "retrieval.dense": "1"},
        {"retrieval.silent_above": "0.75", "retrieval.dense": "2"},
    ]


@pytest.mark.parametrize("one", ["retrieval.dense", "retrieval.dense=", "retrieval.dense=,", ""])
def test_a_setting_without_values_is_refused_with_an_example(one):
    with pytest.raises(EvaluationError, match=re.escape("such as retrieval.silent_above=0.6,0.75")):
        grid([one])


@pytest.mark.parametrize("name", ["retrieval.speed", "embedding_model", "silent_above", "retrieval."])
def test_a_setting_that_no_reply_is_made_with_is_refused_with_those_that_are(name):
    with pytest.raises(EvaluationError, match=r"cannot be swept: it is none of retrieval\.dense, "):
        grid([f"{name}=1"])


def test_the_values_take_the_place_of_those_settings_only():
    own = with_values(Settings(port=9000), {"retrieval.silent_above": "0.6"})
    assert own.retrieval == RetrievalSettings(silent_above=0.6)
    assert own.port == 9000


def test_a_value_out_of_bounds_is_refused_with_its_setting():
    with pytest.raises(
        EvaluationError, match=r"retrieval\.silent_above=2: Input should be less than or equal to 1"
    ):
        with_values(Settings(), {"retrieval.silent_above": "2"})


@pytest.mark.parametrize("split", ["test", "all"])
def test_the_test_questions_choose_nothing(split, tmp_path):
    with pytest.raises(
        NotComparable, match=rf"development split only, not on '{split}': figures on questions that"
    ):
        sweep(dataset(case("a"), split=split), Settings(), grid(["retrieval.dense=1"]), tmp_path)


def trials(metric, *means):
    return [Trial({"retrieval.dense": str(mean)}, None, {metric: Interval(mean, 0, 1, 9)}) for mean in means]


def test_the_best_trial_comes_first():
    assert [one.label for one in best_first(trials("correct", 0.5, 0.9, 0.7), "correct")] == [
        "dense=0.9",
        "dense=0.7",
        "dense=0.5",
    ]


def test_where_less_is_better_the_least_comes_first():
    assert best_first(trials("false_answer", 0.5, 0.1), "false_answer")[0].label == "dense=0.1"


def test_a_metric_that_applies_to_no_case_cannot_sort():
    with pytest.raises(EvaluationError, match=r"the metric 'mrr' applies to no case; sort by one of correct"):
        best_first(trials("correct", 0.5), "mrr")


@pytest.mark.integration
def test_each_trial_is_a_run_with_its_own_settings(engine, embedder, tmp_path):
    view = engine.insurers()[0]
    texts = {f"{view.id}/{one.id}": one.text for one in view.documents}
    asked = Case("a", view.id, "Quelle est la météo demain ?", "fr", outcome="out_of_scope")
    data = Dataset("small", "1", "development", (asked,), texts)
    found = sweep(data, engine.settings, grid(["retrieval.refuse_above=1,0.5"]), tmp_path, embedder=embedder)
    assert [(one.label, one.summary["correct"].mean) for one in found] == [
        ("refuse_above=0.5", 1.0),
        ("refuse_above=1", 0.0),
    ]
    record = RunFolder(found[0].folder).record()
    assert record.system["settings"]["retrieval"]["refuse_above"] == 0.5
