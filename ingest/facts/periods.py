"""Periods in running text: "trois (3) ans", "12 à 24 mois", "a six-month period"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBERS = {
    word: value
    for value, words in {
        1: "un une one един една",
        2: "deux two два две",
        3: "trois three три",
        4: "quatre four четири",
        5: "cinq five пет",
        6: "six шест",
        7: "sept seven седем",
        8: "huit eight осем",
        9: "neuf nine девет",
        10: "dix ten десет",
        11: "onze eleven",
        12: "douze twelve дванадесет",
        13: "treize thirteen тринадесет",
        14: "quatorze fourteen",
        15: "quinze fifteen",
        16: "seize sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "vingt vingts twenty двадесет",
        30: "trente thirty тридесет",
        40: "quarante forty",
        50: "cinquante fifty",
        60: "soixante sixty",
        70: "septante seventy",
        80: "huitante eighty",
        90: "nonante ninety",
    }.items()
    for word in words.split()
}
_ARTICLES = ("a", "an")
_HUNDREDS = ("cent", "cents", "hundred")
_UNITS = {
    "Y": "ans an années année annees annee years year yrs yr години година",
    "M": "mois months month месеца месеци месец",
    "W": "semaines semaine weeks week седмици седмица",
    "D": "jours jour days day дни дена ден",
    "quarter": "trimestres trimestre quarters quarter",
    "half": "semestres semestre",
    "TH": "heures heure hours hour hrs часа часове час",
    "TM": "minutes minute mins min",
    "TS": "secondes seconde seconds second",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()} | {"h": "TH", "j": "D"}
_WORD = "(?:" + "|".join(sorted({*_NUMBERS, *_HUNDREDS}, key=len, reverse=True)) + ")"
_COUNT = rf"(?:\d{{1,3}}|an?(?!\w)|{_WORD}(?!\w)(?:[ -]{_WORD}(?!\w)|[ -]et[ -](?:une?|onze)(?!\w)){{0,3}})"
_AMOUNT = rf"(?:{_COUNT}(?:\s?\(\s?{_COUNT}\s?\))?|\(\s?{_COUNT}\s?\))"
_PERIOD = re.compile(
    rf"(?<!\w)(?<!\d[.,/])(?P<low>{_AMOUNT})(?:\s?(?:-|–|\b(?:à|ou|et|to|or|and)\b)\s?(?P<high>{_AMOUNT}))?"
    rf"(?:\s|(?<=\w)-|(?<=[\d)]))(?P<unit>{'|'.join(sorted(_UNIT_OF, key=len, reverse=True))})(?![^\W\d_])"
    r"(?P<half> et demie?(?!\w)| and a half(?!\w))?",
    re.IGNORECASE,
)
_FIRST_COUNT = re.compile(_COUNT, re.IGNORECASE)
_SAME_AGAIN = re.compile(r"\s?\(\s?(?:soit\s)?$")
_MONTHS_AFTER_YEARS = re.compile(r"\s(?:et|and)\s$")

_AGE_BEFORE = re.compile(
    r"(?:\bâg(?:e|é)\w*(?: \w+){0,2} (?:(?:de|à)\s|d')?(?:au moins\s|(?:plus|moins) (?:de\s|d'))?|\b(?:enfants?"
    r"|mineure?s?|jeunes?|adolescent\w*|majeure?s?)(?: \w+)? (?:de\s|d')(?:(?:plus|moins) de\s)?|\b(?:avoir|avez"
    r"|ayant|ont|a|atteint|fêté)(?: atteint)? (?:au moins\s|(?:plus|moins) de\s)?|\b(?:vos|ses|leurs|mes|your"
    r"|their)\s|\b(?:personnes?|utilisat\w+|clients?|internautes?|assurés?|adhérents?"
    r"|élèves?)(?: \w+)? de (?:plus|moins) de\s|\b(?:aged?|age of|older than|younger than|(?:children|minors?"
    r"|users?|people|persons?|anyone) "
    r"(?:under|below|over))(?: at least| under| over)?\s)$",
    re.IGNORECASE,
)
_LESS_OR_MORE = re.compile(r"(?<!durée )(?<!période )\b(?:de|aux|les|des) (?:plus|moins) de\s$", re.IGNORECASE)
_AGE_AFTER = re.compile(
    r"\s(?:révolus?\b|accomplis\b|(?:ou|et) (?:plus|moins)\b|d'(?:âge|expérience|ancienneté|existence)\b"
    r"|of (?:age|experience)\b|old\b|or (?:older|over)\b)",
    re.IGNORECASE,
)
_AROUND_THE_CLOCK = re.compile(r"\s?(?:/|sur\s\d|(?:à|-)\s?\d|\d|(?:a|per) day\b|par jour\b)")
_CLOCK_BEFORE = re.compile(r"\d\s?(?:h|heures?)\s?(?:\d\d)?\s?(?:à|-|et)\s$|\bà\s?$")
_ARTICLE_BEFORE = re.compile(r"\b(?:for|of|within|after|than|least|to|during)\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A period, where its number and unit stand in a text, in ISO 8601: `P3Y`, `PT24H`; `P12M/P24M` for a range."""

    start: int
    end: int
    iso: str


