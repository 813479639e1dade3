"""Words of a PDF → text: spaces, raised figures and links, and words that the end of a line cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from ingest.parsing.canonical import link_text, superscript
from ingest.parsing.pdf_columns import PdfLine
from ingest.parsing.pdf_page import Word, rows_of_words

_SPACE = 0.1
_RAISED = 0.82
_HYPHENS = "-\u00ad\u2010"
_CUT = re.compile(rf"(?P<start>[^\W\d_]+)[{_HYPHENS}]$")
_GOES_ON = re.compile(r"^(?P<end>[^\W\d_]+)")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_BROKEN_LINK = re.compile(r"\]\((?P<target>[^()\s]+)\)(?P<space> ?)\[(?=[^\[\]]*\]\((?P=target)\))")
_AFTER_HYPHEN = re.compile(
    r"(?:vous|nous|je|tu|ils?|elles?|on|ce|ci|là|moi|toi|lui|leur|l[ae]s?|y|en|t|mêmes?|être|dessous|dessus|après"
    r"|avant|contre|mails?|line|traitants?|traitance)",
    re.IGNORECASE,
)
_BEFORE_HYPHEN = re.compile(r"(?:e|non|vice|peut|quasi)", re.IGNORECASE)


def line_text(words: Sequence[Word]) -> str:
    """The text of one line."""
    pieces: list[str] = []
    size = max(word.size for word in words)
    base = max(word.bottom for word in words if word.size == size)
    last: Word | None = None
    for target, run in groupby(words, key=lambda word: word.link):
        text = ""
        for word in run:
            spaced = last is not None and word.x0 - last.x1 > _SPACE * min(word.size, last.size)
            raised = word.size < _RAISED * size and word.bottom < base - 0.1 * size
            piece = superscript(word.text) if raised else word.text
            if not text:
                pieces.append(" " if spaced else "")
            text += (" " if spaced and text else "") + piece
            last = word
        pieces.append(link_text(text, target) if target else text)
    return "".join(pieces).strip()


def joined(texts: Sequence[str], breaks: Sequence[bool], known: frozenset[str]) -> str:
    """Lines as running text; `breaks[n]` says whether line n begins on a new line on purpose."""
    text = texts[0] if texts else ""
    for line, broken in zip(texts[1:], breaks[1:], strict=True):
        cut = _CUT.search(text)
        goes_on = _GOES_ON.match(line)
        if broken:
            text += f"\n{line}"
        elif cut and goes_on:
            text = (text if _keeps_hyphen(text, cut, goes_on["end"], known) else text[:-1]) + line
        else:
            text += f" {line}"
    return _BROKEN_LINK.sub(lambda match: match["space"], text)


def _keeps_hyphen(text: str, cut: re.Match[str], end: str, known: frozenset[str]) -> bool:
    """Whether the hyphen at the end of `text` belongs to the word. A soft hyphen never does."""
    if text[-1] == "\u00ad":
        return False
    start = cut["start"]
    if not end[0].islower() or f"{start}-{end}".casefold() in known:
        return True
    if f"{start}{end}".casefold() in known:
        return False
    before = text[: cut.start()]
    compound = _AFTER_HYPHEN.fullmatch(end) or _BEFORE_HYPHEN.fullmatch(start)
    return compound is not None or before.endswith("-")


def known_words(texts: Iterable[str]) -> frozenset[str]:
    """The words and the compounds that stand whole inside the lines, folded."""
    found: set[str] = set()
    for text in texts:
        inner = text.rpartition(" ")[0] if text.endswith(tuple(_HYPHENS)) else text
        found.update(one.casefold() for one in re.findall(r"[^\W\d_]{4,}", inner))
        found.update(one.casefold() for one in _COMPOUND.findall(inner))
    return frozenset(found)


def cell_text(words: Sequence[Word], known: frozenset[str]) -> str:
    """The text of a cell of a table, in one line."""
    texts = [line_text(row) for row in rows_of_words(words)]
    return joined(texts, [False] * len(texts), known)


def texts_of(lines: Iterable[PdfLine]) -> list[str]:
    """The text of each line."""
    return [line_text(line.words) for line in lines]
