"""A published postal address as the lines of an envelope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from anyascii import anyascii

from ingest.entries import InsurerEntry
from ingest.records import Fact, ParsedDocument
from ingest.views import clean

MOST_LINES = 6
LONGEST_LINE = 38
"""Both as in NF Z10-011, which the windows of French envelopes are cut for."""
_MARKUP = re.compile(r"\*+|_{2,}|\\(?=\W)|<br ?/?>|^[ \t]*[-•*][ \t]+", re.MULTILINE | re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[-–—|]\s*|\s*[-–—|]\s+|\s*[,;:]\s+|\s*\n\s*")
_HOUSE_NUMBER = re.compile(r"\d{1,4} ?(?:bis|ter|quater|[A-Z])?", re.IGNORECASE)


def postal_lines(fact: Fact, parsed: ParsedDocument, insurer: InsurerEntry) -> tuple[str, ...]:
    """The lines of an address, addressee first, in the published characters without what separates its parts.

    The insurer's legal name opens an address that does not name it. Lines keep to 38 characters and addresses to
    6 lines wherever words allow; no word is ever left out.
    """
    parts = _parts(_published(fact, parsed))
    parts = [line for part in parts for line in _before_postcode(part, dict(fact.details).get("postcode", ""))]
    if not _names(dict(fact.details).get("recipient", ""), insurer):
        parts.insert(0, insurer.legal_name)
    lines = [line for part in parts for line in _wrapped(part)]
    return tuple(_fewer(lines))


def _published(fact: Fact, parsed: ParsedDocument) -> str:
    """The address as published with its line breaks; in reading form where noise of the page interrupts it."""
    text = _MARKUP.sub("", parsed.document.slice(fact.evidence)).strip()
    same = " ".join(clean(text).split()) == " ".join(fact.value.split())
    return re.sub(r"[^\S\n]+", " ", text if same else fact.value)


def _parts(published: str) -> list[str]:
    """What the separators part; a house number stays with its street ("28, rue Fortuny")."""
    parts: list[str] = []
    for part in _SEPARATOR.split(published):
        if parts and _HOUSE_NUMBER.fullmatch(parts[-1]):
            parts[-1] = f"{parts[-1]}, {part}"
        elif part:
            parts.append(part)
    return parts


def _before_postcode(part: str, postcode: str) -> Sequence[str]:
    """The part cut where the postcode begins, so that postcode and town stand on a line of their own."""
    digits = re.sub(r"\W", "", postcode)
    found = re.search(rf"(?<=\S)[ ,]+(?=(?:[A-Z]{{1,2}}-)?{' ?'.join(digits)}\b)", part) if digits else None
    return (part[: found.start()], part[found.end() :]) if found else (part,)


def _names(recipient: str, insurer: InsurerEntry) -> bool:
    """Whether the addressee is called by one of the insurer's names."""
    words = f" {_words(recipient)} "
    return any(f" {_words(name)} " in words for name in (insurer.name, insurer.legal_name, *insurer.aliases))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", anyascii(text).lower()))


def _wrapped(part: str) -> list[str]:
    lines = [""]
    for word in part.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(longer) > LONGEST_LINE:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _fewer(lines: list[str]) -> list[str]:
    """At most six lines where neighbours fit on one; postcode and town stay alone."""
    while len(lines) > MOST_LINES:
        lengths = [len(one) + len(other) + 2 for one, other in pairwise(lines[:-1])]
        if not lengths or min(lengths) > LONGEST_LINE:
            break
        place = lengths.index(min(lengths))
        lines[place : place + 2] = [", ".join(lines[place : place + 2])]
    return lines
