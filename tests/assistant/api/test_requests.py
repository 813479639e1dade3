"""Members' requests over HTTP: what would be filed, filing it once, and following it with a code."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api import problems, requests
from assistant.protection.bounded_bodies import BoundedBodies
from tests.assistant.desk_by_hand import code_sent, desk_at, form

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

FRENCH = {"Accept-Language": "fr"}
ENGLISH = {"Accept-Language": "en"}
UNKNOWN = "MD-0000-0000-0000-0000"


@pytest.fixture
def desk(tmp_path):
    return desk_at(tmp_path, smtp_host="127.0.0.1", mail_from="droits@service.example")


@pytest.fixture
def client(desk):
    app = FastAPI()
    problems.install(app)
    app.add_middleware(BoundedBodies)
    app.include_router(requests.router(desk))
    return TestClient(app, headers=FRENCH)


@pytest.fixture
def filed(client):
    """The reply to a request that was filed."""
    response = client.post("/v1/requests", json=form())
    assert response.status_code == 201, response.text
    return response.json()


@pytest.fixture
def token(client, desk, filed):
    """A tracking token of that request."""
    client.post(f"/v1/requests/{filed['reference']}/code")
    return tracked(client, filed["reference"], code_sent(desk, filed["reference"])).json()["token"]


def tracked(client, reference, code):
    return client.post(f"/v1/requests/{reference}/session", json={"code": code})


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def assert_problem(response, status, code):
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json()["title"] == code


def endless_post(app, path, chunk):
    """The start of the answer to a body that never ends, and how many chunks of it were read."""
    read, sent = [], []

    async def receive():
        read.append(chunk)
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "server": ("testserver", 80),
        "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return sent[0], len(read)


class TestTheForm:
    def test_it_holds_the_ways_to_send_and_what_to_ask(self, client):
        query = {"insurer": "tilleuls", "type": ["erasure", "marketing_objection"]}
        found = client.get("/v1/requests/form", params=query).json()
        assert [one["type"] for one in found["types"]] == ["erasure", "marketing_objection"]
        assert found["types"][0]["basis"] == "RGPD, article 17"
        scope = found["types"][0]["questions"][0]
        assert (scope["name"], scope["kind"], scope["required"]) == ("scope", "choice", True)
        assert [one["value"] for one in scope["options"]] == ["everything", "some"]
        assert found["choices"][0]["recipient"]["value"] == "dpo@tilleuls.fr"
        assert found["answer_due"] == "2026-04-07"

    def test_it_speaks_the_callers_language(self, client):
        asked = {"insurer": "tilleuls", "type": "erasure"}
        french, english = (
            client.get("/v1/requests/form", params=asked, headers=spoken).json()["types"][0]["questions"][0]
            for spoken in (FRENCH, ENGLISH)
        )
        assert french["label"] != english["label"]
        assert french["options"][0]["label"] != english["options"][0]["label"]

    def test_a_passage_that_is_cited_can_be_opened(self, client):
        found = client.get("/v1/requests/form", params={"insurer": "tilleuls", "type": "access"}).json()
        passage = found["choices"][0]["recipient"]["passage"]
        assert "dpo@tilleuls.fr" in passage["quote"]
        assert passage["url"].startswith("/documents/tilleuls/")

    @pytest.mark.parametrize("type_", ["complaint", "refund"])
    def test_what_cannot_be_filed_with_an_insurer_is_refused(self, client, type_):
        response = client.get("/v1/requests/form", params={"insurer": "tilleuls", "type": type_})
        assert_problem(response, 422, "not_filable")

    def test_an_insurer_that_nobody_knows_is_refused(self, client):
        response = client.get("/v1/requests/form", params={"insurer": "nobody", "type": "access"})
        assert_problem(response, 404, "unknown_insurer")


class TestTheDraft:
    def test_it_shows_what_would_be_filed_and_keeps_nothing(self, client, desk):
        response = client.post("/v1/requests/draft", json=form(confirmed=False))
        draft = response.json()
        assert response.status_code == 200, response.text
        assert response.headers["Cache-Control"] == "no-store"
        assert draft["recipient"]["value"] == "dpo@tilleuls.fr"
        assert draft["due"]["original"] == "2026-04-07"
        assert "article 17 du RGPD" in draft["letter"]
        assert "Chloé" in draft["letter"]
        with desk.store.reading() as reading:
            assert reading.find("") is None
            assert reading.trail("") == []

    def test_the_social_security_number_is_taken_out_and_that_is_said(self, client):
        response = client.post("/v1/requests/draft", json=form(details="Mon numéro : 2 80 02 75 116 001 91"))
        draft = response.json()
        assert draft["removed"] == ["nir"]
        assert "116 001" not in response.text

    def test_every_fault_is_named_with_its_field_in_the_language_of_the_form(self, client):
        subject = form()["subject"] | {"birth_date": "2050-01-01", "email": "a@b.fr, c@d.fr"}
        wrong = form(subject=subject)
        french = client.post("/v1/requests/draft", json=wrong)
        english = client.post("/v1/requests/draft", json=wrong | {"language": "en"})
        assert_problem(french, 422, "bad_form")
        faults = {one["field"]: one for one in french.json()["errors"]}
        assert {"subject.birth_date", "subject.email"} <= set(faults)
        assert set(faults["subject.email"]) == {"field", "code", "detail"}
        assert "c@d.fr" not in french.text
        details = {one["field"]: one["detail"] for one in english.json()["errors"]}
        assert details["subject.email"] != faults["subject.email"]["detail"]

    def test_a_field_that_no_form_has_is_refused(self, client):
        assert_problem(client.post("/v1/requests/draft", json=form(nir="1")), 422, "bad_request")


class TestFiling:
    def test_the_reply_says_what_was_filed_and_what_comes_next(self, filed):
        assert re.fullmatch(r"MD(-[0-9A-Z]{4}){4}", filed["reference"])
        assert filed["state"] == "received"
        assert filed["received_on"] == "2026-03-05"
        assert filed["due"] == {
            "original": "2026-04-07", "suspended": None, "extended": None, "alert": "2026-04-07"
        }  # fmt: skip
        assert [(one["type"], one["basis"]) for one in filed["types"]] == [("erasure", "RGPD, article 17")]
        assert filed["sent_by_email"] is True
        assert filed["next_steps"] == []
        assert "CNIL" in filed["receipt"]
        assert filed["reference"] in filed["letter_url"]

    def test_nothing_is_filed_without_a_confirmation(self, client):
        response = client.post("/v1/requests", json=form(confirmed=False))
        assert_problem(response, 422, "bad_form")
        assert [one["field"] for one in response.json()["errors"]] == ["confirmed"]

    def test_a_form_sent_again_under_its_key_is_filed_once(self, client):
        first, again = (
            client.post("/v1/requests", json=form(), headers={"Idempotency-Key": "k-1"}) for _ in range(2)
        )
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["reference"] == again.json()["reference"]

    def test_another_form_under_the_same_key_is_refused(self, client):
        client.post("/v1/requests", json=form(), headers={"Idempotency-Key": "k-1"})
        other = client.post("/v1/requests", json=form(details="Autre."), headers={"Idempotency-Key": "k-1"})
        assert_problem(other, 409, "idempotency_conflict")

    def test_without_a_key_a_form_sent_again_is_another_request(self, client):
        first, again = (client.post("/v1/requests", json=form()).json()["reference"] for _ in range(2))
        assert first != again

    def test_a_member_cannot_say_that_it_came_by_post_a_month_ago(self, client):
        backdated = form(received_through="post", received_on="2026-02-05")
        filed = client.post("/v1/requests", json=backdated).json()
        assert filed["received_on"] == "2026-03-05"

    @pytest.mark.parametrize(("spoken", "words"), [(FRENCH, "trop long"), (ENGLISH, "too long")])
    @pytest.mark.parametrize("path", ["/v1/requests", "/v1/requests/draft"])
    def test_a_megabyte_of_details_is_refused_with_the_limit(self, client, path, spoken, words):
        response = client.post(path, json=form(details="x" * 1_000_000), headers=spoken)
        assert_problem(response, 413, "body_too_large")
        assert words in response.json()["detail"]
        assert "256" in response.json()["detail"]

    def test_a_body_without_an_end_is_read_no_further_than_it_takes_to_refuse_it(self, client):
        answered, read = endless_post(client.app, "/v1/requests", chunk=b" " * 100_000)
        assert answered["status"] == 413
        assert read < 50

    def test_a_body_that_is_not_json_is_refused(self, client):
        headers = {"Content-Type": "application/json"}
        assert_problem(client.post("/v1/requests", content=b"{", headers=headers), 400, "bad_json")

    @pytest.mark.parametrize("text", ["\ud800", "\x00", "\u202emoc.elpmaxe"])
    def test_characters_that_no_text_holds_never_break_it(self, client, text):
        content = json.dumps(form(details=f"Bonjour {text}"))
        response = client.post("/v1/requests", content=content, headers={"Content-Type": "application/json"})
        assert response.status_code in (201, 422)


class TestFollowing:
    @pytest.mark.parametrize("spoken", [FRENCH, ENGLISH])
    def test_asking_for_a_code_tells_nothing_about_the_reference(self, client, filed, spoken):
        known, unknown, nonsense = (
            client.post(f"/v1/requests/{one}/code", headers=spoken) for one in (filed["reference"], UNKNOWN, "x")
        )
        assert known.status_code == unknown.status_code == nonsense.status_code == 202
        assert known.content == unknown.content == nonsense.content
        assert dict(known.headers) == dict(unknown.headers) == dict(nonsense.headers)

    def test_a_wrong_code_tells_nothing_about_the_reference(self, client, filed):
        client.post(f"/v1/requests/{filed['reference']}/code")
        known, unknown, nonsense = (tracked(client, one, "WRONGONE") for one in (filed["reference"], UNKNOWN, "x"))
        assert_problem(known, 403, "bad_code")
        assert known.status_code == unknown.status_code == nonsense.status_code
        assert known.content == unknown.content == nonsense.content
        assert dict(known.headers) == dict(unknown.headers) == dict(nonsense.headers)

    def test_the_code_opens_the_request(self, client, filed, token):
        found = client.get(f"/v1/requests/{filed['reference']}", headers=bearer(token))
        assert found.headers["Cache-Control"] == "no-store"
        request = found.json()
        assert (request["state"], request["state_label"]) == ("received", "Reçue")
        assert [one["state"] for one in request["steps"]] == ["received"]
        assert request["due"]["alert"] == "2026-04-07"

    def test_a_code_is_good_once(self, client, desk, filed):
        client.post(f"/v1/requests/{filed['reference']}/code")
        code = code_sent(desk, filed["reference"])
        first, again = (tracked(client, filed["reference"], code) for _ in range(2))
        assert first.status_code == 200
        assert_problem(again, 403, "bad_code")

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", ""),
            ("POST", "/reply"),
            ("POST", "/withdrawal"),
            ("GET", "/letter.pdf"),
            ("GET", "/receipt.pdf"),
        ],
    )
    @pytest.mark.parametrize(
        ("given", "status", "code"),
        [
            ({}, 401, "not_signed_in"),
            ({"Authorization": "Basic eDp5"}, 401, "not_signed_in"),
            (bearer("made-up"), 403, "bad_code"),
        ],
    )
    def test_nothing_is_seen_or_done_without_the_right_token(
        self, client, filed, method, path, given, status, code
    ):
        body = {"json": {"text": "x"} if path == "/reply" else {}} if method == "POST" else {}
        response = client.request(method, f"/v1/requests/{filed['reference']}{path}", headers=given, **body)
        assert_problem(response, status, code)
        assert ("WWW-Authenticate" in response.headers) == (status == 401)
        assert "Aubigné" not in response.text
        assert filed["reference"] not in response.text

    @pytest.mark.parametrize("path", ["", "/letter.pdf", "/receipt.pdf"])
    def test_a_token_of_another_request_is_as_good_as_a_wrong_one(self, client, token, path):
        other = client.post("/v1/requests", json=form(details="Autre.")).json()["reference"]
        address = f"/v1/requests/{other}{path}"
        elsewhere, wrong = (client.get(address, headers=bearer(one)) for one in (token, "made-up"))
        assert_problem(elsewhere, 403, "bad_code")
        assert elsewhere.content == wrong.content

    def test_a_token_of_another_request_withdraws_nothing(self, client, token):
        other = client.post("/v1/requests", json=form(details="Autre."))
        address = f"/v1/requests/{other.json()['reference']}/withdrawal"
        assert_problem(client.post(address, json={}, headers=bearer(token)), 403, "bad_code")

    def test_a_receipt_token_does_not_follow_the_request(self, client, filed):
        response = client.get(f"/v1/requests/{filed['reference']}", headers=bearer(filed["receipt_token"]))
        assert_problem(response, 403, "bad_code")

    def test_a_member_gives_up_once(self, client, filed, token):
        address = f"/v1/requests/{filed['reference']}/withdrawal"
        given_up = client.post(address, json={"note": "Résolu."}, headers=bearer(token))
        assert given_up.json() == {"reference": filed["reference"], "state": "withdrawn"}
        assert_problem(client.post(address, json={}, headers=bearer(token)), 409, "transition_refused")

    def test_a_reply_that_nobody_waits_for_is_refused_in_the_members_language(self, client, filed, token):
        address = f"/v1/requests/{filed['reference']}/reply"
        response = client.post(address, json={"text": "Voici."}, headers=bearer(token))
        assert_problem(response, 409, "transition_refused")
        assert response.json()["detail"] == "Aucune précision n’est attendue pour cette demande."

    @pytest.mark.parametrize("name", ["letter", "receipt"])
    def test_the_papers_open_with_either_token(self, client, filed, token, name):
        address = f"/v1/requests/{filed['reference']}/{name}.pdf"
        for one in (token, filed["receipt_token"]):
            response = client.get(address, headers=bearer(one))
            assert response.headers["Content-Type"] == "application/pdf"
            assert response.headers["Cache-Control"] == "no-store"
            assert response.content.startswith(b"%PDF-")
