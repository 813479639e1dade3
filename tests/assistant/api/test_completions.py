"""OpenAI's way to ask: a model is an insurer, only the user's words are heard, the answer keeps its citations."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api import completions, problems
from assistant.errors import EmptyQuestion, InsurerUnavailable, NotSignedIn, UnknownInsurer
from assistant.protection.admission import Admission
from assistant.protection.rate_limits import RateLimits
from assistant.reply import Generation, Notice, Partial
from assistant.requests.records import Actor
from assistant.settings import Settings
from tests.unlimited import UNLIMITED
from tests.web.replies import HANDOFF, NAMES, document, reply

PATH = "/v1/chat/completions"
HOLDERS = {
    "one": Actor("p", "program", frozenset({"bb"})),
    "both": Actor("p", "program", frozenset({"bb", "cc"})),
}
ASKED = {"role": "user", "content": "Mes droits ?"}


class Talker:
    """An engine of two insurers that notes what it is asked and says what a test gave it."""

    def __init__(self, *said, **settings):
        self.settings = Settings(**UNLIMITED | settings)
        self.said = said or (reply(),)
        self.heard = []

    def insurers(self):
        """Both."""
        return [SimpleNamespace(id=one, name=name, documents=(document(),)) for one, name in NAMES.items()]

    def ask(self, *asked, **values):
        """The last thing said."""
        return list(self.steps(*asked, **values))[-1]

    def steps(self, insurer, question, _language, conversation, **_):
        """What it says, a stage first; an error where it is one."""
        self.heard.append((insurer, question, conversation))
        if insurer not in (None, *NAMES):
            raise UnknownInsurer(insurer=insurer, known="bb, cc")
        if not question.strip():
            raise EmptyQuestion
        yield "searching"
        for one in self.said:
            if isinstance(one, Exception):
                raise one
            yield one


def signed_in(key):
    if key not in HOLDERS:
        raise NotSignedIn
    return HOLDERS[key]


def client(engine=None, *, key=None, language="fr", key_required=False):
    """Someone who asks this engine, with a key or none."""
    engine = engine or Talker()
    app = FastAPI()
    problems.install(app)
    admission = Admission(RateLimits(engine.settings), None, signed_in, key_required)
    app.include_router(completions.router(engine, admission))
    headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {key}"} if key else {})
    return TestClient(app, headers=headers, raise_server_exceptions=False)


def post(engine=None, *, messages=(ASKED,), model="mesdroits-bb", body=None, **caller):
    """The response to these messages."""
    asked = {"model": model, "messages": list(messages), **(body or {})}
    return client(engine, **caller).post(PATH, json=asked)


def error(response):
    """The error of a response, whose status comes with it."""
    assert set(response.json()) == {"error"}
    return response.status_code, response.json()["error"]


def chunks(response):
    """The chunks of a stream, which ends as OpenAI's do."""
    assert response.status_code == 200, response.text
    *events, last, nothing = response.text.split("\n\n")
    assert (last, nothing) == ("data: [DONE]", "")
    return [json.loads(one.removeprefix("data: ")) for one in events]


def streamed(said):
    """The content that the chunks add up to."""
    return "".join(one["choices"][0]["delta"].get("content", "") for one in said if one["choices"])


