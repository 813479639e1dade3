"""What the policies of several insurers state, side by side: a row for each thing people ask for, a cell for each
insurer, with the quote that proves it; a cell without a fact is an explicit silence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering.values import values_in
from assistant.reply import Quote
from ingest.readable import readable
from ingest.records import Fact, ParsedDocument
from ingest.summary import quoted, section_of, stated

_CONTACTS = ("email", "address", "form", "phone")
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Question:
    """A row: something that people ask for, and the facts that answer it. No `roles`: whatever the role."""

    name: str
    kinds: tuple[str, ...]
    roles: tuple[str, ...] = ()

    def met_by(self, fact: Fact) -> bool:
        """Whether the fact answers it."""
        return fact.kind in self.kinds and (not self.roles or fact.role in self.roles)


QUESTIONS = (
    Question("dpo", _CONTACTS, ("dpo",)),
    Question("rights_contact", (*_CONTACTS, "member_area"), ("rights", "")),
    Question("response_time", ("response_time",)),
    Question("identity", ("identity",)),
    Question("right", ("right",)),
    Question("exclusion", ("exclusion",)),
    Question("retention", ("retention",)),
    Question("recipient", ("recipient",)),
    Question("processor", ("processor", "host")),
    Question("transfer", ("transfer",)),
    Question("purpose", ("purpose",)),
    Question("legal_basis", ("legal_basis",)),
    Question("health", ("health",)),
    Question("nir", ("nir",)),
    Question("automated_decision", ("automated_decision",)),
    Question("complaint_contact", _CONTACTS, ("complaint",)),
    Question("authority", ("authority",)),
    Question("marketing_optout", ("marketing_optout",)),
    Question("cookie_period", ("cookie_period",)),
    Question("post_mortem", ("post_mortem",)),
    Question("controller", ("controller",)),
    Question("version_date", ("version_date",)),
)
"""In the order in which callers ask."""


@dataclass(frozen=True)
class Statement:
    """Something that a policy states: in a few words, in its own words, and where."""

    value: str
    before: str
    evidence: str
    after: str
    section: str
    url: str
    language: str
    subject: str
    audience: str


@dataclass(frozen=True)
class Column:
    """An insurer of the matrix; `failure` says why nothing can be shown of it."""

    insurer: str
    name: str
    cells: dict[str, tuple[Statement, ...]] = field(default_factory=dict)
    failure: str = ""
    dated: dt.date | None = None
    """The day of its oldest dated document."""
    longest: float | None = None
    """The longest retention period that it states, in years."""

    @property
    def answered(self) -> int:
        """How many rows it says something on."""
        return sum(bool(found) for found in self.cells.values())


def column(insurer: str, name: str, documents: Sequence[ParsedDocument], language: str) -> Column:
    """What the documents in service of an insurer state; repeated statements once."""
    dates = [one.document.date for one in documents if one.document.date]
    periods = [years(fact.normalised) for one in documents for fact in one.facts if fact.kind == "retention"]
    return Column(
        insurer,
        name,
        {question.name: _statements(question, documents, language) for question in QUESTIONS},
        dated=min(dates, default=None),
        longest=max((one for one in periods if one), default=None),
    )


def _statements(question: Question, documents: Sequence[ParsedDocument], language: str) -> tuple[Statement, ...]:
    found = [
        _statement(parsed, thing.fact, language)
        for parsed in documents
        for things in stated(fact for fact in parsed.facts if question.met_by(fact)).values()
        for thing in things
    ]
    return tuple({(one.value, one.subject, one.audience): one for one in reversed(found)}.values())[::-1]


def _statement(parsed: ParsedDocument, fact: Fact, language: str) -> Statement:
    spoken = next((one.language for one in parsed.passages if one.id == fact.passage), parsed.document.languages[0])
    quote = Quote(parsed.document, fact.evidence, section_of(parsed, fact), spoken)
    return Statement(
        _value(parsed, fact, quote, language),
        *quoted(parsed, fact),
        section=quote.section,
        url=quote.url,
        language=spoken,
        subject=fact.subject,
        audience=fact.audience,
    )


def _value(parsed: ParsedDocument, fact: Fact, quote: Quote, language: str) -> str:
    """The fact in a few words of the page's language, else in the policy's own."""
    if language == "fr":
        return readable(fact)
    return ", ".join(values_in([quote], parsed, language)) or fact.value


def years(iso: str) -> float | None:
    """An ISO 8601 period in years, of two joined by "/" the longer; None when it is none."""
    found = _PERIOD.fullmatch(iso.rpartition("/")[2])
    if found is None or not any(found.groups()):
        return None
    year, month, week, day = (int(one or 0) for one in found.groups())
    return year + month / 12 + (7 * week + day) / _YEAR_DAYS
