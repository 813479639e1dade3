"""An answer in a real browser: passages that open without script, print, narrow screens, hostile values."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant.web.answers.markup import AnswerLinks, answer_html, failure_html, question_html
from assistant.web.rendering import STATIC, templates
from tests.browser.axe import faults
from tests.web.hostile_text import PAYLOADS as HOSTILE
from tests.web.replies import HANDOFF, LINKS, NAMES, hostile_reply, reply

pytestmark = pytest.mark.browser
ADDRESS = "http://answers.test/"
OUTCOMES = ("answered", "policy_silent", "out_of_scope", "needs_clarification")


def page_with(html: str) -> str:
    """A page of answers, with the styles that the chat has for them."""
    styles = "".join(f'<link rel="stylesheet" href="/{name}.css">' for name in ("base", "answer"))
    icons = templates().get_template("icons.html").render()
    head = f'<meta name="color-scheme" content="light dark"><title>x</title>{styles}'
    return f'<!doctype html><html lang="fr">{head}<body>{icons}<main class="log"><h1>x</h1>{html}</main>'


@pytest.fixture
def show(chromium: Browser):
    """Shows HTML in a new page; requests for anything but our styles are refused."""
    contexts = []

    def shown(html: str, *, script: bool = True, width: int = 360) -> Page:
        def serve(route: Route) -> None:
            name = route.request.url.removeprefix(ADDRESS)
            if name.endswith(".css"):
                route.fulfill(body=(STATIC / name).read_text(encoding="utf-8"), content_type="text/css")
            elif name in ("", "#"):
                route.fulfill(body=page_with(html), content_type="text/html; charset=utf-8")
            else:
                route.abort()

        viewport = {"width": width, "height": 740}
        contexts.append(chromium.new_context(viewport=viewport, java_script_enabled=script))
        contexts[-1].route("**/*", serve)
        page = contexts[-1].new_page()
        page.goto(ADDRESS)
        return page

    yield shown
    for context in contexts:
        context.close()


def every_kind() -> str:
    """An answer of each outcome, one with everything, and what is no answer."""
    answers = [
        answer_html(
            reply(outcome=one, message_id=one, handoff=HANDOFF, suggestions=("Qui contacter ?",)),
            language="fr",
            names=NAMES,
            links=LINKS,
        )
        for one in OUTCOMES
    ]
    return "".join([*answers, failure_html("Réessayez.", "fr"), question_html("Mes droits ?", "fr")])


def test_a_marker_opens_its_passage_without_script(show):
    html = answer_html(reply(), language="fr", names=NAMES, links=LINKS)
    page = show(html, script=False)
    marker = page.locator("a.marker").first
    marker.focus()
    marker.press("Enter")
    passage = page.locator(".passage").first
    expect(passage).to_be_visible()
    expect(passage).to_be_in_viewport()


def test_print_shows_every_passage_and_no_control(show):
    page = show(every_kind())
    page.emulate_media(media="print")
    assert all(passage.is_visible() for passage in page.locator(".passage").all())
    assert page.locator("button:visible, select:visible, textarea:visible").count() == 0


def test_an_answer_fits_a_narrow_screen_with_everything_open(show):
    page = show(every_kind(), width=320)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_axe_finds_nothing_wrong_with_an_answer(show):
    page = show(every_kind(), width=1280)
    page.evaluate("for (const one of document.querySelectorAll('.tool')) one.hidden = false")
    assert faults(page) == []


def test_why_is_asked_only_where_an_answer_was_not_useful(show):
    page = show(answer_html(reply(), language="fr", names=NAMES, links=LINKS))
    page.locator(".feedback summary").click()
    reason = page.get_by_label("Pourquoi ?")
    expect(reason).to_be_hidden()
    page.get_by_label("Non, pas utile").check()
    expect(reason).to_be_visible()


def test_no_hostile_value_runs_or_fetches_anything(show):
    links = AnswerLinks("/chat/bb", "/chat/bb/feedback", "_blank")
    answers = "".join(
        question_html(one, "fr")
        + answer_html(hostile_reply(one), language="fr", names={"bb": one, one: one}, links=links, said=one)
        + failure_html(one, "fr")
        for one in HOSTILE
    )
    page = show(answers)
    happened = []
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: happened.append(request.url))
    page.reload()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for marker in page.locator("a.marker, summary").all()[:20]:
        marker.hover()
    assert set(happened) == {ADDRESS, f"{ADDRESS}base.css", f"{ADDRESS}answer.css"}