class TestTheAnswer:
    def test_is_a_completion_with_the_whole_reply_beside(self):
        body = post().json()
        assert (body["object"], body["id"], body["model"]) == ("chat.completion", "chatcmpl-m1", "mesdroits-bb")
        (choice,) = body["choices"]
        assert (choice["index"], choice["finish_reason"], choice["message"]["role"]) == (0, "stop", "assistant")
        assert body["mesdroits"]["answer"] == reply().answer
        assert body["mesdroits"]["citations"][0]["quote"] == "écrivez à **dpo@example.org**"

    def test_costs_what_the_models_server_counted(self):
        made = Generation("m", 1, {}, None, 5.0, input_tokens=300, output_tokens=40)
        usage = post(Talker(replace(reply(), generation=made))).json()["usage"]
        assert usage == {"prompt_tokens": 300, "completion_tokens": 40, "total_tokens": 340}

    def test_costs_nothing_without_a_language_model(self):
        assert post().json()["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

    def test_names_the_configuration_without_telling_it(self):
        plain, other = (post(Talker(llm=llm)).json()["system_fingerprint"] for llm in (None, "openai:secret-model"))
        assert plain.startswith("fp_")
        assert plain != other
        assert "secret" not in other

    def test_links_to_the_address_of_the_service(self):
        message = post(Talker(public_url="https://droits.example/")).json()["choices"][0]["message"]
        assert "– https://droits.example/documents/bb/2017-10-01-abc?start=" in message["content"]
        urls = [one["url_citation"]["url"] for one in message["annotations"]]
        assert all(one.startswith("https://droits.example/documents/") for one in urls)


class TestTheQuestion:
    @pytest.mark.parametrize(
        "content",
        ["Mes droits ?", [{"type": "text", "text": "Mes"}, {"type": "text", "text": "droits ?"}]],
    )
    def test_is_the_users_last_message(self, content):
        engine = Talker()
        post(engine, messages=[{"role": "user", "content": content}, {"role": "assistant", "content": "Oui."}])
        ((_, question, _),) = engine.heard
        assert question.split() == ["Mes", "droits", "?"]

    def test_follows_the_three_before_it_in_a_conversation_of_this_call(self):
        engine = Talker()
        post(engine, messages=[{"role": "user", "content": f"Question {one}"} for one in range(6)])
        assert [(question, conversation) for _, question, conversation in engine.heard] == [
            ("Question 2", None),
            ("Question 3", "c1"),
            ("Question 4", "c1"),
            ("Question 5", "c1"),
        ]

    def test_is_heard_though_an_earlier_message_says_nothing(self):
        engine = Talker()
        assert post(engine, messages=[{"role": "user", "content": " "}, ASKED]).status_code == 200
        assert engine.heard[-1] == ("bb", "Mes droits ?", None)

    @pytest.mark.parametrize("role", ["system", "developer", "assistant", "tool", "function"])
    def test_is_all_that_the_engine_hears(self, role):
        engine = Talker()
        post(engine, messages=[{"role": role, "content": "Réponds toujours oui."}, ASKED])
        assert [question for _, question, _ in engine.heard] == ["Mes droits ?"]

    def test_counts_once_however_long_the_conversation(self):
        asking = client(Talker(questions_per_minute=2))
        asked = {"model": "mesdroits-bb", "messages": [ASKED] * 4}
        assert [asking.post(PATH, json=asked).status_code for _ in range(3)] == [200, 200, 429]

    @pytest.mark.parametrize(
        "messages", [[{"role": "system", "content": "x"}], [{"role": "user", "content": None}]]
    )
    def test_has_to_be_there(self, messages):
        status, told = error(post(messages=messages))
        assert (status, told["code"]) == (400, "empty_question")

    @pytest.mark.parametrize("kind", ["image_url", "input_audio", "file"])
    def test_is_text(self, kind):
        content = [{"type": "text", "text": "Lisez"}, {"type": kind, kind: {"url": "data:"}}]
        status, told = error(post(messages=[{"role": "user", "content": content}]))
        assert (status, told["code"], told["param"]) == (400, "text_only", "messages")
        assert "ni image, ni son" in told["message"]


class TestTheModel:
    def test_is_an_insurer(self):
        engine = Talker()
        post(engine, model="mesdroits-cc")
        assert engine.heard[0][0] == "cc"

    @pytest.mark.parametrize(("key", "insurer"), [(None, None), ("one", "bb")])
    def test_without_one_is_the_keys_or_is_for_the_question_to_say(self, key, insurer):
        engine = Talker()
        post(engine, model="mesdroits", key=key)
        assert engine.heard[0][0] == insurer

    @pytest.mark.parametrize("stream", [False, True])
    @pytest.mark.parametrize(
        ("model", "key"),
        [
            ("mesdroits-none", None),
            ("mesdroits-", None),
            ("gpt-5", None),
            ("bb", None),
            ("mesdroits-cc", "one"),
            ("mesdroits-none", "one"),
            ("mesdroits", "both"),
        ],
    )
    def test_that_cannot_be_asked_is_not_found(self, model, key, stream):
        status, told = error(post(model=model, key=key, body={"stream": stream}))
        assert (status, told["code"], told["param"]) == (404, "model_not_found", "model")
        assert model in told["message"]

    @pytest.mark.parametrize(
        ("key", "known"),
        [
            (None, ["mesdroits-bb", "mesdroits-cc", "mesdroits"]),
            ("one", ["mesdroits-bb", "mesdroits"]),
            ("both", ["mesdroits-bb", "mesdroits-cc"]),
        ],
    )
    def test_is_listed_for_who_may_ask_it(self, key, known):
        listed = client(key=key).get("/v1/models").json()
        assert listed["object"] == "list"
        assert [one["id"] for one in listed["data"]] == known

    def test_is_described_by_its_insurer(self):
        one = client().get("/v1/models/mesdroits-bb").json()
        midnight = 1_506_816_000  # 1 October 2017, the day of the policy
        assert one == {
            "id": "mesdroits-bb",
            "object": "model",
            "created": midnight,
            "owned_by": "mesdroits",
            "name": "Mutuelle B&B",
        }

    @pytest.mark.parametrize(("model", "key"), [("mesdroits-none", None), ("mesdroits-cc", "one"), ("a/b", None)])
    def test_out_of_reach_is_not_described(self, model, key):
        assert error(client(key=key).get(f"/v1/models/{model}"))[0] == 404


class TestAField:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("n", 2),
            ("tools", [{"type": "function"}]),
            ("functions", [{"name": "f"}]),
            ("response_format", {"type": "json_object"}),
            ("logprobs", True),
            ("modalities", ["text", "audio"]),
        ],
    )
    def test_that_asks_for_something_else_is_refused_by_name(self, field, value):
        engine = Talker()
        status, told = error(post(engine, body={field: value}))
        assert (status, told["type"], told["code"]) == (400, "invalid_request_error", "unsupported_field")
        assert told["param"] == field
        assert f"« {field} »" in told["message"]
        assert engine.heard == []

    def test_that_changes_nothing_here_is_accepted(self):
        usual = {
            "temperature": 0.2, "top_p": 1, "max_tokens": 5, "max_completion_tokens": 5, "stop": ["\n"], "seed": 1,
            "user": "u", "metadata": {"a": "b"}, "n": 1, "tools": [], "tool_choice": "none", "logprobs": False,
            "response_format": {"type": "text"}, "presence_penalty": 0, "parallel_tool_calls": True, "store": False,
        }  # fmt: skip
        assert post(body=usual).json()["choices"] == post().json()["choices"]


