"""How long data are kept, and how long cookies last, wherever the policy says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.facts.contexts import Context
from ingest.facts.keeping import COOKIE, PLACE, SIGNAL, kind_of
from ingest.facts.periods import Period, periods_in
from ingest.facts.statements import Cell
from ingest.facts.subjects import starting_point, subject_of
from ingest.records import Fact

_PERIOD_HEADER = re.compile(r"dur[ée]e|conserv|délai|archiv|retention|period|storage|expir|how long", re.IGNORECASE)
_SUBJECT_HEADER = re.compile(
    r"finalit|traitement|donn[ée]es|cat[ée]gor|purpose|data|objet|type|document|cookie|nom\b|name|activit",
    re.IGNORECASE,
)
_START_HEADER = re.compile(r"point de départ|à compter|déclench|starting|begin|from", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;]\s(?=[A-ZÀ-Ý«])|;\s|\s\((?![^()]*\))|(?<=\w)\s?:\s")
_NEXT = re.compile(rf"{_CLAUSE.pattern}|,\s|\b(?:puis|et|then|and)\s", re.IGNORECASE)
_TABLE = re.compile(
    r".{0,60}durées? (?:maximales? )?de\s+conservation.{0,60}|.{0,40}retention period.{0,60}", re.IGNORECASE
)
_STICKS = 6
"""Statements after a retention period within which a bare period is another cell of the same flattened table."""


def retention_of(contexts: Iterable[Context]) -> Iterator[Fact]:
    """The retention and cookie periods of a document, in order."""
    since, named, section = _STICKS + 1, "", ""
    for context in contexts:
        since = 0 if _TABLE.search(context.title) or _TABLE.fullmatch(context.text) else since + 1
        if context.title != section:
            named, section = "", context.title
        if context.topics and not context.statement.cells:
            continue
        facts = list(
            _of_row(context) if context.statement.cells else _of_text(context, named, sticks=since <= _STICKS)
        )
        since = 0 if facts else since
        named = named if facts else context.text
        yield from facts


def _of_text(context: Context, named: str, *, sticks: bool) -> Iterator[Fact]:
    text, last, before_kind = context.text, "", ""
    periods = list(periods_in(text))
    for place, period in enumerate(periods):
        floor = periods[place - 1].end if place else 0
        ceiling = periods[place + 1].start if place + 1 < len(periods) else len(text)
        kind = kind_of(context, period, bare=_bare(text, period) and sticks)
        if not kind and before_kind and not SIGNAL.search(text, floor, period.start):
            kind = before_kind
        if before_kind := kind:
            clause = _clause(text, floor, period.start)
            before, after = text[clause : period.start], text[period.end : ceiling]
            last = subject_of(
                context, text[floor:clause], before, after, last or named if floor else named, goes_on=bool(floor)
            )
            yield _fact(context, kind, period, last, starting_point(after, before))


def _clause(text: str, floor: int, at: int) -> int:
    """Where the clause that holds `at` starts, not before `floor`."""
    stops = list((_NEXT if floor else _CLAUSE).finditer(text, floor, at))
    for stop in reversed(stops):
        rest = text[stop.end() : at]
        if rest.count(")") <= rest.count("(") and (floor or len(rest) > 12):
            return stop.end()
    return floor


def _fact(context: Context, kind: str, period: Period, subject: str, start: str) -> Fact:
    details = (("from", start),) if start else ()
    return context.statement.fact(kind, (period.start, period.end), period.iso, subject=subject, details=details)


def _bare(text: str, period: Period) -> bool:
    return len(text) - period.end < 80 and not re.search(r"\w", text[: period.start])


def _of_row(context: Context) -> Iterator[Fact]:
    """The periods of a table row, each with the row's purpose or data as its subject."""
    cells = context.statement.cells
    marked = [cell for cell in cells if _PERIOD_HEADER.search(cell.header) and "réponse" not in cell.header]
    headed = any(cell.header for cell in cells)
    if (
        headed
        and not marked
        and not any(PLACE.search(one) or COOKIE.search(one) for one in (context.title, context.intro))
    ):
        return
    if [cell.text for cell in cells] == [cell.header for cell in cells]:
        return
    subject = _row_subject(cells, marked)
    start = next((cell.text for cell in cells if _START_HEADER.search(cell.header) and cell not in marked[:1]), "")
    cookies = any(
        COOKIE.search(one) for one in (context.title, context.intro, context.text, *(cell.header for cell in cells))
    )
    for cell in marked or cells:
        for period in periods_in(cell.text):
            placed = Period(cell.start + period.start, cell.start + period.end, period.iso)
            own = starting_point(cell.text[period.end :]) or start
            yield _fact(context, "cookie_period" if cookies else "retention", placed, subject, own)


def _row_subject(cells: tuple[Cell, ...], marked: list[Cell]) -> str:
    """The cell that says what the row is about: under a telling header, else the first without the period."""
    others = [cell for cell in cells if cell not in marked and cell.text and not list(periods_in(cell.text))]
    told = [cell for cell in others if _SUBJECT_HEADER.search(cell.header)]
    return next((cell.text for cell in (*told[:1], *others)), "")
