"""An answer that is shown while it is being written: it can be read at once, and the finished one disturbs nobody.

The engine of these tests writes a sentence only when it is told to.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Semaphore
from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.app import create_app
from assistant.errors import InsurerUnavailable
from assistant.settings import Settings
from tests.browser.axe import faults
from tests.browser.conftest import PHONE
from tests.browser.serving import served
from tests.unlimited import UNLIMITED
from tests.web.fake_engine import WritingEngine
from tests.web.hostile_text import PAYLOADS, TRACES

pytestmark = pytest.mark.browser

QUESTION = "Comment exercer mes droits ?"
FIRST, SECOND = "Vous écrivez au délégué.", "Il répond en un mois."
EMBEDDED = pytest.mark.parametrize("path", ["/chat/bb", "/chat/bb?embedded=1"], ids=["page", "widget"])
ANNOUNCED = """
window.said = [];
new MutationObserver(() => said.push(document.getElementById("announcement").textContent))
  .observe(document.getElementById("announcement"), {childList: true, subtree: true});
"""
PLACES = """
[scrollY, ...[...document.querySelectorAll(".summary > *")].map((one) => one.getBoundingClientRect().top)]
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """The product over an engine that writes."""
    engine = WritingEngine()
    folder = tmp_path_factory.mktemp("data")
    with served(create_app(Settings(console=False, data_dir=folder, **UNLIMITED), engine)) as address:
        yield SimpleNamespace(engine=engine, address=address)


@pytest.fixture
def address(service) -> str:
    """Where `visit` goes."""
    return service.address


@pytest.fixture
def engine(service) -> Iterator[WritingEngine]:
    """The engine, which writes when `turns` are released; what still waits at the end is let go."""
    made = WritingEngine()
    service.engine.turns, service.engine.failure = Semaphore(0), None
    service.engine.sentences = made.sentences
    yield service.engine
    service.engine.turns.release(10)


def asked(page: Page) -> Locator:
    """The exchange of a question that was sent."""
    page.locator("#question").fill(QUESTION)
    page.locator("#question").press("Enter")
    exchange = page.locator(".exchange")
    expect(exchange.locator(".pending")).to_be_visible()
    return exchange


@EMBEDDED
def test_a_sentence_can_be_read_before_the_answer_is_complete(visit, engine, size, path):
    exchange = asked(visit("fr-FR", size).open(path))
    engine.turns.release()
    expect(exchange).to_contain_text(FIRST)
    expect(exchange).to_contain_text("rédigé par un modèle de langage")
    expect(exchange).not_to_contain_text(SECOND)
    expect(exchange.locator(".pending")).to_have_attribute("aria-busy", "true")
    engine.turns.release(2)
    expect(exchange.locator("article .summary")).to_contain_text(f"{FIRST}\u00a0[1] {SECOND}\u00a0[1]")
    expect(exchange.locator(".pending")).to_have_count(0)
    expect(exchange.locator("article .prose q")).to_have_count(1)


@EMBEDDED
def test_the_finished_answer_moves_nothing_that_was_being_read(visit, engine, size, path):
    page = visit("fr-FR", size).open(path)
    exchange = asked(page)
    engine.turns.release(2)
    expect(exchange).to_contain_text(SECOND)
    before = page.evaluate(PLACES)
    engine.turns.release()
    expect(exchange.locator("article")).to_be_visible()
    assert page.evaluate(PLACES) == pytest.approx(before, abs=0.5)


def test_a_member_who_reads_elsewhere_is_left_there(visit, engine):
    page = visit().open("/chat/bb")
    exchange = asked(page)
    engine.turns.release(2)
    expect(exchange).to_contain_text(SECOND)
    page.evaluate("scrollTo(0, 0)")
    engine.turns.release()
    expect(exchange.locator("article")).to_be_visible()
    assert page.evaluate("scrollY") == 0


def test_only_the_finished_answer_is_announced_and_once(visit, engine):
    page = visit().open("/chat/bb")
    page.evaluate(ANNOUNCED)
    exchange = asked(page)
    engine.turns.release(2)
    expect(exchange).to_contain_text(SECOND)
    assert page.evaluate("said") == []
    engine.turns.release()
    expect(exchange.locator("article")).to_be_visible()
    (said,) = page.evaluate("said")
    assert said.startswith(f"Réponse tirée de la politique. {FIRST} {SECOND}")
    assert "rédigé par un modèle de langage" in said


def test_hostile_text_in_a_sentence_stays_text(visit, engine):
    engine.sentences = tuple(f"{one} [1]\n" for one in PAYLOADS)
    visitor = visit()
    page = visitor.open("/chat/bb")
    exchange = asked(page)
    engine.turns.release(len(PAYLOADS))
    expect(exchange.locator(".pending")).to_contain_text(PAYLOADS[-1])
    assert page.locator(TRACES).count() == 0
    assert page.evaluate("typeof window.__xss") == "undefined"
    assert (visitor.foreign, visitor.complaints) == ([], [])


def test_what_goes_wrong_after_a_sentence_is_said_and_the_question_kept(visit, engine, size):
    engine.failure = InsurerUnavailable(insurer="bb")
    page = visit("fr-FR", size).open("/chat/bb")
    exchange = asked(page)
    engine.turns.release()
    expect(exchange).to_contain_text(FIRST)
    engine.turns.release(2)
    expect(page.get_by_role("alert")).to_contain_text("momentanément indisponibles")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.locator("#question")).to_have_value(QUESTION)
    expect(exchange).to_have_count(0)
    expect(page.locator(".suggestions")).to_be_visible()


def test_a_new_conversation_can_begin_while_an_answer_is_being_written(visit, engine):
    page = visit().open("/chat/bb")
    exchange = asked(page)
    engine.turns.release()
    expect(exchange).to_contain_text(FIRST)
    page.get_by_role("link", name="Nouvelle conversation").click()
    engine.turns.release(2)
    expect(exchange).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_answer_may_take_long_as_long_as_it_goes_on(visit, engine):
    page = visit().open("/chat/bb")
    page.clock.install()
    exchange = asked(page)
    for sentence in (FIRST, SECOND):
        page.clock.fast_forward(50_000)
        engine.turns.release()
        expect(exchange).to_contain_text(sentence)
    page.clock.fast_forward(50_000)
    engine.turns.release()
    expect(exchange.locator("article")).to_be_visible()


def test_an_answer_that_stops_in_the_middle_is_given_up_and_the_question_kept(visit, engine):
    page = visit().open("/chat/bb")
    page.clock.install()
    exchange = asked(page)
    engine.turns.release()
    expect(exchange).to_contain_text(FIRST)
    page.clock.fast_forward(100_000)
    expect(page.get_by_role("alert")).to_contain_text("Le service ne répond pas")
    expect(page.locator("#question")).to_have_value(QUESTION)


def test_nothing_moves_by_itself_for_who_asked_for_less_motion(visit, engine):
    page = visit().open("/chat/bb")
    exchange = asked(page)
    engine.turns.release()
    expect(exchange).to_contain_text(FIRST)
    assert page.evaluate("document.getAnimations().length") == 0


def test_axe_finds_nothing_wrong_with_an_answer_being_written_and_a_finished_one(visit, engine):
    page = visit("fr-FR", PHONE).open("/chat/bb")
    exchange = asked(page)
    engine.turns.release()
    expect(exchange).to_contain_text(FIRST)
    assert faults(page) == []
    engine.turns.release(2)
    expect(exchange.locator("article")).to_be_visible()
    assert faults(page) == []
