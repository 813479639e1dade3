"""French postal addresses in running text: recipient, street or box, postcode, town."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anyascii import anyascii

from ingest.records import Span

_TOWN_WORD = r"(?:[A-ZÀ-ÝА-Я][\w'’\-]*|de|du|des|la|le|les|sur|sous|en|lès|[Cc]edex|\d{1,2}(?![\w]))"
_POSTCODE_TOWN = re.compile(
    rf"(?<![\w-])(?P<postcode>\d{{2}}\s?\d{{3}})\s+(?P<town>[A-ZÀ-ÝА-Я][\w'’\-]*(?:[ \u00a0]{_TOWN_WORD})*)"
)
_WAY = (
    r"rue|avenue|av\.?|boulevard|bd\.?|place|quai|chemin|allées?|impasse|cours|route|square|passage|esplanade"
    r"|faubourg|villa|cité|rond-point|авеню|булевард|улица"
)
_STREET = re.compile(
    rf"(?P<number>\d{{1,4}}(?:-\d{{1,4}})?\s?(?:bis|ter|quater|[A-ZА-Я](?![\w]))?),?\s+(?P<street>(?:{_WAY})\b[^\n;]*)",
    re.IGNORECASE,
)
_BOX = re.compile(r"\b(?:BP|TSA|CS|case postale|boîte postale)\s?\d+", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[-–—]\s?|[-–—]\s|,\s?+(?![^\n]{0,3}(?:" + _WAY + r")\b)|\n\s*", re.IGNORECASE)
_LEAD_IN = re.compile(
    r".*(?:\b(?:à|au|aux|a|chez|auprès de|to|at|est|sont|situé|:)\s|:\s*)(?:la\s|le\s|l['’])?", re.DOTALL
)
_REACH = 220
_MAX_PARTS = 6


@dataclass(frozen=True, slots=True)
class Address:
    """An address found in a text.

    `number` and `street` are lower-case ASCII, "" for a box or a plain recipient; `postcode` has five digits.
    """

    span: Span
    number: str
    street: str
    postcode: str
    town: str


def addresses_in(text: str, within: Span) -> Iterator[Address]:
    """The postal addresses inside `text[within]`, in order."""
    for match in _POSTCODE_TOWN.finditer(text, within.start, within.end):
        town_end = match.start("town") + len(_town(match["town"]))
        start = _start(text, max(within.start, match.start() - _REACH), match.start())
        if start is None:
            continue
        street = _STREET.search(text[start : match.start()])
        yield Address(
            span=Span(start, town_end),
            number=_plain(street["number"]).replace(" ", "") if street else "",
            street=_plain(street["street"]) if street else "",
            postcode=match["postcode"].replace(" ", "").replace("\u00a0", ""),
            town=_plain(_town(match["town"])),
        )


def _town(found: str) -> str:
    """Town words up to the first that is only a small word, so that prose after the address stays out."""
    words = re.split(r"[ \u00a0]", found)
    while words and words[-1].islower() and words[-1] != "cedex":
        words.pop()
    return " ".join(words)


def _start(text: str, floor: int, stop: int) -> int | None:
    """Where the address that ends in the postcode at `stop` begins; None when nothing there is an address."""
    parts = _parts(text, floor, stop)
    start = None
    for place, (begin, end) in enumerate(reversed(parts[-_MAX_PARTS:])):
        part = text[begin:end]
        street = _STREET.search(part)
        if street:
            lead = _named(part[: street.start()])
            start = begin + (street.start() if lead is None else lead)
            if street.start() and lead is None:
                return start
            continue
        if _BOX.search(part):
            start = begin
            continue
        name = _named(part)
        if name is None or (place == 0 and start is None and len(part.strip()) > 60):
            return start
        start = begin + name
        if name:
            return start
    return start


def _parts(text: str, floor: int, stop: int) -> list[tuple[int, int]]:
    """The pieces between separators, from `floor` to `stop`; a colon or a full stop closes the one before."""
    parts: list[tuple[int, int]] = []
    begin = floor
    for match in _SEPARATOR.finditer(text, floor, stop):
        if text[begin : match.start()].strip():
            parts.append((begin, match.start()))
        begin = match.end()
    if text[begin:stop].strip():
        parts.append((begin, stop))
    return parts


def _named(part: str) -> int | None:
    """Offset of a recipient's name that closes `part`: after its lead-in words, with a capital; else None."""
    lead = _LEAD_IN.match(part)
    offset = lead.end() if lead else 0
    name = part[offset:].strip()
    if not name or not (name[0].isupper() or name[0].isdigit()) or len(name) > 80 or name.endswith((".", ";")):
        return None
    return offset + len(part[offset:]) - len(part[offset:].lstrip())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", anyascii(text).lower()).split())
