"""What axe-core finds wrong with a page at WCAG 2.1, levels A and AA."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"


def faults(page: Page | Frame) -> list[tuple[str, list[str]]]:
    """The rules that are broken and where, with everything unfolded, in light and in dark; none is []."""
    page.evaluate(UNFOLD)
    whole = page if isinstance(page, Page) else page.page
    found = []
    for scheme, rules in (("light", LEVELS), ("dark", ["color-contrast"])):  # colours alone differ
        whole.emulate_media(color_scheme=scheme)
        found += [(f"{scheme}: {one['id']}", _places(one)) for one in _violations(page, rules)]
    whole.emulate_media(color_scheme="light")
    return found


def _violations(page: Page | Frame, rules: list[str]) -> list[dict[str, Any]]:
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    return Axe().run(page, options=options).response["violations"]


def _places(violation: dict[str, Any]) -> list[str]:
    return [f"{node['html'][:200]} – {node['failureSummary']}" for node in violation["nodes"]]
