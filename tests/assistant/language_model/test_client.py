"""The language model over HTTP, against a server that fails in every way."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.language_model import background
from assistant.language_model.breaker import FAILURES, REST_SECONDS
from assistant.language_model.building import language_model
from assistant.language_model.client import LanguageModel
from assistant.language_model.deadline import Deadline
from assistant.language_model.failures import ModelFailed
from assistant.language_model.streaming import Usage
from assistant.measuring import Measures
from assistant.settings import Settings
from tests import failing_model as server_that
from tests.failing_model import failing_model
from tests.llm_server import API_KEY, served_model

pytestmark = pytest.mark.integration  # a server for each test

KEY = "sk-la-cle-du-serveur"
QUESTION = "Combien de temps gardez-vous mes données ?"
PROMPT = [SystemMessage("Réponds par une phrase."), HumanMessage(QUESTION)]
LONG, SHORT = 20.0, 0.3
"""Seconds: for what ends by itself, and for what only the deadline ends."""


class Clock:
    """A clock that stands still until it is moved."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def serve():
    """Starts a server that behaves as asked, and gives it with a model that uses it."""
    started = []

    def start(behaviour, **settings):
        context = failing_model(behaviour)
        server = context.__enter__()
        started.append(context)
        return server, model_at(server.url, **settings)

    yield start
    for context in started:
        context.__exit__(None, None, None)


def model_at(url, **settings):
    known = Settings(**{"llm": "openai:m", "llm_base_url": url, "llm_api_key": KEY, **settings})
    return language_model(known, known.llm, Measures())


def heard(model, seconds=LONG):
    """What came of a reply, and why not more: the reason, or None where it is whole."""
    try:
        reply = model.stream(PROMPT, Deadline.after(seconds), "answer")
    except ModelFailed as failed:
        return "", failed.reason
    pieces, reason = read(reply)
    return "".join(pieces), reason


def read(reply):
    pieces = []
    try:
        pieces += reply
    except ModelFailed as failed:
        return pieces, failed.reason
    return pieces, None


def settled():
    """Returns once nothing is received in the background any more."""

    async def others():
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(others(), background._loop()).result(LONG)


