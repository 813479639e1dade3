"""What a model did in a run is added up: who was shown its words, why others were not, and what it took."""

from assistant.reply import Generation
from eval.metrics.generation import NOTHING_PASSED, NOTHING_WRITTEN, generations
from eval.observations import Observation


def seen(name, milliseconds=100.0, **fields):
    """A reply that a model was asked for; without fields it wrote nothing."""
    given = {
        "shown": 0,
        "dropped": {},
        "failure": None,
        "first_sentence": None,
        "input_tokens": 0,
        "output_tokens": 0,
    }
    made = Generation("openai:small", **{**given, **fields})
    return Observation(name, "answered", generation=made, milliseconds=milliseconds)


REPLIES = (
    seen("a", 100.0, shown=2, dropped={"content": 1}, first_sentence=40.0, input_tokens=900, output_tokens=60),
    seen("b", 300.0, shown=1, failure="timeout", first_sentence=80.0, input_tokens=1_100, output_tokens=20),
    seen("c", 200.0, dropped={"content": 2, "negation": 1}, input_tokens=1_000, output_tokens=40),
    seen("d", 500.0, failure="timeout"),
    seen("e", 200.0),
    seen("f", 200.0, glosses=2, rewritten="And how long?"),
    Observation("g", "policy_silent", milliseconds=10.0),
)


def test_a_run_without_a_model_has_no_figures():
    assert generations(REPLIES[-1:]) is None


def test_replies_with_words_of_the_model_are_those_with_a_sentence_or_a_translation():
    found = generations(REPLIES)
    assert (found.replies, found.asked, found.worded, found.shown) == (7, 6, 3, 3)
    assert found.worded_share == 3 / 6
    assert (found.rewritten, found.glosses) == (1, 2)


def test_sentences_dropped_are_counted_by_fault():
    found = generations(REPLIES)
    assert found.dropped == {"content": 3, "negation": 1}
    assert found.dropped_share == 4 / (3 + 4)


def test_replies_without_its_words_are_counted_by_why():
    found = generations(REPLIES)
    assert found.fallbacks == {NOTHING_PASSED: 1, "timeout": 1, NOTHING_WRITTEN: 1}
    assert found.cut_short == {"timeout": 1}


def test_times_are_those_of_the_replies_that_it_was_asked_for():
    found = generations(REPLIES)
    assert found.milliseconds.p50 == 200.0  # 100 200 200 200 300 500
    assert found.first_sentence.p50 == 60.0  # 40 80


def test_tokens_are_per_reply_that_it_was_asked_for():
    found = generations(REPLIES)
    assert (found.tokens_in.total, found.tokens_in.mean) == (3_000, 500.0)
    assert (found.tokens_out.total, found.tokens_out.mean) == (120, 20.0)


def test_a_server_that_counts_no_tokens_has_none():
    assert generations([seen("a", shown=1)]).tokens_in is None
