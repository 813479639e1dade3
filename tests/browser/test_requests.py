"""A member's whole way in the browser: question, proposal, form, check, receipt and letter, then following by code.

Every type of request, on the five insurers, in both languages, with a real mail server.
"""

from __future__ import annotations

import io
import re
import socket
import threading
from dataclasses import dataclass

import httpx
import pypdf
import pytest
import uvicorn
from playwright.sync_api import Page, expect

from assistant.app import create_app
from assistant.catalogue import LANGUAGES, message
from assistant.requests.records import REQUEST_TYPES
from assistant.settings import Settings
from tests.assistant.requests.smtp_server import HOST, SmtpServer
from tests.browser.axe import faults
from tests.browser.conftest import DESKTOP, PHONE
from tests.unlimited import UNLIMITED

pytestmark = pytest.mark.browser

CHANNELS = {
    "mgen": ("post", "La Verrière"),
    "sem": ("post", "Clichy"),
    "mhr": ("post", "75008"),
    "mese": ("email", "fr-rgpd@mese.se.com"),
    "mieux-etre": ("email", "dpo@mieux-etre.fr"),
}
"""Where each insurer's policy sends a request."""
TOLD_FIRST = {
    "sem": {"any": ("accompagnée d’une copie d’un titre d’identité signé",)},
    "mgen": {"objection": ("le droit de s'opposer aux USAGERS UTILISATEURS est exclu",)},
    "mhr": {"any": ("formulaire",)},
}
"""What each policy says that must be known before filing, for any type or for one."""
WISHES = {
    "access": ("Je veux une copie de toutes mes données personnelles.", "I want a copy of all my personal data."),
    "rectification": (
        "Je veux faire rectifier une erreur dans mes données.",
        "I want you to correct a mistake in my data.",
    ),
    "erasure": ("Je veux que vous effaciez mes données.", "I want my data erased."),
    "restriction": (
        "Je demande la limitation du traitement de mes données.",
        "I request the restriction of the processing of my data.",
    ),
    "portability": (
        "Je demande la portabilité de mes données vers un autre organisme.",
        "I request the portability of my data to another organisation.",
    ),
    "objection": (
        "Je m'oppose au traitement de mes données.",
        "I object to the processing of my personal data.",
    ),
    "marketing_objection": (
        "Je ne veux plus recevoir de publicité de votre part.",
        "I want to stop receiving marketing from you.",
    ),
    "automated_decision": (
        "Je conteste une décision prise automatiquement et je demande qu'une personne la réexamine.",
        "I contest a decision made automatically and want a human to review it.",
    ),
    "withdraw_consent": ("Je retire mon consentement.", "I withdraw my consent."),
    "post_mortem": (
        "Je veux donner des directives sur le sort de mes données après ma mort.",
        "I want to give instructions about what happens to my data after my death.",
    ),
}


CODE = re.compile(r"^ +([0-9A-Z]{8})$", re.MULTILINE)


@dataclass(frozen=True)
class Office:
    """A service with a mail server."""

    address: str
    mail: SmtpServer


