"""A policy as received → what the manifest must say of it: its title, its languages, its date."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from ingest.parsing.lines import reading_form
from ingest.records import Fact, ParsedDocument

if TYPE_CHECKING:
    from lingua import LanguageDetector

_TITLE = re.compile(
    r"\b(?:politique|charte|notice|protection|confidentialité|privacy|données personnelles|vie privée|policy)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 120
_FIRST_LINES = 8
_SHORTEST_LINE = 80
_SMALLEST_SHARE = 0.03
_DATE_ROLES = ("updated", "effective", "version")


def title_of(parsed: ParsedDocument) -> str | None:
    """The title the document gives itself, in reading form; None when nothing at its head reads like one."""
    headings = [section.title for section in parsed.sections[:4] if section.heading]
    lines = [line.strip(" \t#*_=:-–|") for line in parsed.document.text.splitlines() if line.strip()]
    shown = [reading_form(line) for line in (*headings, *lines[:_FIRST_LINES])]
    for one in shown:
        if one and len(one) <= _LONGEST_TITLE and not one.endswith((".", ",", "?")) and _TITLE.search(one):
            return one
    return None


def languages_of(text: str) -> tuple[str, ...]:
    """ISO 639-1 codes of the languages a text is written in, the one of most lines first; empty without prose.

    Only lines long enough to tell count, and only languages of a noticeable share of them.
    """
    detector = _detector()
    lengths: Counter[str] = Counter()
    for line in map(str.strip, text.splitlines()):
        if len(line) >= _SHORTEST_LINE and (found := detector.detect_language_of(line)):
            lengths[found.iso_code_639_1.name.lower()] += len(line)
    total = sum(lengths.values())
    return tuple(code for code, length in lengths.most_common() if length >= _SMALLEST_SHARE * total)


@cache
def _detector() -> LanguageDetector:
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()


def date_of(facts: Iterable[Fact]) -> dt.date | None:
    """The date of the document by its version_date facts: the last change, else entry into force, else any date.

    A month stands for its first day. None when the document does not say.
    """
    dates = [(fact.role, day) for fact in facts if fact.kind == "version_date" and (day := _day(fact.normalised))]
    for role in _DATE_ROLES:
        if of_role := [day for one, day in dates if one == role]:
            return max(of_role)
    return None


def _day(iso: str) -> dt.date | None:
    year, month, day = (*iso.split("-"), "1", "1")[:3]
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
