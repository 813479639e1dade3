"""What is kept for how long: requests until they are purged, marketing objections in a list of their own.

The list holds keyed digests of contacts, never contacts: it can tell whether somebody objected, not who did. It
outlives the requests, else an objection would be forgotten with its file.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.exc import IntegrityError

from assistant.errors import NotAllowed, TransitionRefused
from assistant.requests.actions import NAMES, Action, Close, Purge
from assistant.requests.deadlines import add_months, today_in_paris
from assistant.requests.intake import fields
from assistant.requests.keys import Keys
from assistant.requests.lifecycle import apply
from assistant.requests.records import Actor, Person, PersonalFile, PostalAddress, Request
from assistant.requests.store.reading import Reading
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import ObjectionRow
from assistant.requests.store.writing import Writing
from assistant.requests.transitions import Moment, close, purgeable

Channel = Literal["email", "phone", "post", "sms"]
CHANNELS: tuple[Channel, ...] = Channel.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Purged:
    """What was purged, or would be."""

    references: tuple[str, ...]
    objections: int
    """Entries of the marketing-objection list that were kept long enough."""


def purge_due(store: RequestStore, actor: Actor, now: dt.datetime, *, dry_run: bool) -> Purged:
    """Purges what has been kept long enough, each request in a transaction of its own with its audit lines.

    What was answered and never closed is closed first.

    `actor` is the service or an administrator; what is out of their reach stays. Raises NotAllowed.
    """
    if actor.role not in ("system", "administrator"):
        raise NotAllowed
    today = today_in_paris(now)
    over = [ObjectionRow.keep_until < today, _within(actor)]
    with store.reading() as reading:
        due = [one.reference for one in reading.purgeable(today) if actor.may_touch(one.insurer)]
        objections = reading.session.scalar(select(func.count()).select_from(ObjectionRow).where(*over)) or 0
    if dry_run:
        return Purged(tuple(due), objections)
    purged = tuple(reference for reference in due if _purged(store, actor, reference, now))
    with store.writing() as writing:
        writing.session.execute(delete(ObjectionRow).where(*over))
    store.settle()
    return Purged(purged, objections)


def _purged(store: RequestStore, actor: Actor, reference: str, now: dt.datetime) -> bool:
    """Whether it was still there to purge: somebody else may have done so meanwhile."""
    with store.writing() as writing:
        before = writing.find(reference)
        if before is None:
            return False
        at = Moment(actor, now, retention_years=0)  # neither closing nor purging starts one
        try:
            if before.state == "answered":
                purgeable(before, actor, at.today)
                before = _saved(writing, actor, Close, before, close(before, Close(), at), now)
            after = apply(before, Purge(), actor, now, at.retention_years)
        except TransitionRefused:
            return False
        _saved(writing, actor, Purge, before, after, now)
    return True


def _saved(
    writing: Writing, actor: Actor, action: type[Action], before: Request, after: Request, now: dt.datetime
) -> Request:
    kept = writing.save(after)
    writing.record(kept.reference, kept.insurer, actor, NAMES[action], before.state, kept.state, None, now)
    return kept


def objects(writing: Writing, keys: Keys, request: Request, years: int, today: dt.date) -> None:
    """Puts the contacts of a marketing objection into the list for that many years; other requests add none."""
    if request.file is None or "marketing_objection" not in request.types:
        return
    keep_until = add_months(today, 12 * years)
    for channel, contact in sorted(_objected(request.file)):
        _keep(
            writing, request.insurer, channel, _digest(keys, request.insurer, channel, contact), today, keep_until
        )


def is_objected(reading: Reading, keys: Keys, insurer: str, channel: Channel, contact: str) -> bool:
    """Whether marketing to the contact is objected to. A postal address is written on one line, without a name.

    Raises ValueError where the contact is none of its channel's kind.
    """
    digest = _digest(keys, insurer, channel, contact)
    return reading.session.get(ObjectionRow, (insurer, digest, channel)) is not None


def objections(reading: Reading, keys: Keys, insurer: str, file: PersonalFile) -> list[ObjectionRow]:
    """The entries of the list about the contacts of a request's file, by channel."""
    found = (
        reading.session.get(ObjectionRow, (insurer, _digest(keys, insurer, channel, contact), channel))
        for channel, contact in sorted(_contacts(file))
    )
    return [one for one in found if one]


def _objected(file: PersonalFile) -> Iterator[tuple[Channel, str]]:
    """The contacts on the channels that the person named."""
    named = file.answers.get("marketing_objection", {}).get("channels", ("all",))
    return ((channel, contact) for channel, contact in _contacts(file) if channel in named or "all" in named)


def _contacts(file: PersonalFile) -> Iterator[tuple[Channel, str]]:
    """Where the subject can be approached; what a child does not have, through the parent who files for it."""
    parent = file.requester if file.role == "parent" else None
    people = [one for one in (file.subject, parent) if one]
    for channel in CHANNELS:
        contact = next(filter(None, (_contact(one, channel) for one in people)), None)
        if contact:
            yield channel, contact


def _contact(person: Person, channel: Channel) -> str | None:
    match channel:
        case "email":
            return person.email
        case "phone" | "sms":
            return person.phone
        case "post":
            return _on_one_line(person.address) if person.address else None


def _on_one_line(address: PostalAddress) -> str:
    return " ".join((*address.lines, address.postcode, address.town))


def _digest(keys: Keys, insurer: str, channel: Channel, contact: str) -> str:
    return keys.digest("objection", f"{insurer}\n{channel}\n{_normal(channel, contact)}")


def _normal(channel: Channel, contact: str) -> str:
    """One spelling a contact: an e-mail in small letters, a number in E.164, the bare words of an address."""
    match channel:
        case "email":
            return fields.email(contact).casefold()
        case "phone" | "sms":
            return fields.phone(contact)
        case "post":
            plain = unicodedata.normalize("NFKD", contact.casefold())
            kept = "".join(one for one in plain if not unicodedata.combining(one))
            return " ".join("".join(one if one.isalnum() else " " for one in kept).split())


def _keep(
    writing: Writing, insurer: str, channel: Channel, digest: str, today: dt.date, keep_until: dt.date
) -> None:
    """Objecting again keeps the first date and lengthens the time."""
    key = (insurer, digest, channel)
    entry = ObjectionRow(insurer=insurer, digest=digest, channel=channel, objected_on=today, keep_until=keep_until)
    known = writing.session.get(ObjectionRow, key, with_for_update=True)
    if known is None:
        try:
            with writing.session.begin_nested():
                writing.session.add(entry)
        except IntegrityError:  # somebody else has the same contact and was faster
            known = writing.session.get(ObjectionRow, key, with_for_update=True)
    if known is not None:
        known.keep_until = max(known.keep_until, keep_until)


def _within(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.insurers is None else ObjectionRow.insurer.in_(actor.insurers)
