"""LegalBench-RAG's PrivacyQA is read in both modes, its spans as they are."""

import json

import pytest

from eval.cases import GoldSpan
from eval.datasets.legalbench import read_legalbench
from eval.errors import BadDataset

KEEP = "We collect your name.\nWe never sell it, to anybody, at any price.\n"
PLAN = "Our planner stores tasks.\nTasks are encrypted.\n"


def snippet(file, text, words):
    start = text.index(words)
    return {"file_path": f"privacy_qa/{file}.txt", "span": [start, start + len(words)], "answer": words}


TESTS = [
    {
        "query": 'Consider "Keep"\'s privacy policy; do you sell my name?',
        "snippets": [snippet("Keep", KEEP, "We never sell it"), snippet("Keep", KEEP, "We collect your name.")],
    },
    {
        "query": 'Consider "Plan: Day, Week"\'s privacy policy; are tasks safe?',
        "snippets": [snippet("Plan: Day, Week", PLAN, "Tasks are encrypted.")],
    },
]


@pytest.fixture
def folder(tmp_path):
    """The benchmark as it is laid out; a colon of a path is an underscore in the file's name."""
    corpus = tmp_path / "corpus" / "privacy_qa"
    corpus.mkdir(parents=True)
    (corpus / "Keep.txt").write_text(KEEP)
    (corpus / "Plan_ Day, Week.txt").write_text(PLAN)
    return write(tmp_path, TESTS)


def write(folder, tests):
    (folder / "privacy_qa.json").write_text(json.dumps({"tests": tests}))
    return folder


def test_each_policy_is_an_insurer_that_is_asked_without_naming_it(folder):
    dataset = read_legalbench(folder, "each")
    first, second = dataset.cases
    assert (first.insurer, first.question) == ("privacyqa-keep", "do you sell my name?")
    assert first.gold == (
        GoldSpan("privacyqa-keep/privacy-policy", 22, 38),
        GoldSpan("privacyqa-keep/privacy-policy", 0, 21),
    )
    assert (second.insurer, second.question) == ("privacyqa-plan-day-week", "are tasks safe?")
    assert [source.key for source in dataset.sources] == [
        "privacyqa-keep/privacy-policy",
        "privacyqa-plan-day-week/privacy-policy",
    ]
    assert {source.languages for source in dataset.sources} == {("en",)}


def test_together_one_insurer_holds_all_policies_and_is_asked_as_the_benchmark_asks(folder):
    dataset = read_legalbench(folder, "together")
    assert [case.question for case in dataset.cases] == [test["query"] for test in TESTS]
    assert {case.insurer for case in dataset.cases} == {"privacyqa-collection"}
    assert dataset.cases[1].gold == (GoldSpan("privacyqa-collection/privacyqa-plan-day-week", 26, 46),)
    assert dataset.texts == {
        "privacyqa-collection/privacyqa-keep": KEEP,
        "privacyqa-collection/privacyqa-plan-day-week": PLAN,
    }


@pytest.mark.parametrize("mode", ["each", "together"])
def test_every_span_reads_as_the_answer_and_only_retrieval_is_scored(folder, mode):
    dataset = read_legalbench(folder, mode)
    read = [dataset.texts[span.document][span.start : span.end] for case in dataset.cases for span in case.gold]
    assert read == ["We never sell it", "We collect your name.", "Tasks are encrypted."]
    assert {(case.outcome, case.facts) for case in dataset.cases} == {(None, ())}


def test_a_span_that_does_not_read_as_its_answer_is_named(folder):
    moved = {**TESTS[1], "snippets": [{**TESTS[1]["snippets"][0], "span": [0, 20]}]}
    with pytest.raises(BadDataset, match=r"privacy_qa\.json, tests\.1\.snippets\.0\.span: .* does not read"):
        read_legalbench(write(folder, [TESTS[0], moved]), "each")


def test_a_field_that_is_missing_is_named(folder):
    with pytest.raises(BadDataset, match=r"privacy_qa\.json, tests\.0\.snippets: missing; add it"):
        read_legalbench(write(folder, [{"query": "Who?"}]), "each")


def test_a_policy_that_is_missing_is_named(folder):
    (folder / "corpus" / "privacy_qa" / "Keep.txt").unlink()
    with pytest.raises(BadDataset, match=r"Keep\.txt: cannot be read"):
        read_legalbench(folder, "each")
