"""The widget on an insurer's site: another origin, with a strict policy of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Locator, Page, expect

from assistant.app import create_app
from assistant.settings import Settings
from tests.browser.axe import faults
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.serving import running, served
from tests.web.fake_engine import FakeEngine

pytestmark = pytest.mark.browser

TABLET = (768, 1024)
SIZES = pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
OPEN_ROOTS = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: "open" }); };
"""
TAG = '<script src="{service}/widget.js" data-insurer="bb" async></script>'
PAGES = {
    "/": TAG,
    "/twice": TAG + TAG,
    "/two": TAG + TAG.replace('"bb"', '"cc" data-position="right"'),
    "/left": TAG.replace("async", 'data-position="left" data-label="Une question ?" data-accent="#ffe600" async'),
    "/english": TAG.replace("async", 'data-language="en-GB" async'),
    "/nobody": TAG.replace('data-insurer="bb"', ""),
}


class Host(BaseHTTPRequestHandler):
    """The insurer's site: what it lets in is the widget's script and frame, no style and no inline script."""

    def __init__(self, service: list[str], *args: Any) -> None:
        self.service = service
        super().__init__(*args)

    def do_GET(self) -> None:
        service, path = self.service[0], self.path.partition("?")[0]
        self.send_response(200 if path in PAGES else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        lets_in = f"img-src data:; script-src {service}; frame-src {service}"
        policy = f"default-src 'none'; {lets_in}; require-trusted-types-for 'script'"
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        head = '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>BB</title>'
        tag = PAGES.get(path, "").replace("{service}", service)
        body = "<main><h1>Mutuelle</h1><button>Devis</button></main>"
        self.wfile.write(f'<!doctype html><html lang="fr">{head}{tag}{body}'.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' output is theirs."""


@dataclass
class Service:
    """Where the service answers, and a site that may show its chat."""

    address: str
    site: str
    stranger: str
    """The same site under a name that the service does not know."""


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Service]:
    """The product over the fake engine, and an insurer's site on another port and another host name."""
    address: list[str] = []
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, address))
    site, stranger = (f"http://{name}:{host.server_address[1]}" for name in ("localhost", "127.0.0.1"))
    settings = Settings(
        console=False, data_dir=tmp_path_factory.mktemp("data"), site_origins={"bb": (site,), "cc": (site,)}
    )
    with running(host.serve_forever, host.shutdown), served(create_app(settings, FakeEngine())) as found:
        address.append(found)
        yield Service(found, site, stranger)
    host.server_close()


@dataclass
class Member:
    """A browser on an insurer's site, and what it asked the service for."""

    context: BrowserContext
    service: Service
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("console", lambda one: self.complaints.append(one.text) if one.type == "error" else None)

    def at(self, path: str = "/", site: str | None = None) -> Page:
        """A page of the site, whose widgets, if it has any, have arrived."""
        page = self.context.new_page()
        page.goto(f"{site or self.service.site}{path}", wait_until="networkidle")
        return page

    def of_service(self) -> list[str]:
        """The addresses of the service that were asked for, without the service's own."""
        start = self.service.address
        return [url.removeprefix(start) for url in self.asked if url.startswith(start)]


@pytest.fixture
def member(chromium: Browser, service: Service) -> Iterator[Callable[..., Member]]:
    """Opens a browser; the widget's closed root is made open to the test unless it asks otherwise."""
    contexts: list[BrowserContext] = []

    def open_browser(size: tuple[int, int] = DESKTOP, see_inside: bool = True, **more: Any) -> Member:
        width, height = size
        phone = size == PHONE
        context = chromium.new_context(
            viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone, **more
        )
        if see_inside:
            context.add_init_script(OPEN_ROOTS)
        contexts.append(context)
        return Member(context, service)

    yield open_browser
    for context in contexts:
        context.close()


def button(page: Page) -> Locator:
    return page.locator("mesdroits-chat button[aria-expanded]")


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Vos données personnelles")


def opened(page: Page) -> Frame:
    """The chat's frame, opened by the button and loaded, with the focus in it."""
    button(page).first.click()
    expect(page.locator("mesdroits-chat iframe")).to_be_focused()
    frame = page.frames[-1]
    frame.wait_for_load_state()
    return frame


