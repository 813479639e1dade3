"""What a quote in another language says, in the member's: its periods, countries, dates, rights and channels."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.catalogue import long_date, message
from assistant.reply import Quote
from ingest.records import Fact, ParsedDocument

MOST_VALUES = 8
_NO_CHANNEL = ("general", "processor")
_PERIOD = re.compile(
    r"P(?=.)(?:(?P<year>\d+)Y)?(?:(?P<month>\d+)M)?(?:(?P<week>\d+)W)?(?:(?P<day>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hour>\d+)H)?(?:(?P<minute>\d+)M)?(?:(?P<second>\d+)S)?)?"
)
_AREAS = (
    ("eea", re.compile(r"\b(?:eee|eea)\b|espace économique|economic area", re.IGNORECASE)),
    (
        "union",
        re.compile(r"\bunion\b|\b(?:ue|eu)\b|\bu\.e\.|\btiers\b|\bthird\b|communauté européenne", re.IGNORECASE),
    ),
    ("europe", re.compile(r"\beurope\b", re.IGNORECASE)),
)


def values_in(quotes: Sequence[Quote], parsed: ParsedDocument, language: str) -> list[str]:
    """Up to eight values in `language`, in the order of the quotes, of the facts whose evidence lies in a quote.

    Quotes of other documents give none; neither do facts that need no translation, such as names and addresses.
    """
    found: dict[str, None] = {}
    for quote in quotes:
        for fact in _facts_in(quote, parsed):
            if words := _in_words(fact, language):
                found.setdefault(words)
    return list(found)[:MOST_VALUES]


def _facts_in(quote: Quote, parsed: ParsedDocument) -> Iterator[Fact]:
    """The facts of a quote in order; a right that the quote excludes counts as excluded only."""
    if quote.document != parsed.document:
        return
    facts = [fact for fact in parsed.facts if quote.span.contains(fact.evidence)]
    excluded = [fact.evidence for fact in facts if fact.kind == "exclusion"]
    for fact in sorted(facts, key=lambda one: one.evidence):
        if fact.kind != "right" or not any(span.contains(fact.evidence) for span in excluded):
            yield fact


def _in_words(fact: Fact, language: str) -> str | None:
    words = _WORDS.get(fact.kind)
    return words(fact, language) if words else None


def _period(fact: Fact, language: str) -> str | None:
    """ "P5Y6M" as "5 years and 6 months"; a range with its unit said once where both ends share it."""
    first, last = map(_counts, f"{fact.normalised}/".split("/")[:2])
    if not last:
        return _duration(first, language) if first else None
    same_unit = len(first) == 1 and [unit for _, unit in first] == [unit for _, unit in last]
    start = str(first[0][0]) if same_unit else _duration(first, language)
    return message(language, "answer.value.range", low=start, high=_duration(last, language))


def _counts(iso: str) -> list[tuple[int, str]]:
    """The numbers of an ISO 8601 period with their units; empty where it is none."""
    found = _PERIOD.fullmatch(iso)
    return [(int(count), unit) for unit, count in found.groupdict().items() if count] if found else []


def _duration(counts: Sequence[tuple[int, str]], language: str) -> str:
    from babel.lists import format_list
    from babel.units import format_unit

    parts = [format_unit(count, f"duration-{unit}", length="long", locale=language) for count, unit in counts]
    return _plain(format_list(parts, locale=language))


def _date(fact: Fact, language: str) -> str:
    from babel.dates import format_date

    if len(fact.normalised) == len("2022-04"):
        return format_date(dt.date.fromisoformat(f"{fact.normalised}-01"), "MMMM y", locale=language)
    return long_date(language, dt.date.fromisoformat(fact.normalised))


def _transfer(fact: Fact, language: str) -> str | None:
    """A country, or the area that data leave or never leave; nothing where the words name no known area."""
    if fact.role == "country":
        from babel import Locale

        return str(Locale(language).territories.get(fact.normalised, fact.normalised))
    area = next((name for name, words in _AREAS if words.search(fact.value)), None)
    return message(language, f"answer.value.transfer.{fact.role}_{area}") if area else None


def _right(fact: Fact, language: str) -> str:
    return message(language, f"answer.value.right.{fact.normalised}")


def _excluded(fact: Fact, language: str) -> str:
    return message(language, "answer.value.excluded", right=_right(fact, language))


def _worded(kind: str) -> Callable[[Fact, str], str]:
    """Says a fact by the words for its normalised form, under the name of its kind."""
    return lambda fact, language: message(language, f"answer.value.{kind}.{fact.normalised}")


def _channel(fact: Fact, language: str) -> str | None:
    """A way to write about one's data; the seat of a company and its switchboard are none."""
    if fact.role in _NO_CHANNEL:
        return None
    return message(language, f"answer.value.channel.{fact.kind}")


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


_WORDS: Mapping[str, Callable[[Fact, str], str | None]] = {
    "retention": _period,
    "cookie_period": _period,
    "response_time": _period,
    "transfer": _transfer,
    "version_date": _date,
    "right": _right,
    "exclusion": _excluded,
    "post_mortem": _right,
    "legal_basis": _worded("legal_basis"),
    "identity": _worded("identity"),
    "nir": _worded("data"),
    **dict.fromkeys(("address", "email", "phone", "form", "member_area"), _channel),
}
