"""Figures of a text in one form, whatever they are written in: "cinq (5) ans" and "60 months" are one period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.answering.particular_names import named
from ingest.facts.periods import periods_in


@dataclass(frozen=True, slots=True, order=True)
class Particular:
    """Something that is either in the policy or wrong: its kind ("period", "email"…) and its one form."""

    kind: str
    value: str


Found = tuple[int, int, Particular]
"""Where a particular stands in a text, and what it is."""

_FORTNIGHT = re.compile(r"\bfortnight\b", re.IGNORECASE)
_DECADE = re.compile(r"\b(?:a|one|une|the) (?:decade|décennie)\b|\bdécennies?\b|\bdecades?\b", re.IGNORECASE)
_DAYS_COUNTED = re.compile(r"[\s-]?(?:ouvr\w+|working|business|calendaires?|calendar|francs)\b", re.IGNORECASE)
_WORKING_DAYS = re.compile(r"\b(\d+)[ -](working|business|calendar)[ -]days?\b", re.IGNORECASE)
_ISO = re.compile(r"(\d+)([YMWDHS])")
_PERCENTAGE = re.compile(
    r"(\d+(?:[.,]\d+)?)\s?(?:%|pour[ -](?:cents?|100)\b|per[ -]?cent\b|процента?\b)", re.IGNORECASE
)
_MONEY = r"€|euros?\b|eur\b|\$|dollars?\b|£|лв\b|евро\b"
_AMOUNT = re.compile(
    rf"(\d+(?:[.,]\d+)?)\s?(k|mille|millions?(?: d['’e]\s?)?)?\s?({_MONEY})|(€|\$|£)\s?(\d+(?:[.,]\d+)?)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"\b(?:articles?|art\.?|член(?:ове)?|чл\.)\s*((?:[LRDA]\s?[.-]?\s?\*?)?\d+(?:[-.–]\d+)*(?:\s?\(\d+\))*"
    r"(?:(?:\s?,\s?|\s(?:à|et|ou|to|and|or)\s)(?:[LRDA]\s?[.-]?\s?\*?)?\d+(?:[-.–]\d+)*(?:\s?\(\d+\))*(?!\s?(?:jours|mois|ans)))*)",
    re.IGNORECASE,
)
_ONE_ARTICLE = re.compile(r"(?<!\w)(?:[LRDA]\s?[.-]?\s?\*?)?\d+(?:[-.–]\d+)*(?:\s?\(\d+\))*", re.IGNORECASE)
_LAW = re.compile(r"(?:\b[nN]\s?[°ºo]\s?\.?|№)\s?([A-Z]{0,3}-?\d[\d ]*(?:[-/]\d+)*)|\b(\d{2,4}[-/]\d{2,4})\b")
_NUMERIC_DATE = re.compile(r"(?<![\w/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\w)")
_ISO_DATE = re.compile(r"(?<![\w/.-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\w-])")
_YEAR = re.compile(r"(?<![\w/.-])(?:19[5-9]\d|20\d\d)(?![\w/-]|[.,]\d)")
_ORDINAL_FIGURE = re.compile(r"\b(\d+)\s?(?:e|è|ème|nd|rd|th)\b")
_NUMBER = re.compile(r"(?<![\w])\d+(?:[.,]\d+)*")
_JOINED = r"(?:[ -]|[ -]et[ -]|[ -]and[ -])"


def with_digits(text: str) -> str:
    """The text with numbers written out in digits: "vingt-quatre mois" reads "24 mois"."""
    pattern, _ = _number_words()
    return pattern.sub(lambda found: str(_value(found[0])), text)


def figures_in(text: str) -> Iterator[Found]:
    """Dates, percentages, amounts, articles, numbers of laws, periods and other numbers of a text in digits; what
    is part of one is no other."""
    left = text
    for read in (_articles, _dates, _percentages, _amounts, _periods, _laws, _years, _ordinals, _numbers):
        found = list(read(left))
        yield from found
        for start, end, _ in found:
            left = left[:start] + " " * (end - start) + left[end:]


def _articles(text: str) -> Iterator[Found]:
    for found in _ARTICLE.finditer(text):
        for one in _ONE_ARTICLE.finditer(found[1]):
            value = re.sub(r"[\s.*]|(?<=[A-Za-z])-", "", one[0].replace("–", "-")).upper()
            yield found.start(), found.end(), Particular("article", value)


def _dates(text: str) -> Iterator[Found]:
    pattern, numbers = _months()
    for one in _ISO_DATE.finditer(text):
        yield *one.span(), Particular("date", f"{one[1]}-{one[2]}-{one[3]}")
    for one in _NUMERIC_DATE.finditer(text):
        yield *one.span(), Particular("date", f"{one[3]}-{int(one[2]):02}-{int(one[1]):02}")
    for one in pattern.finditer(text):
        month = numbers[(one["month"] or one["month_first"]).lower()]
        day, year = one["day"] or one["day_after"], one["year"]
        if not day and not year:
            continue
        value = "-".join([*([year] if year else []), f"{month:02}", *([f"{int(day):02}"] if day else [])])
        yield *one.span(), Particular("date" if year else "day", value)


def _percentages(text: str) -> Iterator[Found]:
    for one in _PERCENTAGE.finditer(text):
        yield *one.span(), Particular("percentage", one[1].replace(",", "."))


def _amounts(text: str) -> Iterator[Found]:
    for one in _AMOUNT.finditer(text):
        scale = (one[2] or "").lower()[:3].strip()
        yield *one.span(), Particular("amount", f"{(one[1] or one[5]).replace(',', '.')}{scale}")


def _periods(text: str) -> Iterator[Found]:
    for one in _WORKING_DAYS.finditer(text):
        yield *one.span(), Particular("period", f"{one[1]}D {_day_kind(one[2])}")
    text = _WORKING_DAYS.sub(lambda one: " " * len(one[0]), text)
    for period in periods_in(text):
        counted = _DAYS_COUNTED.match(text, period.end) if period.iso.endswith("D") else None
        end = counted.end() if counted else period.end
        kind = f" {_day_kind(counted[0])}" if counted else ""
        yield period.start, end, Particular("period", _plain_period(period.iso) + kind)
    for pattern, value in ((_FORTNIGHT, "14D"), (_DECADE, "120M")):
        for one in pattern.finditer(text):
            yield *one.span(), Particular("period", value)


def _day_kind(word: str) -> str:
    return "calendar" if "cal" in word.lower() else "working"


_SCALES = {"Y": (12, "M"), "W": (7, "D")}


def _plain_period(iso: str) -> str:
    """ "P1Y6M" as "18M", "P2W" as "14D"; both ends of a range."""
    ends = []
    for end in iso.split("/"):
        counts: dict[str, int] = {}
        for count, unit in _ISO.findall(end):
            scale, name = (1, f"T{unit}") if "PT" in end else _SCALES.get(unit, (1, unit))
            counts[name] = counts.get(name, 0) + int(count) * scale
        ends.append("".join(f"{count}{unit}" for unit, count in counts.items()))
    return "/".join(ends)


def _laws(text: str) -> Iterator[Found]:
    for one in _LAW.finditer(text):
        yield *one.span(), Particular("number", re.sub(r"\D", "", one[0]))


def _years(text: str) -> Iterator[Found]:
    for one in _YEAR.finditer(text):
        yield *one.span(), Particular("date", one[0])


def _ordinals(text: str) -> Iterator[Found]:
    words = _ordinal_words()
    for one in re.finditer(r"[^\W\d_]+", text):
        if one[0].lower() in words:
            yield *one.span(), Particular("ordinal", words[one[0].lower()])
    for one in _ORDINAL_FIGURE.finditer(text):
        yield *one.span(), Particular("ordinal", one[1])


def _numbers(text: str) -> Iterator[Found]:
    for one in _NUMBER.finditer(text):
        value = re.sub(r"[.,](?=\d{3}\b)", "", one[0]).replace(",", ".")
        yield *one.span(), Particular("number", value)


@cache
def _number_words() -> tuple[re.Pattern[str], dict[str, int]]:
    values = {word: int(value) for value, words in named("numbers").items() for word in words.split()}
    word = "(?:" + "|".join(sorted(values, key=len, reverse=True)) + ")"
    after = rf"(?:{_JOINED}(?:{word}|une?|onze|one)(?!\w))*"
    return re.compile(rf"(?<![\w'’-]){word}(?!\w){after}", re.IGNORECASE), values


def _value(written: str) -> int:
    """Of "quatre-vingt-dix", "two hundred and fifty" """
    _, values = _number_words()
    total = 0
    for word in re.split(r"[ -]", written.lower()):
        value = values.get(word, 1 if word in {"un", "une", "one"} else 0)
        if value in {100, 1000}:
            total = max(total, 1) * value
        elif word.startswith("vingt") and total % 100 == 4:
            total += 76
        else:
            total += value
    return total


@cache
def _ordinal_words() -> dict[str, str]:
    return {word: value for value, words in named("ordinals").items() for word in words.split()}


@cache
def _months() -> tuple[re.Pattern[str], dict[str, int]]:
    numbers = {
        name: place for names in named("months").values() for place, name in enumerate(names.split(), start=1)
    } | {"fevrier": 2, "aout": 8, "decembre": 12}
    name = "|".join(sorted(numbers, key=len, reverse=True))
    after_day = r"(?:er|ère|st|nd|rd|th)?\.?,?\s(?:de |of )?"
    pattern = (
        rf"\b(?:(?P<day>\d{{1,2}}){after_day}(?P<month>{name})|(?P<month_first>{name})"
        r"(?:\s(?P<day_after>\d{1,2})(?:st|nd|rd|th)?(?!\d))?)\b(?:,?\s(?:de )?(?P<year>(?:19|20)\d\d)\b)?"
    )
    return re.compile(pattern, re.IGNORECASE), numbers
