"""The examples that the classifiers learn from are well formed, plentiful, and apart from what measures them.

The questions of evaluation sets are compared by program only: no failure shows their words.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from assistant.examples import NO_ACTION, SLOTS, load_examples, read_labelled
from eval.understanding.bank import LANGUAGES, REGISTERS, counts
from tests.assistant.near_duplicates import grams, near_duplicates, similarity
from tests.conftest import ROOT

DATA = ROOT / "assistant" / "data"
HELD_OUT = ROOT / "eval" / "data" / "understanding" / "held-out.tsv"
COLUMNS = {
    "questions": ["language", "register", "slot", "text"],
    "wishes": ["language", "register", "text"],
    "statements": ["language", "also", "text"],
}
LABELLED = ["topic", "also", "slot", "audience", "request_type", "language", "register", "text"]
AUDIENCES = {None, "heir", "representative", "minor", "beneficiary"}
TOPICS = set(tomllib.loads((DATA / "topics.toml").read_text(encoding="utf-8"))["topic"])
ACTIONS = set(tomllib.loads((DATA / "actions.toml").read_text(encoding="utf-8"))["action"])
EVALUATIONS = {
    name: ROOT / "eval" / "data" / f"{name}.jsonl"
    for name in (
        "golden/development",
        "golden/test",
        "conversations/development",
        "conversations/test",
        "isolation/questions",
        "isolation/pairs",
        "attacks/attacks",
    )
}
FEWEST, FEWEST_OF_FREQUENT = 4_000, 200
FREQUENT = (
    "access",
    "complaint",
    "contact",
    "cookies",
    "data_categories",
    "erasure",
    "exercise_rights",
    "health_data",
    "marketing",
    "purposes",
    "recipients",
    "retention",
    "right_scope",
    "security",
    "transfers",
)


@pytest.fixture(scope="module")
def examples():
    return load_examples()


@pytest.fixture(scope="module")
def held_out():
    return read_labelled(HELD_OUT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pairs_of_sets(examples, held_out):
    """How many near duplicates each two sets share, and each has inside."""
    sets = {
        "questions": [one.text for one in examples.questions],
        "wishes": [one.text for one in examples.wishes],
        "calibration": [one.text for one in examples.calibration],
        "held-out": [one.text for one in held_out],
        **{name: asked_in(path) for name, path in EVALUATIONS.items()},
    }
    owners = [name for name, texts in sets.items() for _ in texts]
    found = near_duplicates([text for texts in sets.values() for text in texts])
    return Counter(frozenset((owners[first], owners[second])) for first, second in found)


def asked_in(path: Path) -> list[str]:
    """Every message of an evaluation set, in both languages where it has both."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    turns = [turn for row in rows for turn in row.get("turns", [row])]
    return [turn[key] for turn in turns for key in ("question", "other_language") if turn.get(key)]


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_line_has_the_columns_of_its_file(kind):
    for path in (DATA / kind).glob("*.tsv"):
        head, *lines = path.read_text(encoding="utf-8").split("\n")
        assert head.split("\t") == COLUMNS[kind], path.name
        assert lines.pop() == "", f"{path.name}: the last line is not ended"
        for number, line in enumerate(lines, start=2):
            cells = line.split("\t")
            place = f"{path.name}:{number}"
            assert len(cells) == len(head.split("\t")), place
            assert cells[-1].strip() == cells[-1] != "", place


@pytest.mark.parametrize("path", [DATA / "calibration.tsv", HELD_OUT], ids=["calibration", "held-out"])
def test_every_line_kept_apart_is_whole(path):
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == LABELLED
    assert [number for number, line in enumerate(lines, start=2) if line.count("\t") != len(LABELLED) - 1] == []


def test_topics_actions_registers_kinds_of_answer_and_languages_are_known(examples, held_out):
    kept_apart = (*examples.calibration, *held_out)
    assert {one.topic for one in examples.questions} == TOPICS
    assert {name for one in examples.statements for name in one.topics} <= TOPICS
    assert {name for one in kept_apart for name in one.topics} <= TOPICS
    assert {one.action for one in examples.wishes} == ACTIONS | {NO_ACTION}
    assert {one.action for one in kept_apart} <= ACTIONS | {None}
    assert {one.audience for one in kept_apart} <= AUDIENCES
    assert {one.slot for one in (*examples.questions, *kept_apart)} <= set(SLOTS)
    for some in (examples.questions, examples.wishes, kept_apart):
        assert {one.register for one in some} <= set(REGISTERS)
        assert {one.language for one in some} == set(LANGUAGES)


def test_there_are_enough_questions(examples):
    assert len(examples.questions) >= FEWEST


@pytest.mark.parametrize("topic", FREQUENT)
def test_a_frequent_topic_has_enough_questions(examples, topic):
    assert sum(one.topic == topic for one in examples.questions) >= FEWEST_OF_FREQUENT


@pytest.mark.integration
@pytest.mark.parametrize("kept", ["questions", "wishes", "calibration", "held-out"])
def test_no_set_says_the_same_twice(pairs_of_sets, kept):
    assert pairs_of_sets[frozenset((kept,))] == 0


@pytest.mark.integration
@pytest.mark.parametrize("learned", ["questions", "wishes"])
@pytest.mark.parametrize("asked", ["calibration", "held-out", *EVALUATIONS])
def test_nothing_is_learned_that_is_asked(pairs_of_sets, learned, asked):
    assert pairs_of_sets[frozenset((learned, asked))] == 0


@pytest.mark.integration
@pytest.mark.parametrize("asked", ["held-out", *(name for name in EVALUATIONS if name != "golden/development")])
def test_the_temperature_is_fitted_to_nothing_that_is_asked(pairs_of_sets, asked):
    assert pairs_of_sets[frozenset(("calibration", asked))] == 0


def test_the_card_tells_how_many_examples_there_are(examples):
    card = (DATA / "README.md").read_text(encoding="utf-8")
    assert counts(examples) in card, "write the tables of `mesdroits eval understanding --counts` into the card"


def test_texts_that_differ_in_accents_case_and_a_letter_are_near_duplicates():
    texts = [
        "Où sont hébergées mes données personnelles ?",
        "ou sont hébergés mes donnees personnelles ?",
        "où sont hébergées celles de mon fils ?",
        "RGPD",
        "rgpd",
    ]
    assert set(near_duplicates(texts)) == {(0, 1), (3, 4)}


@pytest.mark.integration
def test_no_pair_is_missed_that_a_comparison_of_all_with_all_finds(held_out):
    texts = [text for one in held_out[:150] for text in (one.text, f"{one.text} svp", one.text[4:])]
    sets = [grams(text) for text in texts]
    every = {
        (first, second)
        for first, second in combinations(range(len(texts)), 2)
        if similarity(sets[first], sets[second]) >= 0.8
    }
    assert len(every) > 150
    assert set(near_duplicates(texts)) == every
