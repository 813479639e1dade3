"""The five policies answer, through the HTTP API, as a member would meet them."""

from __future__ import annotations

import random
from copy import copy

import pytest
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.examples import load_examples
from assistant.settings import Settings
from tests.conftest import ROOT
from tests.unlimited import UNLIMITED

pytestmark = pytest.mark.integration

INSURERS = ("mese", "sem", "mieux-etre", "mgen", "mhr")


@pytest.fixture(scope="module")
def client(engine, data_dir):
    with TestClient(create_app(Settings(data_dir=data_dir, console=False, **UNLIMITED), engine)) as client:
        yield client


def ask(client, insurer, question, **more):
    response = client.post("/v1/chat", json={"insurer": insurer, "question": question, **more})
    assert response.status_code == 200, response.text
    return response.json()


def notice(reply, code):
    return next((one["text"] for one in reply["notices"] if one["code"] == code), None)


def test_how_do_i_exercise_my_rights_at_mgen(client):
    reply = ask(client, "mgen", "how do I exercise my rights at MGEN")
    assert (reply["outcome"], reply["language"]) == ("answered", "en")
    assert "6B Avenue Joseph Rollo – 78320 La Verrière" in reply["answer"]
    assert "justifiant de votre identité" in reply["answer"]
    conflict = notice(reply, "conflict")
    assert "6B Avenue Joseph Rollo" in conflict
    assert "6B Boulevard Joseph Rollo" in conflict
    assert notice(reply, "before_gdpr")
    assert notice(reply, "machine_translated")
    handoff = reply["handoff"]
    assert handoff["channels"][0]["kind"] == "post"
    assert handoff["identity"]["required"] is True
    assert {one["language"] for one in reply["citations"] if one["insurer"] == "mgen"} == {"fr"}


def test_mgen_filia_members_get_their_own_address(client):
    reply = ask(client, "mgen", "comment exercer mes droits ?")
    assert any("34196 Montpellier" in channel["value"] for channel in reply["handoff"]["channels"])


@pytest.mark.parametrize(
    ("insurer", "kinds", "value"),
    [
        ("mese", ["email", "post"], "fr-rgpd@mese.se.com"),
        ("sem", ["post"], "16 boulevard du Général Leclerc"),
        ("mieux-etre", ["email", "post"], "dpo@mieux-etre.fr"),
        ("mgen", ["post", "post", "post"], "6B Avenue Joseph Rollo"),
        ("mhr", ["post", "form"], "87 rue la Boétie 75008 Paris"),
    ],
)
def test_a_wish_to_act_hands_over_to_the_channels_of_the_policy(client, insurer, kinds, value):
    reply = ask(client, insurer, "je veux que vous supprimiez toutes mes données")
    assert reply["outcome"] == "answered"
    handoff = reply["handoff"]
    assert handoff["request_type"] == "erasure"
    assert [one["kind"] for one in handoff["channels"]] == kinds
    assert value in handoff["channels"][0]["value"]
    markers = {one["marker"] for one in reply["citations"]}
    assert {one["marker"] for one in handoff["channels"]} <= markers
    assert handoff["basis"] == ["RGPD, article 17"]
    assert handoff["url"] == f"/requests/new?insurer={insurer}&type=erasure&lang=fr"


def test_a_complaint_to_the_authority_has_nothing_to_file(client):
    handoff = ask(client, "sem", "je veux faire une réclamation à la CNIL")["handoff"]
    assert handoff["request_types"] == ["complaint"]
    assert handoff["url"] is None


def test_an_insurer_without_a_channel_for_rights_says_so(client):
    reply = ask(client, "mhr", "I want a copy of my data")
    assert notice(reply, "no_rights_channel")
    assert reply["handoff"]["request_type"] == "access"


@pytest.mark.parametrize(
    ("insurer", "question"),
    [
        ("sem", "combien de temps gardez-vous mes données ?"),
        ("mgen", "prenez-vous des décisions automatisées sur mon dossier ?"),
        ("mese", "do you transfer my data outside the European Union?"),
    ],
)
def test_silence_is_an_answer_with_the_law_beside_it(client, insurer, question):
    reply = ask(client, insurer, question)
    assert reply["outcome"] == "policy_silent"
    assert any(one["insurer"] == "law" for one in reply["citations"])
    assert reply["handoff"] is None


