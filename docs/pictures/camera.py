"""A browser of a size and a language, and what it sees as a small PNG."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from pictures.service import PASSWORD, ROOT

FOLDER = ROOT / "docs/screenshots"
LARGEST = 200_000
"""Bytes of a picture at most."""
ALL_TOGETHER = 4_000_000
"""Bytes of every picture together at most."""
PHONE, TABLET, DESKTOP = (390, 800), (768, 1024), (1280, 860)
ANSWER = "article.answer:not(.pending)"


@dataclass(frozen=True)
class Camera:
    """Opens pages of the service and takes their pictures."""

    browser: Browser
    address: str

    def visit(
        self, path: str, size: tuple[int, int] = DESKTOP, language: str = "fr-FR", before: str = "", **more: Any
    ) -> Page:
        """A page opened in a browser of its own; `path` may be a whole address. The script `before` runs first."""
        phone = size == PHONE
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            reduced_motion="reduce",
            has_touch=phone,
            is_mobile=phone,
            **more,
        )
        context.set_default_timeout(60_000)
        context.add_init_script(before)
        page = context.new_page()
        page.goto(path if "://" in path else self.address + path)
        return page

    def signed_in(self, name: str, path: str, size: tuple[int, int]) -> Page:
        """A page of the staff, opened by one of their accounts."""
        page = self.visit(f"/sign-in?lang=fr&next={quote(path)}", size)
        page.locator("#name").fill(name)
        page.locator("#password").fill(PASSWORD)
        page.locator("form button.primary").click()
        page.wait_for_url(lambda url: url.startswith(self.address + path))
        return page


def ask(page: Any, question: str) -> None:
    """Puts a question in the chat of a page or a frame, and waits for its answer."""
    answers = page.locator(ANSWER)
    before = answers.count()
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    expect(answers).to_have_count(before + 1, timeout=60_000)
    page.locator("#question").blur()


def bring(page: Page, selector: str, below: int = 70) -> None:
    """Scrolls so that the last element of that kind begins `below` pixels under the top of the window."""
    page.locator(selector).last.evaluate(
        "(one, below) => scrollTo(0, scrollY + one.getBoundingClientRect().top - below)", below
    )


def save(page: Page, name: str, *, whole: bool = False) -> None:
    """Writes a picture with at most 256 colours. Raises ValueError when it is too heavy for a repository."""
    page.mouse.move(0, 0)  # nothing is drawn as if pointed at
    seen = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    path = FOLDER / f"{name}.png"
    seen.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path} is larger than {LARGEST} bytes")


def clear() -> None:
    """Removes the pictures of an earlier run, so that none shows what is no longer there."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.png"):
        path.unlink()


def total(folder: Path = FOLDER) -> int:
    """Bytes of every picture. Raises ValueError when they are too heavy together."""
    size = sum(path.stat().st_size for path in folder.glob("*.png"))
    if size > ALL_TOGETHER:
        raise ValueError(f"the pictures take {size} bytes, more than {ALL_TOGETHER}")
    return size
