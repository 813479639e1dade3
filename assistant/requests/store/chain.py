"""An insurer's audit trail: lines numbered from 1, each under a MAC that covers the MAC of the line before it.

The number of the last line and its MAC stand in a head row under a MAC of its own, so that a trail that lost its
end is noticed. Words of a note may be removed; the line covers their keyed digest.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import asdict, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.errors import StoreUnavailable
from assistant.requests.keys import Keys
from assistant.requests.records import AuditEntry
from assistant.requests.store.tables import AuditHeadRow, AuditRow

_log = logging.getLogger(__name__)


class TrailBroken(StoreUnavailable):
    """The trail was tampered with, or signed with another key: a new line would hide that."""


def append(session: Session, keys: Keys, entry: AuditEntry) -> AuditEntry:
    """The entry as the next line of its insurer's trail; its number, digests and MAC are computed here.

    Keeps other writers of this insurer waiting until the transaction ends. Raises TrailBroken.
    """
    head = _locked_head(session, keys, entry.insurer)
    line = replace(entry, number=head.number + 1, previous=head.last)
    line = replace(line, note_digest=note_digest(keys, line.insurer, line.number, line.note))
    line = replace(line, mac=line_mac(keys, line, line.number))
    try:
        with session.begin_nested():
            session.add(AuditRow(**asdict(line)))
    except IntegrityError as error:
        raise _broken(entry.insurer, "a line stands beyond its head") from error
    head.number, head.last = line.number, line.mac
    head.mac = head_mac(keys, head.insurer, head.number, head.last)
    session.flush()
    return line


def line_mac(keys: Keys, line: AuditEntry, number: int) -> str:
    """The MAC that the line has in place `number`."""
    said = (line.insurer, number, line.at.astimezone(dt.UTC).isoformat(), line.reference, line.actor, line.role)
    done = (line.action, line.from_state, line.to_state, line.note_digest, line.previous)
    left = (line.request_digest,) if line.request_digest else ()  # older lines have none, and their MAC stays right
    return keys.digest("audit-line", json.dumps(said + done + left))


def note_digest(keys: Keys, insurer: str, number: int, note: str | None) -> str:
    """The digest that proves the words of a note; no two lines have the same one."""
    return keys.digest("audit-note", json.dumps((insurer, number, note)))


def head_mac(keys: Keys, insurer: str, number: int, last: str) -> str:
    """The MAC of a head row."""
    return keys.digest("audit-head", json.dumps((insurer, number, last)))


def is_genuine(keys: Keys, head: AuditHeadRow) -> bool:
    """Whether the service itself wrote this head row, now or earlier."""
    return head.mac == head_mac(keys, head.insurer, head.number, head.last)


def _locked_head(session: Session, keys: Keys, insurer: str) -> AuditHeadRow:
    head = _find_head(session, insurer)
    if head is None:
        _start(session, keys, insurer)
        head = _find_head(session, insurer)
        assert head is not None
    if not is_genuine(keys, head):
        raise _broken(insurer, "its head is not genuine")
    return head


def _find_head(session: Session, insurer: str) -> AuditHeadRow | None:
    query = select(AuditHeadRow).where(AuditHeadRow.insurer == insurer).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def _start(session: Session, keys: Keys, insurer: str) -> None:
    """The head of a trail without a line, unless another writer was faster."""
    try:
        with session.begin_nested():
            session.add(AuditHeadRow(insurer=insurer, number=0, last="", mac=head_mac(keys, insurer, 0, "")))
    except IntegrityError:
        return


def _broken(insurer: str, fault: str) -> TrailBroken:
    _log.error("the audit trail of %s cannot be continued: %s; run `mesdroits requests verify`", insurer, fault)
    return TrailBroken()
