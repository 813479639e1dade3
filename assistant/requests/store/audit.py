"""Whether the audit trails are as they were written: nothing edited, deleted, reordered or cut off; and whether
each request has the procedural facts that its last line left it with.

Whoever can write to the database but has not the key leaves a finding, with two exceptions. Putting back an older
copy of all that concerns an insurer: against that, keep `head` elsewhere and give it to `verify`. And editing a
request that goes on: its next line takes the facts as it finds them, so verify often.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, select, union
from sqlalchemy.orm import Session

from assistant.requests.keys import Keys
from assistant.requests.records import AuditEntry
from assistant.requests.store.chain import is_genuine, line_mac, note_digest
from assistant.requests.store.proof import proven_columns, request_digest
from assistant.requests.store.reading import Reading
from assistant.requests.store.tables import AuditHeadRow, AuditRow, RequestRow

Kind = Literal[
    "edited_line",
    "reordered_line",
    "missing_line",
    "edited_note",
    "truncated",
    "forged_head",
    "missing_head",
    "rolled_back",
    "edited_request",
    "no_trail",
    "missing_request",
]
_STREAMED = {"yield_per": 1_000}
"""How many rows are in memory at a time."""
_SUSPECTS = 100
"""Lines with a wrong MAC that are compared with each other to tell reordering from editing."""


@dataclass(frozen=True)
class Finding:
    """Something wrong: with line `number`, or with the insurer's trail as a whole where that is None."""

    insurer: str
    number: int | None
    kind: Kind
    detail: str
    """What was found, for the operator; references and numbers only."""


def head(reading: Reading, insurer: str) -> tuple[int, str] | None:
    """The number and the MAC of the last line of an insurer's trail; None where nothing was recorded."""
    found = _head(reading.session, insurer)
    return (found.number, found.last) if found else None


def verify(
    reading: Reading, keys: Keys, insurer: str | None = None, expected: Mapping[str, tuple[int, str]] | None = None
) -> list[Finding]:
    """What is wrong with an insurer's audit trail, or with everybody's; nothing where all is well.

    `expected`: heads kept elsewhere, by insurer; the trails must still contain them.
    """
    known = dict(expected or {})
    insurers = [insurer] if insurer else sorted(_insurers(reading.session) | set(known))
    return [found for one in insurers for found in _readable(reading.session, keys, one, known.get(one))]


def _readable(session: Session, keys: Keys, insurer: str, expected: tuple[int, str] | None) -> Iterator[Finding]:
    """The findings up to the first value that nobody could have written: SQLite keeps anything in any column."""
    try:
        yield from _verified(session, keys, insurer, expected)
    except (ValueError, TypeError):
        yield Finding(insurer, None, "edited_line", "a value cannot be read; what follows it was not looked at")


def _verified(session: Session, keys: Keys, insurer: str, expected: tuple[int, str] | None) -> Iterator[Finding]:
    walk = _Walk(keys, insurer, expected)
    for *values, has_file in session.execute(_lines(insurer), execution_options=_STREAMED):
        yield from walk.step(AuditEntry(*values), has_file=has_file)
    yield from walk.misplaced()
    yield from walk.end(_head(session, insurer))
    for row in session.execute(_requests(insurer), execution_options=_STREAMED):
        yield from _request_findings(keys, insurer, row)
    for row in session.execute(_orphans(insurer), execution_options=_STREAMED):
        yield Finding(insurer, row.number, "missing_request", f"{row.reference} is gone without being purged")