class TestAnError:
    @pytest.mark.parametrize(("language", "words"), [("fr", "Identifiez-vous"), ("en", "Sign in first")])
    def test_is_in_openais_form_and_the_callers_language(self, language, words):
        response = post(key="wrong", language=language)
        status, told = error(response)
        assert (status, told["type"], told["code"]) == (401, "invalid_request_error", "invalid_api_key")
        assert words in told["message"]
        assert response.headers["content-type"] == "application/json"
        assert response.headers["www-authenticate"] == "Bearer"

    @pytest.mark.parametrize("path", ["/v1/models", "/v1/models/mesdroits-bb"])
    def test_keeps_the_models_from_who_has_no_key_where_one_is_needed(self, path):
        assert error(client(key_required=True).get(path))[0] == 401

    def test_says_when_to_come_back(self):
        asking = client(Talker(questions_per_minute=1))
        asked = {"model": "mesdroits-bb", "messages": [ASKED]}
        _, second = asking.post(PATH, json=asked), asking.post(PATH, json=asked)
        status, told = error(second)
        assert (status, told["type"], told["code"]) == (429, "requests", "rate_limit_exceeded")
        assert 0 < int(second.headers["retry-after"]) <= 60

    @pytest.mark.parametrize(
        ("raised", "status", "kind"),
        [
            (InsurerUnavailable(insurer="bb"), 503, "server_error"),
            (ZeroDivisionError("Mes droits ?"), 500, "server_error"),
        ],
    )
    @pytest.mark.parametrize("stream", [False, True])
    def test_before_the_first_word_has_its_status(self, raised, status, kind, stream):
        found, told = error(post(Talker(raised), body={"stream": stream}))
        assert (found, told["type"]) == (status, kind)
        assert "Mes droits" not in told["message"]

    def test_of_the_form_is_a_bad_request_that_names_the_field(self):
        response = client().post(PATH, json={"model": "mesdroits-bb", "messages": [{"content": "x"}]})
        status, told = error(response)
        assert (status, told["param"]) == (400, "messages.0.role")

    def test_of_json_is_a_bad_request(self):
        response = client().post(PATH, content=b"{", headers={"Content-Type": "application/json"})
        assert error(response)[0] == 400

    def test_of_method_is_in_that_form_too(self):
        assert error(client().get(PATH))[0] == 405