class TestAReplyThatComes:
    def test_whole_in_the_pieces_in_which_it_was_sent(self, serve):
        _, model = serve(server_that.says("[1] Trois ans.", "[2] Oui."))
        with model.stream(PROMPT, Deadline.after(LONG), "answer") as reply:
            assert list(reply) == ["[1] ", "Trois ", "ans.\n", "[2] ", "Oui.\n"]
        assert reply.usage == Usage(120, 30)

    def test_the_server_gets_the_messages_and_the_limits_and_nothing_else(self, serve):
        server, model = serve(server_that.says("[1] Oui."), llm_tokens=77)
        heard(model)
        assert server.bodies == [
            {
                "model": "m",
                "messages": [
                    {"role": "system", "content": "Réponds par une phrase."},
                    {"role": "user", "content": QUESTION},
                ],
                "temperature": 0,
                "max_completion_tokens": 77,
                "stream": True,
                "stream_options": {"include_usage": True},
            }
        ]
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"

    def test_a_server_of_ones_own_needs_no_key(self, serve, monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        server, model = serve(server_that.says("[1] Oui."), llm_api_key=None)
        assert heard(model) == ("[1] Oui.\n", None)
        assert server.headers[0]["authorization"] == "Bearer none"


WAYS_TO_FAIL = {
    "wrong key": (server_that.refuses(401), "refused"),
    "not allowed": (server_that.refuses(403), "refused"),
    "no such model": (server_that.refuses(404), "refused"),
    "too long": (server_that.refuses(400), "refused"),
    "too many": (server_that.refuses(429, Retry_After="20"), "rate_limited"),
    "broken": (server_that.refuses(500), "server_error"),
    "overloaded": (server_that.refuses(503), "server_error"),
    "bytes": (server_that.sends(b"\x00\xff\xfe"), "malformed"),
    "a page": (server_that.sends(b"<html>Welcome</html>", "text/html"), "malformed"),
    "no JSON": (server_that.sends(b"data: {not json\n\n"), "malformed"),
    "another JSON": (server_that.sends(b"data: [1, 2]\n\ndata: [DONE]\n\n"), "malformed"),
    "wrong types": (server_that.sends(b'data: {"choices": 3}\n\ndata: [DONE]\n\n'), "malformed"),
    "nothing": (server_that.says_nothing, "malformed"),
    "only spaces": (server_that.says(" ", ""), "malformed"),
    "a tool": (server_that.calls_a_tool, "malformed"),
    "a picture": (server_that.sends_a_picture, "malformed"),
    "the same line": (server_that.repeats("[1] Trois ans.\n"), "endless"),
    "the same word": (server_that.repeats("ans "), "endless"),
    "one word without end": (server_that.repeats("ha"), "endless"),
    "10,000 words": (server_that.rambles(10_000), "endless"),
    "an error on the way": (server_that.breaks_off, "server_error"),
}


@pytest.mark.parametrize(("behaviour", "reason"), WAYS_TO_FAIL.values(), ids=WAYS_TO_FAIL)
def test_each_way_to_fail_has_its_reason(serve, behaviour, reason):
    _, model = serve(behaviour)
    assert heard(model)[1] == reason
    settled()


@pytest.mark.parametrize(
    "behaviour",
    [
        server_that.cut_by_length("[1] Trois ans."),
        server_that.cuts_the_line("[1] Trois ans."),
        server_that.ends_without_a_reason,
    ],
)
def test_what_came_before_a_reply_was_cut_off_is_kept(serve, behaviour):
    _, model = serve(behaviour)
    text, reason = heard(model)
    assert (text.endswith(".\n[1] The policy al"), reason) == (True, "truncated")


def test_a_server_that_is_down_is_unreachable():
    assert heard(model_at(server_that.refused_address())) == ("", "unreachable")


@pytest.mark.parametrize("behaviour", [server_that.never_answers, server_that.stalls(), server_that.drips])
def test_a_server_that_says_nothing_is_left_at_the_deadline(serve, behaviour):
    _, model = serve(behaviour)
    assert heard(model, SHORT) == ("", "timeout")
    settled()


def test_a_server_that_stops_in_the_middle_is_left_with_what_it_said(serve):
    _, model = serve(server_that.stalls("[1] Trois ans."))
    assert heard(model, SHORT) == ("[1] Trois ans.\n", "timeout")


def test_what_is_left_is_hung_up_on(serve):
    server, model = serve(server_that.drips)
    heard(model, SHORT)
    assert server.hung_up.wait(LONG)


def test_a_reply_that_nobody_reads_on_is_hung_up_on(serve):
    server, model = serve(server_that.drips)
    reply = model.stream(PROMPT, Deadline.after(LONG), "answer")
    assert server.waiting.wait(LONG)
    reply.close()
    assert list(reply) == []
    assert server.hung_up.wait(LONG)
    settled()


def test_after_the_deadline_nothing_is_asked(serve):
    server, model = serve(server_that.says("[1] Oui."))
    assert heard(model, 0) == ("", "timeout")
    assert server.bodies == []


class TestManyAtOnce:
    def test_one_more_than_allowed_is_turned_away_at_once(self, serve):
        server, model = serve(server_that.stalls("[1] Oui."), llm_concurrency=2)
        replies = [model.stream(PROMPT, Deadline.after(LONG), "answer") for _ in range(2)]
        assert heard(model) == ("", "busy")
        server.released.set()
        assert ["".join(one) for one in replies] == ["[1] Oui.\n"] * 2

    def test_there_is_room_again_as_soon_as_one_is_at_its_end(self, serve):
        _, model = serve(server_that.says("[1] Oui."), llm_concurrency=1)
        assert [heard(model)[1] for _ in range(5)] == [None] * 5

    def test_one_that_was_given_up_leaves_room(self, serve):
        _, model = serve(server_that.never_answers, llm_concurrency=1)
        assert heard(model, SHORT)[1] == "timeout"
        settled()
        assert heard(model, SHORT)[1] == "timeout"

    def test_replies_do_not_mix(self, serve):
        def echo(body):
            yield from [body["messages"][0]["content"]] * 2

        _, model = serve(server_that.answers(echo), llm_concurrency=20)
        heard_by: dict[int, str] = {}

        def ask(number):
            with model.stream([HumanMessage(f"[1] n{number}")], Deadline.after(LONG), "answer") as reply:
                heard_by[number] = "".join(reply)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONG)
        assert heard_by == {number: f"[1] n{number}\n" * 2 for number in range(20)}


