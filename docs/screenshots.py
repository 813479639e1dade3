"""Takes the pictures of docs/screenshots from a server started for it: `python docs/screenshots.py`.

Requests go to a store of their own. Needs the indexes of `mesdroits ingest` and Chromium (the system's, or
Playwright's).
"""

from __future__ import annotations

import re
import shutil
import socket
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.app import create_app
from assistant.requests.actions import Answer, AskClarification, Start
from assistant.requests.desk import RequestDesk
from assistant.requests.records import Actor
from assistant.settings import load_settings
from assistant.wiring import build_desk, build_engine

FOLDER = Path(__file__).resolve().parent / "screenshots"
LARGEST = 200_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUESTION = "how do I exercise my rights at MGEN"
COMPARISON = "Combien de temps gardez-vous mes données ?"


AGENT = Actor("an agent", "dpo", None)
TYPED = {
    "subject.given_names": "Chloé",
    "subject.family_name": "d’Aubigné",
    "subject.birth_date": "29/02/1980",
    "subject.member_number": "12345678",
    "subject.email": "chloe@example.org",
    "subject.street": "12 rue des Lilas",
    "subject.postcode": "75011",
    "subject.town": "Paris",
}


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, RequestDesk]]:
    """The address of the application and its desk, until the block ends; requests and e-mails go below `folder`."""
    mail = Controller(Mailbox(folder / "inbox"), hostname="127.0.0.1", port=free_port())
    mail.start()
    settings = load_settings(
        requests_url=f"sqlite:///{folder / 'requests.sqlite3'}",
        smtp_host="127.0.0.1",
        smtp_port=mail.port,
        smtp_security="none",
        mail_from="mesdroits@example.org",
        questions_per_minute=100_000,
    )
    engine = build_engine(settings)
    desk = build_desk(settings, engine)
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    application = create_app(settings, engine, desk)
    running = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    urllib.request.urlopen(f"{address}/readyz", timeout=60).close()
    yield address, desk
    running.should_exit = True
    thread.join()
    listener.close()
    mail.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def visit(browser: Browser, address: str, width: int, height: int, language: str) -> Page:
    """A page opened at a size, in a language."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    return page


def save(page: Page, name: str) -> None:
    """Writes a picture. Raises ValueError when it is too heavy for a repository."""
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path} is larger than {LARGEST} bytes")


def chat(browser: Browser, address: str, name: str, width: int, height: int) -> Page:
    """A question and its answer in the members' chat."""
    page = visit(browser, f"{address}/?insurer=mgen", width, height, "en-GB")
    page.locator("#question").fill(QUESTION)
    page.locator("#question").press("Enter")
    expect(page.locator("article.answered")).to_be_visible()
    page.locator("#question").blur()
    save(page, name)
    return page


def document(page: Page) -> None:
    """The document page that the first citation opens."""
    with page.context.expect_page() as opened:
        page.locator("a.marker").first.click()
    opened.value.set_viewport_size({"width": 1100, "height": 640})
    opened.value.locator("#cited").evaluate("passage => passage.scrollIntoView({ block: 'center' })")
    save(opened.value, "document")


def console(browser: Browser, address: str) -> None:
    """The agents' console with the answers of two insurers."""
    page = visit(browser, f"{address}/console", 1280, 900, "fr-FR")
    for name in ("Mutuelle Mieux-Être", "SEM"):
        page.get_by_label("Assureurs").click()
        page.get_by_role("option", name=name, exact=True).click()
    page.get_by_label("Assureurs").press("Escape")
    page.get_by_label("Question").fill(COMPARISON)
    page.get_by_role("button", name="Demander").click()
    expect(page.locator(".console-answers article")).to_have_count(2)
    expect(page.get_by_role("row").nth(1)).to_contain_text("Mieux-Être")
    save(page, "console")


def request(browser: Browser, address: str) -> str:
    """The form, the check on a phone, and the receipt of a request; its reference."""
    page = visit(browser, f"{address}/requests/new?insurer=mieux-etre&type=erasure", 1280, 1000, "fr-FR")
    save(page, "request-form")
    for name, value in TYPED.items():
        page.locator(f"[name='{name}']").fill(value)
    page.locator("[name='answers.erasure.scope']").first.check()
    page.locator("form button.primary").click()
    page.set_viewport_size({"width": 360, "height": 800})
    save(page, "request-review-phone")
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.locator("[name='confirmed']").check()
    page.locator("form button.primary").click()
    reference = page.locator(".reference").inner_text()
    save(page, "request-receipt")
    return reference


def followed(browser: Browser, address: str, desk: RequestDesk, reference: str, inbox: Path) -> None:
    """The request as its member follows it, with an exchange and an answer."""
    page = visit(browser, f"{address}/requests/track?reference={reference}", 1280, 1000, "fr-FR")
    page.locator("form button.primary").click()
    page.locator("#code").fill(code_in(inbox))
    page.locator("form button.primary").click()
    desk.act(AGENT, reference, Start())
    desk.act(AGENT, reference, AskClarification("Vos remboursements passés sont-ils compris ?"))
    page.reload()
    page.locator("#text").fill("Oui, tous.")
    page.locator("form button.primary").click()
    reasons = "Les pièces comptables sont conservées dix ans (code de commerce, article L123-22)."
    desk.act(AGENT, reference, Answer("partly_refused", reasons, remedies_stated=True))
    page.reload()
    save(page, "request-followed")


def code_in(inbox: Path) -> str:
    """The tracking code, once its e-mail has arrived."""
    for _ in range(200):
        for path in inbox.glob("new/*"):
            if code := re.search(r"^ +([0-9A-Z]{8})\r?$", path.read_text(), re.MULTILINE):
                return code[1]
        threading.Event().wait(0.1)
    raise TimeoutError("no tracking code was sent")


def main() -> None:
    """Takes every picture."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder)) as (address, desk),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        chat(browser, address, "chat-phone", 390, 800)
        document(chat(browser, address, "chat-desktop", 1280, 860))
        console(browser, address)
        followed(browser, address, desk, request(browser, address), Path(folder) / "inbox")
        browser.close()


if __name__ == "__main__":
    main()
