"""A real, very small language model words answers over HTTP: what is shown is right, whatever it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import openai
import pytest
from fastapi.testclient import TestClient

from assistant.api.schemas import ChatReply
from assistant.language_model.breaker import FAILURES
from eval.cases import Case
from eval.metrics.absent import absent
from eval.metrics.citations import verbatim
from eval.systems.contract import observed
from tests.browser.serving import served
from tests.end_to_end.worded_service import WordedService
from tests.failing_model import answers, failing_model
from tests.llm_server import API_KEY, numbered_sentences, served_model
from tests.scripted_model import passages

pytestmark = pytest.mark.integration

TOKENS = 240
"""What the model may write: its two sentences, in French as well."""
INSURER, WHO = "mese", "qui reçoit mes données ?"


@pytest.fixture(scope="module")
def smollm2():
    """The address of the model, held to the form that it is asked for."""
    with served_model(grammar=numbered_sentences()) as address:
        yield address


@pytest.fixture(scope="module")
def service(engine, embedder, smollm2, tmp_path_factory):
    folder = tmp_path_factory.mktemp("worded")
    return WordedService(engine, embedder, folder, address=smollm2, key=API_KEY, explain=True, llm_tokens=TOKENS)


@pytest.fixture(scope="module")
def client(service):
    with TestClient(service.app) as client:
        yield client


@pytest.fixture(scope="module")
def answered(client):
    """The reply to a French question, worded by the model."""
    return ask(client, WHO)


def ask(client, question, insurer=INSURER, **more):
    body = {"insurer": insurer, "question": question, "explain": True, **more}
    response = client.post("/v1/chat", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def written(reply):
    """What the model did."""
    return reply["explanation"]["generation"]


def citations(reply):
    return {(one["document"], one["start"], one["end"]) for one in reply["citations"]}


def assert_right(reply, engine, question, insurer=INSURER):
    """It decides what the extractive answer decides, shows no less, and states nothing that it does not cite."""
    alone = engine.without_model().ask(insurer, question)
    quoted = {(one.quote.document.id, one.quote.span.start, one.quote.span.end) for one in alone.citations}
    assert quoted <= citations(reply)
    assert reply["outcome"] == alone.outcome
    assert reply["suggestions"] == list(alone.suggestions)
    assert_grounded(reply, engine)
    if not (written(reply)["shown"] or written(reply)["glosses"]):
        assert reply["answer"] == alone.answer


def assert_grounded(reply, engine):
    """No figure, name or address that the cited quotes lack; every quote stands where it is said to."""
    seen = observed(
        Case("asked", reply["insurer"], "", reply["language"]), ChatReply(**without_explanation(reply)), (), 0.0
    )
    texts = {
        one.document: engine.document(one.document.partition("/")[0], one.version).text for one in seen.citations
    }
    assert seen.citations
    assert all(verbatim(one, texts) for one in seen.citations)
    assert absent(seen, texts) == []


def without_explanation(reply):
    return {name: value for name, value in reply.items() if name != "explanation"}


def events(response):
    """The names and data of server-sent events."""
    assert response.status_code == 200, response.text
    for block in response.text.strip().split("\n\n"):
        name, data = block.split("\n")
        yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_french_question(answered, service):
    assert answered["language"] == "fr"
    assert written(answered)["model"] == "openai:smollm2"
    assert (written(answered)["failure"], written(answered)["output_tokens"] > 0) == (None, True)
    assert written(answered)["shown"] + sum(written(answered)["dropped"].values()) > 0
    assert_right(answered, service.engine, WHO)


def test_an_english_question_whose_quotes_are_to_be_translated(client, service):
    question = "how long do you keep my data?"
    reply = ask(client, question, "mhr")
    assert reply["language"] == "en"
    assert written(reply)["output_tokens"] > 0
    assert 'purpose="gloss",result="whole"' in service.model.measures.text().decode()
    assert_right(reply, service.engine, question, "mhr")


def test_a_follow_up_that_the_model_is_asked_to_write_out(client, service, answered):
    reply = ask(client, "vraiment ?", conversation_id=answered["conversation_id"])
    assert 'purpose="follow_up"' in service.model.measures.text().decode()
    assert reply["outcome"] == "answered"
    assert_grounded(reply, service.engine)


def test_a_streamed_answer(client, service):
    question = "combien de temps gardez-vous mes données ?"
    seen = list(
        events(client.post("/v1/chat/stream", json={"insurer": "mhr", "question": question, "explain": True}))
    )
    names = [name for name, _ in seen]
    (final,) = (data for name, data in seen if name == "final")
    assert "".join(data["text"] for name, data in seen if name == "token") == final["answer"]
    assert names.index("token") < names.index("final")
    assert names.index("status") == 0
    assert_right(final, service.engine, question, "mhr")


@pytest.fixture(scope="module")
def official(service):
    """The official client of OpenAI, before our own endpoint."""
    with served(service.app) as address:
        yield openai.OpenAI(api_key="none", base_url=f"{address}/v1", max_retries=0, timeout=120)


def test_the_official_client_is_told_an_answer_and_what_the_model_took(official, service):
    completion = official.chat.completions.create(
        model=f"mesdroits-{INSURER}", messages=[{"role": "user", "content": WHO}]
    )
    assert completion.usage.completion_tokens > 0
    assert completion.usage.prompt_tokens > completion.usage.completion_tokens
    assert completion.choices[0].message.annotations
    assert_grounded(completion.mesdroits, service.engine)


def test_the_official_client_reads_a_stream(official):
    with official.chat.completions.stream(
        model=f"mesdroits-{INSURER}", messages=[{"role": "user", "content": WHO}]
    ) as stream:
        completion = stream.get_final_completion()
    assert completion.choices[0].finish_reason == "stop"
    assert completion.choices[0].message.content


def test_the_doctor_finds_the_model_well(data_dir):
    with served_model(grammar=numbered_sentences(1)) as address:
        code, told = doctor(address, data_dir)
    assert code == 0, told
    assert "openai:smollm2 words answers" in told


def test_the_doctor_says_that_a_model_left_to_itself_keeps_to_no_form(tmp_path):
    with served_model() as address:
        code, told = doctor(address, tmp_path)
    assert code == 1
    assert "FAULT  language model: openai:smollm2" in told


def doctor(address, folder):
    """Exit code, and what it prints."""
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "doctor"]
    named = {"data_dir": folder, "llm": "openai:smollm2", "llm_base_url": address, "llm_api_key": API_KEY}
    named |= {"llm_tokens": TOKENS, "llm_seconds": 120}
    settings = {f"MESDROITS_{name.upper()}": str(value) for name, value in named.items()}
    environment = {**os.environ, **settings}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    assert API_KEY not in done.stdout + done.stderr
    return done.returncode, done.stdout


def test_a_sentence_that_a_passage_proves_is_shown_first(engine, embedder, tmp_path):
    def copied(body):
        yield f"[1] {passages(body['messages'][-1]['content'])[1].splitlines()[0]}"

    with failing_model(answers(copied)) as server:
        service = WordedService(engine, embedder, tmp_path, address=server.url, key=API_KEY, explain=True)
        reply = ask(TestClient(service.app), WHO)
        (said,) = copied(server.bodies[-1])
    assert written(reply)["shown"] == 1
    assert reply["answer"].startswith(said.removeprefix("[1] ")[:-1])
    assert [one["code"] for one in reply["notices"]].count("generated") == 1
    assert_right(reply, service.engine, WHO)


def test_answers_go_on_without_a_model_whose_server_stops(engine, embedder, tmp_path):
    with served_model(grammar=numbered_sentences()) as address:
        service = WordedService(
            engine, embedder, tmp_path, address=address, key=API_KEY, explain=True, llm_tokens=TOKENS
        )
        client = TestClient(service.app)
        assert written(ask(client, WHO))["failure"] is None
    replies = [ask(client, WHO) for _ in range(FAILURES + 2)]
    assert [written(one)["failure"] for one in replies] == ["unreachable"] * FAILURES + ["resting"] * 2
    alone = engine.without_model().ask(INSURER, WHO)
    for reply in replies:
        assert (reply["answer"], reply["outcome"]) == (alone.answer, alone.outcome)
        assert "generated" not in [one["code"] for one in reply["notices"]]
