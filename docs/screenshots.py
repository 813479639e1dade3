"""Takes the pictures of docs/screenshots from a server started for it: `python docs/screenshots.py`.

Needs the indexes of `mesdroits ingest` and Chromium (the system's, or Playwright's).
"""

from __future__ import annotations

import shutil
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.app import create_app
from assistant.settings import load_settings

FOLDER = Path(__file__).resolve().parent / "screenshots"
LARGEST = 200_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUESTION = "how do I exercise my rights at MGEN"
COMPARISON = "Combien de temps gardez-vous mes données ?"


@contextmanager
def server() -> Iterator[str]:
    """The address of the application, served until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    running = uvicorn.Server(uvicorn.Config(create_app(load_settings()), log_level="warning", access_log=False))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    urllib.request.urlopen(f"{address}/readyz", timeout=60).close()
    yield address
    running.should_exit = True
    thread.join()
    listener.close()


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


def main() -> None:
    """Takes every picture."""
    FOLDER.mkdir(exist_ok=True)
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        chat(browser, address, "chat-phone", 390, 800)
        document(chat(browser, address, "chat-desktop", 1280, 860))
        console(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