@pytest.mark.parametrize(
    ("insurer", "question", "words"),
    [
        ("sem", "mes données partent-elles hors de l'Union européenne ?", "Maroc"),
        ("mieux-etre", "vous répondez en combien de temps à une demande ?", "(1) mois"),
        ("mgen", "combien de temps gardez-vous mes données de santé ?", "trois ans"),
        ("mese", "partagez-vous mes données avec des prestataires ?", "prestataires"),
        ("mhr", "comment faire une réclamation ?", "87 rue la Boétie"),
        ("mieux-etre", "what happens to my data after I die?", "décès"),
    ],
)
def test_a_question_is_answered_from_the_right_sentence(client, insurer, question, words):
    reply = ask(client, insurer, question)
    assert reply["outcome"] == "answered"
    assert words in reply["answer"]


@pytest.mark.parametrize("question", ["quel temps fait-il demain ?", "write me a poem about cats", "2+2=?"])
def test_other_subjects_are_declined_without_a_quote(client, question):
    reply = ask(client, "mgen", question)
    assert reply["outcome"] == "out_of_scope"
    assert reply["citations"] == []


def test_another_insurers_policy_is_not_quoted_here(client):
    reply = ask(client, "mgen", "comment la MESE protège mes données ?")
    assert reply["outcome"] == "out_of_scope"
    assert "MESE" in reply["answer"]
    assert reply["citations"] == []


def test_without_an_insurer_the_assistant_asks_which_and_then_answers(client):
    first = ask(client, None, "comment exercer mes droits ?")
    assert first["outcome"] == "needs_clarification"
    assert len(first["suggestions"]) == len(INSURERS)
    then = ask(client, None, "la MGEN", conversation_id=first["conversation_id"])
    assert (then["insurer"], then["outcome"]) == ("mgen", "answered")
    assert "Joseph Rollo" in then["answer"]


def test_an_insurer_named_in_the_question_is_found(client):
    reply = ask(client, None, "qui contacter chez Mieux Etre pour mes données ?")
    assert reply["insurer"] == "mieux-etre"
    assert "dpo@mieux-etre.fr" in reply["answer"]


def test_a_question_in_another_language_is_told_which_are_understood(client):
    reply = ask(client, "mgen", "Wie kann ich bei Ihnen meine Daten löschen lassen?")
    assert reply["outcome"] == "needs_clarification"
    assert "English" in reply["answer"]
    assert "français" in reply["answer"]


def test_the_language_of_the_answer_can_be_forced(client):
    reply = ask(client, "sem", "combien de temps gardez-vous mes données ?", language="en")
    assert reply["language"] == "en"
    assert "says nothing" in reply["answer"]


def test_every_citation_over_two_hundred_questions_is_an_exact_slice(client):
    questions = sorted({one.text for one in load_examples().questions})
    chosen = random.Random(7).sample(questions, 250)
    texts: dict[tuple[str, str], str] = {}
    cited = 0
    for place, question in enumerate(chosen):
        insurer = INSURERS[place % len(INSURERS)]
        reply = ask(client, insurer, question)
        for one in reply["citations"]:
            assert one["insurer"] in {insurer, "law"}, question
            key = (one["insurer"], one["version"])
            if key not in texts:
                texts[key] = _text(client, one)
            assert texts[key][one["start"] : one["end"]] == one["quote"], question
            assert one["quote"] in reply["answer"] or f"[{one['marker']}]" in reply["answer"], question
            cited += 1
    assert cited > 200


def _text(client, citation):
    """The stored document: through the API for a policy, from the corpus for the law."""
    if citation["insurer"] == "law":
        return (ROOT / "corpus/law" / f"{citation['document']}.md").read_text(encoding="utf-8")
    path = f"/v1/insurers/{citation['insurer']}/documents/{citation['version']}"
    text = client.get(path).json()["text"]
    stored = (ROOT / "corpus/policies" / citation["insurer"] / "privacy-policy.txt").read_text(encoding="utf-8")
    assert text == stored
    return text