class TestTheBreaker:
    def model(self, url, clock):
        chat = model_at(url)._chat
        return LanguageModel("openai:m", chat, tokens=400, concurrency=8, measures=Measures(), clock=clock)

    def test_a_model_that_keeps_failing_is_not_asked_until_it_has_rested(self, serve):
        server, _ = serve(server_that.refuses(503))
        clock = Clock()
        model = self.model(server.url, clock)
        assert [heard(model)[1] for _ in range(FAILURES + 2)] == ["server_error"] * FAILURES + ["resting"] * 2
        assert len(server.bodies) == FAILURES
        server.behaviour = server_that.says("[1] Oui.")
        clock.now += REST_SECONDS
        assert [heard(model)[1] for _ in range(3)] == [None] * 3

    def test_a_reply_that_nobody_waited_for_is_no_failure(self, serve):
        server, model = serve(server_that.drips)
        for _ in range(FAILURES):
            model.stream(PROMPT, Deadline.after(LONG), "answer").close()
        settled()
        server.behaviour = server_that.says("[1] Oui.")
        assert heard(model)[1] is None

    def test_nor_is_it_a_reply_that_ends_a_row_of_failures(self, serve):
        server, model = serve(server_that.refuses(503))
        failed = [heard(model)[1] for _ in range(FAILURES - 1)]
        server.behaviour = server_that.drips
        model.stream(PROMPT, Deadline.after(LONG), "answer").close()
        settled()
        server.behaviour = server_that.refuses(503)
        assert [*failed, heard(model)[1], heard(model)[1]] == ["server_error"] * FAILURES + ["resting"]


class TestPrivacy:
    @pytest.mark.parametrize(
        "behaviour", [server_that.refuses(401), server_that.breaks_off, server_that.sends_a_picture]
    )
    def test_neither_key_nor_question_is_logged_or_shown(self, serve, behaviour, caplog, capfd, recwarn):
        caplog.set_level(logging.DEBUG)
        _, model = serve(behaviour)
        with pytest.raises(ModelFailed) as failed:
            list(model.stream(PROMPT, Deadline.after(LONG), "answer"))
        told = [caplog.text, *capfd.readouterr(), repr(failed.value), repr(model), str(failed.getrepr())]
        told += [model.measures.text().decode(), *(str(one.message) for one in recwarn)]
        assert not [text for text in told if KEY in text or "gardez" in text or "image_url" in text]
        assert "the language model failed" in caplog.text

    @pytest.mark.parametrize(
        "variable", ["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"]
    )
    def test_no_trace_leaves_whatever_the_environment_says(self, serve, monkeypatch, variable):
        collector, _ = serve(server_that.refuses(401))
        monkeypatch.setenv(variable, "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", collector.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "ls-key")
        forget_environment()
        _, model = serve(server_that.says("[1] Oui."))
        assert heard(model)[1] is None
        assert not [thread.name for thread in threading.enumerate() if "trac" in thread.name.lower()]
        assert collector.bodies == []

    def test_no_call_goes_by_the_gateway_of_langsmith(self, serve, monkeypatch):
        gateway, _ = serve(server_that.says("[1] Oui."))
        monkeypatch.setenv("LANGSMITH_GATEWAY", gateway.url)
        monkeypatch.setenv("OPENAI_BASE_URL", server_that.refused_address())
        known = Settings(llm="openai:m", llm_api_key=KEY)
        assert heard(language_model(known, known.llm, Measures())) == ("", "unreachable")
        assert gateway.bodies == []


def forget_environment():
    """LangSmith reads its variables once."""
    from langsmith import utils

    utils.get_env_var.cache_clear()


def test_a_real_model_is_heard_to_its_end():
    with served_model() as url:
        model = model_at(url, llm_api_key=API_KEY, llm_tokens=50, llm="openai:smollm2")
        for question in ("What is a privacy policy?", "Qu'est-ce qu'une politique de confidentialité ?"):
            reply = model.stream([HumanMessage(question)], Deadline.after(120), "answer")
            pieces, reason = read(reply)
            assert len(pieces) > 5
            assert reason in (None, "truncated")
            assert reply.usage.input_tokens > 5
            assert reply.usage.output_tokens > 5
