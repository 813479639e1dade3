"""An agent at work over the real engine: signs in, answers a caller, compares policies, on every screen.

Requests are handled in test_console_desk, over a desk without a model.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assistant.settings import Settings
from assistant.wiring import build_accounts, build_desk
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.console_pages import choose_tab, enter_console

pytestmark = pytest.mark.browser
NAME, PASSWORD = "console-agent", "correct horse battery staple"
CALLER = "Combien de temps gardez-vous mes données ?"


@pytest.fixture(scope="module", autouse=True)
def account(data_dir):
    """An agent of two insurers, known to the server."""
    accounts = build_accounts(build_desk(Settings(data_dir=data_dir)))
    accounts.add(NAME, "agent", ["mgen", "mhr"])
    accounts.set_password(NAME, PASSWORD)


@pytest.mark.parametrize("size", [PHONE, (768, 1024), DESKTOP], ids=["phone", "tablet", "desktop"])
def test_an_agent_answers_a_caller_and_compares_policies(visit, address, size):
    visitor = visit(size=size)
    page = visitor.context.new_page()
    enter_console(page, address, NAME, PASSWORD)
    page.get_by_label("Assureur", exact=True).locator("visible=true").click()
    expect(page.get_by_role("option")).to_have_count(2)
    page.get_by_role("option").first.click()
    page.get_by_label("Question", exact=True).locator("visible=true").fill(CALLER)
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.locator("article.answer")).to_be_visible(timeout=30_000)
    expect(page.locator(".console-phone textarea")).not_to_have_value("")
    choose_tab(page, "Comparer")
    page.get_by_role("button", name="Comparer les politiques").click()
    expect(page.locator(".console-matrix")).to_contain_text("La politique ne le dit pas", timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visitor.foreign == []
    assert visitor.complaints == []
