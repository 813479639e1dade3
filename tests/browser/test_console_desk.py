"""Agents at work in Chromium: the queue, a request whole, its actions, and filing for whoever calls.

Over the real desk and policies read without a model, so that nothing of a machine's size is loaded.
"""

from __future__ import annotations

import re
import socket
import threading
from types import SimpleNamespace

import httpx
import pytest
import uvicorn
from playwright.sync_api import Page, expect

from assistant.app import create_app
from assistant.requests.intake.form import RequestForm
from assistant.wiring import build_accounts
from tests.assistant.desk_by_hand import Clock, form
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.console_pages import choose_tab, enter_console
from tests.web.fake_engine import FakeEngine
from tests.web.filing_by_hand import _view, desk_over

pytestmark = pytest.mark.browser

ACCOUNTS = {
    "zoe": ("agent", "tilleuls"),
    "sacha": ("supervisor", "tilleuls"),
    "ana": ("agent", "fougeres"),
    "leo": ("agent", "tilleuls"),
}
REFERENCE = re.compile(r"MD(-[0-9A-Z]{4}){4}")


@pytest.fixture(scope="module")
def bureau(tmp_path_factory):
    """A service with one request to "tilleuls" and an account of each kind."""
    desk = desk_over(tmp_path_factory.mktemp("desk"), Clock(), console=True)
    filed = desk.file(RequestForm.model_validate(form()), "fr")
    accounts = build_accounts(desk)
    for name, (role, insurer) in ACCOUNTS.items():
        accounts.add(name, role, [insurer])
        accounts.set_password(name, f"les mots de passe de {name} sont longs")
    engine = FakeEngine()
    engine.insurers = lambda: [_view("fougeres"), _view("tilleuls")]
    engine.insurer = _view
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(create_app(desk.settings, engine, desk), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert httpx.get(f"{address}/sign-in", timeout=60).status_code == 200
    yield SimpleNamespace(address=address, accounts=accounts, reference=filed.request.reference)
    server.should_exit = True
    thread.join(timeout=30)
    listener.close()


@pytest.fixture
def queue(chromium, bureau):
    """Signs an account in and opens the queue; every browser is closed after the test."""
    opened = []

    def sign_in(name: str, size: tuple[int, int] = DESKTOP) -> Page:
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="fr-FR", reduced_motion="reduce"
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        page = context.new_page()
        enter_console(page, bureau.address, name, f"les mots de passe de {name} sont longs")
        choose_tab(page, "Demandes")
        return page

    yield sign_in
    for context in opened:
        context.close()


def opened(page: Page, reference: str) -> None:
    page.get_by_label("Ouvrir une référence").fill(reference)
    page.get_by_label("Ouvrir une référence").press("Enter")
    expect(page.get_by_role("heading", name=f"Demande {reference}")).to_be_visible()


def act(page: Page, name: str) -> None:
    page.locator(".desk-actions").get_by_text(name, exact=True).click()


def confirm(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Confirmer : {name}").click()


@pytest.mark.parametrize("size", [PHONE, (768, 1024)], ids=["phone", "tablet"])
def test_a_request_is_taken_charge_of_on_a_narrow_screen(queue, bureau, size):
    page = queue("zoe", size)
    opened(page, bureau.reference)
    act(page, "Confier à quelqu’un")
    confirm(page, "Confier à quelqu’un")
    expect(page.locator(".case-state")).to_contain_text("confiée à zoe")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_request_goes_from_the_queue_to_a_refusal_with_its_reasons(queue, bureau):
    agent = queue("zoe")
    row = agent.locator(".desk-rows").get_by_text(REFERENCE).locator("visible=true").first
    row.click()
    expect(agent.get_by_role("heading", name=f"Demande {bureau.reference}")).to_be_visible()
    act(agent, "Commencer à traiter")
    confirm(agent, "Commencer à traiter")
    expect(agent.locator(".case-state .state")).to_have_text("En cours")
    act(agent, "Demander une précision")
    confirm(agent, "Demander une précision")
    expect(agent.get_by_text("La précision à demander : Ce champ est obligatoire.")).to_be_visible()
    agent.get_by_label("La précision à demander").fill("De quel contrat parlez-vous ?")
    confirm(agent, "Demander une précision")
    expect(agent.locator(".case-state .state")).to_have_text("Précision demandée")

    supervisor = queue("sacha")
    opened(supervisor, bureau.reference)
    act(supervisor, "Répondre")
    supervisor.get_by_label("Refusée", exact=True).check()
    confirm(supervisor, "Répondre")
    expect(supervisor.get_by_text("Un refus, même partiel, doit être motivé.")).to_be_visible()
    supervisor.get_by_label("Motifs").fill("La loi impose de conserver ces données.")
    supervisor.get_by_label("La réponse indique les recours").check()
    confirm(supervisor, "Répondre")
    expect(supervisor.locator(".case-state .state")).to_have_text("Réponse donnée")


def test_an_agent_of_another_insurer_sees_nothing(queue, bureau):
    page = queue("ana")
    expect(page.get_by_text("Aucune demande ne correspond")).to_be_visible()
    page.get_by_label("Ouvrir une référence").fill(bureau.reference)
    page.get_by_label("Ouvrir une référence").press("Enter")
    expect(page.locator(".toast-body, [data-testid=toast-body]").first).to_be_visible()
    expect(page.get_by_text("Aubigné")).to_have_count(0)


def test_an_agent_sees_no_tab_of_evaluators(queue):
    page = queue("zoe")
    expect(page.get_by_role("tab", name="Évaluations")).not_to_be_visible()


def test_a_revoked_account_gets_nothing_more_from_an_open_page(queue, bureau):
    page = queue("leo")
    bureau.accounts.revoke("leo")
    page.get_by_label("Ouvrir une référence").fill(bureau.reference)
    with page.expect_response("**/queue/join**") as answer:
        page.get_by_label("Ouvrir une référence").press("Enter")
    assert answer.value.status == 401
    expect(page.get_by_role("heading", name=f"Demande {bureau.reference}")).to_have_count(0)


def test_filing_for_a_caller_ends_with_the_reference_to_read_out(queue):
    console = queue("zoe")
    console.get_by_role("tab", name="Déposer pour quelqu’un").click()
    console.get_by_label("Opposition à la prospection").check()
    link = console.get_by_role("link", name="Ouvrir le formulaire")
    expect(link).to_have_attribute("href", re.compile("type=marketing_objection.*for=self"))
    with console.expect_popup() as popup:
        link.click()
    page = popup.value
    page.locator("[name='answers.marketing_objection.channels'][value=email]").check()
    page.locator("[name='subject.given_names']").fill("Chloé")
    page.locator("[name='subject.family_name']").fill("Lavigne")
    page.locator("[name='subject.email']").fill("chloe@example.org")
    page.get_by_role("button", name="Vérifier la demande").click()
    page.get_by_label("J’ai relu la demande à la personne").check()
    page.get_by_role("button", name="Déposer la demande").click()
    expect(page.locator(".big-reference")).to_have_text(REFERENCE)
    expect(page.get_by_text("au plus tard le").first).to_be_visible()
