"""What a language model did with a reply is observed in process, and asked for only where there is one."""

import pytest

from assistant.reply import Generation, Reply
from assistant.settings import Settings
from eval.errors import EvaluationError
from eval.systems.catalogue import GENERATIVE, Workshop
from eval.systems.in_process import InProcess
from tests.eval.runs.systems import case, dataset

WRITTEN = Generation("openai:small", 2, {"content": 1}, None, 250.0, 900, 40)


class Replying:
    """An engine that has one reply, to whatever is asked."""

    def __init__(self, generation):
        self._generation = generation

    def ask(self, *_, **__):
        return Reply("c", "m", None, "fr", "needs_clarification", "Lequel ?", generation=self._generation)


def test_an_observation_keeps_what_the_model_did_and_the_tokens_that_it_took():
    seen = InProcess(Replying(WRITTEN)).answer(case("a"), 5)
    assert seen.generation == WRITTEN
    assert (seen.tokens_in, seen.tokens_out) == (900, 40)


def test_a_reply_without_a_model_took_no_tokens():
    seen = InProcess(Replying(None)).answer(case("a"), 5)
    assert (seen.generation, seen.tokens_in, seen.tokens_out) == (None, 0, 0)


def test_answers_with_a_model_are_refused_where_none_is_configured():
    with pytest.raises(EvaluationError, match="'generative' needs a language model: name one in MESDROITS_LLM"):
        Workshop(Settings()).system(GENERATIVE, dataset(case("a")))
