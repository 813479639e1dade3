"""Hostile text on every page and in the console: it is shown as text, and nothing of it comes to be an element.

The question, the policy with its title, sections and name, what a request and an opinion hold: each attacks.
"""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from types import SimpleNamespace
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page, expect

from assistant.app import create_app
from assistant.catalogue import message
from assistant.documents import DocumentView, SectionView
from assistant.errors import UnknownInsurer
from assistant.exchanges import Exchange
from assistant.law import load_law
from assistant.reply import Citation, Notice, Quote, Reply
from assistant.requests.desk import RequestDesk
from assistant.requests.intake.form import RequestForm
from assistant.requests.store.tables import RequestRow
from assistant.web.filing.tracking import COOKIE as FOLLOWED
from assistant.wiring import build_accounts, build_feedback
from ingest.records import Document, Span
from tests.assistant.desk_by_hand import Clock, code_sent, form
from tests.assistant.requests.policies import CORPUS, ReadPolicy, written
from tests.unlimited import UNLIMITED
from tests.web.fake_engine import FakeEngine, FakeInsurer
from tests.web.filing_by_hand import desk_over
from tests.web.hostile_text import PAYLOADS, TRACES

pytestmark = pytest.mark.browser

INSURER, VERSION, PASSWORD = "tilleuls", "2017-10-01-abc", "quatre chevaux blancs"
POLICY = "".join(f"# {one}\n\n{one}\n\n" for one in PAYLOADS)
NAME = "Mutuelle " + " ".join(PAYLOADS)
MARK = "x55"
MAIL = {"smtp_host": "127.0.0.1", "smtp_port": 9, "mail_from": "droits@service.example"}
"""Nothing is sent; codes to follow a request wait in the outbox."""
NAMES = {"given_names": PAYLOADS[0], "family_name": PAYLOADS[4], "town": PAYLOADS[32], "street": PAYLOADS[36]}


def _spans() -> list[Span]:
    """Where the payloads stand in the policy, below their headings."""
    found, position = [], 0
    for one in PAYLOADS:
        start = position + len(f"# {one}\n\n")
        found.append(Span(start, start + len(one)))
        position = start + len(f"{one}\n\n")
    return found


class HostileEngine(FakeEngine):
    """An insurer whose name, documents and answers attack."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.stored = replace(self.stored, insurer=INSURER, title=NAME, text=POLICY, languages=("fr",))
        self.known = [FakeInsurer(id=INSURER, name=NAME, legal_name=NAME, documents=(self.stored,))]
        self.known[0].suggestions = lambda _: list(PAYLOADS)
        self.known[0].contacts = lambda: []

    def insurer(self, insurer: str) -> FakeInsurer:
        if insurer != INSURER:
            raise UnknownInsurer(insurer=insurer, known=INSURER)
        return self.known[0]

    def document(self, insurer: str, version: str) -> DocumentView:
        stored: Document = self.stored
        sections = tuple(
            SectionView(one, 1, span.start - len(one) - 4, span.start - 2)
            for one, span in zip(PAYLOADS, _spans(), strict=True)
        )
        names = (insurer, NAME, stored.id, version, stored.title, stored.date, ("fr",), stored.text)
        return DocumentView(*names, sections=sections, noise=())

    def documents(self, _insurer: str) -> list:
        return []

    def ask(self, _insurer, question, _language=None, conversation_id=None, **_) -> Reply:
        """Quotes the whole policy to the first question, and nothing of it to the others."""
        conversation = conversation_id or uuid4().hex
        spans = [] if self.exchanges.conversation(conversation) else _spans()
        cited = tuple(
            Citation(number, Quote(self.stored, span, one, "fr"))
            for number, (one, span) in enumerate(zip(PAYLOADS, spans, strict=False), start=1)
        )
        said = "\n".join(f"{NAME} : « {one.quote.text} » [{one.marker}]" for one in cited) or question
        notices = tuple(Notice("information", one) for one in PAYLOADS[: len(cited)])
        reply = Reply(
            conversation,
            uuid4().hex,
            INSURER,
            "fr",
            "answered",
            said,
            cited,
            notices=notices,
            suggestions=PAYLOADS[:9],
        )
        self.exchanges.remember(Exchange(question, reply))
        return reply


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service with one hostile request and one hostile opinion, and accounts that look at them."""
    desk = desk_over(tmp_path_factory.mktemp("hostile"), Clock(), console=True, **MAIL, **UNLIMITED)
    policies = SimpleNamespace(releases=SimpleNamespace(index=lambda _: hostile_policy()), law=load_law(CORPUS))
    desk = RequestDesk(desk.settings, desk.store, desk.keys, policies, Clock())
    engine = HostileEngine()
    accounts = build_accounts(desk)
    for name, role in (("zoe", "agent"), ("sam", "supervisor")):
        accounts.add(name, role, [INSURER])
        accounts.set_password(name, PASSWORD)
    asked = engine.ask(INSURER, " ".join(PAYLOADS))
    opinions = build_feedback(desk, engine.exchanges)
    opinions.leave(asked.message_id, useful=False, reason="wrong", comment=_within(2_000), share=True)
    filed = desk.file(RequestForm.model_validate(hostile_form()), "fr").request.reference
    renamed(desk, filed)
    with _serving(create_app(desk.settings, engine, desk)) as address:
        yield SimpleNamespace(address=address, desk=desk, reference=filed)