def periods_in(text: str) -> Iterator[Period]:
    """The periods of a clean text, in order. Ages, clock times and opening hours are none."""
    last: Period | None = None
    for found in _PERIOD.finditer(text):
        if not _is_period(text, found):
            continue
        period = Period(found.start(), found.end(), _iso(found))
        if last and _repeats(text, last, period):
            continue
        if last and (joined := _joined(text, last, period)):
            period = joined
            last = None
        if last:
            yield last
        last = period
    if last:
        yield last


def _is_period(text: str, found: re.Match[str]) -> bool:
    before, unit = text[max(0, found.start() - 60) : found.start()], _UNIT_OF[found["unit"].lower()]
    if found["low"].lower() in _ARTICLES:
        return bool(_ARTICLE_BEFORE.search(before))
    if unit == "TH":
        return not (_AROUND_THE_CLOCK.match(text, found.end()) or _CLOCK_BEFORE.search(before))
    if unit == "D":
        return not re.match(r"\s?(?:/|sur\s\d)", text[found.end() : found.end() + 8])
    return unit != "Y" or not _is_age(before, text[found.end() : found.end() + 20], _value(found["low"]))


def _is_age(before: str, after: str, years: int) -> bool:
    about_people = 10 <= years <= 26 and _LESS_OR_MORE.search(before)
    return bool(about_people or _AGE_BEFORE.search(before) or _AGE_AFTER.match(after))


def _iso(found: re.Match[str]) -> str:
    unit = _UNIT_OF[found["unit"].lower()]
    low = _one(_value(found["low"]), unit, half=bool(found["half"]))
    return f"{low}/{_one(_value(found['high']), unit)}" if found["high"] else low


def _one(value: int, unit: str, *, half: bool = False) -> str:
    if half and unit == "Y":
        return f"P{value * 12 + 6}M"
    if unit in ("quarter", "half"):
        return f"P{value * (3 if unit == 'quarter' else 6)}M"
    return f"PT{value}{unit[1]}" if unit[0] == "T" else f"P{value}{unit}"


def _value(amount: str) -> int:
    """Of "cinq (5)", "vingt-quatre", "(3)": the first number stands for both."""
    found = _FIRST_COUNT.search(amount)
    written = (found[0] if found else amount).lower()
    if written.isdigit() or written in _ARTICLES:
        return int(written) if written.isdigit() else 1
    total = 0
    for word in re.split(r"[ -]", written):
        if word in _HUNDREDS:
            total = max(total, 1) * 100
        elif word.startswith("vingt") and total % 100 == 4:
            total += 76
        else:
            total += _NUMBERS[word] if word != "et" else 0
    return total


def _repeats(text: str, last: Period, period: Period) -> bool:
    """Whether a period in brackets says the one before it again: "trente-six mois (3 ans)"."""
    between = text[last.end : period.start]
    return bool(_SAME_AGAIN.match(between)) and _months(last.iso) == _months(period.iso)


def _months(iso: str) -> str | int:
    found = re.fullmatch(r"P(\d+)([YM])", iso)
    return int(found[1]) * (12 if found[2] == "Y" else 1) if found else iso


def _joined(text: str, last: Period, period: Period) -> Period | None:
    """ "deux ans et six mois" as one period."""
    years, months = re.fullmatch(r"P\d+Y", last.iso), re.fullmatch(r"P(\d+)M", period.iso)
    if years and months and int(months[1]) < 12 and _MONTHS_AFTER_YEARS.fullmatch(text[last.end : period.start]):
        return Period(last.start, period.end, f"{last.iso}{period.iso[1:]}")
    return None