@pytest.fixture(scope="session")
def office(engine, data_dir, tmp_path_factory):
    """The application with its own store of requests, sending through a mail server of this machine."""
    mail = SmtpServer()
    mail.start()
    listener = socket.create_server((HOST, 0))
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    settings = Settings(
        data_dir=data_dir,
        console=False,
        requests_url=f"sqlite:///{tmp_path_factory.mktemp('office') / 'requests.sqlite3'}",
        public_url=address,
        smtp_host=HOST,
        smtp_port=mail.port,
        smtp_security="none",
        mail_from="mesdroits@example.org",
        **UNLIMITED,
    )
    server = uvicorn.Server(uvicorn.Config(create_app(settings, engine), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert httpx.get(f"{address}/readyz", timeout=60).status_code == 200
    yield Office(address, mail)
    server.should_exit = True
    thread.join(timeout=30)
    listener.close()
    mail.stop()


@pytest.fixture
def browse(chromium):
    """Opens a browser on the office, of a size and a language; all are closed after the test."""
    opened = []

    def open_browser(language: str, size: tuple[int, int]) -> Page:
        width, height = size
        locale = {"fr": "fr-FR", "en": "en-GB"}[language]
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=locale, reduced_motion="reduce"
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        return context.new_page()

    yield open_browser
    for context in opened:
        context.close()


def proposed(page: Page, office: Office, insurer: str, question: str) -> Page:
    """The form that the chat proposes for a question."""
    page.goto(f"{office.address}/chat/{insurer}")
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    button = page.locator("form.prepare button").last
    expect(button).to_be_visible(timeout=20_000)
    with page.context.expect_page() as opened:
        button.click()
    opened.value.wait_for_load_state()
    return opened.value


def filled(page: Page, name: str) -> None:
    """Answers what the form requires, as somebody would who has one answer to everything."""
    fields = {
        "subject.given_names": name,
        "subject.family_name": "Le Goff",
        "subject.birth_date": "12/03/1980",
        "subject.email": f"{name.lower()}@example.org",
        "subject.phone": "06 12 34 56 78",
        "subject.street": "12 rue des Lilas",
        "subject.postcode": "35000",
        "subject.town": "Rennes",
    }
    for field, value in fields.items():
        page.locator(f'[name="{field}"]').fill(value)
    for group in page.locator("form fieldset.options[id^='answers.']").all():
        if group.is_visible() and not group.locator("input:checked").count():
            group.locator("input").first.check()
    written = "[name^='answers.'][required]:is(textarea, input:not([type='radio'], [type='checkbox']))"
    for text in page.locator(written).all():
        if text.is_visible() and not text.input_value():
            text.fill("Les prélèvements de mars")
    page.locator("[name='receipt_by_email']").check()


def checked_and_filed(page: Page) -> str:
    """Goes on to the check, confirms, and returns the reference on the receipt."""
    page.locator("form button.primary").click()
    expect(page.locator("[name='confirmed']")).to_be_visible()
    page.locator("[name='confirmed']").check()
    page.locator("form button.primary").click()
    reference = page.locator(".reference").inner_text()
    assert re.fullmatch(r"MD-[0-9A-Z-]{15,}", reference), reference
    return reference


def pdf_text(page: Page, link_text: str) -> str:
    """The words of the PDF behind a link."""
    address = page.get_by_role("link", name=link_text, exact=True).get_attribute("href")
    answer = page.request.get(httpx.URL(page.url).join(address).__str__())
    assert answer.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def code_for(office: Office, reference: str) -> str:
    """The code in the e-mail about a request, once it has arrived."""
    for _ in range(300):
        for envelope in office.mail.envelopes:
            code = CODE.search(envelope.text)
            if reference in envelope.text and code:
                return code[1]
        threading.Event().wait(0.1)
    raise AssertionError(f"no code for {reference}")


def delivered(office: Office, reference: str, address: str) -> None:
    """Waits for the request's e-mail to the insurer; the letter is attached."""
    for _ in range(300):
        for envelope in office.mail.envelopes:
            if envelope.recipients == (address,) and reference in str(envelope.email["Subject"]):
                (letter,) = envelope.email.iter_attachments()
                assert letter.get_content_type() == "application/pdf"
                return
        threading.Event().wait(0.1)
    raise AssertionError(f"{reference} did not reach {address}")


def followed(page: Page, office: Office, reference: str, language: str) -> None:
    """Opens the request with the code that was sent."""
    page.goto(f"{office.address}/requests/track?lang={language}&reference={reference}")
    page.locator("form button.primary").click()
    expect(page.locator("#code")).to_be_visible()
    page.locator("#code").fill(code_for(office, reference))
    page.locator("form button.primary").click()
    expect(page.locator("h1")).to_have_text(message(language, "filing.followed_title"))


def ways():
    """Every type at every insurer in both languages; one of the two, by turns, is left to the load tests."""
    for row, kind in enumerate(REQUEST_TYPES):
        for column, insurer in enumerate(CHANNELS):
            for place, language in enumerate(LANGUAGES):
                marks = [pytest.mark.load] if (row + column + place) % 2 else []
                yield pytest.param(kind, insurer, language, marks=marks, id=f"{kind}-{insurer}-{language}")


@pytest.mark.parametrize(("kind", "insurer", "language"), ways())
def test_a_wish_becomes_a_filed_dated_and_tracked_request(browse, office, kind, insurer, language):
    size = PHONE if (REQUEST_TYPES.index(kind) + list(CHANNELS).index(insurer)) % 2 else DESKTOP
    page = browse(language, size)
    form = proposed(page, office, insurer, WISHES[kind][language == "en"])
    assert form.locator(f"input[name='type'][value='{kind}']").count() == 1
    told = " ".join(form.locator("main").inner_text().split())
    for what in TOLD_FIRST.get(insurer, {}).get("any", ()) + TOLD_FIRST.get(insurer, {}).get(kind, ()):
        assert what in told
    filled(form, f"{kind.title().replace('_', '')}")
    reference = checked_and_filed(form)

    channel, where = CHANNELS[insurer]
    shown = form.locator("main").inner_text()
    assert where in shown
    letter = pdf_text(form, message(language, "filing.letter_pdf"))
    assert reference in letter
    assert where in letter.replace("\n", " ")
    assert "Madame, Monsieur" in letter
    receipt = pdf_text(form, message(language, "filing.receipt_pdf"))
    assert reference in receipt
    assert "CNIL" in receipt
    if channel == "email":
        delivered(office, reference, where)

    followed(form, office, reference, language)
    assert reference in form.locator("main").inner_text()
    assert message(language, "lifecycle.state.received") in form.locator("main").inner_text()


@pytest.mark.parametrize("role", ["parent", "representative", "heir"])
def test_somebody_files_for_another_person(browse, office, role):
    page = browse("fr", PHONE)
    page.goto(f"{office.address}/requests/new?insurer=sem&type=access&for={role}&lang=fr")
    filled(page, "Camille")
    own = {"given_names": "Dominique", "family_name": "Le Goff", "email": "dominique@example.org"}
    for field, value in own.items():
        page.locator(f'[name="requester.{field}"]').fill(value)
    if role == "parent":
        page.locator('[name="subject.birth_date"]').fill("12/03/2015")
    if role in ("parent", "heir"):
        page.locator('[name="link"]').fill("mère")
    if role == "representative":
        for field in ("principal", "right", "scope", "duration"):
            page.locator(f'[name="mandate.{field}"]').fill("Camille Le Goff, accès, tout, un an")
    reference = checked_and_filed(page)
    letter = pdf_text(page, message("fr", "filing.letter_pdf"))
    assert "Dominique Le Goff" in letter
    assert "Camille Le Goff" in letter
    assert reference in letter


def test_a_complaint_is_explained_and_not_filed(browse, office):
    page = browse("fr", DESKTOP)
    page.goto(f"{office.address}/requests/new?insurer=mhr&type=complaint&lang=fr")
    expect(page.get_by_role("heading", level=1)).to_have_text(message("fr", "filing.complaint_title"))
    assert not page.locator("form[method='post']").count()


@pytest.mark.parametrize(("language", "size"), [("fr", PHONE), ("en", DESKTOP)])
def test_axe_finds_nothing_on_any_page_of_a_request(browse, office, language, size):
    page = browse(language, size)
    form = proposed(page, office, "mese", WISHES["erasure"][language == "en"])
    assert faults(form) == []
    form.locator("[name='subject.email']").fill("nobody")
    form.evaluate("document.querySelector('main form').noValidate = true")
    form.locator("form button.primary").click()
    expect(form.get_by_role("alert").first).to_be_visible()
    assert faults(form) == []
    filled(form, "Axelle")
    form.locator("form button.primary").click()
    expect(form.locator("[name='confirmed']")).to_be_visible()
    assert faults(form) == []
    form.locator("[name='confirmed']").check()
    form.locator("form button.primary").click()
    reference = form.locator(".reference").inner_text()
    assert faults(form) == []
    followed(form, office, reference, language)
    assert faults(form) == []
