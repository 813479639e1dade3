"""What axe-core finds on every page and in every state that members see; a request's own are in test_requests."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from assistant.catalogue import message
from tests.browser.axe import faults
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
PAGES = (
    "/",
    "/chat/mgen",
    "/chat/mgen?embedded=1",
    "/chat/nobody",
    "/documents/mgen/nope",
    "/requests/new",
    "/requests/new?insurer=sem&type=complaint",
    "/requests/track",
    "/sign-in",
)
HEADINGS = ":is(h1, h2, h3, h4, h5, h6):visible"
SAID = {
    "fr": {
        "Comment exercer mes droits ?": "answered",
        "je veux que vous supprimiez toutes mes données": "answered",
        "combien de temps gardez-vous mes données ?": "policy_silent",
        "quel temps fait-il demain ?": "out_of_scope",
    },
    "en": {
        "how do I exercise my rights": "answered",
        "I want my data erased.": "answered",
        "how long do you keep my data?": "policy_silent",
        "what is the weather tomorrow?": "out_of_scope",
    },
}
"""Questions to the insurer "sem" and the outcome of each."""


def ask(page: Page, question: str, outcome: str) -> None:
    """Types a question, and waits for an answer of that outcome."""
    place = page.locator("#log article").count()
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    expect(page.locator("#log article").nth(place)).to_have_class(re.compile(outcome), timeout=20_000)


@pytest.mark.parametrize(("path", "language"), [(path, "fr" if n % 2 else "en") for n, path in enumerate(PAGES)])
def test_axe_finds_nothing_on_a_page(visit, path, language):
    page = visit(LOCALES[language], PHONE).open(path)
    assert faults(page) == []


@pytest.mark.parametrize(("language", "size"), [("fr", PHONE), ("en", DESKTOP)])
def test_axe_finds_nothing_in_a_conversation_of_every_outcome(visit, language, size):
    page = visit(LOCALES[language], size).open("/chat/sem")
    for question, outcome in SAID[language].items():
        ask(page, question, outcome)
    opinion = page.locator(".feedback").first
    opinion.locator("summary").click()
    opinion.get_by_label(message(language, "reply.feedback_useful")).check()
    opinion.get_by_role("button").click()
    expect(opinion.locator(".thanks")).to_be_visible()
    page.locator("#question").press("Enter")  # nothing typed
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []


def test_axe_finds_nothing_where_the_insurer_has_to_be_said(visit):
    page = visit("en-GB", PHONE).open("/")
    ask(page, "how do I exercise my rights", "needs_clarification")
    assert faults(page) == []


def test_axe_finds_nothing_where_a_question_is_waiting(visit):
    page = visit("fr-FR", PHONE).open("/chat/mgen")
    page.route("**/stream*", lambda _: None)  # never answered
    page.locator("#question").fill("Comment exercer mes droits ?")
    page.locator("#question").press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize(("insurer", "language"), [("mgen", "en"), ("mese", "fr")])
def test_axe_finds_nothing_in_a_document_with_passages(visit, insurer, language):
    visitor = visit(LOCALES[language], PHONE)
    page = visitor.open(f"/chat/{insurer}")
    ask(page, next(iter(SAID[language])), "answered")
    page.goto(visitor.address + str(page.locator(".source a").last.get_attribute("href")))
    expect(page.locator("#cited")).to_be_focused()
    assert faults(page) == []


@pytest.mark.parametrize("path", ["/", "/chat/sem", "/requests/new?insurer=sem&type=access"])
def test_headings_go_down_one_level_at_a_time(visit, path):
    page = visit("en-GB").open(path)
    if path == "/chat/sem":
        for question, outcome in SAID["en"].items():
            ask(page, question, outcome)
    levels = [int(one) for one in page.locator(HEADINGS).evaluate_all("all => all.map(one => one.tagName[1])")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_the_parts_of_a_conversation_are_named_and_quotes_say_their_language(visit):
    page = visit("en-GB").open("/chat/mgen")
    ask(page, "how do I exercise my rights", "answered")
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("region", name="Conversation").get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article", name="Answer taken from the policy")).to_have_attribute("lang", "en")
    quotes = page.locator(".prose q, .layer.policy blockquote")
    assert set(quotes.evaluate_all("all => all.map(one => one.lang)")) == {"fr"}
    expect(page.get_by_role("textbox", name="Your question")).to_have_count(1)
    expect(page.get_by_role("link", name="Passage quoted [1]").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Answer taken from the policy")).to_have_count(1)