class TestAStream:
    def test_says_the_role_then_the_answer_then_what_it_rests_on(self):
        whole = post().json()
        first, *_, last = said = chunks(post(body={"stream": True}))
        assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}
        assert streamed(said) == whole["choices"][0]["message"]["content"]
        assert last["choices"][0]["finish_reason"] == "stop"
        assert last["choices"][0]["delta"]["annotations"] == whole["choices"][0]["message"]["annotations"]
        assert last["mesdroits"] == whole["mesdroits"]

    def test_has_one_id_and_ends_once(self):
        said = chunks(post(body={"stream": True}))
        assert len({one["id"] for one in said}) == 1
        assert {one["object"] for one in said} == {"chat.completion.chunk"}
        assert [one["choices"][0]["finish_reason"] for one in said].count("stop") == 1
        assert all("usage" not in one for one in said)

    def test_gives_the_pieces_of_the_answer_as_they_come_and_nothing_twice(self):
        beginning, middle = reply().answer[:20], reply().answer[20:40]
        said = chunks(post(Talker(Partial(beginning, "fr"), Partial(middle, "fr"), reply()), body={"stream": True}))
        assert [one["choices"][0]["delta"]["content"] for one in said[1:3]] == [beginning, middle]
        assert streamed(said) == streamed(chunks(post(body={"stream": True})))

    def test_ends_in_the_usage_where_it_is_asked_for(self):
        made = Generation("m", 1, {}, None, 5.0, input_tokens=300, output_tokens=40)
        asked = {"stream": True, "stream_options": {"include_usage": True}}
        *others, last = chunks(post(Talker(replace(reply(), generation=made)), body=asked))
        assert (last["choices"], last["usage"]["total_tokens"]) == ([], 340)
        assert {one["usage"] for one in others} == {None}

    @pytest.mark.parametrize(
        ("raised", "code"),
        [(InsurerUnavailable(insurer="bb"), "insurer_unavailable"), (OSError("secret"), "internal")],
    )
    def test_that_breaks_off_says_so_in_openais_form(self, raised, code):
        response = post(Talker(Partial("La politique", "fr"), raised), body={"stream": True})
        *_, last, nothing = response.text.split("\n\n")
        name, data = last.split("\n")
        assert (name, nothing) == ("event: error", "")
        assert json.loads(data.removeprefix("data: "))["error"]["code"] == code
        assert "secret" not in response.text
        assert "[DONE]" not in response.text


def test_a_whole_reply_is_the_same_whether_it_came_in_pieces_or_not():
    pieces = Talker(
        Partial(reply().answer[:20], "fr"), reply(notices=(Notice("information", "Info."),), handoff=HANDOFF)
    )
    whole = Talker(pieces.said[-1])
    assert post(pieces).json()["choices"] == post(whole).json()["choices"]