@contextmanager
def _serving(application):
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert httpx.get(f"{address}/sign-in", timeout=60).status_code == 200
    yield address
    server.should_exit = True
    thread.join(timeout=30)
    listener.close()


def _within(characters: int) -> str:
    """As many payloads as fit."""
    said = ""
    for one in PAYLOADS:
        said += f"{one} " if len(said) + len(one) < characters else ""
    return said.strip()


def hostile_form() -> dict:
    """A form whose free text attacks; no name or place with a mark of markup passes."""
    return form(INSURER) | {"details": _within(2_000)}


@cache
def hostile_policy() -> ReadPolicy:
    """As the desk reads it: rights, and payloads in the words that it quotes."""
    read = written(
        f"## Vos droits\n\nVous disposez d'un droit d'effacement {_within(900)}. Écrivez à dpo@tilleuls.fr."
    )
    entry = read.release.insurer.model_copy(update={"id": INSURER, "name": NAME, "legal_name": NAME})
    return ReadPolicy(entry, read.release.release.documents)


def renamed(desk, reference: str) -> None:
    """Hostile names in a request, as a store that was filled by something else could hold."""
    with desk.store.writing() as writing:
        row = writing.session.get(RequestRow, reference)
        row.file = row.file | {"subject": row.file["subject"] | NAMES}


@dataclass
class Watched:
    """A browser whose pages have to stay quiet."""

    context: BrowserContext
    address: str
    noise: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("dialog", lambda dialog: (self.noise.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.context.on("request", lambda one: self._asked(one.url))

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.noise.append(url)

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(f"{self.address}{path}")
        return page

    def nothing_came_of_it(self, page: Page, *shown: str, within: str = "body") -> None:
        """The page shows the text, and nothing else of it: no element, no script that ran, no request."""
        text = page.locator(within).text_content() or ""
        assert all(" ".join(one.split()) in " ".join(text.split()) for one in shown or (MARK,))
        traces = page.locator(TRACES)
        assert [one.evaluate("one => one.outerHTML.slice(0, 300)") for one in traces.all()] == []
        assert page.evaluate("typeof window.__xss") == "undefined"
        assert self.noise == []


@pytest.fixture
def browse(chromium, service):
    opened = []

    def browser(*, script: bool = True) -> Watched:
        opened.append(chromium.new_context(java_script_enabled=script, locale="fr-FR", reduced_motion="reduce"))
        opened[-1].set_default_timeout(20_000)
        return Watched(opened[-1], service.address)

    yield browser
    for context in opened:
        context.close()


def signed_in(watched: Watched, name: str, path: str) -> Page:
    page = watched.open(f"/sign-in?next={quote(path, safe='')}")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{watched.address}{path}")
    return page


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_questions_and_the_answers_to_them(browse, script):
    watched = browse(script=script)
    page = watched.open(f"/chat/{INSURER}")
    for turn, start in enumerate(range(0, len(PAYLOADS), 10), start=1):
        asked = "\n".join(PAYLOADS[start : start + 10])
        page.locator("#question").fill(asked)
        page.locator("form:has(#question) [type=submit]").click()
        expect(page.locator("#log article")).to_have_count(turn, timeout=30_000)
    watched.nothing_came_of_it(page, *(POLICY.split("\n\n")[1:8:2]), PAYLOADS[-1])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/documents/{INSURER}/{VERSION}?start=0&end=400&also=500-900",
        f"/requests/new?insurer={INSURER}&type=erasure",
        f"/requests/new?insurer={INSURER}",
    ],
)
def test_names_and_documents_of_an_insurer(browse, path):
    watched = browse()
    watched.nothing_came_of_it(watched.open(path))


