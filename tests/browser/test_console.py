"""An agent at work in the console: signs in, asks for a caller, compares policies, loses the session at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assistant.settings import Settings
from assistant.wiring import build_accounts, build_desk
from tests.browser.conftest import DESKTOP, PHONE

TABLET = (768, 1024)
pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery staple"
CALLER = "Combien de temps gardez-vous mes données ?"


@pytest.fixture(scope="module")
def accounts(data_dir):
    """The accounts of the server, with an agent of two insurers in them."""
    accounts = build_accounts(build_desk(Settings(data_dir=data_dir)))
    accounts.add("console-agent", "agent", ["mgen", "mhr"])
    accounts.set_password("console-agent", PASSWORD)
    return accounts


@pytest.fixture
def agent(visit, accounts):  # noqa: ARG001 the account has to be there
    """Opens the console in a browser of a size, the agent signed in."""

    def open_console(size=DESKTOP):
        visitor = visit(size=size)
        page = visitor.open("/console")
        page.locator("input[name=name]").fill("console-agent")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        expect(page.locator(".console-heading")).to_contain_text("console-agent", timeout=60_000)
        return visitor, page

    return open_console


def test_the_console_opens_for_those_who_signed_in_only(visit):
    assert "/sign-in" in visit().open("/console").url


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_an_agent_asks_for_a_caller_and_compares_policies(agent, size):
    visitor, page = agent(size)
    page.get_by_label("Assureur", exact=True).first.click()
    expect(page.get_by_role("option")).to_have_count(2)
    page.get_by_role("option").first.click()
    page.get_by_label("Question", exact=True).first.fill(CALLER)
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.locator("article.answer")).to_be_visible(timeout=30_000)
    expect(page.locator(".console-phone textarea")).not_to_have_value("")
    page.get_by_role("tab", name="Comparer").click()
    page.get_by_role("button", name="Comparer les politiques").click()
    expect(page.locator(".console-matrix")).to_contain_text("La politique ne le dit pas", timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visitor.foreign == []
    assert visitor.complaints == []


def test_an_agent_sees_no_tab_of_evaluators(agent):
    _, page = agent()
    expect(page.get_by_role("tab", name="Demandes")).to_be_visible()
    expect(page.get_by_role("tab", name="Évaluations")).not_to_be_visible()


def test_a_revoked_account_gets_nothing_more_from_an_open_page(agent, accounts):
    _, page = agent()
    page.get_by_role("tab", name="Comparer").click()
    accounts.revoke("console-agent")
    with page.expect_response("**/queue/join**") as answer:
        page.get_by_role("button", name="Comparer les politiques").click()
    assert answer.value.status == 401
    expect(page.locator(".console-matrix")).to_have_count(0)
