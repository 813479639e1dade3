"""A text as lines with offsets: what every layout rule looks at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.records import Span

_BULLET = re.compile(r"\\?(?:[•●▪■◦‣·*+]|[-–—]|o(?=\s+[A-ZÀ-Ý]))\s+(?=\S)")
_ENUMERATOR = re.compile(r"(?:\(?\d{1,2}\s?\\?[-–.)°]\s?|[a-z]\)|[ivx]{1,4}\))\s*(?=\S)")
_LIST_NUMBER = re.compile(r"\(?(\d{1,2})\s?\\?[-–.)°]\s*(?=\S)")
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!|>~-])")
_LINK = re.compile(r"!?\[(?P<label>[^\[\]\n]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its surrounding white space; `start == end` for a blank line."""

    start: int
    end: int
    text: str
    indent: int

    @property
    def blank(self) -> bool:
        return not self.text

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def bullet(self) -> int:
        """Length of the bullet that opens the line, 0 without one."""
        match = _BULLET.match(self.text)
        return match.end() if match else 0

    @property
    def enumerator(self) -> int:
        """Length of the number or letter that opens the line, 0 without one."""
        match = _ENUMERATOR.match(self.text)
        return match.end() if match else 0

    @property
    def is_row(self) -> bool:
        """Whether the line is a row of a table: cells separated by tabs or by vertical bars."""
        return "\t" in self.text or (self.text.startswith("|") and self.text.count("|") > 2)


def lines_of(text: str) -> list[Line]:
    """The lines of `text`, in order; white space at both ends of each is left out of its range."""
    lines = []
    start = 0
    for raw in text.split("\n"):
        stripped = raw.strip(" \t\r\f\v\u00a0\u200b\ufeff\u202f")
        lead = raw.find(stripped) if stripped else 0
        lines.append(Line(start + lead, start + lead + len(stripped), stripped, lead))
        start += len(raw) + 1
    return lines


def numbered_items(lines: Sequence[Line]) -> set[int]:
    """The indexes of lines whose number follows that of the line right above, or precedes the one right below."""
    numbers = [int(match[1]) if (match := _LIST_NUMBER.match(line.text)) else None for line in lines]
    found: set[int] = set()
    for index, (number, following) in enumerate(pairwise(numbers)):
        if number is not None and following == number + 1:
            found.update((index, index + 1))
    return found


def folded(text: str) -> str:
    """Letters and digits only, lower case, without accents: equal for two spellings of one line."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if one.isalnum())


def reading_form(text: str) -> str:
    """White space folded to single spaces and Markdown emphasis removed: for titles and matching."""
    return " ".join(text.replace("**", "").replace("\u200b", "").split())


def plain_form(text: str) -> str:
    """The text of a line without the backslashes and the link targets of Markdown; other marks stay."""
    if "](" in text:
        text = _LINK.sub(lambda match: match["label"], text)
    return _ESCAPE.sub("", text) if "\\" in text else text