class _Walk:
    """Along the lines of one insurer, in the order of their numbers."""

    def __init__(self, keys: Keys, insurer: str, expected: tuple[int, str] | None) -> None:
        self._keys = keys
        self._insurer = insurer
        self._expected = expected
        self._number = 0
        self._mac = ""
        self._suspects: list[AuditEntry] = []

    def step(self, line: AuditEntry, *, has_file: bool) -> Iterator[Finding]:
        """What is wrong with the next line."""
        gap = line.number - self._number
        if gap != 1:
            detail = f"{gap - 1} missing before it" if gap > 1 else "a number below 1"
            yield self._finding(line.number, "missing_line" if gap > 1 else "edited_line", detail)
        if line.mac != line_mac(self._keys, line, line.number):
            if len(self._suspects) < _SUSPECTS:
                self._suspects.append(line)
            else:
                yield self._finding(line.number, "edited_line", f"about {line.reference}")
        elif gap == 1 and line.previous != self._mac:
            yield self._finding(line.number, "reordered_line", "it follows another line than it was written after")
        if not self._has_its_note(line, has_file):
            yield self._finding(line.number, "edited_note", f"about {line.reference}")
        self._number, self._mac = line.number, line.mac
        if self._expected and line.number == self._expected[0] and line.mac == self._expected[1]:
            self._expected = None

    def misplaced(self) -> Iterator[Finding]:
        """The lines with a wrong MAC: reordered where it is right for another one's place, else edited."""
        places = [line.number for line in self._suspects]
        for line in self._suspects:
            moved = any(line.mac == line_mac(self._keys, line, place) for place in places)
            kind: Kind = "reordered_line" if moved else "edited_line"
            yield self._finding(line.number, kind, f"about {line.reference}")

    def end(self, last: AuditHeadRow | None) -> Iterator[Finding]:
        """What is wrong with the end of the trail."""
        if last is None and self._number:
            yield self._finding(None, "missing_head", f"the trail has {self._number} lines")
        if last is not None:
            yield from self._against(last)
        if self._expected:
            yield self._finding(self._expected[0], "rolled_back", "the head kept elsewhere is not in the trail")

    def _against(self, last: AuditHeadRow) -> Iterator[Finding]:
        if not is_genuine(self._keys, last):
            yield self._finding(None, "forged_head", f"it says {last.number} lines")
        elif last.number > self._number:
            yield self._finding(self._number, "truncated", f"{last.number} lines were written")
        elif (last.number, last.last) != (self._number, self._mac):
            yield self._finding(self._number, "forged_head", f"it is the one of line {last.number}")

    def _has_its_note(self, line: AuditEntry, has_file: bool) -> bool:
        """Whether the words are those that were written, or were removed with the request's other words."""
        digest = note_digest(self._keys, line.insurer, line.number, line.note)
        return line.note_digest == digest or (line.note is None and not has_file)

    def _finding(self, number: int | None, kind: Kind, detail: str) -> Finding:
        return Finding(self._insurer, number, kind, detail)


def _request_findings(keys: Keys, insurer: str, row: Row[Any]) -> Iterator[Finding]:
    if row.number is None:
        yield Finding(insurer, None, "no_trail", f"{row.reference} has no line")
    elif row.last_audit > row.number:
        yield Finding(insurer, row.number, "truncated", f"{row.reference} had a line {row.last_audit}")
    elif (row.last_audit, row.state) != (row.number, row.to_state):
        yield Finding(
            insurer, row.number, "edited_request", f"{row.reference} was {row.to_state}, it says {row.state}"
        )
    elif row.request_digest and row.request_digest != request_digest(keys, row._mapping):
        yield Finding(insurer, row.number, "edited_request", f"{row.reference} was left with other facts")


def _head(session: Session, insurer: str) -> AuditHeadRow | None:
    return session.get(AuditHeadRow, insurer, populate_existing=True)


def _insurers(session: Session) -> set[str]:
    return set(session.scalars(union(*(select(one.insurer) for one in (AuditRow, AuditHeadRow, RequestRow)))))


def _lines(insurer: str) -> Select[*tuple[Any, ...]]:
    """The lines in order, each with whether its request still holds personal data."""
    columns: list[ColumnElement[Any]] = [getattr(AuditRow, one.name) for one in fields(AuditEntry)]
    return (
        select(*columns, RequestRow.file.is_not(None))
        .outerjoin(RequestRow, RequestRow.reference == AuditRow.reference)
        .where(AuditRow.insurer == insurer)
        .order_by(AuditRow.number)
    )


def _requests(insurer: str) -> Select[*tuple[Any, ...]]:
    """Each request with its last line."""
    last = _last_lines(insurer)
    return (
        select(*proven_columns(), RequestRow.last_audit, last.c.number, last.c.to_state, last.c.request_digest)
        .outerjoin(last, last.c.reference == RequestRow.reference)
        .where(RequestRow.insurer == insurer)
        .order_by(RequestRow.reference)
    )


def _orphans(insurer: str) -> Select[*tuple[Any, ...]]:
    """The last lines about requests that are not there, unless they were purged."""
    last = _last_lines(insurer)
    return (
        select(last.c.reference, last.c.number)
        .outerjoin(RequestRow, RequestRow.reference == last.c.reference)
        .where(RequestRow.reference.is_(None), last.c.to_state != "purged")
        .order_by(last.c.number)
    )


def _last_lines(insurer: str) -> Subquery:
    """The last line about each request."""
    newest = (
        select(func.max(AuditRow.number).label("number"))
        .where(AuditRow.insurer == insurer)
        .group_by(AuditRow.reference)
        .subquery()
    )
    joined = and_(AuditRow.insurer == insurer, AuditRow.number == newest.c.number)
    said = (AuditRow.reference, AuditRow.number, AuditRow.to_state, AuditRow.request_digest)
    return select(*said).join(newest, joined).subquery()
