"""The figures of a text in one form, whichever language and spelling they stand in: "trois (3) ans" is "36 months".

Written apart from the product's own checks on purpose, so that a fault of theirs does not hide itself here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from eval.metrics.matching import folded

Kind = Literal["email", "site", "phone", "date", "period", "number"]

_WORDS = {
    1: "un une one a an един една едно",
    2: "deux two два две",
    3: "trois three три",
    4: "quatre four четири",
    5: "cinq five пет",
    6: "six шест",
    7: "sept seven седем",
    8: "huit eight осем",
    9: "neuf nine девет",
    10: "dix ten десет",
    11: "onze eleven единадесет",
    12: "douze twelve дванадесет",
    13: "treize thirteen тринадесет",
    14: "quatorze fourteen четиринадесет",
    15: "quinze fifteen петнадесет",
    16: "seize sixteen шестнадесет",
    18: "eighteen осемнадесет",
    20: "vingt twenty двадесет",
    30: "trente thirty тридесет",
    40: "quarante forty четиридесет",
    50: "cinquante fifty петдесет",
    60: "soixante sixty шестдесет",
    90: "ninety деветдесет",
    100: "cent hundred сто",
}
_SPELT = {word: number for number, words in _WORDS.items() for word in words.split()}
_NO_FIGURE = frozenset(_WORDS[1].split())
"""Words that are an article more often than a number; they count before a unit of time only."""
_UNITS = {
    ("hours", 1): "heures? hours? час(?:а|ове)?",
    ("days", 1): "jours? days? ден дни дена",
    ("days", 7): "semaines? weeks? седмиц[аи]",
    ("months", 1): "mois months? месеца? месеци",
    ("months", 12): "ans? annees? years? годин[аи]",
}
_MONTHS = (
    "janvier january януари|fevrier february февруари|mars march март|avril april април|mai may май|juin june юни"
    "|juillet july юли|aout august август|septembre september септември|octobre october октомври"
    "|novembre november ноември|decembre december декември"
)
_MONTH_NUMBERS = {name: place for place, names in enumerate(_MONTHS.split("|"), 1) for name in names.split()}
_MONTH = "|".join(_MONTH_NUMBERS)
_DAY = r"\d{1,2}(?:er|st|nd|rd|th)?"
_DATES = (
    re.compile(r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})[/.](?P<number>\d{1,2})[/.](?P<year>\d{4})\b"),
    re.compile(rf"\b(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH}),? (?P<year>\d{{4}})\b"),
    re.compile(rf"\b(?P<month>{_MONTH}) (?P<day>{_DAY}),? (?P<year>\d{{4}})\b"),
    re.compile(rf"\b(?P<month>{_MONTH}) (?P<year>\d{{4}})\b"),
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SITE = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#~+:-]*\w|\b[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|eu|bg|example)\b"
)
_PHONE = re.compile(r"\+?\d(?:[ .-]?\d){7,}")
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", _EMAIL),
    ("site", _SITE),
    *(("date", one) for one in _DATES),
    ("phone", _PHONE),
)
_COUNT = rf"(?:\d+|{'|'.join(_SPELT)})"
_UNIT = "|".join(form for forms in _UNITS.values() for form in forms.split())
_PERIOD = re.compile(
    rf"(?<!\w)\(?(?P<first>{_COUNT})\b\)?(?: \((?P<second>{_COUNT})\))?"
    rf"(?: ?(?:a|et|ou|to|and|or|и|или|-) ?(?P<last>{_COUNT}))?"
    rf"[ -](?:(?<!\ba )(?!{_COUNT}\b)[^\W\d]+ )?(?P<unit>{_UNIT})\b"
)
_NUMBER = re.compile(rf"\d{{1,3}}(?:[ .,]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?|\b(?:{'|'.join(_SPELT)})\b")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text: `value` is the same for every spelling of it."""

    kind: Kind
    value: str


def figures(text: str) -> tuple[list[Figure], str]:
    """The figures of a text, each once, and the folded text without them.

    What is part of an address, a date or a period is no number besides.
    """
    found: list[Figure] = []
    rest = folded(text)
    for kind, pattern in _PATTERNS:
        found += [Figure(kind, _value(kind, match)) for match in pattern.finditer(rest)]
        rest = pattern.sub(" ", rest)
    found += [Figure("period", value) for match in _PERIOD.finditer(rest) for value in _periods(match)]
    rest = _PERIOD.sub(" ", rest)
    found += [Figure("number", number(one)) for one in _NUMBER.findall(rest) if one not in _NO_FIGURE]
    return list(dict.fromkeys(found)), _NUMBER.sub(" ", rest)


def numbers(text: str) -> set[str]:
    """Every number of a text, those of dates and periods included."""
    return {number(one) for one in _NUMBER.findall(folded(text))}


def number(written: str) -> str:
    """The digits of a number in digits or in a word; "1 200" and "1.200" are "1200", "12,5" is "12.5"."""
    if written in _SPELT:
        return str(_SPELT[written])
    whole = re.fullmatch(r"\d{1,3}(?:[ .,]\d{3})+", written)
    return re.sub(r"\D", "", written) if whole else written.replace(",", ".").removeprefix("0") or "0"


def _value(kind: str, match: re.Match[str]) -> str:
    if kind != "date":
        return re.sub(r"^https?://", "", match[0])
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else _MONTH_NUMBERS[parts["month"]]
    day = re.sub(r"\D", "", parts.get("day") or "")
    return f"{parts['year']}-{month:02}" + (f"-{int(day):02}" if day else "")


def _periods(match: re.Match[str]) -> list[str]:
    """The lengths that a period names: both of "5 à 10 ans"."""
    unit = next(key for key, forms in _UNITS.items() if re.fullmatch("|".join(forms.split()), match["unit"]))
    counts = [int(number(one)) for one in match.group("first", "second", "last") if one]
    return list(dict.fromkeys(f"{count * unit[1]} {unit[0]}" for count in counts))
