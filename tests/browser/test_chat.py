"""Members and agents at work in a real browser, on a phone and on a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visitor

pytestmark = pytest.mark.browser

ENGLISH = "how do I exercise my rights at MGEN"
FRENCH = "Comment exercer mes droits ?"
WIDE = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def ask(page: Page, question: str) -> Locator:
    """Types a question, sends it, and returns the card of its finished answer."""
    field = page.locator("#question")
    before = page.locator("#log article").count()
    field.fill(question)
    field.press("Enter")
    return answer(page, before)


def answer(page: Page, place: int) -> Locator:
    card = page.locator("#log article").nth(place)
    expect(card).to_be_visible()
    expect(card).not_to_have_attribute("aria-busy", "true")
    return card


def follow(page: Page, link: Locator) -> Page:
    """The tab that a link opens."""
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    return opened.value


def test_a_member_asks_in_english_and_follows_a_citation_to_the_passage(visit, size, engine):
    page = visit("en-GB", size).open("/?insurer=mgen")
    card = ask(page, ENGLISH)
    expect(card).to_have_class(re.compile("answered"))
    expect(card.locator(".prose")).to_contain_text("6B Avenue Joseph Rollo")
    document = follow(page, card.locator(".prose").get_by_role("link", name="Read source 1 in the document"))
    cited = document.locator("#cited")
    expect(cited).to_be_in_viewport(ratio=1)
    assert cited.text_content() == engine.ask("mgen", ENGLISH).citations[0].quote.text


def test_every_source_of_an_answer_opens_at_its_passage(visit, size):
    page = visit("en-GB", size).open("/?insurer=mgen")
    links = ask(page, ENGLISH).locator(".source a")
    assert links.count() >= 5
    for link in links.all():
        document = follow(page, link)
        expect(document.locator("#cited")).to_be_in_viewport()
        document.close()


def test_quotes_say_their_language_and_the_answer_its_own(visit):
    card = ask(visit("en-GB").open("/?insurer=mgen"), ENGLISH)
    expect(card.locator("div[lang=en] q[lang=fr]").first).to_contain_text("6B Avenue Joseph Rollo")


def test_the_answer_comes_before_its_notices_and_the_contradiction_stands_out(visit, size):
    card = ask(visit("en-GB", size).open("/?insurer=mgen"), ENGLISH)
    text, alert, notes = ((card.locator(part).bounding_box() or {})["y"] for part in (".prose", ".alert", ".notes"))
    assert text < alert < notes
    expect(card.locator(".alert")).to_contain_text("Boulevard")


def test_a_member_asks_in_french_from_the_list_of_insurers(visit, size):
    page = visit("fr-FR", size).open("/")
    page.get_by_label("Votre mutuelle").select_option(label="MGEN")
    page.get_by_role("button", name=FRENCH).click()
    card = answer(page, 0)
    expect(card.get_by_role("heading", level=2)).to_have_text("Réponse tirée de la politique")
    expect(card.locator(".handoff")).to_contain_text("Adresser votre demande")


def test_a_wish_to_act_shows_its_article_and_opens_the_form(visit, size):
    card = ask(visit("fr-FR", size).open("/?insurer=mese"), "je veux que vous supprimiez toutes mes données")
    expect(card.locator(".handoff")).to_contain_text("RGPD, article 17")
    form = card.get_by_role("link", name="Préparer ma demande")
    expect(form).to_have_attribute("href", re.compile(r"/requests/new\?insurer=mese&type=erasure&lang=fr$"))


def test_lines_of_an_answer_are_a_list_and_bold_quotes_are_bold(visit):
    page = visit().open("/?insurer=mieux-etre")
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
    card = ask(visit("fr-FR", size).open("/?insurer=sem"), "combien de temps gardez-vous mes données ?")
    expect(card).to_have_class(re.compile("policy_silent"))
    expect(card.get_by_role("heading", level=2)).to_have_text("La politique ne dit rien à ce sujet")
    expect(card.locator(".layer.law")).to_contain_text("RGPD, article 5 – Principes")


def test_a_question_outside_the_subject_quotes_nothing(visit, size):
    card = ask(visit("fr-FR", size).open("/?insurer=mgen"), "quel temps fait-il demain ?")
    expect(card).to_have_class(re.compile("out_of_scope"))
    expect(card.get_by_role("heading", level=2)).to_have_text("L’assistant ne peut pas répondre à cette question")
    expect(card.locator("q, .sources")).to_have_count(0)


@pytest.mark.parametrize(("question", "reason"), [("😀😀", "aucun mot"), ("mot " * 1_000, "trop longue")])
def test_an_error_is_said_and_the_question_kept(visit, size, question, reason):
    page = visit("fr-FR", size).open("/?insurer=mgen")
    card = ask(page, question)
    expect(card).to_have_class(re.compile("error"))
    expect(card).to_contain_text(reason)
    expect(card.get_by_role("heading")).to_be_in_viewport()
    expect(page.locator("#question")).to_have_value(question.strip())


def test_an_unreachable_service_is_said_and_the_question_kept(visit):
    page = visit().open("/?insurer=mgen")
    page.route("**/v1/chat**", lambda route: route.abort())
    card = ask(page, FRENCH)
    expect(card).to_contain_text("Le service ne répond pas")
    expect(page.locator("#question")).to_have_value(FRENCH)


def test_an_answer_arrives_even_where_streams_are_cut(visit):
    page = visit().open("/?insurer=mgen")
    page.route("**/v1/chat/stream", lambda route: route.abort())
    expect(ask(page, FRENCH)).to_have_class(re.compile("answered"))


def test_the_keyboard_of_a_phone_gives_way_to_the_answer(visit):
    page = visit("fr-FR", PHONE).open("/?insurer=mgen")
    ask(page, FRENCH)
    expect(page.locator("#question")).not_to_be_focused()


def test_a_member_needs_no_mouse(visit):
    page = visit("fr-FR").open("/?insurer=mgen")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller à la question")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(FRENCH)
    page.keyboard.press("Enter")
    source = answer(page, 0).locator(".source a").last
    for _ in range(10):
        if source.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(source).to_be_focused()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.locator("#cited")).to_be_focused()


def test_the_answer_is_announced_to_screen_readers(visit):
    page = visit().open("/?insurer=mgen")
    ask(page, FRENCH)
    expect(page.get_by_role("status")).to_contain_text("Réponse tirée de la politique. Pour exercer vos droits")


@pytest.mark.parametrize("path", ["/", "/?insurer=mgen", "/?insurer=nobody", "/documents/mgen/nope"])
def test_no_page_is_wider_than_a_phone(visit, path):
    assert visit("fr-FR", PHONE).open(path).evaluate(WIDE)


@pytest.mark.parametrize("insurer", ["mese", "mgen", "mhr", "mieux-etre", "sem"])
def test_the_document_page_holds_the_document_character_for_character(visit, insurer, engine):
    document = engine.insurer(insurer).documents[0]
    page = visit("fr-FR", PHONE).open(f"/documents/{insurer}/{document.version}")
    assert page.locator("article#text").text_content() == document.text
    assert page.evaluate(WIDE)


def consult(page: Page, question: str) -> Locator:
    page.get_by_label("Question").fill(question)
    page.get_by_role("button", name="Demander").click()
    return page.locator(".console-answers article")


def test_an_agent_asks_two_insurers_and_sees_passages_with_their_scores(visit):
    page = visit().open("/console")
    for name in ("MGEN", "SEM"):
        page.get_by_label("Assureurs").click()
        page.get_by_role("option", name=name, exact=True).click()
    page.get_by_label("Assureurs").press("Escape")
    answers = consult(page, "Comment exercer mon droit d’accès ?")
    expect(answers).to_have_count(2)
    expect(answers.first).to_contain_text("Joseph Rollo")
    expect(page.get_by_role("status").filter(has_text="Les réponses sont affichées.")).to_have_count(1)
    row = page.get_by_role("row").filter(has_text="Article 9 – Vos droits").first
    expect(row.get_by_role("gridcell").nth(2)).to_have_text(re.compile(r"^\s*\d+\.\d\d\s*$"))


@pytest.fixture(scope="module")
def walked(chromium, address, engine):
    """A browser that has been on every kind of page."""
    context = chromium.new_context(locale="fr-FR", reduced_motion="reduce")
    visitor = Visitor(context, address)
    page = visitor.open("/")
    ask(page, "Comment exercer mes droits à la MGEN ?")
    ask(page, "quel temps fait-il demain ?")
    for link in page.locator(".source a").all():
        follow(page, link).close()
    expect(consult(visitor.open("/console"), FRENCH)).to_have_count(len(engine.insurers()))
    yield visitor
    context.close()


def test_no_request_leaves_for_another_host(walked):
    assert walked.foreign == []


def test_no_page_complains_in_the_console_of_the_browser(walked):
    assert walked.complaints == []


def test_nobody_gets_a_cookie(walked):
    assert walked.context.cookies() == []
