"""The report tells what a language model did where one was asked, and says nothing of one otherwise."""

from collections import Counter

from assistant.reply import Generation
from eval.report.generation import generation_rows, tallied
from tests.eval.report.small_runs import reply

WRITTEN = Generation("openai:small", 2, {"negation": 1}, None, 300.0, 800, 50, glosses=1)


def test_a_run_without_a_model_has_no_rows():
    assert generation_rows([reply()]) == []


def test_the_rows_name_the_model_and_what_became_of_its_sentences():
    rows = dict(generation_rows([reply(generation=WRITTEN), reply("c2")]))
    assert rows["Model"] == "openai:small"
    assert rows["Replies that it was asked for"] == "1 of 2"
    assert rows["Of these, replies with words of its own"] == "1 (100.0\u00a0%)"
    assert rows["Sentences dropped, by fault"] == "negation 1 (33.3\u00a0% of all)"
    assert rows["Time from asking it to its first sentence shown, median / p95"] == "300 ms / 300 ms"
    assert rows["Tokens written per reply, mean / p95"] == "50 / 50; 50 in all"


def test_counts_are_told_the_most_frequent_first():
    assert tallied(Counter(timeout=1, content=3, busy=1)) == "content 3, busy 1, timeout 1"
    assert tallied(Counter()) == "none"
