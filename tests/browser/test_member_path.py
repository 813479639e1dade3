"""A member's whole way, by keyboard alone: from a suggested question to the form with their own words.

At every width, in both languages, without script, and at 400 % zoom; and what stays in the browser after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.catalogue import message
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

TABLET, ZOOMED = (768, 1024), (320, 256)
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
FOLLOW_UP = {"fr": "et par courrier ?", "en": "and by post?"}
WISH = {"fr": "je veux que vous supprimiez toutes mes données", "en": "I want my data erased."}
NOTHING = {"cookies": [], "origins": []}
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
STEP = """wanted => {
  const one = document.activeElement;
  const back = Boolean(wanted.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (one === document.body) return [false, "Tab", ""];
  const marked = [one, one.closest("label"), ...(one.labels ?? [])].filter(Boolean).some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const uncovered = [...one.getClientRects()].some((box) => {
    const top = document.elementFromPoint(box.x + Math.min(box.width / 2, 20), box.y + box.height / 2);
    return top && (one.contains(top) || top.contains(one));
  });
  const fine = one.tabIndex < 0 || (marked && uncovered);
  const fault = fine ? "" : `${marked ? "covered" : "no outline"}: ${one.outerHTML.slice(0, 200)}`;
  return [one === wanted, back ? "Shift+Tab" : "Tab", fault];
}"""
"""Whether the focus is where it should go, else the key that leads there, and what is wrong with how it shows: what
takes keys has an outline of 2 px, and nothing lies over it."""


@dataclass
class Keyboard:
    """A member who has no mouse, on a page."""

    page: Page
    language: str
    script: bool = True

    def reach(self, wanted: Locator) -> None:
        """Tabs until `wanted` has the focus; wherever the focus goes on the way, it can be seen."""
        goal = wanted.element_handle()
        for _ in range(150):
            arrived, key, fault = self.page.evaluate(STEP, goal)
            assert fault == ""
            if arrived:
                break
            self.page.keyboard.press(key)
        expect(wanted).to_be_focused()

    def enter(self, wanted: Locator) -> None:
        """Reaches something and presses Enter on it."""
        self.reach(wanted)
        self.page.keyboard.press("Enter")

    def opens(self, wanted: Locator) -> Keyboard:
        """The tab that Enter opens on something."""
        self.reach(wanted)
        with self.page.context.expect_page() as opened:
            self.page.keyboard.press("Enter")
        opened.value.wait_for_load_state()
        return Keyboard(opened.value, self.language, self.script)

    def asks(self, question: str) -> Locator:
        """Types a question, sends it, and returns the answer."""
        before = self.page.locator("#log article").count()
        self.reach(self.page.locator("#question"))
        self.page.keyboard.type(question)
        if not self.script:  # Enter begins a new line
            self.reach(self.page.locator("#composer button"))
        self.page.keyboard.press("Enter")
        return self.answer(before)

    def answer(self, place: int) -> Locator:
        """The finished answer of a place in the conversation."""
        card = self.page.locator("#log article").nth(place)
        expect(card).to_have_class(re.compile("answered"), timeout=20_000)
        return card

    def word(self, key: str) -> str:
        """A word of the page, in its language."""
        return message(self.language, key)


def test_a_whole_way_needs_no_mouse(visit, way):
    size, language, script = way
    visitor = visit(LOCALES[language], size, script=script)
    member = Keyboard(visitor.open("/chat/mgen"), language, script)
    assert visitor.context.storage_state() == NOTHING
    asks_on(member)
    reads_on(member)
    says_what_it_was_worth(member)
    prepares_a_request(member)
    begins_again(member)
    assert visitor.context.storage_state() == NOTHING
    assert (visitor.foreign, visitor.complaints) == ([], [])


@pytest.fixture(
    params=[
        *(
            pytest.param((size, language, True), id=f"{size[0]}-{language}")
            for size in (PHONE, TABLET, DESKTOP)
            for language in LOCALES
        ),
        pytest.param((PHONE, "fr", False), id="without-script"),
        pytest.param((ZOOMED, "en", True), id="400-percent"),
    ]
)
def way(request):
    """A width, a language, and whether scripts run."""
    return request.param


def asks_on(member: Keyboard) -> None:
    """A suggested question, then one that only means something after it."""
    member.enter(member.page.locator(".suggestions button").first)
    expect(member.answer(0).locator(".prose")).to_contain_text("Avenue Joseph Rollo")
    assert member.page.evaluate(WIDE)
    expect(member.asks(FOLLOW_UP[member.language]).locator(".prose")).to_contain_text("Avenue Joseph Rollo")


def reads_on(member: Keyboard) -> None:
    """A citation in its place, then in the document, among the other passages that were cited."""
    card = member.answer(1)
    member.enter(card.locator(".prose .marker").first)
    passage = card.locator(".passage").first
    expect(passage).to_be_in_viewport()
    expect(passage).to_be_focused()
    document = member.opens(passage.get_by_role("link"))
    cited = document.page.locator("#cited")
    expect(cited).to_be_focused()
    expect(cited).to_be_in_viewport()
    expect(cited).to_contain_text("6B Avenue Joseph Rollo")
    assert document.page.locator("#text mark").count() > 1
    document.enter(document.page.locator("a[rel=next]"))
    expect(cited).to_contain_text("justifiant de votre identité")  # cited in the first answer
    expect(cited).to_be_in_viewport()
    assert document.page.evaluate(WIDE)
    document.page.close()


def says_what_it_was_worth(member: Keyboard) -> None:
    """An opinion with a reason, and the thanks for it."""
    card = member.answer(1)
    member.enter(card.locator(".feedback summary"))
    member.reach(card.get_by_label(member.word("reply.feedback_useful")))
    member.page.keyboard.press("ArrowDown")
    expect(card.get_by_label(member.word("reply.feedback_not_useful"))).to_be_checked()
    member.reach(card.get_by_label(member.word("reply.feedback_reason")))
    member.page.keyboard.press("ArrowDown")
    member.enter(card.get_by_role("button", name=member.word("reply.feedback_send")))
    thanks = member.page.locator(".thanks, .notice-done").locator("visible=true")
    expect(thanks).to_be_in_viewport()


def prepares_a_request(member: Keyboard) -> None:
    """A wish, the request that is proposed for it, and the form that holds the member's words."""
    card = member.asks(WISH[member.language])
    expect(card.locator(".handoff")).to_contain_text(member.word("web.request_erasure"))
    form = member.opens(card.locator("form.prepare button"))
    expect(form.page.locator("input[name=type]").first).to_have_value("erasure")
    words = form.page.locator("textarea[name=details]")
    expect(words).to_have_value(WISH[member.language])
    form.reach(words)
    assert form.page.evaluate(WIDE)
    form.page.close()


def begins_again(member: Keyboard) -> None:
    """A new conversation, in which nothing of the old one is left."""
    member.enter(member.page.locator("#new-conversation"))
    expect(member.page.locator(".exchange")).to_have_count(0)
    expect(member.page.locator("#composer [name=conversation_id]")).to_have_value("")
