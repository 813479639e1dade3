"""Recognises headings by their shape and their surroundings, in every style that insurers use."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ingest.parsing.lines import Line, numbered_items, plain_form, reading_form

_MAX_LENGTH = 130
_MAX_PLAIN_LENGTH = 80
_MAX_PLAIN_WORDS = 12

_MARKDOWN = re.compile(r"^(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"^(=|-){3,}$")
_ARTICLE = re.compile(r"^(?P<word>[^\W\d_]{3,12})\s+(?P<number>\d{1,2}|[IVX]{1,5})\s*[-–—:.]\s*\S")
_COMPOUND = re.compile(r"^\d{1,2}\s?[-–.]\s?[A-Z]\s?[-–.)]\s?\S")
_NUMBERED = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)(?P<mark>\s?[-–—.)/]+)?\s*(?P<title>\S.*)$")
_ROMAN = re.compile(r"^(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})\s?[-–—.)]\s*[^\W\d_]")
_LETTER = re.compile(r"^[a-zA-Z][.)]\s+\S")
_BOLD = re.compile(r"^(?:\*\*|__)[^*_]+(?:\*\*|__)\s?:?$")
_DECORATED = re.compile(r"^(?P<mark>[:=~*_]{2,})\s*[^:=~*_].*?(?P=mark)$")
_NOT_A_TITLE = re.compile(r"@|https?://|www\.|\b\d{5}\b|\b\d\d(?:[ .]\d\d){3,}")
_CLAUSE = re.compile(
    r"\b(?:est|sont|était|sera|seront|peut|peuvent|pouvez|pouvons|doit|doivent|devez|avez|avons|ont|êtes|sommes"
    r"|font|rendez-vous|cliquez|voir|is|are|was|will|can|may|must|has|have|click|see)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line: its index among the lines, its level (0 for the title of the document) and its style."""

    index: int
    level: int
    style: str


def headings_of(lines: list[Line], noisy: dict[int, str]) -> list[Heading]:
    """The headings among `lines`, in order. Lines that are noise are as good as blank."""
    lines = [_plain_line(line) for line in lines]
    content = [index for index, line in enumerate(lines) if not line.blank and index not in noisy]
    neighbours = {
        index: (
            content[place - 1] if place else None,
            content[place + 1] if place + 1 < len(content) else None,
        )
        for place, index in enumerate(content)
    }
    found: dict[int, Heading] = {}
    articles = _article_word(lines, content)
    listed = numbered_items(lines)
    for index in content:
        if index in listed:
            continue
        style = _style(lines, index, neighbours[index], articles)
        if style:
            found[index] = Heading(index, _level(lines[index], style), style)
    _drop_loose_ends(found, neighbours)
    headings = [found[index] for index in sorted(found)]
    return _with_title(headings)


def _style(
    lines: list[Line], index: int, neighbours: tuple[int | None, int | None], articles: set[str]
) -> str | None:
    line = lines[index]
    before, after = neighbours
    if _MARKDOWN.match(line.text):
        return "markdown"
    if len(line.text) > _MAX_LENGTH or line.bullet or line.is_row:
        return None
    if index + 1 < len(lines) and (underline := _UNDERLINE.match(lines[index + 1].text)):
        return "underlined" if underline[1] == "-" else "underlined-title"
    opens = before is None or before < index - 1
    alone = opens and (after is None or after > index + 1)
    follower = lines[after] if after is not None else None
    for style, test in _TESTS:
        if test(line, opens, alone, follower, articles):
            return style
    return None


def _plain_line(line: Line) -> Line:
    """The line as it reads, in the range of the line as it is written; one that opens with a link stays a link."""
    if line.text.startswith("["):
        return line
    return replace(line, text=plain_form(line.text) or line.text)


_Test = Callable[[Line, bool, bool, Line | None, set[str]], bool]


def _decorated(line: Line, opens: bool, _alone: bool, _after: Line | None, _articles: set[str]) -> bool:
    return opens and _DECORATED.match(line.text) is not None and not _BOLD.match(line.text)


def _article(line: Line, opens: bool, _alone: bool, _after: Line | None, articles: set[str]) -> bool:
    match = _ARTICLE.match(line.text)
    return opens and match is not None and match["word"] in articles


def _compound(line: Line, opens: bool, _alone: bool, _after: Line | None, _articles: set[str]) -> bool:
    return opens and _COMPOUND.match(line.text) is not None and not _ends_a_sentence(line.text)


