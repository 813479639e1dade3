"""Bad input gets a clear message in the caller's language and the right status, and breaks nothing."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.settings import Settings
from tests.unlimited import UNLIMITED

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def client(engine, data_dir):
    with TestClient(create_app(Settings(data_dir=data_dir, console=False, **UNLIMITED), engine)) as client:
        yield client


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/chat/stream"])
@pytest.mark.parametrize(
    ("question", "french", "english"),
    [
        ("", "Votre question est vide", "Your question is empty"),
        ("\x00\x1b \n", "Votre question est vide", "Your question is empty"),
        ("🙂🙃", "ne contient aucun mot", "holds no word"),
        ("mes droits " * 1_000, "trop longue : 11000 caractères", "too long: 11000 characters"),
    ],
)
def test_a_question_that_cannot_be_answered(client, path, question, french, english):
    for header, words in (("fr-FR", french), ("en-GB", english)):
        response = client.post(
            path, json={"insurer": "mgen", "question": question}, headers={"Accept-Language": header}
        )
        if path == "/v1/chat":
            assert response.status_code == 422
            assert response.headers["content-type"] == "application/problem+json"
            assert words in response.json()["detail"]
        else:
            assert "event: error" in response.text
            assert words in response.text


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{bad json", 400, "not valid JSON"),
        (b"", 422, "expected form"),
        (b"[1, 2]", 422, "expected form"),
        (b'{"insurer": "mgen"}', 422, "question"),
        (b'{"insurer": "mgen", "question": 3}', 422, "question"),
        (b'{"insurer": "mgen", "question": "x", "debug": true}', 422, "debug"),
        (b'{"insurer": "mgen", "question": "x", "language": "de"}', 422, "language"),
        (b'{"insurer": "nobody", "question": "mes droits"}', 404, "Known insurers: mese, mgen, mhr"),
        (b'{"insurer": "../mgen", "question": "mes droits"}', 404, "Known insurers"),
        (b'{"insurer": "mgen", "question": "\xff\xfe"}', 400, "JSON"),
    ],
)
def test_a_request_that_cannot_be_read(client, body, status, words):
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    response = client.post("/v1/chat", content=body, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert words in problem["detail"]
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/v1/insurers/nobody", "Aucun assureur"),
        ("/v1/insurers/mgen/documents/1999-01-01-00000000", "Aucun document"),
        ("/v1/nothing", "n'existe pas"),
    ],
)
def test_what_does_not_exist_is_not_found(client, path, words):
    response = client.get(path, headers={"Accept-Language": "fr"})
    assert response.status_code == 404
    assert words in response.json()["detail"]


def test_the_server_still_answers_after_all_of_this(client):
    reply = client.post("/v1/chat", json={"insurer": "mgen", "question": "comment exercer mes droits ?"}).json()
    assert reply["outcome"] == "answered"


def test_a_question_is_not_written_to_the_log(client, caplog):
    caplog.set_level(0)
    secret = "mon numéro est 1850578006084 comment exercer mes droits"
    client.post("/v1/chat", json={"insurer": "mgen", "question": secret})
    client.post("/v1/chat", json={"insurer": "mgen", "question": secret * 100})
    assert "1850578006084" not in caplog.text
