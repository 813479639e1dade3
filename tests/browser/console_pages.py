"""The console in a browser: signing in to it, and its tabs at every width."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def enter_console(page: Page, address: str, name: str, password: str) -> None:
    """Signs an account in and waits until the console greets it."""
    page.goto(f"{address}/console")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/**")
    expect(page.locator(".console-heading")).to_contain_text(name, timeout=60_000)


def choose_tab(page: Page, name: str) -> None:
    """A narrow screen keeps the last tabs in a menu."""
    tab = page.get_by_role("tab", name=name, exact=True).locator("visible=true")
    menu = page.locator(".overflow-menu > button").locator("visible=true")
    expect(tab.or_(menu).first).to_be_visible()
    if not tab.count():
        menu.click()
        tab = page.locator(".overflow-dropdown").get_by_text(name, exact=True)
    tab.first.click()
