"""The passages that an address of the document page asks for, and the addresses of passages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import quote, urlencode

from ingest.records import Span

MOST = 20
"""How many passages are marked beside the one that was opened."""
_DIGITS = 9
"""Of an offset at most."""


@dataclass(frozen=True)
class Places:
    """Which passages of a document are marked."""

    cited: Span | None
    """The one that was opened."""
    also: tuple[Span, ...]
    """The others that the conversation cites, in the order of the document, apart from each other and from it."""
    bad: bool
    """Whether the address asks for a passage that does not lie in the document, or for too many."""

    @property
    def all(self) -> tuple[Span, ...]:
        """Every passage, in the order of the document."""
        return tuple(sorted([*self.also, *([self.cited] if self.cited else [])], key=lambda one: one.start))

    def opened_at(self, other: Span) -> Places:
        """The same passages with another one opened."""
        return Places(other, tuple(one for one in self.all if one != other), bad=False)


def places(start: str | None, end: str | None, also: Sequence[str], text: str) -> Places:
    """What `start`, `end` and `also` ("120-180", repeated) mark; what they say wrongly is left out."""
    cited = _span(start or "", end or "", text)
    others = [_span(*one.partition("-")[::2], text) for one in also[:MOST]]
    good = [one for one in others if one]
    bad_opened = cited is None and (start is not None or end is not None)
    return Places(cited, tuple(_apart(good, cited)), bad_opened or len(good) < len(also))


def address(insurer: str, version: str, marked: Places, language: str | None = None) -> str:
    """The document page with these passages marked; in the reader's language where none is given."""
    query: list[tuple[str, object]] = []
    if marked.cited:
        query = [("start", marked.cited.start), ("end", marked.cited.end)]
    query += [("also", f"{one.start}-{one.end}") for one in marked.also]
    query += [("lang", language)] if language else []
    fragment = "#cited" if marked.cited else ""
    return f"/documents/{quote(insurer, safe='')}/{quote(version, safe='')}?{urlencode(query)}{fragment}"


def same_words(text: str, span: Span, other: str) -> Span | None:
    """Where another text has the words of a passage: exactly as they are, else with other white space.

    Where they stand several times, the place that lies nearest to the passage's own, as a share of the text.
    """
    words = text[span.start : span.end]
    near = span.start * len(other) // max(len(text), 1)
    start = _nearest(other, words, near)
    if start is not None:
        return Span(start, start + len(words))
    return _folded(other, " ".join(words.split()), near)


def _folded(text: str, words: str, near: int) -> Span | None:
    """The same in a text whose white space counts as one blank."""
    pieces = text.split()
    starts = [0, *accumulate(len(piece) + 1 for piece in pieces)]  # in the text joined by blanks
    origins = _origins(text, pieces)
    found = _nearest(" ".join(pieces), words, starts[max(bisect_right(origins, near) - 1, 0)])
    if found is None:
        return None
    first, last = (bisect_right(starts, place) - 1 for place in (found, found + len(words) - 1))
    return Span(origins[first] + found - starts[first], origins[last] + found + len(words) - starts[last])


def _origins(text: str, pieces: Sequence[str]) -> list[int]:
    """Where each word starts in the text."""
    origins, position = [], 0
    for piece in pieces:
        position = text.index(piece, position)
        origins.append(position)
        position += len(piece)
    return origins


def _nearest(text: str, words: str, near: int) -> int | None:
    """Where the words start, nearest to a place."""
    before, after = text.rfind(words, 0, near + len(words)), text.find(words, near)
    found = [one for one in (before, after) if one >= 0]
    return min(found, key=lambda one: abs(one - near), default=None)


def _span(start: str, end: str, text: str) -> Span | None:
    """A passage that lies inside the text and has words, without white space around them; else None."""
    if not all(one.isascii() and one.isdecimal() and len(one) <= _DIGITS for one in (start, end)):
        return None
    first, last = int(start), int(end)
    if last > len(text):
        return None
    words = text[first:last]
    inner = words.strip()
    first += len(words) - len(words.lstrip())
    return Span(first, first + len(inner)) if inner else None


def _apart(spans: Sequence[Span], cited: Span | None) -> list[Span]:
    """The spans in order, those that overlap joined, and none that overlaps the opened one."""
    joined: list[Span] = []
    for one in sorted(spans, key=lambda one: one.start):
        if joined and one.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return [one for one in joined if cited is None or one.end <= cited.start or cited.end <= one.start]
