"""What a language model's server receives: the policy and a masked question, and nothing else of anybody."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from itertools import cycle

import pytest
from fastapi.testclient import TestClient

from assistant.answering.prompting import messages
from assistant.catalogue import LANGUAGES
from assistant.masking import PLACEHOLDERS
from tests.end_to_end.worded_service import WordedService
from tests.failing_model import failing_model, refuses, says
from tests.scripted_model import passages

pytestmark = pytest.mark.integration

KEY = "sk-of-this-test"
INSURERS = ("mese", "sem", "mieux-etre", "mgen", "mhr")
ASKED = ("qui reçoit mes données ? {}", "who receives my data? {}")
CANARIES = {
    "nir": [
        "1 85 05 78 006 084 91",
        "185057800608491",
        "1850578006084",
        "1.85.05.78.006.084.91",
        "sécu : 1-85-05-78-006-084 clé 91",
        "１８５０５７８００６０８４９１",
    ],
    "iban": [
        "FR76 3000 6000 0112 3456 7890 189",
        "fr7630006000011234567890189",
        "IBAN FR76-3000-6000-0112-3456-7890-189",
        "mon RIB 30006 00001 12345678901 89",
        "GB29 NWBK 6016 1331 9268 19",
    ],
    "email": [
        "zoe.canari@courrielcanari.fr",
        "ZOE.CANARI@COURRIELCANARI.FR",
        "zoe.canari (at) courrielcanari.fr",
        "zoe point canari arobase courrielcanari point fr",
        "zoe.canari[at]courrielcanari[dot]com",
        "zoe+canari@courrielcanari",
    ],
    "phone": [
        "06 12 34 56 78",
        "0612345678",
        "06.12.34.56.78",
        "+33 6 12 34 56 78",
        "0033 (0)6-12-34-56-78",
        "+44 20 7946 0958",
    ],
    "card": ["4970 1012 3456 7898", "4111111111111111", "4111-1111-1111-1111", "5555 5555 5555 4444"],
    "birth_date": [
        "né le 12/05/1947",
        "je suis née le 12 mai 1947",
        "date de naissance : 1947-05-12",
        "DDN 12.05.1947",
        "I was born on May 12, 1947",
        "DOB: 12 05 1947",
    ],
    "member_number": [
        "adhérent n° 98765432",
        "adhérente numéro MG-9876543",
        "contrat santé n°987 654 321",
        "dossier AB 987654",
        "(member number 98765432)",
        "(policy number: HX-987654)",
    ],
    "number": ["900 000 001", "9000-0000-01", "192.168.100.200", "900000001"],
}
"""Identifiers of nobody, as members write them."""
NAMES_AND_HOMES = [
    "je m'appelle Zoé Canari",
    "Je m’appelle Canari.",
    "mon nom est Zoe Canari",
    "je suis Mme Canari",
    "my name is Zoe Canari",
    "I am Mrs Canari",
    "j'habite 12 rue des Canaris, 75011 Villecanari",
    "j'habite à Villecanari",
    "I live in Villecanari",
    "Cordialement, Zoé Canari",
]
"""What masking does not look for, and prompts leave out."""
HEADERS = {
    "Cookie": "visit=cookie-of-a-canary",
    "X-Forwarded-For": "203.0.113.77",
    "User-Agent": "browser-of-a-canary",
    "Referer": "https://page-of-a-canary.example/",
    "Accept-Language": "fr-CH",
}
CLIENT = "198.51.100.23"
KNOWN_FIELDS = {"model", "messages", "stream", "stream_options", "temperature", "max_completion_tokens"}
KNOWN_HEADERS = re.compile(
    r"host|accept|accept-encoding|connection|content-type|content-length|user-agent|authorization|x-stainless-[\w-]+"
)


@pytest.fixture(scope="module")
def server():
    """A model that answers everything, and keeps what it was sent."""
    with failing_model(says("[1] Rien de tel.")) as server:
        yield server


@pytest.fixture(scope="module")
def service(engine, embedder, server, tmp_path_factory):
    return WordedService(engine, embedder, tmp_path_factory.mktemp("private"), address=server.url, key=KEY)


@pytest.fixture(scope="module")
def client(service):
    with TestClient(service.app, client=(CLIENT, 4242), headers=HEADERS) as client:
        yield client


@pytest.fixture
def received(server):
    """What the server receives in this test: (body, headers) of each request, as text without what is drawn."""
    server.bodies.clear()
    server.headers.clear()

    def received():
        bodies = [json.dumps(one, ensure_ascii=False) for one in server.bodies]
        return [re.sub(r"-[0-9a-f]{12}\b", "", one) for one in bodies], list(map(json.dumps, server.headers))

    return received


def by_chat(client, said, insurer="mese", **more):
    return client.post("/v1/chat", json={"insurer": insurer, "question": said, **more})


def by_stream(client, said):
    return client.post("/v1/chat/stream", json={"insurer": "mese", "question": said})


def by_page(client, said):
    return client.post("/chat/mese", data={"question": said})


def by_script(client, said):
    return client.post("/chat/mese/stream", json={"question": said})


def by_completion(client, said):
    history = [
        {"role": "system", "content": f"You speak with {said}."},
        {"role": "user", "content": f"Bonjour ! qui reçoit mes données ? {said}"},
        {"role": "assistant", "content": f"Merci, c'est noté : {said}"},
        {"role": "user", "content": said},
    ]
    body = {"model": "mesdroits-mese", "messages": history, "user": "user-of-a-canary", "metadata": {"who": said}}
    return client.post("/v1/chat/completions", json=body)


WAYS = (by_chat, by_stream, by_page, by_script, by_completion)


def bare(text):
    """Letters and figures only, small, of any script's figures in plain ones."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in folded if one.isalnum())