@SIZES
def test_a_member_asks_in_the_widget_by_keyboard_and_comes_back_to_the_page(member, size):
    page = member(size).at()
    page.get_by_role("button", name="Devis").focus()
    page.keyboard.press("Tab")
    expect(button(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(button(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator("mesdroits-chat iframe")).to_be_focused()
    frame = page.frame_locator("mesdroits-chat iframe")
    field = frame.get_by_label("Votre question")
    field.focus()
    page.keyboard.type("Comment exercer mes droits ?")
    page.keyboard.press("Enter")
    expect(frame.locator("#log article").last).to_contain_text("dpo@example.org")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(button(page)).to_be_focused()
    expect(button(page)).to_have_attribute("aria-expanded", "false")


@SIZES
def test_nothing_but_the_script_is_asked_of_the_service_before_the_chat_is_opened(member, size):
    visitor = member(size)
    visitor.at()
    assert visitor.of_service() == ["/widget.js"]


def test_the_chat_asks_no_other_host_for_anything(member):
    visitor = member()
    opened(visitor.at())
    assert {url.split("/")[2] for url in visitor.asked if not url.startswith("data:")} == {
        visitor.service.site.split("/")[2],
        visitor.service.address.split("/")[2],
    }


def test_neither_the_widget_nor_the_chat_leaves_anything_in_the_browser(member):
    visitor = member()
    frame = opened(visitor.at())
    frame.get_by_label("Votre question").fill("Comment exercer mes droits ?")
    frame.get_by_label("Votre question").press("Enter")
    expect(frame.locator("#log article").last).to_contain_text("dpo@example.org")
    assert visitor.context.storage_state() == {"cookies": [], "origins": []}


def test_a_strict_policy_of_the_host_page_breaks_nothing(member):
    visitor = member()
    opened(visitor.at())
    assert visitor.complaints == []
    assert button(visitor.context.pages[0]).evaluate("one => getComputedStyle(one).position") == "fixed"


def test_where_the_frame_is_refused_the_chat_opens_in_a_tab(member):
    visitor = member()
    page = visitor.at(site=visitor.service.stranger)
    button(page).click()
    with visitor.context.expect_page() as tab:
        panel(page).get_by_role("link", name="Ouvrir dans un nouvel onglet").click()
    tab.value.wait_for_load_state()
    assert tab.value.url == f"{visitor.service.address}/chat/bb?lang=fr"
    expect(tab.value.get_by_label("Votre question")).to_be_visible()


def test_a_frame_that_is_refused_is_said_and_leads_to_the_chat_in_a_tab(member):
    visitor = member()
    page = visitor.at(site=visitor.service.stranger)
    with page.expect_console_message(lambda one: "frame-ancestors" in one.text):
        button(page).click()
    said = panel(page).get_by_role("alert")
    expect(said).to_contain_text("L’assistant ne peut pas s’afficher dans cette page.")
    link = said.get_by_role("link", name="Ouvrir l’assistant dans un nouvel onglet")
    expect(link).to_be_focused()
    expect(page.locator("mesdroits-chat iframe")).to_be_hidden()
    assert link.get_attribute("href") == f"{visitor.service.address}/chat/bb?lang=fr"
    assert faults(page) == []


def test_a_service_that_does_not_answer_is_said(member):
    page = member().at()
    page.clock.install()
    page.route("**/chat/**", lambda _: None)
    button(page).click()
    expect(page.locator("mesdroits-chat iframe")).to_be_visible()
    page.clock.fast_forward(20_000)
    expect(panel(page).get_by_role("alert")).to_contain_text("ne peut pas s’afficher")


def test_nothing_is_said_where_the_chat_is_there(member):
    page = member().at()
    page.clock.install()
    opened(page)
    page.clock.fast_forward(20_000)
    expect(page.locator("mesdroits-chat iframe")).to_be_visible()
    expect(panel(page).get_by_role("alert")).to_be_hidden()


@SIZES
def test_axe_finds_nothing_on_the_host_page_and_in_the_open_chat(member, size):
    page = member(size).at()
    frame = opened(page)
    assert faults(page) == []
    assert faults(frame) == []


def test_escape_on_the_host_page_closes_the_chat(member):
    page = member().at()
    opened(page)
    page.get_by_role("button", name="Devis").focus()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()


def test_the_close_button_closes_the_chat_and_gives_the_focus_back(member):
    page = member().at()
    opened(page)
    panel(page).get_by_role("button", name="Fermer").click()
    expect(panel(page)).to_be_hidden()
    expect(button(page)).to_be_focused()


def test_a_message_of_the_host_page_does_not_close_the_chat(member):
    page = member().at()
    opened(page)
    page.evaluate("postMessage({ mesdroits: 'close' }, '*')")
    page.evaluate("() => new Promise((done) => { onmessage = done; postMessage(0, '*'); })")
    expect(panel(page)).to_be_visible()


def test_a_message_of_another_origin_does_not_close_the_chat(member):
    visitor = member()
    page = visitor.at()
    opened(page)
    page.evaluate("() => { window.heard = new Promise(done => { onmessage = event => done(event.origin); }); }")
    with page.expect_popup() as other:
        page.evaluate("address => { window.open(address); }", f"{visitor.service.stranger}/nobody")
    other.value.evaluate("opener.postMessage({ mesdroits: 'close' }, '*')")
    assert page.evaluate("heard") == visitor.service.stranger
    expect(panel(page)).to_be_visible()


def test_the_conversation_is_still_there_at_the_second_opening(member):
    visitor = member()
    page = visitor.at()
    opened(page).get_by_label("Votre question").fill("Où sont mes données ?")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    assert opened(page).get_by_label("Votre question").input_value() == "Où sont mes données ?"


@SIZES
def test_the_open_chat_covers_a_phone_and_leaves_the_page_to_others(member, size):
    page = member(size).at()
    opened(page)
    box = panel(page).bounding_box() or {}
    covers = (box["x"], box["y"], box["width"], box["height"]) == (0, 0, *size)
    assert covers == (size == PHONE)
    assert panel(page).evaluate("one => one.matches(':modal')") == (size == PHONE)


@SIZES
def test_the_button_and_the_open_chat_stay_inside_the_window(member, size):
    page = member(size).at()
    expect(button(page)).to_be_in_viewport(ratio=1)
    opened(page)
    expect(panel(page)).to_be_in_viewport(ratio=1)


def test_a_script_that_is_run_twice_adds_one_button(member):
    expect(button(member().at("/twice"))).to_have_count(1)


def test_two_insurers_on_one_page_have_a_button_each_and_neither_hides_the_other(member):
    page = member().at("/two")
    expect(button(page)).to_have_count(2)
    one, other = (button(page).nth(place).bounding_box() or {} for place in range(2))
    assert abs(one["y"] - other["y"]) >= one["height"]


def test_a_page_that_replaces_its_body_keeps_the_button_and_the_conversation(member):
    page = member().at()
    opened(page).get_by_label("Votre question").fill("Où ?")
    page.evaluate("document.body.replaceWith(document.createElement('body'))")
    expect(page.frame_locator("mesdroits-chat iframe").get_by_label("Votre question")).to_have_value("Où ?")


def test_the_place_the_label_and_the_colour_are_the_hosts_choice(member):
    page = member().at("/left")
    expect(button(page)).to_have_text("Une question ?")
    assert (button(page).bounding_box() or {})["x"] == 16
    colours = button(page).evaluate("one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]")
    assert colours == ["rgb(255, 230, 0)", "rgb(0, 0, 0)"]


def test_the_language_asked_for_is_that_of_the_button_and_of_the_chat(member):
    page = member().at("/english")
    expect(button(page)).to_have_text("My data, my rights")
    assert "lang=en" in opened(page).url


def test_without_an_insurer_there_is_no_button_and_the_console_says_why(member):
    visitor = member()
    expect(button(visitor.at("/nobody"))).to_have_count(0)
    assert any("data-insurer" in one for one in visitor.complaints)


def test_the_widget_is_closed_to_the_scripts_of_the_host_page_and_adds_no_global(member):
    page = member(see_inside=False).at()
    assert page.evaluate("document.querySelector('mesdroits-chat').shadowRoot") is None
    assert page.evaluate("Object.keys(window).filter((name) => /droits|widget|chat/i.test(name))") == []


def test_the_widget_is_not_printed(member):
    page = member().at()
    page.emulate_media(media="print")
    expect(button(page)).to_be_hidden()


def test_the_frame_is_isolated_and_named(member):
    page = member().at()
    opened(page)
    frame = page.locator("mesdroits-chat iframe")
    expect(frame).to_have_attribute("title", "Assistant automatisé sur vos données personnelles")
    expect(frame).to_have_attribute("referrerpolicy", "no-referrer")
    allowed = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    expect(frame).to_have_attribute("sandbox", allowed)