def _numbered(line: Line, opens: bool, _alone: bool, _after: Line | None, _articles: set[str]) -> bool:
    match = _NUMBERED.match(line.text)
    if not match or not opens or _ends_a_sentence(line.text) or ": " in line.text:
        return False
    marked = bool(match["mark"] and match["mark"].strip()) or "." in match["number"]
    return marked and not match["title"][0].islower()


def _roman(line: Line, opens: bool, _alone: bool, _after: Line | None, _articles: set[str]) -> bool:
    return opens and _ROMAN.match(line.text) is not None and not _ends_a_sentence(line.text)


def _letter(line: Line, _opens: bool, alone: bool, _after: Line | None, _articles: set[str]) -> bool:
    return alone and _LETTER.match(line.text) is not None and not _ends_a_sentence(line.text)


def _bold(line: Line, opens: bool, _alone: bool, _after: Line | None, _articles: set[str]) -> bool:
    return opens and _BOLD.match(line.text) is not None and line.text.strip("*_ :")[0].isalnum()


def _question(line: Line, opens: bool, _alone: bool, _after: Line | None, _articles: set[str]) -> bool:
    return opens and line.text.endswith("?") and line.text[0].isupper() and line.text.count(".") == 0


def _capitals(line: Line, opens: bool, _alone: bool, _after: Line | None, _articles: set[str]) -> bool:
    letters = [one for one in line.text if one.isalpha()]
    upper = sum(one.isupper() for one in letters)
    return opens and len(letters) >= 4 and upper >= 0.8 * len(letters) and not _ends_a_sentence(line.text)


def _plain(line: Line, _opens: bool, alone: bool, after: Line | None, _articles: set[str]) -> bool:
    text = line.text
    if not alone or after is None or len(text) > _MAX_PLAIN_LENGTH or len(text.split()) > _MAX_PLAIN_WORDS:
        return False
    if not text[0].isalpha() or not (text[-1].isalnum() or text[-1] == ")"):
        return False
    if text[0].islower() and len(text.split()) > 3:
        return False
    if after.text[0].islower() and len(after.text.split()) > 2 and not _LETTER.match(after.text):
        return False
    introduces = after.bullet > 0 and "," in text
    return not (introduces or _NOT_A_TITLE.search(text) or _CLAUSE.search(text))


_TESTS: tuple[tuple[str, _Test], ...] = (
    ("decorated", _decorated),
    ("article", _article),
    ("compound", _compound),
    ("numbered", _numbered),
    ("roman", _roman),
    ("letter", _letter),
    ("bold", _bold),
    ("question", _question),
    ("capitals", _capitals),
    ("plain", _plain),
)


def _ends_a_sentence(text: str) -> bool:
    return text.rstrip("*_ ").endswith((".", ";", ":", ","))


def _article_word(lines: list[Line], content: list[int]) -> set[str]:
    """Words such as "Article" that open at least two numbered lines of the document."""
    words = [match["word"] for index in content if (match := _ARTICLE.match(lines[index].text))]
    return {word for word in words if words.count(word) >= 2 and word[0].isupper()}


def _drop_loose_ends(found: dict[int, Heading], neighbours: dict[int, tuple[int | None, int | None]]) -> None:
    """A plain line between text and a marked heading closes the text."""
    loose = []
    for index, heading in found.items():
        before, after = neighbours[index]
        follower = found.get(after) if after is not None else None
        below_heading = before is None or before in found
        if heading.style == "plain" and not below_heading and follower and follower.style != "plain":
            loose.append(index)
    for index in loose:
        del found[index]


def _level(line: Line, style: str) -> int:
    if style == "markdown":
        return len(line.text) - len(line.text.lstrip("#"))
    if style == "numbered":
        match = _NUMBERED.match(line.text)
        return match["number"].count(".") + 1 if match else 1
    return {"compound": 2, "letter": 3, "bold": 2, "underlined": 2}.get(style, 1)


def _with_title(headings: list[Heading]) -> list[Heading]:
    """The first heading is the title of the document when it has no number of its own."""
    if len(headings) > 1 and headings[0].style in {"plain", "capitals", "decorated", "bold"}:
        first = headings[0]
        return [Heading(first.index, 0, first.style), *headings[1:]]
    return headings


def heading_title(line: Line) -> str:
    """The heading in reading form: marks of Markdown and decoration removed."""
    text = plain_form(line.text)
    return reading_form(text.lstrip("#")).strip(":=~_* ") or reading_form(text) or reading_form(line.text)
