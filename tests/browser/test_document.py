"""The document page in a real browser: at every width, by keyboard, without script, and for a screen reader."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import expect

from assistant.documents import SectionView
from assistant.sites import Sites
from assistant.web import static_pages
from assistant.web.documents import pages as document_pages
from tests.browser.axe import faults
from tests.browser.conftest import DESKTOP
from tests.web.fake_engine import HOSTILE, POLICY, VERSION, FakeEngine

pytestmark = pytest.mark.browser

PADDING = "".join(f"Paragraphe {number} de la politique, {HOSTILE} compris.\n\n" for number in range(60))
TEXT = f"{PADDING}## Vos droits\n\n{POLICY}\n\n{PADDING}"
WIDTHS = [(320, 600), (360, 740), (768, 1024), (1280, 800)]
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


class LongPolicy(FakeEngine):
    """Shows a policy of many screens."""

    def document(self, insurer, version):
        """The hostile policy between paragraphs."""
        start = TEXT.index("## Vos droits")
        section = SectionView("Vos droits", 2, start, start + len("## Vos droits"))
        return replace(super().document(insurer, version), text=TEXT, sections=(section,), noise=())


def place(part: str) -> tuple[int, int]:
    start = TEXT.index(part, len(PADDING))
    return start, start + len(part)


(START, END), (OTHER, OTHER_END) = place("dpo@example.org"), place("Paragraphe 50")
PAGE = f"/documents/bb/{VERSION}"
CITED = f"{PAGE}?start={START}&end={END}&also={OTHER}-{OTHER_END}"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the document pages answer."""
    application, sites = FastAPI(), Sites(tmp_path_factory.mktemp("corpus"), {})
    application.include_router(document_pages.router(LongPolicy(), sites))
    application.include_router(static_pages.router(sites))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()


@pytest.mark.parametrize("size", WIDTHS, ids=str)
def test_the_passage_is_seen_and_nothing_runs_over_the_side(visit, size):
    page = visit("fr-FR", size).open(CITED)
    expect(page.locator("#cited")).to_be_in_viewport(ratio=1)
    expect(page.locator("#cited")).to_be_focused()
    assert page.evaluate(WIDE)


@pytest.mark.parametrize("size", WIDTHS[1:], ids=str)
def test_axe_finds_nothing(visit, size):
    page = visit("en-GB", size).open(CITED)
    assert faults(page) == []


def test_the_skip_link_leads_to_the_passage(visit):
    page = visit("fr-FR").open(f"{CITED}#main")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cited")).to_be_focused()


@pytest.mark.parametrize("size", [WIDTHS[1], DESKTOP], ids=str)
def test_the_next_passage_is_one_step_away(visit, size):
    page = visit("en-GB", size).open(CITED)
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#cited")).to_have_text("Paragraphe 50")
    expect(page.locator("#cited")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("link", name="Previous")).to_be_visible()


def test_a_screen_reader_hears_where_the_passage_starts_and_ends(visit):
    page = visit("en-GB").open(CITED)
    heard = page.locator("#cited").aria_snapshot()
    said = [
        heard.index(one) for one in ("Start of the quoted passage", "dpo@example.org", "End of the quoted passage")
    ]
    assert said == sorted(said)


def test_without_script_the_steps_and_the_passage_work(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{CITED}#cited")
    expect(page.locator("#cited")).to_be_in_viewport(ratio=1)
    page.locator("a[rel=next]").click()
    expect(page.locator("#cited")).to_have_text("Paragraphe 50")
    expect(page.locator("#cited")).to_be_in_viewport(ratio=1)
    context.close()


def test_a_section_can_be_linked_to_from_its_heading(visit):
    page = visit("en-GB").open(PAGE)
    page.get_by_role("link", name="Link to the section: Vos droits").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#s-vos-droits")
    expect(page.locator("#s-vos-droits")).to_be_in_viewport(ratio=1)


def test_hostile_words_run_nothing_and_no_other_host_is_asked(visit):
    visitor = visit("fr-FR")
    page = visitor.open(CITED)
    assert page.locator("#text").text_content() == TEXT
    assert (visitor.foreign, visitor.complaints) == ([], [])
    assert visitor.context.cookies() == []


def test_what_is_printed_is_the_document(visit):
    page = visit("fr-FR").open(CITED)
    page.emulate_media(media="print")
    for hidden in (".banner", ".steps", ".contents", ".back"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#cited")).to_be_visible()
