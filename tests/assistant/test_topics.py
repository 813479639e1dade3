"""The question bank's data are complete, and the classifiers that come with the product were made from them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest

from assistant.answering.decision import HOW_TO_TOPICS, REQUESTED
from assistant.classifiers import BUCKETS
from assistant.examples import NO_ACTION, SLOTS, load_examples
from assistant.topics import load_bank, shipped
from assistant.training import OTHER, RECIPE
from ingest.embedding import BUNDLED_MODEL

DATA = files("assistant") / "data"
TOPICS = tomllib.loads((DATA / "topics.toml").read_text(encoding="utf-8"))["topic"]
ACTIONS = tomllib.loads((DATA / "actions.toml").read_text(encoding="utf-8"))["action"]
INSIDE = [name for name in TOPICS if not name.startswith("_")]
OUTSIDE = [name for name in TOPICS if name.startswith("_")]
PATTERNS = [(name, one) for name, table in TOPICS.items() for one in table.get("evidence", ())]
LONGEST_REACH = 400
"""Characters that one repetition of an evidence pattern may match."""


@pytest.fixture(scope="module")
def trained():
    with np.load(shipped(BUNDLED_MODEL), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


@pytest.fixture(scope="module")
def examples():
    return load_examples()


def test_the_classifiers_that_come_with_the_product_were_made_from_its_examples(trained, examples):
    advice = "the examples or the recipe changed: run `make question-bank` and commit assistant/data/trained"
    assert str(trained["digest"]) == examples.digest, advice
    assert str(trained["recipe"]) == RECIPE, advice


@pytest.mark.parametrize("model", ["Multilingual E5/small", "multilingual-e5-small"])
def test_the_file_of_a_model_is_named_after_it(model):
    assert re.fullmatch(r"[a-z0-9-]+\.npz", shipped(model).name)
    assert shipped(model).parent == shipped(BUNDLED_MODEL).parent


def test_the_classifiers_know_every_topic_request_and_kind_of_answer(trained):
    for view in ("meaning", "spelling"):
        assert set(trained[f"topic_{view}_classes"].tolist()) == set(TOPICS)
        assert set(trained[f"slot_{view}_classes"].tolist()) == set(SLOTS)
        assert set(trained[f"action_{view}_classes"].tolist()) == {NO_ACTION, *ACTIONS}
    assert set(trained["sentence_classes"].tolist()) == set(INSIDE)
    assert set(trained["statement_topics"].tolist()) == {OTHER, *INSIDE}


def test_both_views_of_a_question_list_the_classes_in_the_same_order(trained):
    for name in ("topic", "slot", "action"):
        assert trained[f"{name}_meaning_classes"].tolist() == trained[f"{name}_spelling_classes"].tolist()


def test_every_classifier_has_a_row_a_class_and_finite_numbers(trained):
    for name in ("topic_meaning", "topic_spelling", "slot_meaning", "action_meaning", "sentence"):
        classes = len(trained[f"{name}_classes"])
        assert len(trained[f"{name}_weights"]) == len(trained[f"{name}_bias"]) == classes
        assert np.isfinite(trained[f"{name}_weights"]).all()
    assert trained["idf"].shape == (BUCKETS,)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_questions_in_both_languages(examples, topic):
    asked = [one.language for one in examples.questions if one.topic == topic]
    assert Counter(asked)["fr"] >= 20
    assert Counter(asked)["en"] >= 10


@pytest.mark.parametrize("topic", INSIDE)
def test_a_topic_of_policies_has_statements_and_a_label_in_both_languages(examples, topic):
    assert sum(topic in one.topics for one in examples.statements) >= 10
    assert set(TOPICS[topic]["label"]) == {"fr", "en"}
    assert all(TOPICS[topic]["label"].values())
    assert set(TOPICS[topic]["keywords"]) == {"fr", "en"}


def test_every_example_is_about_a_known_topic(examples):
    assert {one.topic for one in examples.questions} == set(TOPICS)
    assert {topic for one in examples.statements for topic in one.topics} == set(INSIDE)
    assert {topic for one in examples.calibration for topic in one.topics} <= set(TOPICS)


def test_the_topics_that_the_decision_names_exist():
    assert set(TOPICS) >= HOW_TO_TOPICS
    assert set(ACTIONS) >= REQUESTED
    assert {table["request_type"] for table in TOPICS.values() if "request_type" in table} <= set(ACTIONS)


def test_nothing_outside_the_subject_is_looked_for_in_policies():
    assert OUTSIDE
    assert not [name for name, _ in PATTERNS if name in OUTSIDE]


@pytest.mark.parametrize("topic", [name for name in INSIDE if TOPICS[name].get("evidence")])
def test_the_evidence_of_a_topic_compiles_and_needs_something(topic):
    whole = re.compile("|".join(f"(?:{one})" for one in TOPICS[topic]["evidence"]), re.IGNORECASE)
    assert whole.search("") is None
    assert whole.search("Bonjour.") is None


def test_no_evidence_pattern_repeats_without_bound():
    unbounded = [(name, one) for name, one in PATTERNS if re.search(r"(?<!\\)(?:[*+]|\{\d*,\})", _classless(one))]
    assert unbounded == []


def test_no_evidence_pattern_reaches_over_more_than_a_few_lines():
    reaches = [(name, int(reach)) for name, one in PATTERNS for reach in re.findall(r"\{\d*,(\d+)\}", one)]
    assert [one for one in reaches if one[1] > LONGEST_REACH] == []


@pytest.mark.integration
def test_the_bank_of_the_bundled_model_is_the_one_that_comes_with_the_product(embedder, tmp_path):
    bank = load_bank(embedder, tmp_path)
    assert [*tmp_path.iterdir()] == []
    assert list(bank.topics) == list(TOPICS)
    assert set(bank.action_labels) == set(ACTIONS) - {NO_ACTION}
    assert all(len(bank.topics[name].statements) for name in INSIDE)
    assert all(bank.topics[name].outside for name in OUTSIDE)


@pytest.mark.integration
def test_a_fact_that_answers_a_topic_may_be_held_to_one_form(embedder, tmp_path):
    bank = load_bank(embedder, tmp_path)
    kinds = [one for table in TOPICS.values() for one in table.get("facts", ())]
    held = {one for topic in bank.topics.values() for one in topic.facts}
    assert held == {(one.partition(":")[0], one.partition(":")[2] or None) for one in kinds}


def _classless(pattern):
    """A pattern without what its character classes hold."""
    return re.sub(r"\[(?:\\.|[^\]\\])*\]", "x", pattern)