@pytest.mark.parametrize("question", ["comment exercer mes droits ?", "quel temps fait-il ?", "cookies ?"])
def test_a_stream_ends_with_the_same_object(client, question):
    import json

    body = {"insurer": "mieux-etre", "question": question}
    with client.stream("POST", "/v1/chat/stream", json=body) as response:
        text = "".join(response.iter_text())
    events = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    names = [name.removeprefix("event: ") for name, _ in events]
    data = [json.loads(rest.removeprefix("data: ")) for _, rest in events]
    final = data[-1]
    assert names[-1] == "final"
    assert names[:3] == ["status", "status", "status"]
    assert "".join(one["text"] for name, one in zip(names, data, strict=True) if name == "token") == final["answer"]
    assert [one for name, one in zip(names, data, strict=True) if name == "citation"] == final["citations"]
    whole = ask(client, "mieux-etre", question)
    for key in ("answer", "citations", "outcome", "handoff", "notices", "suggestions"):
        assert final[key] == whole[key]


@pytest.fixture(scope="module")
def explaining(engine, data_dir):
    """The service as agents deploy it."""
    settings = Settings(data_dir=data_dir, console=False, explain=True, **UNLIMITED)
    deployed = copy(engine)
    deployed.settings = settings
    with TestClient(create_app(settings, deployed)) as client:
        yield client


@pytest.mark.parametrize("insurer", INSURERS)
def test_an_explanation_says_how_the_answer_came_about(explaining, insurer):
    question = "mon numéro est le 1850578006084, quelles données collectez-vous ?"
    reply = ask(explaining, insurer, question, explain=True)
    assert "1850578006084" not in str(reply)
    explanation = reply["explanation"]
    assert explanation["understood"]["language"] == "fr"
    shares = list(explanation["understood"]["topics"].values())
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
    assert explanation["decision"]["outcome"] == reply["outcome"]
    candidates = explanation["candidates"]
    assert len(candidates) == 10
    text = (ROOT / f"corpus/policies/{insurer}/privacy-policy.txt").read_text(encoding="utf-8")
    for one in candidates:
        assert one["insurer"] == insurer
        assert sum(one["features"].values()) == pytest.approx(one["score"], abs=1e-4)
        assert set(one["sentence"].split()) <= set(text[one["start"] : one["end"]].split())
        assert explaining.get(one["url"]).status_code == 200


def test_search_returns_exact_slices_best_first(client):
    body = {"insurer": "mgen", "query": "durée de conservation", "limit": 6}
    passages = client.post("/v1/search", json=body).json()["passages"]
    assert len(passages) == 6
    scores = [one["score"] for one in passages]
    assert scores == sorted(scores, reverse=True)
    text = (ROOT / "corpus/policies/mgen/privacy-policy.txt").read_text(encoding="utf-8")
    assert all(text[one["start"] : one["end"]] == one["text"] for one in passages)
    assert passages[0]["section"] == "Article 8 – Délai de conservation"


def test_insurers_documents_and_facts_are_listed(client):
    listed = client.get("/v1/insurers").json()["insurers"]
    assert sorted(one["id"] for one in listed) == sorted(INSURERS)
    assert all(one["suggestions"]["fr"] and one["suggestions"]["en"] for one in listed)
    facts = client.get("/v1/insurers/mgen/facts").json()
    assert any(one["kind"] == "address" and "Montpellier" in one["value"] for one in facts["facts"])
    assert len(facts["conflicts"]) == 1
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["insurers"] == dict.fromkeys(sorted(INSURERS), "ok")


def test_every_suggested_question_is_answered(client):
    for one in client.get("/v1/insurers").json()["insurers"]:
        for language, questions in one["suggestions"].items():
            for question in questions:
                reply = ask(client, one["id"], question, language=language)
                assert reply["outcome"] == "answered", (one["id"], question)


def test_concurrent_members_get_the_answers_they_would_get_alone(engine):
    from concurrent.futures import ThreadPoolExecutor

    questions = ("comment exercer mes droits ?", "how long do you keep my data?", "cookies ?", "supprimez tout")
    asked = [(insurer, question) for insurer in INSURERS for question in questions]
    alone = [engine.ask(*one).answer for one in asked]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: engine.ask(*one).answer, asked * 3))
    assert together == alone * 3