def traces(canary):
    """What would give a canary away: the whole of it, its first and last six figures, its year, its name."""
    figures = re.sub(r"\D", "", unicodedata.normalize("NFKC", canary))
    yield bare(canary)
    yield from (figures[:6], figures[-6:]) if len(figures) >= 6 else ()
    yield from (one for one in ("1947", "canari", "nwbk") if one in bare(canary))


def assert_absent(canary, *texts):
    for text in texts:
        found = [one for one in traces(canary) if one in bare(text)]
        assert found == [], (canary, found)


@pytest.fixture
def every_log(caplog):
    """All that is logged, the libraries' own words included, turned up as far as they go."""
    for name in (
        None,
        "assistant",
        "ingest",
        "openai",
        "httpx",
        "httpx2",
        "httpcore",
        "langchain_openai",
        "uvicorn",
    ):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def test_every_kind_of_identifier_has_its_canaries():
    assert CANARIES.keys() == PLACEHOLDERS.keys()


@pytest.mark.parametrize("kind", CANARIES)
def test_no_identifier_reaches_the_model_or_a_log(client, received, every_log, kind):
    ways = cycle(WAYS)
    for canary in CANARIES[kind]:
        for asked in ASKED:
            before = len(received()[0])
            way = next(ways)
            response = way(client, asked.format(canary))
            assert response.status_code == 200, response.text
            assert len(received()[0]) > before, f"the model was not asked: {way.__name__}, {canary}"
        bodies, headers = received()
        assert_absent(canary, *bodies, *headers, every_log.text)
    assert "user-of-a-canary" not in "".join(received()[0])


@pytest.mark.parametrize("kind", CANARIES)
def test_no_identifier_of_an_earlier_message_reaches_the_model(client, received, kind):
    for canary in CANARIES[kind]:
        first = by_chat(client, f"Bonjour, qui reçoit mes données ? {canary}").json()
        for said in ("vraiment ?", f"vraiment ? {canary}"):
            by_chat(client, said, conversation_id=first["conversation_id"])
        bodies, _ = received()
        assert_absent(canary, *bodies)
        assert any("<first-question>" in body for body in bodies)


