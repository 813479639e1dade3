"""The PrivacyQA protocol on a miniature whose figures are worked out by hand."""

from __future__ import annotations

import pytest
import typer
from rich.console import Console

from eval.cases import Case, Dataset, GoldSpan
from eval.legalbench import main, markdown, measured
from eval.metrics.retrieval import recall_within
from eval.observations import Observation, Retrieved

TEXTS = {"all/apple": "a" * 100, "all/pear": "p" * 100}
DATASET = Dataset(
    name="miniature",
    version="1",
    split="all",
    cases=(
        Case("found", "all", "Consider Apple's privacy policy; what?", "en", gold=(GoldSpan("all/apple", 10, 30),)),
        Case("lost", "all", "Consider Pear's privacy policy; why?", "en", gold=(GoldSpan("all/pear", 0, 40),)),
    ),
    texts=TEXTS,
)


class Miniature:
    """Finds three passages for one question, two of them overlapping, and fails at the other."""

    name = "miniature"

    def about(self):
        return {"kind": "three passages"}

    def answer(self, case: Case, depth: int) -> Observation:
        if case.id == "lost":
            raise RuntimeError("no reply")
        places = [("all/apple", 0, 20), ("all/apple", 10, 40), ("all/pear", 0, 50)]
        found = tuple(Retrieved(document, start, end, 1.0) for document, start, end in places[:depth])
        return Observation(case.id, "answered", retrieved=found)


@pytest.fixture(scope="module")
def result():
    return measured(DATASET, iter([Miniature()]), Console(quiet=True))


def test_precision_is_the_share_of_retrieved_characters_that_are_gold_averaged_over_questions(result):
    # k=1: 10 of 20; k=2: merged into [0, 40), 20 of 40; k=4: 20 of 40 + 50. The lost question counts 0.
    precision = result["systems"]["miniature"]["precision"]
    assert [precision["1"], precision["2"], precision["4"], precision["64"]] == [0.25, 0.25, 0.1111, 0.1111]


def test_recall_is_the_share_of_gold_characters_that_are_retrieved_averaged_over_questions(result):
    # k=1: 10 of 20; k=2: 20 of 20. The lost question counts 0.
    recall = result["systems"]["miniature"]["recall"]
    assert [recall["1"], recall["2"], recall["64"]] == [0.25, 0.5, 0.5]


def test_recall_within_a_budget_cuts_the_passage_that_goes_beyond_it():
    # Only [10, 25) is read: 15 of the 20 characters of gold.
    gold = (GoldSpan("all/apple", 10, 30),)
    ranking = [Retrieved("all/apple", 10, 40, 1.0), Retrieved("all/apple", 0, 20, 0.5)]
    assert recall_within(15, ranking, gold) == 0.75


def test_recall_within_a_budget_goes_on_to_the_next_passage():
    # 30 characters: all of [0, 20), then [60, 70); 10 of the 20 of gold.
    gold = (GoldSpan("all/apple", 15, 20), GoldSpan("all/apple", 65, 80))
    ranking = [Retrieved("all/apple", 0, 20, 1.0), Retrieved("all/apple", 60, 100, 0.5)]
    assert recall_within(30, ranking, gold) == 0.5


def test_a_question_without_a_reply_is_counted_as_lost(result):
    one = result["systems"]["miniature"]
    assert (one["failed"], one["hit"], one["mrr"]) == (1, 0.5, 0.5)


def test_passages_of_another_policy_are_counted_and_nothing_found_is_all_wrong(result):
    # (1/3 + 1) / 2
    assert result["systems"]["miniature"]["mismatch"] == 0.6667


def test_the_result_tells_the_data_and_the_settings_of_each_system(result):
    assert (result["cases"], result["texts"], result["gold_spans"]) == (2, 2, 2)
    assert result["sha256"] == DATASET.sha256
    assert result["systems"]["miniature"]["about"] == {"kind": "three passages"}
    assert result["systems"]["miniature"]["passage_characters"] == 33


def test_the_tables_show_every_k_in_percent(result):
    text = markdown({"together": result})
    assert "| Precision at k | 1 | 2 | 4 | 8 | 16 | 32 | 64 |" in text
    assert "| miniature | 25.0 | 25.0 | 11.1 | 11.1 | 11.1 | 11.1 | 11.1 |" in text
    assert "| miniature | 25.0 | 50.0 | 50.0 | 50.0 | 50.0 | 50.0 | 50.0 |" in text
    assert "| miniature | 33 | 50.0 | 50.0 | 50.0 | 50.0 | 0.500 | 66.7 |" in text


def test_a_folder_without_the_benchmark_is_refused_in_one_line(tmp_path, capsys):
    with pytest.raises(typer.Exit) as stopped:
        main(tmp_path, tmp_path / "results")
    assert stopped.value.exit_code == 1
    assert "privacy_qa.json" in capsys.readouterr().err.replace("\n", "")
    assert not (tmp_path / "results").exists()
