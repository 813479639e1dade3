"""Where the clause around a match begins and ends: what is shown when a whole sentence would be too much."""

from __future__ import annotations

import re

_START = re.compile(r",\s+|[(]|:\s+|;\s+")
_END = re.compile(r"\s?[:;](?=\s|$)|\)")


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From the comma, bracket or colon before the match, or the start, to the colon, bracket or end after it."""
    before = [one.end() for one in _START.finditer(text, 0, start)]
    first = before[-1] if before else 0
    closing = next(
        (one for one in _END.finditer(text, end) if one[0] != ")" or text[first - 1 : first] == "("), None
    )
    return first, closing.start() if closing else len(text)