@pytest.mark.parametrize("canary", NAMES_AND_HOMES)
@pytest.mark.parametrize("asked", ["qui reçoit mes données ? {}", "{}. Qui reçoit mes données ?"])
def test_no_name_or_home_reaches_the_model(client, received, canary, asked):
    for way in WAYS:
        way(client, asked.format(canary))
    first = by_chat(client, asked.format(canary)).json()
    by_chat(client, "vraiment ?", conversation_id=first["conversation_id"])
    bodies, _ = received()
    assert bodies
    assert [one for one in bodies if "canari" in bare(one)] == []


def test_nothing_of_the_visit_reaches_the_model(client, received):
    conversation = "conversation-of-a-canary"
    replies = [by_chat(client, "qui reçoit mes données ?", conversation_id=conversation).text]
    replies += [way(client, "qui reçoit mes données ?").text for way in WAYS]
    ids = set(re.findall(r'"(?:conversation|message)_id": ?"([\w-]+)"', "".join(replies)))
    bodies, headers = received()
    assert len(bodies) >= len(replies)
    assert conversation in ids
    for one in (*ids, *HEADERS.values(), CLIENT, "of-a-canary", "203.0.113"):
        assert one not in "".join([*bodies, *headers])


@pytest.mark.usefixtures("received")
def test_requests_hold_the_same_fields_and_headers_whoever_asks(client, server):
    for way in WAYS:
        way(client, "who receives my data?")
    assert server.bodies
    assert {frozenset(one) for one in server.bodies} == {frozenset(KNOWN_FIELDS)}
    strange = [name for one in server.headers for name in one if not KNOWN_HEADERS.fullmatch(name)]
    assert strange == []
    assert {one["authorization"] for one in server.headers} == {f"Bearer {KEY}"}


@pytest.mark.usefixtures("received")
def test_the_instructions_are_the_same_for_everybody(client, server):
    ours = {
        messages(task, language, ())[0].text for task in ("answer", "gloss", "follow_up") for language in LANGUAGES
    }
    first = by_chat(client, "qui reçoit mes données ? zoe.canari@courrielcanari.fr").json()
    by_chat(client, "vraiment ?", conversation_id=first["conversation_id"])
    by_chat(client, "who receives my data?")
    seen = [[one["role"] for one in body["messages"]] for body in server.bodies]
    assert seen == [["system", "user"]] * len(seen)
    assert len({body["messages"][0]["content"] for body in server.bodies}) >= 4
    assert {body["messages"][0]["content"] for body in server.bodies} <= ours


def test_a_prompt_holds_the_policy_of_the_insurer_asked_and_of_no_other(client, service, server, received):
    conversation = "one-conversation-with-all"
    for insurer in INSURERS:
        server.bodies.clear()
        for asked in ("qui reçoit mes données ?", "quelles données recueillez-vous sur moi ?"):
            by_chat(client, asked, insurer, conversation_id=conversation)
        policy = policy_of(service.engine, insurer)
        told = [one for body in server.bodies for one in passages(body["messages"][-1]["content"]).values()]
        assert told, insurer
        assert all(" ".join(line.split()) in policy for one in told for line in one.split("\n"))
        others = {view.legal_name for view in service.engine.insurers() if view.id != insurer}
        sent = "".join(received()[0])
        assert [one for one in others if one in sent and one not in policy] == []


def policy_of(engine, insurer):
    """All that an insurer publishes, with single spaces."""
    documents = engine.releases.index(insurer).release.release.documents
    return " ".join(" ".join(one.document.text.split()) for one in documents)


@pytest.mark.parametrize("behaviour", [says("[1] Rien de tel."), refuses(400)], ids=["answered", "refused"])
def test_no_word_of_a_question_is_logged(engine, embedder, tmp_path, caplog, behaviour):
    caplog.set_level(logging.DEBUG)
    with failing_model(behaviour) as server:
        service = WordedService(engine, embedder, tmp_path, address=server.url, key=KEY)
        by_chat(TestClient(service.app), "qui reçoit mes données, mon ornithorynque y compris ?")
    assert any("ornithorynque" in json.dumps(one) for one in server.bodies)
    assert "ornithorynque" not in caplog.text
    assert "prestataires" not in caplog.text
    assert KEY not in caplog.text
