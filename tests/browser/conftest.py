"""A real server over the real indexes, and a real Chromium. Without Chromium these tests fail: none is skipped."""

from __future__ import annotations

import shutil
import socket
import threading
from dataclasses import dataclass, field

import httpx
import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page, Request, sync_playwright

from assistant.app import create_app
from assistant.settings import Settings
from tests.unlimited import UNLIMITED

PHONE, DESKTOP = (360, 740), (1280, 800)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def address(engine, data_dir):
    """Where the application answers, on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    application = create_app(Settings(console=True, data_dir=data_dir, **UNLIMITED), engine)
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert httpx.get(f"{address}/readyz", timeout=60).status_code == 200  # the socket queues us until it serves
    yield address
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium, else the one that Playwright installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person's browser, and everything it asked for or complained about."""

    context: BrowserContext
    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", self._requested)
        self.context.on("console", lambda message: self._said(message.type, message.text))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def open(self, path: str) -> Page:
        """A new tab on a page of the product."""
        page = self.context.new_page()
        page.goto(self.address + path)
        return page

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.foreign.append(request.url)

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def size(request):
    """The two widths that every flow is tried at."""
    return request.param


@pytest.fixture
def visit(chromium, address):
    """Opens a browser of a size and a language; all are closed after the test."""
    opened = []

    def open_browser(language: str = "fr-FR", size: tuple[int, int] = DESKTOP, *, script: bool = True) -> Visitor:
        phone = size == PHONE
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            is_mobile=phone,
            has_touch=phone,
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        opened.append(context)
        return Visitor(context, address)

    yield open_browser
    for context in opened:
        context.close()
