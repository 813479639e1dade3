"""Members at work in a real browser, on a phone and on a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

ENGLISH = "how do I exercise my rights at MGEN"
FRENCH = "Comment exercer mes droits ?"
NOTHING = {"cookies": [], "origins": []}
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def ask(page: Page, question: str) -> Locator:
    """Types a question, sends it, and returns its finished answer."""
    field = page.locator("#question")
    before = page.locator("#log article").count()
    field.fill(question)
    field.press("Enter")
    return answer(page, before)


def answer(page: Page, place: int) -> Locator:
    card = page.locator("#log article").nth(place)
    expect(card).to_be_visible()
    return card


def follow(page: Page, link: Locator) -> Page:
    """The tab that a link opens."""
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    return opened.value


def test_a_member_asks_in_english_and_follows_a_citation_to_the_passage(visit, size, engine):
    page = visit("en-GB", size).open("/chat/mgen")
    card = ask(page, ENGLISH)
    expect(card).to_have_class(re.compile("answered"))
    expect(card.locator(".prose")).to_contain_text("6B Avenue Joseph Rollo")
    card.locator(".prose .marker").first.click()
    passage = card.locator(".passage").first
    expect(passage).to_be_in_viewport()
    cited = follow(page, passage.get_by_role("link")).locator("#cited")
    expect(cited).to_be_in_viewport(ratio=1)
    assert cited.text_content() == engine.ask("mgen", ENGLISH).citations[0].quote.text


def test_every_source_of_an_answer_opens_at_its_passage(visit, size):
    page = visit("en-GB", size).open("/chat/mgen")
    sources = ask(page, ENGLISH).locator(".source")
    assert sources.count() >= 5
    for source in sources.all():
        if not source.locator("details").evaluate("details => details.open"):
            source.locator("summary").click()
        document = follow(page, source.get_by_role("link"))
        expect(document.locator("#cited")).to_be_in_viewport()
        document.close()


def test_quotes_say_their_language_and_the_answer_its_own(visit):
    card = ask(visit("en-GB").open("/chat/mgen"), ENGLISH)
    expect(card.locator(".prose q[lang=fr]").first).to_contain_text("6B Avenue Joseph Rollo")


def test_the_answer_comes_before_its_notices_and_the_contradiction_stands_out(visit, size):
    card = ask(visit("en-GB", size).open("/chat/mgen"), ENGLISH)
    text, alert, notes = ((card.locator(part).bounding_box() or {})["y"] for part in (".prose", ".alert", ".notes"))
    assert text < alert < notes
    expect(card.locator(".alert")).to_contain_text("Boulevard")


def test_a_member_asks_in_french_from_the_list_of_insurers(visit, size):
    page = visit("fr-FR", size).open("/")
    page.get_by_label("Votre assureur", exact=True).select_option(label="MGEN")
    card = ask(page, FRENCH)
    expect(card.get_by_role("heading", level=2)).to_have_text("Réponse tirée de la politique")
    expect(card.locator(".handoff")).to_contain_text("Adresser votre demande")


def test_a_wish_to_act_shows_its_article_and_opens_the_form(visit):
    page = visit("fr-FR", PHONE).open("/chat/mese")
    card = ask(page, "je veux que vous supprimiez toutes mes données")
    expect(card.locator(".handoff")).to_contain_text("RGPD, article 17")
    form = follow(page, card.get_by_role("button", name="Préparer ma demande"))
    expect(form.locator("input[name=type]").first).to_have_value("erasure")


def test_lines_of_an_answer_are_a_list_and_bold_quotes_are_bold(visit):
    page = visit().open("/chat/mieux-etre")
    expect(ask(page, FRENCH).locator(".prose li").first).to_contain_text("par e-mail")
    expect(ask(page, "vous répondez sous combien de temps ?").locator("q strong").first).to_contain_text("(1) mois")


def test_a_question_without_insurer_is_answered_once_one_is_clicked(visit, size):
    page = visit("fr-FR", size).open("/")
    card = ask(page, FRENCH)
    expect(card).to_have_class(re.compile("needs_clarification"))
    card.get_by_role("button", name="MGEN").click()
    expect(answer(page, 1).locator(".prose")).to_contain_text("Pour exercer vos droits auprès de MGEN")


def test_a_question_without_insurer_is_answered_once_one_is_typed(visit):
    page = visit().open("/")
    ask(page, FRENCH)
    expect(ask(page, "MGEN").locator(".prose")).to_contain_text("Pour exercer vos droits auprès de MGEN")


def test_silence_is_said_apart_from_what_the_law_says(visit, size):
    card = ask(visit("fr-FR", size).open("/chat/sem"), "combien de temps gardez-vous mes données ?")
    expect(card).to_have_class(re.compile("policy_silent"))
    expect(card.get_by_role("heading", level=2)).to_have_text("La politique ne dit rien à ce sujet")
    expect(card.locator(".layer.law")).to_contain_text("RGPD, article 5 – Principes")


def test_a_question_outside_the_subject_quotes_nothing(visit, size):
    card = ask(visit("fr-FR", size).open("/chat/mgen"), "quel temps fait-il demain ?")
    expect(card).to_have_class(re.compile("out_of_scope"))
    expect(card.get_by_role("heading", level=2)).to_have_text("L’assistant ne peut pas répondre à cette question")
    expect(card.locator("q, .sources")).to_have_count(0)


@pytest.mark.parametrize(
    ("question", "reason"), [("😀😀", "aucun mot"), ("mot " * 60_000, "trop longue"), ("", "d’abord")]
)
def test_an_error_is_said_at_the_field_and_the_question_kept(visit, size, question, reason):
    page = visit("fr-FR", size).open("/chat/mgen")
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(reason)
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.locator("#question")).to_have_value(question.strip())
    expect(page.locator("#question")).to_be_focused()


def test_an_unreachable_service_is_said_and_the_question_kept(visit):
    page = visit().open("/chat/mgen")
    page.route("**/chat/**", lambda route: route.abort())
    page.locator("#question").fill(FRENCH)
    page.locator("#question").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Le service ne répond pas")
    expect(page.locator("#question")).to_have_value(FRENCH)


def test_an_answer_arrives_even_where_streams_are_cut(visit):
    page = visit().open("/chat/mgen")
    page.route("**/stream*", lambda route: route.abort())
    expect(ask(page, FRENCH)).to_have_class(re.compile("answered"))


def test_the_keyboard_of_a_phone_gives_way_to_the_answer(visit):
    page = visit("fr-FR", PHONE).open("/chat/mgen")
    ask(page, FRENCH)
    expect(page.locator("#question")).not_to_be_focused()


def test_a_finished_answer_is_announced_once_and_nothing_before(visit):
    page = visit().open("/chat/mgen")
    page.evaluate(
        """window.said = [];
        new MutationObserver(() => said.push(document.getElementById("announcement").textContent))
          .observe(document.getElementById("announcement"), {childList: true, subtree: true});"""
    )
    ask(page, FRENCH)
    said = page.evaluate("said")
    assert len(said) == 1
    assert said[0].startswith("Réponse tirée de la politique. Pour exercer vos droits")
    assert page.locator("#log [aria-live], #log [role=log]").count() == 0


def test_a_question_is_sent_once_however_often_enter_is_pressed(visit):
    page = visit().open("/chat/mgen")
    page.locator("#question").fill(FRENCH)
    for _ in range(3):
        page.locator("#question").press("Enter")
    answer(page, 0)
    expect(page.locator(".exchange")).to_have_count(1)


def test_a_line_break_is_typed_with_shift(visit):
    page = visit().open("/chat/mgen")
    page.locator("#question").fill("Bonjour")
    page.locator("#question").press("Shift+Enter")
    expect(page.locator("#question")).to_have_value("Bonjour\n")


def test_the_language_changes_and_the_conversation_stays(visit, size):
    page = visit("fr-FR", size).open("/chat/mgen")
    ask(page, FRENCH)
    page.locator("#question").fill("Et ensuite")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(answer(page, 0).locator(".prose")).to_contain_text("6B Avenue Joseph Rollo")
    expect(page.locator("#question")).to_have_value("Et ensuite")
    assert "conversation" not in page.url


def test_a_new_conversation_begins_empty(visit, size):
    page = visit("fr-FR", size).open("/chat/mgen")
    ask(page, FRENCH)
    page.get_by_role("link", name="Nouvelle conversation").click()
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.locator("#composer [name=conversation_id]")).to_have_value("")
    expect(page.locator("#question")).to_be_focused()


def test_the_copied_answer_names_its_sources(visit):
    visitor = visit()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open("/chat/mgen")
    ask(page, FRENCH).get_by_role("button", name="Copier").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('[1] Politique de MGEN'))")


def test_a_person_is_one_click_away_in_the_middle_of_a_conversation(visit, size):
    page = visit("fr-FR", size).open("/chat/mieux-etre")
    ask(page, FRENCH)
    page.get_by_role("link", name="Parler à une personne").click()
    expect(page.locator("#contacts").get_by_role("link", name="dpo@mieux-etre.fr")).to_be_in_viewport()


def test_nothing_covers_the_answer_at_400_percent(visit):
    page = visit("fr-FR", (320, 256)).open("/chat/mgen")
    ask(page, FRENCH)
    parts = ".assistant-notice, .composer"
    sticking = page.locator(parts).evaluate_all("parts => parts.map(part => getComputedStyle(part).position)")
    assert "sticky" not in sticking
    assert page.evaluate(WIDE)


def test_the_page_weighs_at_most_60_kilobytes(chromium, address):
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    sizes = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(f"{address}/chat/mgen", wait_until="networkidle")
    context.close()
    assert 0 < sum(sizes) <= 60_000


@pytest.mark.parametrize(
    "path", ["/", "/chat/mgen", "/chat/mgen?embedded=1", "/chat/nobody", "/documents/mgen/nope"]
)
def test_no_page_is_wider_than_a_phone(visit, path):
    assert visit("fr-FR", PHONE).open(path).evaluate(WIDE)


@pytest.mark.parametrize("insurer", ["mese", "mgen", "mhr", "mieux-etre", "sem"])
def test_the_document_page_holds_the_document_character_for_character(visit, insurer, engine):
    document = engine.insurer(insurer).documents[0]
    page = visit("fr-FR", PHONE).open(f"/documents/{insurer}/{document.version}")
    assert page.locator("article#text").text_content() == document.text
    assert page.evaluate(WIDE)


@pytest.mark.parametrize("path", ["/", "/chat/mgen"])
def test_nothing_is_stored_and_no_other_host_is_asked(visit, path):
    visitor = visit("fr-FR")
    page = visitor.open(path)
    assert visitor.context.storage_state() == NOTHING  # before the first question
    ask(page, "Comment exercer mes droits à la MGEN ?")
    ask(page, "quel temps fait-il demain ?")
    page.locator(".prose .marker").first.click()
    follow(page, page.locator(".passage a").first)
    assert visitor.context.storage_state() == NOTHING
    assert page.evaluate("indexedDB.databases().then(found => found.length + sessionStorage.length)") == 0
    assert (visitor.foreign, visitor.complaints) == ([], [])
