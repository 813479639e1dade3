"""The queue over HTTP: who sees which requests, every action on them, and the export."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api import problems, queue
from assistant.protection.bounded_bodies import BoundedBodies
from assistant.requests.intake.form import RequestForm
from tests.assistant.desk_by_hand import accounts_at, desk_at, form, give_up, key_of

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

QUEUE = "/v1/queue"
UNKNOWN = "MD-0000-0000-0000-0000"
BODIES = {
    "assign": {"to": "claire"},
    "start": {},
    "identity/ask": {"doubt": "Deux adhérents portent ce nom."},
    "identity/verify": {"method": "callback"},
    "clarification/ask": {"question": "Quelle période ?"},
    "clarification/receive": {"text": "L’année 2025."},
    "extend": {"reason": "complexity", "justification": "Trois dossiers.", "informed_on": "2026-03-05"},
    "answer": {"outcome": "satisfied"},
    "close": {},
    "withdraw": {"note": "Au téléphone."},
    "duplicate": {"of": UNKNOWN},
    "redirect": {"to": "Caisse primaire"},
}


class Office:
    """A desk with the API of its queue, and a request with the insurer "tilleuls"."""

    def __init__(self, folder) -> None:
        self.desk = desk_at(folder, smtp_host="127.0.0.1", mail_from="droits@service.example")
        self.accounts = accounts_at(self.desk)
        self.app = FastAPI()
        problems.install(self.app)
        self.app.add_middleware(BoundedBodies)
        self.app.include_router(queue.router(self.desk, self.accounts))
        self._tokens = {}
        self.reference = self.filed()
        self.agent = self.as_("agent", "tilleuls")

    def filed(self, insurer="tilleuls", **changes):
        """The reference of a new request."""
        return self.desk.file(RequestForm.model_validate(form(insurer, **changes)), "fr").request.reference

    def as_(self, role, *insurers):
        """A client signed in as an account of that role."""
        name = "-".join((role, *insurers))
        if name not in self._tokens:
            self._tokens[name] = key_of(self.accounts, name, role, insurers or None)
        signed = f"Bearer {self._tokens[name]}"
        return TestClient(self.app, headers={"Authorization": signed, "Accept-Language": "fr"})


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """An office in which nothing is changed."""
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def references(response):
    assert response.status_code == 200, response.text
    return [one["reference"] for one in response.json()["requests"]]


def refused(response, status, code):
    assert response.status_code == status, response.text
    assert response.json()["title"] == code
    assert response.headers["Cache-Control"] == "no-store"
    assert not any(word in response.text for word in ("Aubigné", "chloe@", "12345678"))


def do(client, reference, *actions):
    """What the last of these actions returned."""
    for action in actions:
        response = client.post(f"{QUEUE}/{reference}/{action}", json=BODIES[action])
    return response


class TestAccess:
    @pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic eDp5"}])
    @pytest.mark.parametrize("path", ["", "/export", "/undelivered", f"/{UNKNOWN}", "/{reference}"])
    def test_nobody_sees_anything_without_an_account(self, shared, given, path):
        stranger = TestClient(shared.app, headers=given)
        response = stranger.get(QUEUE + path.format(reference=shared.reference))
        refused(response, 401, "not_signed_in")
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert shared.reference not in response.text

    @pytest.mark.parametrize("action", BODIES)
    def test_nobody_does_anything_without_an_account(self, shared, action):
        stranger = TestClient(shared.app)
        refused(do(stranger, shared.reference, action), 401, "not_signed_in")

    @pytest.mark.parametrize("action", BODIES)
    @pytest.mark.parametrize("role", ["agent", "dpo"])
    def test_a_request_of_another_insurer_is_as_unknown_as_one_that_is_not_there(self, shared, role, action):
        client = shared.as_(role, "fougeres")
        elsewhere, nowhere = (do(client, one, action) for one in (shared.reference, UNKNOWN))
        refused(elsewhere, 404, "unknown_request")
        assert elsewhere.content == nowhere.content

    @pytest.mark.parametrize("role", ["agent", "dpo"])
    def test_the_case_of_another_insurer_is_not_shown(self, shared, role):
        refused(shared.as_(role, "fougeres").get(f"{QUEUE}/{shared.reference}"), 404, "unknown_request")

    def test_the_queue_and_its_export_hold_the_accounts_insurers_only(self, office):
        other = office.filed("fougeres")
        assert references(office.as_("agent", "fougeres").get(QUEUE)) == [other]
        assert set(references(office.as_("agent", "fougeres", "tilleuls").get(QUEUE))) == {office.reference, other}
        assert set(references(office.as_("administrator").get(f"{QUEUE}/export?format=json"))) == {
            office.reference,
            other,
        }

    def test_asking_for_another_insurers_queue_is_refused(self, shared):
        refused(shared.as_("agent", "fougeres").get(QUEUE, params={"insurer": "tilleuls"}), 403, "not_allowed")

    def test_a_revoked_account_is_out_at_once(self, office):
        office.accounts.revoke("agent-tilleuls")
        refused(office.agent.get(f"{QUEUE}/{office.reference}"), 401, "not_signed_in")

    def test_only_a_data_protection_officer_extends(self, office):
        refused(do(office.agent, office.reference, "extend"), 403, "not_allowed")
        assert do(office.as_("dpo", "tilleuls"), office.reference, "extend").json()["due"]["alert"] == "2026-06-05"

    def test_only_a_data_protection_officer_refuses(self, office):
        do(office.agent, office.reference, "start")
        refusal = {"outcome": "refused", "reasons": "Demandes répétées.", "remedies_stated": True}
        address = f"{QUEUE}/{office.reference}/answer"
        refused(office.agent.post(address, json=refusal), 403, "not_allowed")
        assert office.as_("dpo", "tilleuls").post(address, json=refusal).json()["state"] == "answered"

    @pytest.mark.parametrize("format_", ["csv", "json"])
    def test_an_agent_exports_no_names(self, shared, format_):
        address = f"{QUEUE}/export?format={format_}"
        refused(shared.agent.get(f"{address}&personal=true"), 403, "not_allowed")
        assert "Aubigné" not in shared.agent.get(address).text


class TestTheQueue:
    def test_a_line_tells_what_is_due_and_nobodys_name(self, shared):
        response = shared.agent.get(QUEUE)
        (line,) = response.json()["requests"]
        assert (line["reference"], line["days_left"], line["overdue"]) == (shared.reference, 33, False)
        assert response.headers["Cache-Control"] == "no-store"
        assert not any(word in response.text for word in ("Aubigné", "chloe@", "12345678", "Tout effacer"))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"type": "erasure"}, True),
            ({"type": "access"}, False),
            ({"state": "received"}, True),
            ({"state": "closed"}, False),
            ({"due": "soon"}, False),
            ({"due": "soon", "soon_days": 40}, True),
            ({"due": "overdue"}, False),
            ({"assigned_to": "claire"}, False),
            ({"insurer": "tilleuls"}, True),
        ],
    )
    def test_each_filter_keeps_what_it_says(self, shared, query, found):
        assert references(shared.agent.get(QUEUE, params=query)) == ([shared.reference] if found else [])

    def test_what_is_closed_is_left_out_until_it_is_asked_for(self, office):
        do(office.agent, office.reference, "withdraw")
        assert references(office.agent.get(QUEUE)) == []
        assert references(office.agent.get(QUEUE, params={"open_only": False})) == [office.reference]
        assert references(office.agent.get(QUEUE, params={"state": "withdrawn"})) == [office.reference]

    @pytest.mark.parametrize("query", [{"due": "never"}, {"state": "lost"}, {"type": "complaint"}, {"limit": 0}])
    def test_a_filter_that_means_nothing_is_refused(self, shared, query):
        refused(shared.agent.get(QUEUE, params=query), 422, "bad_request")


class TestACase:
    def test_an_agent_sees_who_asks_for_what_and_what_happened(self, office):
        do(office.agent, office.reference, "assign")
        response = office.agent.get(f"{QUEUE}/{office.reference}")
        case = response.json()
        assert response.headers["Cache-Control"] == "no-store"
        assert case["request"]["file"]["subject"]["family_name"] == "d’Aubigné"
        assert case["request"]["assigned_to"] == "claire"
        assert [(one["number"], one["actor"]) for one in case["trail"]] == [(1, "member"), (2, "agent-tilleuls")]
        assert [one["kind"] for one in case["messages"]] == ["to_insurer"]

    def test_an_account_sees_what_it_can_do_in_its_language(self, office):
        def offered(client, **headers):
            case = client.get(f"{QUEUE}/{office.reference}", headers=headers).json()
            return {one["name"]: one["label"] for one in case["allowed"]}

        agent, dpo = offered(office.agent), offered(office.as_("dpo", "tilleuls"))
        assert "answer" not in agent  # before work on it has begun
        assert set(dpo) - set(agent) == {"extend"}
        assert agent["start"] == "Commencer à traiter"
        assert offered(office.agent, **{"Accept-Language": "en"})["start"] == "Start work"

    @pytest.mark.parametrize(
        ("actions", "state"),
        [
            (["assign"], "received"),
            (["start"], "in_progress"),
            (["identity/ask"], "identity_requested"),
            (["identity/ask", "identity/verify"], "in_progress"),
            (["start", "clarification/ask"], "clarification_requested"),
            (["start", "clarification/ask", "clarification/receive"], "in_progress"),
            (["start", "answer"], "answered"),
            (["start", "answer", "close"], "closed"),
            (["withdraw"], "withdrawn"),
            (["redirect"], "redirected"),
        ],
    )
    def test_each_action_leads_where_it_says(self, office, actions, state):
        response = do(office.agent, office.reference, *actions)
        assert response.status_code == 200, response.text
        assert response.json()["state"] == state

    def test_a_request_is_marked_as_the_double_of_an_earlier_one(self, office):
        path = f"{QUEUE}/{office.filed()}/duplicate"
        refused(office.agent.post(path, json={"of": UNKNOWN}), 409, "transition_refused")
        response = office.agent.post(path, json={"of": office.reference})
        assert (response.status_code, response.json()["state"]) == (200, "duplicate")

    def test_a_body_says_everything_that_the_action_keeps(self, office):
        asked = do(office.agent, office.reference, "identity/ask").json()
        assert asked["identity"]["doubt"] == "Deux adhérents portent ce nom."
        verified = office.agent.post(
            f"{QUEUE}/{office.reference}/identity/verify",
            json={"method": "document_seen", "supplied_on": "2026-03-05"},
        )
        assert verified.json()["identity"]["supplied_on"] == "2026-03-05"

    @pytest.mark.parametrize("action", ["close", "clarification/receive", "answer"])
    def test_an_action_that_is_not_due_is_refused_in_the_agents_language(self, shared, action):
        french = do(shared.agent, shared.reference, action)
        refused(french, 409, "transition_refused")
        english = shared.agent.post(
            f"{QUEUE}/{shared.reference}/{action}", json=BODIES[action], headers={"Accept-Language": "en"}
        )
        assert english.json()["detail"] != french.json()["detail"]

    @pytest.mark.parametrize("action", BODIES)
    def test_a_field_that_an_action_has_not_is_refused(self, shared, action):
        response = shared.agent.post(
            f"{QUEUE}/{shared.reference}/{action}", json=BODIES[action] | {"state": "closed"}
        )
        refused(response, 422, "bad_request")

    @pytest.mark.parametrize("words", ["a\x00b", "a\u202eb", "x" * 10_001])
    def test_words_that_could_disguise_something_are_refused(self, shared, words):
        response = shared.agent.post(f"{QUEUE}/{shared.reference}/identity/ask", json={"doubt": words})
        refused(response, 422, "bad_request")

    def test_a_megabyte_of_words_is_refused_with_the_limit(self, shared):
        response = shared.agent.post(f"{QUEUE}/{shared.reference}/close", json={"note": "x" * 1_000_000})
        refused(response, 413, "body_too_large")
        assert "256" in response.json()["detail"]


class TestFilingForAMember:
    def test_it_counts_from_the_day_it_reached_the_insurer(self, office):
        said = form(received_through="phone", received_on="2026-03-02")
        response = office.agent.post(QUEUE, json=said)
        assert response.status_code == 201, response.text
        filed = response.json()
        assert (filed["received_on"], filed["due"]["alert"]) == ("2026-03-02", "2026-04-02")
        case = office.agent.get(f"{QUEUE}/{filed['reference']}").json()["request"]
        assert (case["filed_by"], case["received_through"]) == ("agent-tilleuls", "phone")

    def test_the_same_call_noted_twice_is_filed_once(self, office):
        first, again = (
            office.agent.post(QUEUE, json=form(received_through="phone"), headers={"Idempotency-Key": "call-7"})
            for _ in range(2)
        )
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["reference"] == again.json()["reference"]

    def test_an_agent_files_with_no_other_insurer(self, shared):
        refused(shared.agent.post(QUEUE, json=form("fougeres")), 403, "not_allowed")


class TestTheExport:
    def test_a_spreadsheet_gets_the_queue(self, shared):
        response = shared.agent.get(f"{QUEUE}/export")
        assert response.headers["Content-Type"].startswith("text/csv")
        assert 'filename="requests.csv"' in response.headers["Content-Disposition"]
        assert response.headers["Cache-Control"] == "no-store"
        (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
        assert (row["reference"], row["due_original"]) == (shared.reference, "2026-04-07")

    def test_a_data_protection_officer_gets_names_that_are_no_formulas(self, office):
        subject = form()["subject"] | {"phone": "06 12 34 56 78"}
        reference = office.filed(subject=subject)
        text = office.as_("dpo", "tilleuls").get(f"{QUEUE}/export?personal=true").content.decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text, newline=""))
        row = next(one for one in rows if one["reference"] == reference)
        assert row["email"] == "chloe@example.org"
        assert row["phone"] == "'+33612345678"


class TestUndelivered:
    def test_an_email_that_was_given_up_on_is_shown_and_sent_again(self, office):
        message = give_up(office.desk, office.reference)
        (lost,) = office.agent.get(f"{QUEUE}/undelivered").json()["messages"]
        assert (lost["id"], lost["reference"], lost["delivery"]) == (message, office.reference, "dead")
        assert office.agent.get(QUEUE).json()["requests"][0]["undelivered"] == 1
        assert office.agent.post(f"{QUEUE}/messages/{message}/send-again").status_code == 204
        assert office.agent.get(f"{QUEUE}/undelivered").json()["messages"] == []

    def test_another_insurers_agent_neither_sees_nor_sends_it(self, office):
        message = give_up(office.desk, office.reference)
        stranger = office.as_("agent", "fougeres")
        assert stranger.get(f"{QUEUE}/undelivered").json()["messages"] == []
        refused(stranger.post(f"{QUEUE}/messages/{message}/send-again"), 404, "unknown_request")
