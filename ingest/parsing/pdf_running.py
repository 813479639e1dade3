"""What returns at the head and the foot of the pages of a PDF: running titles, legal lines, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.parsing.lines import folded
from ingest.parsing.pdf_page import Page, Word, rows_of_words
from ingest.records import LeftOut

_EDGE = 0.12
_SHARE = 0.3
_PAGE_NUMBER = re.compile(
    r"^[-–— ]*(?:page|p\.?)?\s*\d{1,3}\s*(?:(?:/|sur|of|de|–|-)\s*\d{1,3})?[-–— ]*$", re.IGNORECASE
)


def without_running(pages: Sequence[Page]) -> tuple[list[Page], list[LeftOut]]:
    """The pages without what returns on them, and what returned, each text once."""
    edges = {page.number: _edge_rows(page) for page in pages}
    times = Counter(key for rows in edges.values() for key in {_key(row, page_half) for row, page_half in rows})
    enough = max(2, _SHARE * len(pages))
    left_out: dict[str, LeftOut] = {}
    kept: list[Page] = []
    for page in pages:
        gone: set[Word] = set()
        for row, half in edges[page.number]:
            text = " ".join(word.text for word in row)
            numbered = _PAGE_NUMBER.match(text) is not None
            if numbered or times[_key(row, half)] >= enough:
                gone.update(row)
                left_out.setdefault(text, LeftOut("page-number" if numbered else "running-header", text))
        kept.append(replace(page, words=tuple(word for word in page.words if word not in gone)))
    return kept, list(left_out.values())


def _edge_rows(page: Page) -> list[tuple[list[Word], str]]:
    """The rows in the first and in the last eighth of a page, from the edge inwards."""
    rows = rows_of_words(page.words)
    head = [(row, "head") for row in rows if row[0].bottom <= _EDGE * page.height]
    foot = [(row, "foot") for row in rows if row[0].top >= (1 - _EDGE) * page.height]
    return head + foot


def _key(row: Sequence[Word], half: str) -> tuple[str, str, int]:
    """Equal for one line on two pages: its letters, without figures, and its height on the page."""
    letters = re.sub(r"\d+", "", folded(" ".join(word.text for word in row)))
    return half, letters, round(row[0].top / 8)
