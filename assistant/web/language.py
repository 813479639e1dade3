"""Which language a page speaks, and how it writes a date."""

from __future__ import annotations

from datetime import date

from assistant.catalogue import LANGUAGES, message


def page_language(requested: str | None, accept_language: str | None) -> str:
    """The language asked for in the address, else the browser's preferred one, else French."""
    if requested in LANGUAGES:
        return requested
    spoken = [tag for tag in _preferred(accept_language or "") if tag in LANGUAGES]
    return spoken[0] if spoken else LANGUAGES[0]


def _preferred(accept_language: str) -> list[str]:
    """Primary language tags of an Accept-Language header, most wanted first (RFC 9110, section 12.5.4)."""
    weighted = []
    for item in accept_language.split(","):
        tag, _, parameter = item.strip().partition(";")
        weight = _weight(parameter)
        if tag and weight > 0:
            weighted.append((weight, tag.split("-")[0].lower()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def long_date(language: str, day: date) -> str:
    """A date in words: "1er octobre 2017", "1 October 2017"."""
    month = message(language, "web.months").split()[day.month - 1]
    key = "web.date_first" if day.day == 1 else "web.date"
    return message(language, key, day=day.day, month=month, year=day.year)
