"""What is counted about answers and the language model."""

from __future__ import annotations

import re

import pytest

from assistant.language_model.streaming import Usage
from assistant.measuring import Measures
from assistant.reply import Generation, Reply


def generation(shown=0, dropped=None, first=None, glosses=0):
    return Generation("openai:m", shown, dropped or {}, None, first, 100, 20, glosses=glosses)


def reply(written=None, outcome="answered"):
    return Reply("c-1", "m-1", "bb", "fr", outcome, "Trois ans [1].", generation=written)


def figures(measures):
    """What a scrape reads: every sample that is not 0, by name and labels."""
    lines = (line for line in measures.text().decode().splitlines() if not line.startswith("#"))
    pairs = (line.rsplit(" ", 1) for line in lines)
    return {name: float(value) for name, value in pairs if "_created" not in name and float(value)}


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        (None, "quotes"),
        (generation(shown=1), "worded"),
        (generation(glosses=1), "worded"),
        (generation(dropped={"content": 2}), "fell_back"),
    ],
)
def test_an_answer_is_counted_by_how_it_came_about(written, mode):
    measures = Measures()
    measures.answered(reply(written))
    assert figures(measures)[f'mesdroits_answers_total{{mode="{mode}",outcome="answered"}}'] == 1


def test_sentences_are_counted_by_their_fate():
    measures = Measures()
    measures.answered(reply(generation(2, {"particular": 3, "negation": 1}, first=250)))
    found = figures(measures)
    fates = {fate: found[f'mesdroits_llm_sentences_total{{fate="{fate}"}}'] for fate in ("shown", "particular")}
    assert fates == {"shown": 2, "particular": 3}
    assert found["mesdroits_llm_first_sentence_seconds_sum"] == 0.25


def test_calls_are_counted_by_purpose_and_result():
    measures = Measures()
    measures.asked("answer", "whole", 1.5, Usage(120, 30))
    measures.asked("gloss", "resting", 0.0, Usage())
    found = figures(measures)
    assert found['mesdroits_llm_calls_total{purpose="answer",result="whole"}'] == 1
    assert found['mesdroits_llm_calls_total{purpose="gloss",result="resting"}'] == 1
    assert found['mesdroits_llm_tokens_total{direction="out",purpose="answer"}'] == 30
    assert found['mesdroits_llm_seconds_sum{purpose="answer"}'] == 1.5
    assert 'mesdroits_llm_seconds_count{purpose="gloss"}' not in found


def test_one_registry_knows_nothing_of_another():
    first, second = Measures(), Measures()
    first.answered(reply())
    assert not figures(second)


def test_labels_are_words_of_the_product():
    measures = Measures()
    measures.answered(reply(generation(1, {"content": 1}, first=1)))
    measures.asked("answer", "timeout", 2.0, Usage())
    assert set(re.findall(r'(\w+)="', measures.text().decode())) == {
        "purpose", "result", "direction", "fate", "outcome", "mode", "le",
    }  # fmt: skip