@pytest.mark.parametrize("payload", ["<b class=x55>x55</b>", "x55' onfocus=window.__xss=1 id=x55 autofocus '"])
def test_what_an_address_holds(browse, payload):
    watched = browse()
    for path in ("/chat/{}", "/sign-in?next=/{}", "/requests/track?reference={}", "/nowhere/{}", "/documents/{}/x"):
        page = watched.open(path.format(payload.replace("/", "%2F").replace("#", "%23")))
        watched.nothing_came_of_it(page, "")


def test_a_form_that_comes_back_its_review_and_its_receipt(browse):
    watched = browse()
    page = watched.open(f"/requests/new?insurer={INSURER}&type=erasure")
    page.locator("[name='answers.erasure.scope'][value=everything]").check()
    given = hostile_form()
    for names in (NAMES, {}):
        for name, value in (given["subject"] | {"birth_date": "29/02/1980"} | names).items():
            page.locator(f"[name='subject.{name}']").fill(value)
        page.locator("[name=details]").fill(given["details"])
        if names:
            page.get_by_role("button", name="Vérifier ma demande").click()
            expect(page.locator("[name='subject.family_name'][aria-invalid=true]")).to_be_visible()
            watched.nothing_came_of_it(page)
    page.get_by_role("button", name="Vérifier ma demande").click()
    expect(page.locator("[name=confirmed]")).to_be_visible()
    watched.nothing_came_of_it(page)
    page.locator("[name=confirmed]").check()
    page.get_by_role("button", name="Déposer ma demande").click()
    page.wait_for_url("**/requests/receipt/**")
    watched.nothing_came_of_it(page)


def test_a_request_that_is_followed(browse, service):
    watched = browse()
    service.desk.send_code(service.reference, "fr")
    token = service.desk.open_session(service.reference, code_sent(service.desk, service.reference))
    watched.context.add_cookies([{"name": FOLLOWED, "value": token, "url": f"{service.address}/requests"}])
    watched.nothing_came_of_it(watched.open("/requests/followed"), service.reference)


def test_the_sign_in_page_and_the_agents_form(browse):
    watched = browse()
    page = watched.open("/sign-in")
    page.locator("[name=name]").fill(PAYLOADS[32])
    page.locator("[name=password]").fill(PAYLOADS[0])
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    watched.nothing_came_of_it(page, "")
    watched.nothing_came_of_it(signed_in(watched, "zoe", f"/desk/new?insurer={INSURER}&type=erasure"))


def test_the_queue_and_a_request_in_the_console(browse, service):
    watched = browse()
    page = signed_in(watched, "zoe", "/console/")
    page.get_by_role("tab", name="Demandes").click()
    page.get_by_label("Ouvrir une référence").fill(service.reference)
    page.get_by_label("Ouvrir une référence").press("Enter")
    expect(page.get_by_role("heading", name=f"Demande {service.reference}")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("window.__xss").first).to_be_visible()
    watched.nothing_came_of_it(page)


def test_opinions_in_the_console(browse):
    watched = browse()
    page = signed_in(watched, "sam", "/console/")
    page.get_by_role("tab", name="Réponses signalées").click()
    page.locator(".desk-rows").get_by_text(message("fr", "console_desk.flagged.reason.wrong")).locator(
        "visible=true"
    ).first.click()
    expect(page.locator("dd").filter(has_text="window.__xss").first).to_be_visible(timeout=30_000)
    watched.nothing_came_of_it(page)


def test_an_answer_in_the_console(browse):
    watched = browse()
    page = signed_in(watched, "zoe", "/console/")
    expect(page.get_by_text("conseiller").first).to_be_visible(timeout=30_000)  # the insurer is chosen by then
    page.get_by_label("Question", exact=True).first.fill("\n".join(PAYLOADS)[:900])
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.locator("article.answer")).to_be_visible(timeout=30_000)
    watched.nothing_came_of_it(page)
