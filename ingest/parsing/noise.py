"""Finds the lines that are on the page but are not the policy. Nothing is removed: lines get a kind."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from ingest.parsing.lines import Line, folded, plain_form

_CONTENTS_TITLES = {"sommaire", "tabledesmatieres", "contents", "tableofcontents", "plan"}
_PAGE_NUMBER = re.compile(r"^(?P<title>.*?\S)(?:\s*\.{3,}\s*|\t+\s*|\s{2,})(?P<page>\d{1,3})$")
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[IVX]{1,5})\s?[-–.)]?\s*\S")
_FRAGMENT_LINK = re.compile(r"^(?:[-*+•]\s+|\d{1,2}[.)]\s+)*\[[^\]\n]+\]\(#[^()\s]*\)$")
_ENTRY_MARK = re.compile(r"^(?:[-*+•–]\s+|\d{1,2}(?:\.\d{1,2})*\s?[-–.)]?\s+)+")
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FOOTNOTE = re.compile(rf"^([{_SUPERSCRIPTS}]+|\[\^\w+\]:)\s*\S")
_CLOSED = (".", ";", ":", "!", "?")
_RUNNING_LENGTH = 200
_RUNNING_TIMES = 3


def noise_kinds(lines: list[Line], text: str) -> dict[int, str]:
    """The kind of noise of each noisy line, by its index. See `Noise.kind` for the values."""
    kinds: dict[int, str] = {}
    kinds.update(dict.fromkeys(_contents(lines), "contents"))
    kinds.update(dict.fromkeys(_running_headers(lines, kinds), "running-header"))
    for index, line in enumerate(lines):
        if line.blank or index in kinds:
            continue
        if not any(one.isalnum() for one in line.text):
            kinds[index] = "layout"
        elif _is_footnote(line, text):
            kinds[index] = "footnote"
        elif any(pattern.fullmatch(line.text) for pattern in _residue_patterns()):
            kinds[index] = "web-residue"
    return kinds


def _contents(lines: list[Line]) -> set[int]:
    """The title of a table of contents and its entries; a table has three entries at least."""
    linked = _linked_contents(lines)
    for index, line in enumerate(lines):
        if folded(line.text) in _CONTENTS_TITLES:
            entries = _contents_entries(lines, index + 1)
            if len(entries) >= 3:
                return {index, *entries, *linked}
    return linked


def _linked_contents(lines: list[Line]) -> set[int]:
    """Three lines or more on end that are nothing but links to other parts of the page, in any place."""
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate(lines):
        if line.blank:
            continue
        if _FRAGMENT_LINK.match(line.text):
            run.append(index)
            found.update(run if len(run) >= 3 else ())
        else:
            run = []
    return found


def _contents_entries(lines: list[Line], first: int) -> list[int]:
    later: dict[str, int] = {}
    for index, line in enumerate(lines):
        later[folded(plain_form(line.text))] = index
    entries: list[int] = []
    seen: set[str] = set()
    all_paged = True
    for index in range(first, len(lines)):
        line = lines[index]
        if line.blank:
            continue
        paged = _PAGE_NUMBER.match(line.text)
        text = plain_form(paged["title"] if paged else line.text)
        title = folded(text)
        numbered = _NUMBERED.match(text) is not None and len(text) <= 120
        again = later.get(title, -1) > index or later.get(folded(_ENTRY_MARK.sub("", text)), -1) > index
        if title in seen or not (paged or numbered or again):
            break
        if len(entries) > 1 and all_paged and not paged:
            break
        all_paged = all_paged and paged is not None
        seen.add(title)
        entries.append(index)
    return entries


def _running_headers(lines: list[Line], taken: dict[int, str]) -> set[int]:
    """Blocks of two lines or more that come back, in the same order, three times or more.

    Sentences and e-mail addresses are left alone: a policy repeats them under each right.
    """
    filled = [
        index
        for index, line in enumerate(lines)
        if not line.blank and index not in taken and not (line.bullet or line.is_row or line.text[0] == "#")
    ]
    pairs: dict[tuple[str, str], list[int]] = {}
    for place in range(len(filled) - 1):
        first, second = lines[filled[place]], lines[filled[place + 1]]
        if max(len(first.text), len(second.text)) <= _RUNNING_LENGTH and not _is_said(first.text, second.text):
            key = (_page_numbers_aside(first.text), _page_numbers_aside(second.text))
            pairs.setdefault(key, []).append(place)
    found: set[int] = set()
    for places in pairs.values():
        if len(places) >= _RUNNING_TIMES:
            found.update(filled[place + step] for place in places for step in (0, 1))
    return found


def _is_said(first: str, second: str) -> bool:
    """Whether two lines are what a policy says and not the head or the foot of a page."""
    return "@" in first + second or (first.endswith(_CLOSED) and second.endswith(_CLOSED))


def _page_numbers_aside(text: str) -> str:
    """The line without a number that stands at its end, as page numbers do; other figures tell lines apart."""
    return folded(re.sub(r"\W*\b\d{1,3}(?:\s*(?:/|sur|of)\s*\d{1,3})?$", "", text))


def _is_footnote(line: Line, text: str) -> bool:
    """A line that opens with a superscript that is also called somewhere in the text."""
    match = _FOOTNOTE.match(line.text)
    if not match:
        return False
    mark = match[1].removesuffix(":")
    return any(text[at.start() - 1 : at.start()].strip() for at in re.finditer(re.escape(mark), text) if at.start())


@cache
def _residue_patterns() -> tuple[re.Pattern[str], ...]:
    data = (files("ingest") / "data" / "residue.txt").read_text(encoding="utf-8")
    return tuple(re.compile(row, re.IGNORECASE) for row in data.splitlines() if row and not row.startswith("#"))
