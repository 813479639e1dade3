"""Personal data stays where it belongs: canaries go through the whole life of requests, and are looked for."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import logging
import threading
import time
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import inspect, text

from assistant.errors import NotAllowed
from assistant.requests.mail.outbox import Outbox
from assistant.requests.mail.serving import attachments_of
from assistant.requests.mail.smtp import SmtpTransport
from assistant.requests.records import Actor
from assistant.requests.retention.erasing import erased
from assistant.requests.retention.finding import Sought
from assistant.requests.retention.purging import purge_due
from tests.assistant.desk_by_hand import NOW, form
from tests.assistant.requests.conftest import (  # noqa: F401  (fixtures)
    BOTH,
    database_url,
    migrated_database,
    migrated_file,
    postgres_url,
)
from tests.assistant.requests.smtp_server import HOST, SmtpServer, free_port
from tests.end_to_end.requests_site import PAGE, Site, posted

pytestmark = pytest.mark.integration
NIR = ("2 71 11 75 116 457 32", "271117511645732", "2711175116457")
"""A social-security number, as it may be typed, and as it may be kept by mistake."""
WORDS = {
    "given_names": "Zephyrinette",
    "family_name": "Kanarivolus",
    "email": "zk.canari7391@example.org",
    "phone": "+33698765432",
    "street": "77 impasse du Colibri",
    "town": "Vigipolis",
    "member_number": "KNR4471982",
    "birth_date": "1971-11-23",
}
"""Fields of a person, unlike any other word of the product."""
IBAN = "FR76 3000 6000 0112 3456 7890 189"
MANDATE = {
    "right": "erasure of pelicanright",
    "scope": "pelicanscope",
    "duration": "pelicantime",
    "principal": "Pelicanus Prime",
    "recipient": "representative",
}
FREE = (
    "albatrosdetail",
    "albatrosdoubt",
    "albatrosquestion",
    "albatrosreply",
    "albatrosreason",
    "albatrosnote",
    "albatrosredirect",
    "albatrosjustified",
)
"""Words that people write along the way."""
CANARIES = (
    *WORDS.values(),
    "23/11/1971",
    "0698765432",
    "06 98 76 54 32",
    IBAN,
    IBAN.replace(" ", ""),
    *FREE,
    "pelicanlink",
    "pelicanright",
    "pelicanscope",
    "pelicantime",
    "Pelicanus",
)
TESTERS = ("httpx", "httpx2", "httpcore", "httpcore2", "mail", "faker", "hypothesis")
"""Loggers of what the tests themselves use."""
SYSTEM = Actor("service", "system", None)


def found(where: str | bytes, canaries=(*CANARIES, *NIR)) -> list[str]:
    """The canaries in a text or in bytes, in any case."""
    text_of = where.decode("latin-1") if isinstance(where, bytes) else where
    return [one for one in canaries if one.casefold() in text_of.casefold()]


def canary_form(insurer="tilleuls", **changes):
    """A form that is full of canaries."""
    typed = {"postcode": "75011", "birth_date": "23/11/1971", "phone": "06 98 76 54 32"}
    subject = {**WORDS, **typed}
    details = f"albatrosdetail, mon NIR {NIR[0]}, mon IBAN {IBAN}"
    return form(insurer, subject=subject, details=details, receipt_by_email=True) | changes


def on_behalf():
    """A representative's, on the phone."""
    requester = {"given_names": "Kanarivolus", "family_name": "Zephyrinette", "email": WORDS["email"]}
    return canary_form(
        role="representative", requester=requester, mandate=MANDATE, link="pelicanlink", received_through="phone"
    )


class Everything(logging.Handler):
    """Keeps every line that anything logs, with its traceback."""

    def __init__(self) -> None:
        super().__init__(level=0)
        self.lines: list[str] = []

    def emit(self, record):
        if record.name.split(".")[0] not in TESTERS:
            self.lines.append(f"{record.name}: {self.format(record)} {record.args!r}")


