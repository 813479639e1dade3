"""Normalised forms as a French reader writes them: "P5Y" → "5 ans", "2022-04" → "avril 2022"."""

from __future__ import annotations

import datetime as dt
import re

from ingest.labels import labels
from ingest.records import Fact

_PERIOD = re.compile(
    r"P(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?(?:T(?:(?P<H>\d+)H)?(?:(?P<m>\d+)M)?)?"
)
_PERIODS = ("retention", "cookie_period", "response_time")


def readable(fact: Fact) -> str:
    """What a fact says in a few words: its normalised form where that reads better, else the policy's own words."""
    if fact.kind in _PERIODS:
        return period_in_words(fact.normalised)
    if fact.kind == "version_date":
        return date_in_words(fact.normalised)
    if fact.kind == "phone":
        return _phone(fact.normalised)
    if fact.kind == "transfer" and fact.role == "country":
        return country_in_words(fact.normalised)
    if fact.kind == "siren":
        return " ".join(re.findall(r"\d{3}", fact.normalised)) or fact.value
    return str(labels()["normalised"].get(fact.normalised, fact.value))


def period_in_words(iso: str) -> str:
    """An ISO 8601 period, or two joined by "/" (shortest, longest), in words; the form itself when it is none."""
    if "/" in iso:
        return " à ".join(map(period_in_words, iso.split("/")))
    found = _PERIOD.fullmatch(iso)
    parts = [(int(count), unit) for unit, count in found.groupdict().items() if count] if found else []
    units = labels()["unit"]
    return " ".join(f"{count}\u00a0{units[unit][count > 1]}" for count, unit in parts) or iso


def date_in_words(iso: str) -> str:
    """A date, or a month, in words; the form itself when it is none."""
    from babel.dates import format_date

    year_and_month_only = re.fullmatch(r"\d{4}-\d{2}", iso)
    try:
        day = dt.date.fromisoformat(f"{iso}-01" if year_and_month_only else iso)
    except ValueError:
        return iso
    words = format_date(day, "MMMM y" if year_and_month_only else "d MMMM y", locale="fr")
    return re.sub(r"^1 ", "1er ", words)


def country_in_words(alpha2: str) -> str:
    """The name of a country by its ISO 3166 code; the code itself when it is none."""
    from babel import Locale

    return str(Locale("fr").territories.get(alpha2, alpha2))


def _phone(e164: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, "FR")
    except phonenumbers.NumberParseException:
        return e164
    if not phonenumbers.is_possible_number(number):
        return e164
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if number.country_code == 33 else style.INTERNATIONAL)
