"""A readable view of damaged or marked-up text, every character of which knows where it stands in the original.

Rules are written for clean text: composed accents, straight apostrophes, single spaces, no Markdown, no mojibake.
They run on a view; what they find is mapped back to the canonical text, which is never edited.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.records import Span

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "‐": "-", "‑": "-", "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff"}
)
_LATIN_CONTINUATION = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MOJIBAKE = re.compile(rf"[ÂÃÄÅ][{_LATIN_CONTINUATION}]|â[{_LATIN_CONTINUATION}]{{2}}|ï[{_LATIN_CONTINUATION}]{{2}}")
_ORDINARY = r"[A-Za-z0-9À-ÁÆ-áã-îð-ÿŒœА-я.,;:?'\"()/%&=@+#|$€«»“”–—…§°\]-]"
_RUN = re.compile(
    rf"{_ORDINARY}+(?: {_ORDINARY}+)*(?![\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f])"
)
"""Characters that are clean as they are, in single spaces: most of any text, read in one step."""
_MARKUP = re.compile(
    r"(?P<escape>\\(?=[\\`*_{}\[\]()#+.!|>~-]))"
    r"|(?P<emphasis>\*\*+|(?<![\w])__+|__+(?![\w])|(?<![\w*_])[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?![\w*_]))"
    r"|(?P<break><br\s?/?>)"
    r"|(?P<note>\[\^[^\[\]\s]{1,30}\])"
    r"|(?P<link>!?\[(?P<label>(?:[^\[\]\n\\]|\\.|\[[^\[\]\n]*\])*)\]\((?P<target>[^()\s]*(?:\s+\"[^\"]*\")?)\))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class View:
    """Clean text and, for each of its characters, the half-open range of the original it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The original range of `text[start:end]`. Raises ValueError for an empty range."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"not a range of the view: [{start}, {end})")
        return Span(self.starts[start], self.ends[end - 1])


def view_of(text: str, spans: Iterable[Span], *, keep: str = "") -> View:
    """A view of the parts `spans` of `text`, joined by a space.

    White space is folded to one space, or to the character of `keep` (a line break, a tab) that it holds.
    Links keep their label only, emphasis and backslash escapes go, footnote calls go, mojibake is repaired. A line
    break of HTML, which Markdown writes inside table cells, is white space.
    """
    pieces: list[tuple[str, int, int]] = []
    for span in spans:
        if pieces:
            pieces.append((" ", pieces[-1][2], span.start))
        pieces.extend(_clean(text, span))
    return _folded(pieces, keep)


@lru_cache(maxsize=2048)  # each text is read by the model, both indexes and the check in turn
def clean(text: str) -> str:
    """The readable form of a whole text; "" of an empty one."""
    return view_of(text, (Span(0, len(text)),)).text if text else ""


def _clean(text: str, span: Span) -> Iterator[tuple[str, int, int]]:
    """Replacement and original range, for every run, character or cluster that stays."""
    at = span.start
    while at < span.end:
        if run := _RUN.match(text, at, span.end):
            yield run[0], at, run.end()
            at = run.end()
            continue
        if text[at] in "\\*_[!<" and (found := _MARKUP.match(text, at, span.end)):
            if found["link"] is not None:
                if found["label"]:
                    yield from _clean(text, Span(*found.span("label")))
                at = found.end()
                continue
            if found["break"] is not None:
                yield " ", at, found.end()
            at = found.end()
            if found["escape"] is not None and at < span.end:
                yield text[at], at, at + 1
                at += 1
            continue
        if text[at] in "ÂÃÄÅâï" and (broken := MOJIBAKE.match(text, at, span.end)):
            repaired = _repaired(broken[0])
            if repaired:
                yield repaired.translate(_PLAIN), at, broken.end()
                at = broken.end()
                continue
        end = at + 1
        while end < span.end and unicodedata.combining(text[end]):
            end += 1
        if text[at] not in _INVISIBLE and text[at] not in _SUPERSCRIPTS:
            yield unicodedata.normalize("NFC", text[at:end]).translate(_PLAIN), at, end
        at = end


def _repaired(broken: str) -> str:
    """The one character whose UTF-8 bytes were read as Windows-1252, or "" when that is not what happened."""
    raw = bytearray()
    for one in broken:
        try:
            raw += one.encode("cp1252")
        except UnicodeEncodeError:
            if ord(one) > 0xFF:
                return ""
            raw.append(ord(one))
    try:
        repaired = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return repaired if len(repaired) == 1 else ""


def _folded(pieces: Iterable[tuple[str, int, int]], keep: str) -> View:
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in pieces:
        if len(piece) == end - start and not piece[0].isspace():
            text.extend(piece)
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        for one in piece:
            shown = one if not one.isspace() or one in keep else " "
            if shown.isspace() and text and text[-1].isspace():
                text[-1] = text[-1] if shown == " " else shown
                ends[-1] = end
                continue
            text.append(shown)
            starts.append(start)
            ends.append(end)
    return View("".join(text), tuple(starts), tuple(ends))
