"""Requests as tables in a terminal; they read as well in a file as on a screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from rich.table import Table
from rich.text import Text

from assistant.accounts.accounts import Account
from assistant.accounts.events import Event
from assistant.catalogue import message
from assistant.requests.casework import Case, QueueLine
from assistant.requests.deadlines import due_dates
from assistant.requests.records import Message, Person, Request

_NONE = "–"
_SOON = 7
_WHOLE = frozenset({"reference", "id", "name", "insurer", "due", "left"})


def queue_table(lines: Iterable[QueueLine], language: str) -> Table:
    """The queue, a request a line, the days left in red once they are over."""
    table = _table(language, "reference", "insurer", "state", "types", "due", "left", "assigned", "lost")
    for line in lines:
        request = line.request
        table.add_row(
            request.reference,
            request.insurer,
            _state(request, language),
            _types(request),
            line.due_on.isoformat(),
            Text(str(line.days_left), style=_urgency(line)),
            request.assigned_to or _NONE,
            str(line.undelivered or ""),
        )
    return table


def case_tables(case: Case, language: str) -> Iterator[Table | Text]:
    """A request whole: what is known of it, what happened, what was written, what was sent."""
    yield _facts(case.line, language)
    yield _heading(language, "trail")
    trail = _table(language, "at", "who", "action", "state", "reason")
    for entry in case.trail:
        trail.add_row(_instant(entry.at), entry.actor, entry.action, entry.to_state, Text(entry.note or ""))
    yield trail
    for note in case.notes:
        yield Text(f"{_instant(note.at)} {note.author}: {note.text}")
    if case.messages:
        yield _heading(language, "messages")
        yield message_table(case.messages, language)
    if case.allowed:
        yield _heading(language, "allowed")
        yield Text(", ".join(message(language, f"lifecycle.action.{one}") for one in case.allowed))


def message_table(messages: Iterable[Message], language: str) -> Table:
    """E-mails and what became of them, without their text."""
    table = _table(language, "id", "reference", "kind", "delivery", "tries", "at", "fault")
    for one in messages:
        table.add_row(
            one.id,
            one.reference,
            one.kind,
            one.delivery,
            str(one.attempts),
            _instant(one.created_at),
            Text(one.last_error),
        )
    return table


def account_table(accounts: Iterable[Account], language: str) -> Table:
    """Accounts, those revoked included."""
    table = _table(language, "name", "role", "insurers", "opened_by", "since", "locked", "revoked")
    for one in accounts:
        insurers = message(language, "desk.all") if one.insurers is None else ", ".join(sorted(one.insurers))
        opened_by = [name for name, has in (("password", one.has_password), ("key", one.has_key)) if has]
        table.add_row(
            one.name,
            one.role,
            insurers,
            ", ".join(message(language, f"account.opens_{one}") for one in opened_by) or _NONE,
            _instant(one.created_at),
            _instant(one.locked_until) if one.locked_until else _NONE,
            _instant(one.revoked_at) if one.revoked_at else _NONE,
        )
    return table


def event_table(events: Iterable[Event], language: str) -> Table:
    """What happened to accounts."""
    table = _table(language, "at", "name", "event", "who")
    for one in events:
        table.add_row(_instant(one.at), one.account, message(language, f"account.event.{one.what}"), one.by)
    return table


def _facts(line: QueueLine, language: str) -> Table:
    request, due = line.request, due_dates(line.request)
    given: list[tuple[str, object]] = [
        ("reference", request.reference),
        ("insurer", request.insurer),
        ("state", _state(request, language)),
        ("types", _types(request)),
        ("received", f"{request.received_on} ({request.received_through})"),
        ("due", due.original),
        ("due_suspended", due.suspended),
        ("due_extended", due.extended),
        ("left", line.days_left),
        ("assigned", request.assigned_to),
        ("filed_by", request.filed_by),
        ("recipient", f"{request.recipient.kind}: {request.recipient.value}"),
        ("duplicate_of", request.duplicate_of),
        ("outcome", request.decision and request.decision.outcome),
        ("purge_on", request.purge_on),
        *_people(request),
    ]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in given:
        if value:
            table.add_row(_column(language, name), Text(str(value)))
    return table


def _people(request: Request) -> list[tuple[str, object]]:
    """Whose data it is about, who asks, and in which words; nothing once purged."""
    file = request.file
    if file is None:
        return []
    answers = "; ".join(
        f"{type_}.{name}: {value if isinstance(value, str) else ', '.join(value)}"
        for type_, given in file.answers.items()
        for name, value in given.items()
    )
    return [
        ("subject", _person(file.subject)),
        ("requester", file.requester and f"{file.role}: {_person(file.requester)}"),
        ("link", file.link),
        ("answers", answers),
        ("details", file.details),
        ("reply_by", file.reply_by),
    ]


def _person(person: Person) -> str:
    birth = person.birth_date.isoformat() if person.birth_date else None
    address = person.address and ", ".join(
        (*person.address.lines, f"{person.address.postcode} {person.address.town}", person.address.country)
    )
    known = (person.name, birth, person.member_number, person.email, person.phone, address)
    return "; ".join(one for one in known if one)


def _table(language: str, *columns: str) -> Table:
    """An empty table; what is copied from it is never cut."""
    table = Table(box=None, pad_edge=False)
    for one in columns:
        table.add_column(_column(language, one), no_wrap=one in _WHOLE, overflow="fold")
    return table


def _column(language: str, name: str) -> str:
    return message(language, f"desk.column.{name}")


def _heading(language: str, key: str) -> Text:
    return Text(f"\n{message(language, f'desk.heading.{key}')}", style="bold")


def _state(request: Request, language: str) -> str:
    return message(language, f"lifecycle.state.{request.state}")


def _types(request: Request) -> str:
    return ", ".join(request.types)


def _urgency(line: QueueLine) -> str:
    return "bold red" if line.overdue else "yellow" if line.days_left <= _SOON else ""


def _instant(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%MZ")