@contextlib.contextmanager
def listening():
    """Everything that is logged, at the level of debugging, and everything that is printed."""
    heard, printed, root = Everything(), io.StringIO(), logging.getLogger()
    known = [root, *(one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger))]
    levels = [(one, one.level) for one in known]
    root.addHandler(heard)
    for one in known:
        one.setLevel(1)
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield heard, printed
    finally:
        root.removeHandler(heard)
        for one, level in levels:
            one.setLevel(level)


class Journey:
    """All that a member, an agent and a data protection officer do, with what goes wrong on the way."""

    def __init__(self, folder, url) -> None:
        self.smtp = SmtpServer()
        with listening() as (heard, printed):
            self.site = Site(
                folder, url, smtp_port=self.smtp.port, smtp_security="none", public_url="https://droits.example"
            )
            self.answers = []
            self._travel()
        self.logged, self.printed = heard.lines, printed.getvalue()

    def _travel(self) -> None:
        site, dpo = self.site, self.site.staff("dpo", "tilleuls")
        member = site.client()
        self.kept(member.post("/v1/requests/draft", json=canary_form()))
        online = self.kept(member.post("/v1/requests", json=canary_form()), 201).json()["reference"]
        agent = site.staff("agent", "tilleuls")
        phone = self.kept(agent.post("/v1/queue", json=on_behalf()), 201).json()["reference"]
        self._pages()
        self._refusals(member, agent)
        self._exchange(online, dpo)
        for action, body in (
            ("identity/ask", {"doubt": f"albatrosdoubt {NIR[0]}"}),
            (
                "extend",
                {"reason": "number", "justification": f"albatrosjustified {NIR[1]}", "informed_on": "2026-03-05"},
            ),
            ("answer", {"outcome": "refused", "reasons": f"albatrosreason {NIR[0]}", "remedies_stated": True}),
            ("close", {"note": f"albatrosnote {NIR[0]}"}),
        ):
            self.kept(dpo.post(f"/v1/queue/{phone}/{action}", json=body), 200)
        self._mail()
        self.online, self.phone = online, phone
        for one in (
            "/v1/queue",
            "/v1/queue/export",
            "/v1/queue/export?format=json",
            "/v1/queue/export?open_only=false",
        ):
            self.kept(agent.get(one), 200)
        self._failures(member)

    def kept(self, response, status=None):
        """The answer, kept to be looked through."""
        assert status is None or response.status_code == status, response.text
        self.answers.append(response)
        return response

    def _pages(self) -> None:
        values = (
            PAGE
            | {f"subject.{name}": value for name, value in WORDS.items()}
            | {"key": "pages", "details": f"albatrosdetail {NIR[0]}"}
        )
        client = self.site.client()
        for path in ("/requests/review", "/requests", "/requests/edit"):
            self.kept(posted(client, path, values))
        self.kept(
            posted(
                client,
                "/requests/new",
                {"insurer": "tilleuls", "type": "erasure", "said": " ".join((*WORDS.values(), NIR[0]))},
            )
        )
        self.kept(client.get(self.answers[-3].headers["Location"]), 200)

    def _refusals(self, member, agent) -> None:
        wrong = canary_form()
        wrong["subject"] = wrong["subject"] | {"email": f"{WORDS['email']}, x@example.org", "member_number": NIR[0]}
        self.kept(member.post("/v1/requests", json=wrong), 422)
        self.kept(member.post("/v1/requests", json=canary_form(types=3)), 422)
        self.kept(
            member.post("/v1/requests", json=canary_form(received_on=WORDS["email"], role=WORDS["email"])), 422
        )
        self.kept(member.post("/v1/requests", json=canary_form(confirmed=False)), 422)
        self.kept(member.post("/v1/requests", json=canary_form("nobody")), 404)
        self.kept(agent.post("/v1/queue", json=canary_form("fougeres")), 403)
        self.kept(
            member.post(
                "/v1/requests",
                content=f'{{"insurer": "{WORDS["email"]}'.encode(),
                headers={"Content-Type": "application/json"},
            ),
            400,
        )

    def _exchange(self, reference, dpo) -> None:
        member = self.site.member(reference)
        self.kept(dpo.post(f"/v1/queue/{reference}/start", json={}), 200)
        self.kept(
            dpo.post(f"/v1/queue/{reference}/clarification/ask", json={"question": f"albatrosquestion {NIR[0]}"}),
            200,
        )
        self.kept(
            member.post(f"/v1/requests/{reference}/reply", json={"text": f"albatrosreply {NIR[0]} {NIR[1]}"}), 200
        )
        self.kept(member.post(f"/v1/requests/{reference}/reply", json={"text": f"albatrosreply {NIR[0]}"}), 409)
        self.kept(member.get(f"/v1/requests/{reference}"), 200)
        self.kept(member.get(f"/v1/requests/{reference}/letter.pdf"), 200)
        self.kept(dpo.get(f"/v1/queue/{reference}"), 200)
        self.kept(member.post(f"/v1/requests/{reference}/withdrawal", json={"note": f"albatrosnote {NIR[0]}"}), 200)

    def _mail(self) -> None:
        """The server is down; then it refuses; then it cuts the line; then it takes what is left."""
        desk = self.site.desk
        clock = [NOW]
        outbox = Outbox(
            desk.store,
            SmtpTransport(self.site.settings),
            attachments_of(desk),
            self.site.settings,
            lambda: clock[0],
        )
        outbox.send_due(10)
        self.smtp.start()
        self.smtp.refuse_recipient = f"550 no {WORDS['email']} here"
        clock[0] += dt.timedelta(hours=1)
        outbox.send_due(2)
        self.smtp.refuse_recipient, self.smtp.drops = None, True
        clock[0] += dt.timedelta(hours=1)
        outbox.send_due(2)
        self.smtp.drops = False
        clock[0] += dt.timedelta(hours=1)
        outbox.send_due(20)
        self.smtp.stop()

    def _failures(self, member) -> None:
        """The store fails in the middle; a route fails with the data in its hands."""
        site, desk = self.site, self.site.desk
        refuse = "SELECT RAISE(ABORT, 'no')" if site.engine.dialect.name == "sqlite" else None
        if refuse:
            with site.engine.begin() as connection:
                connection.execute(text(f"CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN {refuse}; END"))
            self.kept(member.post("/v1/requests", json=canary_form()))
            self.kept(posted(site.client(), "/requests", PAGE | {"key": "f", "subject.email": WORDS["email"]}))
            with site.engine.begin() as connection:
                connection.execute(text("DROP TRIGGER broken"))
        with site.engine.begin() as connection:
            connection.execute(text("ALTER TABLE request_contacts RENAME TO elsewhere"))
        self.kept(member.post("/v1/requests", json=canary_form()))
        with site.engine.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO request_contacts"))
        before, desk.draft = desk.draft, failing
        self.kept(member.post("/v1/requests", json=canary_form()), 500)
        self.kept(member.post("/v1/requests/draft", json=canary_form()), 500)
        self.kept(posted(site.client(), "/requests/review", PAGE), 500)
        with served(site.app) as port:
            import httpx2

            with httpx2.Client(base_url=f"http://{HOST}:{port}") as client:
                self.kept(client.post("/v1/requests/draft", json=canary_form()), 500)
        desk.draft = before


