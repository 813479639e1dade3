"""Answer → statements: the units that citations are judged by (ALCE, Gao et al. 2023, arXiv:2305.14627, §4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import takewhile

_MARKER = re.compile(r"\[(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\]")
_CLOSING = {"«": "»", "“": "”"}
_FIRST_PLACE, _LAST_PLACE = 0xE000, 0xF8FF
"""Quotes are set aside as characters of the private use area, so that nothing in them ends a sentence or a line."""
_PLACES = re.compile("[\ue000-\uf8ff]")
_BULLET = re.compile(r"^\s*(?:[–—•*·-]|\d{1,2}[.)])\s+")
_SENTENCE_END = re.compile(
    r"(?<!\bM)(?<!\bMr)(?<!\bDr)(?<!\bMme)(?<!\b[Aa]rt)[.!?…]+(?:\s*\[[\d,; ]+\])*"
    "(?=\\s+[A-ZÀ-ÖØ-Þ\u0400-\u042f\ue000-\uf8ff])"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, list item or line of an answer."""

    wording: str
    """The words of the answer itself: no quotes, no markers."""
    quoted: tuple[str, ...] = ()
    """What stands in « » or “ ”."""
    markers: tuple[int, ...] = ()
    borrowed: tuple[int, ...] = ()
    """Markers of the lines that a line ending in a colon introduces; empty where it has its own."""


def without_markers(answer: str) -> str:
    """The answer as it reads without its citation markers, so that `[5]` is no figure of it."""
    return _MARKER.sub("", answer)


def statements(answer: str, quotes: Collection[str] = ()) -> list[Statement]:
    """The statements of an answer in order; every line ends one. `quotes` are the texts of its citations.

    A quotation is never cut, however many lines it has: a cited quote is found as it is, any other by its marks,
    nested ones included. Markers after the full stop belong to the sentence before them.
    """
    masked, aside = _set_aside(answer, sorted(quotes, key=len, reverse=True))
    lines = re.sub(r"\s*\n\s*(?=\[\d)", " ", masked).splitlines()
    found = []
    for place, line in enumerate(lines):
        made = [_statement(sentence, aside) for sentence in _sentences(_BULLET.sub("", line))]
        if made and line.rstrip().endswith(":") and not made[-1].markers:
            made[-1] = Statement(made[-1].wording, made[-1].quoted, borrowed=_introduced(lines[place + 1 :]))
        found += made
    return found


def _set_aside(answer: str, quotes: list[str]) -> tuple[str, list[str]]:
    """The answer with a place for each quotation, and the quotations."""
    kept, aside, at = [], list[str](), 0
    while at < len(answer):
        open_quote = answer[at] in _CLOSING and len(aside) <= _LAST_PLACE - _FIRST_PLACE
        end = _end_of_quote(answer, at, quotes) if open_quote else None
        if end is None:
            kept.append(" " if _PLACES.match(answer[at]) else answer[at])
            at += 1
        else:
            kept.append(chr(_FIRST_PLACE + len(aside)))
            aside.append(answer[at + 1 : end - 1].strip())
            at = end
    return "".join(kept), aside


def _end_of_quote(answer: str, start: int, quotes: list[str]) -> int | None:
    """Where the quotation opened at `start` ends, its mark included; None when it is not closed."""
    opening, closing = answer[start], _CLOSING[answer[start]]
    inner = start + 1 + len(answer[start + 1 :]) - len(answer[start + 1 :].lstrip())
    for quote in quotes:
        after = re.compile(rf"\s*{closing}").match(answer, inner + len(quote))
        if quote and after and answer.startswith(quote, inner):
            return after.end()
    depth = 0
    for at in range(start, len(answer)):
        depth += (answer[at] == opening) - (answer[at] == closing)
        if depth == 0:
            return at + 1
    return None


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(line):
        yield line[start : end.end()]
        start = end.end()
    if line[start:].strip():
        yield line[start:]


def _statement(text: str, aside: list[str]) -> Statement:
    quoted = tuple(aside[ord(place) - _FIRST_PLACE] for place in _PLACES.findall(text))
    wording = " ".join(_PLACES.sub(" ", without_markers(text)).split())
    return Statement(wording, quoted, _markers(text))


def _markers(text: str) -> tuple[int, ...]:
    numbers = (int(number) for group in _MARKER.findall(text) for number in re.findall(r"\d+", group))
    return tuple(dict.fromkeys(numbers))


def _introduced(rest: list[str]) -> tuple[int, ...]:
    """The markers of the list items that follow, or of the next line where there is no list."""
    items = list(takewhile(_BULLET.match, rest)) or rest[:1]
    return _markers(" ".join(items))
