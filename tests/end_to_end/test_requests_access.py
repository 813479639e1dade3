"""Who may do what: every role, with every reach, at every route of the queue and at every command."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from assistant.commands.requests import requests_app
from assistant.requests.actions import Answer, AskClarification, AskIdentity, Start
from assistant.requests.records import Actor
from assistant.requests.store.database import migrate
from assistant.requests.store.tables import Base
from tests.assistant.desk_by_hand import SECRET, form, give_up
from tests.end_to_end.requests_site import Site

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

ROLES = ("agent", "supervisor", "dpo", "administrator")
OTHERS = ("evaluator", "program")
"""Accounts that reach no request, whatever their insurers."""
REACHES = {"its": ("tilleuls",), "another": ("fougeres",), "every": ()}
"""The request is with the insurer "tilleuls"; no insurer stands for all of them."""
ACCOUNTS = [(role, reach) for role in ROLES for reach in REACHES]
STAFF, DECIDERS = frozenset(ROLES), frozenset({"supervisor", "dpo"})
PERSONAL = ("Aubigné", "chloe@", "12345678", "Lilas")
LEAD = Actor("lead", "dpo", None)
ASKED_IDENTITY, STARTED = (AskIdentity("Deux homonymes."),), (Start(),)
ASKED, ANSWERED = (Start(), AskClarification("Quoi ?")), (Start(), Answer("satisfied"))
REFUSAL = {"outcome": "refused", "reasons": "Non.", "remedies_stated": True}
EXTENSION = {"reason": "number", "justification": "Douze demandes.", "informed_on": "2026-03-05"}


@dataclass(frozen=True)
class Deed:
    """An action over HTTP and as a command, what must have happened before, and who may do it."""

    path: str
    body: dict
    words: tuple[str, ...]
    before: tuple = ()
    roles: frozenset = STAFF


DEEDS = (
    Deed("assign", {"to": "zoe"}, ("assign", "{}", "zoe")),
    Deed("start", {}, ("start", "{}")),
    Deed("identity/ask", {"doubt": "Deux."}, ("ask-identity", "{}", "--doubt", "Deux.")),
    Deed(
        "identity/verify",
        {"method": "callback"},
        ("identity-verified", "{}", "--method", "callback"),
        ASKED_IDENTITY,
    ),
    Deed("clarification/ask", {"question": "Quoi ?"}, ("ask-clarification", "{}", "--question", "Quoi ?"), STARTED),
    Deed("clarification/receive", {"text": "Tout."}, ("clarified", "{}", "--text", "Tout."), ASKED),
    Deed(
        "extend",
        EXTENSION,
        ("extend", "{}", "--reason", "number", "--justification", "x", "--informed-on", "2026-03-05"),
        roles=DECIDERS,
    ),
    Deed("answer", {"outcome": "satisfied"}, ("answer", "{}", "--outcome", "satisfied"), STARTED),
    Deed(
        "answer",
        REFUSAL,
        ("answer", "{}", "--outcome", "refused", "--reasons", "Non.", "--remedies-stated"),
        STARTED,
        DECIDERS,
    ),
    Deed("close", {}, ("close", "{}"), ANSWERED),
    Deed("withdraw", {"note": "Au téléphone."}, ("withdraw", "{}", "--note", "Au téléphone.")),
    Deed("duplicate", {"of": "{twin}"}, ("duplicate", "{}", "--of", "{twin}")),
    Deed("redirect", {"to": "CPAM"}, ("redirect", "{}", "--to", "CPAM")),
)
NAMED = [f"{one.path}-{one.body.get('outcome', '')}" for one in DEEDS]


class Office(Site):
    """An installation with an account of every role and reach, and its command line."""

    def __init__(self, folder) -> None:
        super().__init__(folder)
        Base.metadata.drop_all(self.engine)
        migrate(self.engine)
        self.twin = self.filed()

    def ready(self, deed):
        """The reference of a request to which all has happened that the deed needs."""
        reference = self.filed()
        for action in deed.before:
            self.desk.act(LEAD, reference, action)
        return reference

    def as_(self, role, reach):
        """A client signed in as that account."""
        return self.staff(role, *REACHES[reach])

    def run(self, role, reach, *words):
        """What a command answers to that account."""
        self.token(role, *REACHES[reach])
        name = "-".join((role, *REACHES[reach]))
        known = {
            "MESDROITS_DATA_DIR": str(self.settings.data_dir),
            "MESDROITS_SECRET_KEY": SECRET,
            "LC_ALL": "fr_FR.UTF-8",
            "COLUMNS": "200",
            "MESDROITS_AGENT": name,
        }
        return CliRunner().invoke(requests_app, words, env=known)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("office"))
    yield office
    office.close()


def silent(text, reference):
    """Nothing of the request is told."""
    assert not any(word in text for word in (*PERSONAL, reference)), text


@pytest.mark.parametrize(("role", "reach"), ACCOUNTS)
class TestOverHttp:
    @pytest.mark.parametrize("deed", DEEDS, ids=NAMED)
    def test_an_action(self, office, role, reach, deed):
        reference = office.ready(deed)
        before, body = (
            office.trail(reference),
            {k: office.twin if v == "{twin}" else v for k, v in deed.body.items()},
        )
        response = office.as_(role, reach).post(f"/v1/queue/{reference}/{deed.path}", json=body)
        if reach == "another":
            assert response.status_code == 404
            silent(response.text, reference)
            assert office.trail(reference) == before
        elif role in deed.roles:
            assert response.status_code == 200, response.text
            assert len(office.trail(reference)) == len(before) + 1
        else:
            assert response.status_code == 403
            silent(response.text, reference)
            assert office.trail(reference)[len(before) :] == [(role, f"{deed.path} refused", "not_allowed")]

    def test_the_case(self, office, role, reach):
        response = office.as_(role, reach).get(f"/v1/queue/{office.twin}")
        assert response.status_code == (404 if reach == "another" else 200)
        if reach == "another":
            silent(response.text, office.twin)

    @pytest.mark.parametrize("path", ["/v1/queue", "/v1/queue/export", "/v1/queue/export?format=json"])
    def test_the_queue_and_its_export(self, office, role, reach, path):
        client = office.as_(role, reach)
        whole = client.get(path)
        assert whole.status_code == 200
        assert (office.twin in whole.text) == (reach != "another")
        assert not any(word in whole.text for word in PERSONAL)
        asked = client.get(path, params={"insurer": "tilleuls"})
        assert asked.status_code == (403 if reach == "another" else 200)

    @pytest.mark.parametrize("format_", ["csv", "json"])
    def test_an_export_with_names(self, office, role, reach, format_):
        response = office.as_(role, reach).get("/v1/queue/export", params={"personal": True, "format": format_})
        assert response.status_code == (403 if role == "agent" else 200)
        assert ("Aubigné" in response.text) == (role != "agent" and reach != "another")

    def test_filing_for_a_member(self, office, role, reach):
        count = office.count()
        response = office.as_(role, reach).post("/v1/queue", json=form(received_through="phone"))
        assert response.status_code == (403 if reach == "another" else 201), response.text
        assert office.count() == count + (reach != "another")

    def test_an_email_that_was_given_up_on(self, office, role, reach):
        reference = office.filed()
        message, client = give_up(office.desk, reference), office.as_(role, reach)
        listed = client.get("/v1/queue/undelivered")
        assert listed.status_code == 200
        assert (message in listed.text) == (reach != "another")
        sent = client.post(f"/v1/queue/messages/{message}/send-again")
        assert sent.status_code == (404 if reach == "another" else 204)


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("reach", REACHES)
class TestAccountsThatReachNoRequest:
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "", None),
            ("GET", "/export", None),
            ("GET", "/export?personal=true", None),
            ("GET", "/undelivered", None),
            ("GET", "/{twin}", None),
            ("POST", "", form(received_through="phone")),
            ("POST", "/messages/x/send-again", {}),
            *(("POST", "/{twin}/" + one.path, one.body) for one in DEEDS),
        ],
    )
    def test_over_http_nothing_is_told_or_done(self, office, role, reach, method, path, body):
        before, count = office.trail(office.twin), office.count()
        response = office.as_(role, reach).request(method, f"/v1/queue{path.format(twin=office.twin)}", json=body)
        assert response.status_code == 403, response.text
        silent(response.text, office.twin)
        assert (office.trail(office.twin), office.count()) == (before, count)

    @pytest.mark.parametrize(
        "words",
        [
            ("list", "--all"),
            ("export",),
            ("undelivered",),
            ("show", "{}"),
            ("start", "{}"),
            ("person", "export", "--email", "chloe@example.org", "--member-number", "12345678"),
            ("objections", "check", "chloe@example.org", "--insurer", "tilleuls", "--channel", "email"),
            ("purge", "--yes"),
        ],
    )
    def test_on_the_command_line_nothing_is_told_or_done(self, office, role, reach, words):
        before = office.trail(office.twin)
        told = office.run(role, reach, *(word.format(office.twin) for word in words))
        assert told.exit_code == 1, told.output
        silent(told.output, office.twin)
        assert office.trail(office.twin) == before


@pytest.mark.parametrize(("role", "reach"), ACCOUNTS)
def test_a_revoked_token_stops_at_once(tmp_path, role, reach):
    office = Office(tmp_path)
    client, name = office.as_(role, reach), "-".join((role, *REACHES[reach]))
    assert client.get("/v1/queue").status_code == 200
    office.accounts.revoke(name)
    routes = [
        ("GET", ""),
        ("GET", "/export"),
        ("GET", "/undelivered"),
        ("GET", f"/{office.twin}"),
        ("POST", ""),
        ("POST", "/messages/x/send-again"),
        *(("POST", f"/{office.twin}/{one.path}") for one in DEEDS),
    ]
    for method, path in routes:
        response = client.request(method, f"/v1/queue{path}", json=form() if path == "" else {})
        assert response.status_code == 401, (path, response.text)
        silent(response.text, office.twin)
    refused = office.run(role, reach, "list")
    assert refused.exit_code == 1
    office.close()


@pytest.mark.integration
@pytest.mark.parametrize(("role", "reach"), ACCOUNTS)
class TestOnTheCommandLine:
    @pytest.mark.parametrize("deed", DEEDS, ids=NAMED)
    def test_an_action(self, office, role, reach, deed):
        reference = office.ready(deed)
        before = office.trail(reference)
        words = [word.format(reference, twin=office.twin) for word in deed.words]
        done = office.run(role, reach, *words)
        allowed = reach != "another" and role in deed.roles
        late = deed.path == "extend" and done.exit_code == 1  # the command line goes by the clock of the machine
        assert done.exit_code == (0 if allowed and not late else 1), done.output
        if not allowed:
            silent(done.output, reference)
        added = [action for _, action, _ in office.trail(reference)[len(before) :]]
        assert bool(added) == (reach != "another")
        assert any("refused" in one for one in added) == (reach != "another" and (not allowed or late))

    @pytest.mark.parametrize(
        ("words", "roles"),
        [
            (("list", "--all"), STAFF),
            (("list", "--json"), STAFF),
            (("export",), STAFF),
            (("export", "--format", "json"), STAFF),
            (("export", "--personal"), STAFF - {"agent"}),
            (("undelivered",), STAFF),
            (
                ("person", "export", "--email", "chloe@example.org", "--member-number", "12345678"),
                STAFF - {"agent", "supervisor"},
            ),
            (
                ("person", "erase", "--reason", "x", "--email", "chloe@example.org", "--member-number", "12345678"),
                STAFF - {"agent", "supervisor"},
            ),
            (("purge",), frozenset({"administrator"})),
            (("purge", "--yes"), frozenset({"administrator"})),
        ],
    )
    def test_what_goes_through_every_request(self, office, role, reach, words, roles):
        give_up(office.desk, office.filed())
        told = office.run(role, reach, *words)
        assert told.exit_code == (0 if role in roles else 1), told.output
        if role not in roles or reach == "another":
            assert not any(word in told.output for word in (*PERSONAL, "MD-")), told.output
        elif words[0] != "purge":
            assert "MD-" in told.stdout

    @pytest.mark.parametrize(
        "words",
        [
            ("list", "--insurer", "tilleuls"),
            ("show", "{}"),
            ("show", "{}", "--json"),
            ("export", "--insurer", "tilleuls"),
            ("objections", "check", "chloe@example.org", "--insurer", "tilleuls", "--channel", "email"),
        ],
    )
    def test_what_names_a_request_or_an_insurer(self, office, role, reach, words):
        told = office.run(role, reach, *(word.format(office.twin) for word in words))
        assert told.exit_code == (1 if reach == "another" else 0), told.output
        if reach == "another":
            silent(told.output, office.twin)

    def test_an_email_is_sent_again(self, office, role, reach):
        message = give_up(office.desk, office.filed())
        assert office.run(role, reach, "send-again", message).exit_code == (1 if reach == "another" else 0)


@pytest.mark.integration
class TestWhatNoCommandTakes:
    def test_a_form_that_is_no_text(self, office, tmp_path):
        (tmp_path / "form.json").write_bytes(b'{"insurer": "\xff\xfe"}')
        refused = office.run("agent", "its", "file", str(tmp_path / "form.json"))
        assert refused.exit_code == 1
        assert refused.stderr.startswith("mesdroits: ")

    def test_an_account_with_an_endless_name(self, office):
        refused = office.run("agent", "its", "assign", office.twin, "x" * 101)
        assert refused.exit_code == 1
        assert refused.stderr.startswith("mesdroits: ")

    def test_a_head_with_an_endless_number(self, office):
        refused = office.run("agent", "its", "verify", "--expect", f"tilleuls:{'9' * 5_000}:00")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("mesdroits: ")