def failing(form, *_):
    """What nobody foresaw: an error whose words hold what was typed."""
    raise ValueError(f"{form.subject.email} {form.details}")


@contextlib.contextmanager
def served(app):
    """The application behind the server and the settings that the command line gives it."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    yield port
    server.should_exit = True
    thread.join(timeout=30)


@pytest.fixture(scope="module", params=BOTH)
def journey(request, tmp_path_factory):
    """The journey, once on each kind of database."""
    folder = tmp_path_factory.mktemp("journey")
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    journey = Journey(folder, url)
    yield journey
    journey.site.close()


def test_no_line_of_any_log_holds_anything_personal(journey):
    assert journey.logged  # debugging was on
    assert [(line[:300], found(line)) for line in journey.logged if found(line)] == []


def test_nothing_personal_is_printed(journey):
    assert found(journey.printed) == []


def test_no_error_repeats_what_was_typed(journey):
    problems = [one for one in journey.answers if one.headers.get("Content-Type") == "application/problem+json"]
    assert {one.status_code for one in problems} >= {400, 403, 404, 409, 422, 500}
    assert [(one.text, found(one.text)) for one in problems if found(one.text)] == []


def test_no_address_and_no_header_holds_anything_personal(journey):
    for one in journey.answers:
        assert found(str(one.request.url)) == []
        assert found("\n".join(f"{name}: {value}" for name, value in one.headers.items())) == []
        assert one.headers["Cache-Control"] == "no-store"


def test_the_audit_trail_holds_nothing_personal_but_its_notes(journey):
    with journey.site.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM audit")).mappings().all()
    assert len(rows) > 10
    assert [dict(row) for row in rows if found("\n".join(str(row[name]) for name in row if name != "note"))] == []


def test_the_queue_and_an_agents_export_hold_nothing_personal(journey):
    agent = journey.site.staff("agent", "tilleuls")
    for path in ("/v1/queue?open_only=false", "/v1/queue/export?open_only=false", "/v1/queue/export?format=json"):
        response = agent.get(path)
        assert response.status_code == 200
        assert found(response.text) == []
        assert agent.get(path.replace("queue?", "queue/export?"), params={"personal": True}).status_code in (
            200,
            403,
        )
    refused = agent.get("/v1/queue/export", params={"personal": True})
    assert refused.status_code == 403
    assert found(refused.text) == []


def test_the_social_security_number_is_nowhere(journey):
    assert found(stored(journey.site), NIR) == []
    assert found(files(journey.site), NIR) == []
    answers = [one for one in journey.answers if not one.headers.get("Content-Type", "").startswith("text/html")]
    assert [one.text for one in answers if found(one.text, NIR)] == []
    assert journey.smtp.envelopes
    for one in journey.smtp.envelopes:
        assert found(str(one.email), NIR) == []
        assert found(one.text, NIR) == []


def test_a_failed_filing_leaves_nothing(journey):
    count, references = journey.site.count(), {journey.online, journey.phone}
    with journey.site.engine.connect() as connection:
        kept = set(connection.execute(text("SELECT DISTINCT reference FROM audit")).scalars())
    assert references < kept
    assert len(kept) == count


def test_an_email_to_a_member_says_that_there_is_something_to_read_and_not_what(journey):
    to_member = [one for one in journey.smtp.envelopes if WORDS["email"] in one.recipients]
    # A receipt, which is sent on demand only, says what remains to be done, and for whom.
    asked_for = [one for one in to_member if list(one.email.iter_attachments())]
    assert len(to_member) > len(asked_for)
    for one in to_member:
        names = [WORDS["given_names"], WORDS["family_name"]] if one in asked_for else []
        assert set(found(f"{one.email['Subject']}\n{one.text}")) <= set(names)


def stored(site) -> str:
    """Every value of every table."""
    with site.engine.connect() as connection:
        tables = inspect(site.engine).get_table_names()
        return "\n".join(str(row) for one in tables for row in connection.execute(text(f'SELECT * FROM "{one}"')))


def files(site) -> bytes:
    """Every byte of every file of the data folder, the log of the database included."""
    return b"\n".join(one.read_bytes() for one in sorted(Path(site.settings.data_dir).rglob("*")) if one.is_file())


@pytest.fixture
def site(database_url, tmp_path):  # noqa: F811
    """An installation of its own."""
    site = Site(tmp_path, database_url)
    yield site
    site.close()


def lived(site, **changes):
    """The reference of a request full of canaries that was answered and closed, with all that can be written."""
    reference = site.client().post("/v1/requests", json=canary_form(**changes)).json()["reference"]
    member, dpo = site.member(reference), site.staff("dpo", "tilleuls")
    for action, body in (
        ("assign", {"to": "claire"}),
        ("identity/ask", {"doubt": "albatrosdoubt"}),
        ("identity/verify", {"method": "callback"}),
        ("clarification/ask", {"question": "albatrosquestion"}),
    ):
        assert dpo.post(f"/v1/queue/{reference}/{action}", json=body).status_code == 200
    assert member.post(f"/v1/requests/{reference}/reply", json={"text": "albatrosreply"}).status_code == 200
    for action, body in (
        ("extend", {"reason": "number", "justification": "albatrosjustified", "informed_on": "2026-03-05"}),
        ("answer", {"outcome": "refused", "reasons": "albatrosreason", "remedies_stated": True}),
        ("close", {"note": "albatrosnote"}),
    ):
        assert dpo.post(f"/v1/queue/{reference}/{action}", json=body).status_code == 200
    return reference


def redirected(site):
    """The reference of one that belongs to another controller."""
    reference = site.client().post("/v1/requests", json=canary_form()).json()["reference"]
    body = {"to": "albatrosredirect, 77 impasse du Colibri"}
    assert site.staff("dpo").post(f"/v1/queue/{reference}/redirect", json=body).status_code == 200
    return reference


def test_a_purge_leaves_nothing_personal_in_any_byte(site):
    references = {lived(site), redirected(site)}
    assert found(stored(site)) != []
    later = NOW + dt.timedelta(days=365 * 5 + 60)
    with pytest.raises(NotAllowed):
        purge_due(site.desk.store, Actor("claire", "agent", None), later, dry_run=False)
    done = purge_due(site.desk.store, SYSTEM, later, dry_run=False)
    assert set(done.references) == references
    assert found(stored(site)) == []
    assert found(files(site)) == []


def test_an_erasure_leaves_nothing_of_this_person_and_all_of_the_others(site):
    reference, other = lived(site), site.filed()
    dpo = Actor("dpo", "dpo", frozenset({"tilleuls"}))
    person = Sought(email=WORDS["email"], member_number=WORDS["member_number"])
    done = erased(site.desk.store, site.desk.keys, dpo, person, NOW, "asked for")
    assert done.references == (reference,)
    assert found(stored(site)) == []
    assert found(files(site)) == []
    assert "chloe@example.org" in stored(site)
    assert site.staff("dpo").get(f"/v1/queue/{other}").json()["request"]["file"] is not None


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_an_export_is_a_formula(site, start):
    subject = form()["subject"] | {"email": f"{'x' if start == '@' else start}cmd@example.org"}
    site.filed(subject=subject)
    table = site.staff("dpo").get("/v1/queue/export", params={"personal": True}).text
    assert "cmd@example.org" in table
    assert f",{start}" not in table
    assert f'"{start}' not in table


def test_what_is_said_and_filed_reaches_neither_the_vectors_nor_the_question_bank(engine, data_dir):
    from fastapi.testclient import TestClient

    from assistant.app import create_app
    from assistant.settings import Settings

    before = canaries_below(data_dir)
    with TestClient(create_app(Settings(data_dir=data_dir, console=False), engine)) as client:
        said = f"Je veux effacer mes données, {' '.join(WORDS.values())} {NIR[0]} {IBAN}"
        reply = client.post("/v1/chat", json={"insurer": "mgen", "question": said})
        assert reply.status_code == 200
        assert found(reply.text) == []
        assert client.post("/v1/requests", json=canary_form("mgen")).status_code == 201
    after = canaries_below(data_dir)
    assert len(after) > 10
    assert {one: words for one, words in after.items() if words and words != before.get(one)} == {}


def canaries_below(folder):
    """What of a person stands in each file but the requests' own. Chroma writes memory that nobody has cleared, so
    that an ingestion by this very process may have left in its files what earlier tests had said."""
    kept = (one for one in Path(folder).rglob("*") if one.is_file() and not one.name.startswith("requests.sqlite3"))
    return {one: found(one.read_bytes()) for one in kept}
