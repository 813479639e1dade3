"""One person's requests, found by keyed digests, for whoever answers for their data.

A request is taken for theirs when two things match, such as the e-mail and the member number: couples share an
address. What matches in one thing only is named, for somebody to look into, and so is what they filed for somebody
else: it holds that person's data too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from assistant.errors import NotAllowed
from assistant.requests.filing import Party, digests_of, person_digests
from assistant.requests.intake import fields
from assistant.requests.intake.reading import Wrong
from assistant.requests.keys import Keys
from assistant.requests.records import Actor, Request, Role
from assistant.requests.store.reading import Reading
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import RequestRow

_MAY: frozenset[Role] = frozenset({"dpo", "administrator"})
_ENOUGH = 2


@dataclass(frozen=True)
class Sought:
    """What is known of a person. A name counts with its birth date only."""

    email: str | None = None
    member_number: str | None = None
    name: str = ""
    birth_date: dt.date | None = None
    references: frozenset[str] = frozenset()
    """Requests that somebody looked into and found to be theirs."""


@dataclass(frozen=True)
class Found:
    """References: of the person's requests, and of those that match in one thing only or are about others."""

    theirs: tuple[str, ...]
    to_look_into: tuple[str, ...]


def found(store: RequestStore, keys: Keys, actor: Actor, person: Sought) -> Found:
    """The person's requests within the actor's reach, by insurer and then oldest first; purged ones are nobody's.

    Raises NotAllowed unless the actor is a data protection officer or an administrator.
    """
    if actor.role not in _MAY:
        raise NotAllowed
    theirs: list[str] = []
    unsure: list[str] = []
    with store.reading() as reading:
        for request in _candidates(reading, keys, actor, person):
            (theirs if _matches(request, keys, person) else unsure).append(request.reference)
    return Found(tuple(theirs), tuple(unsure))


def _candidates(reading: Reading, keys: Keys, actor: Actor, person: Sought) -> Iterator[Request]:
    """What shares anything with the person, then what was named besides."""
    insurers = reading.session.scalars(select(RequestRow.insurer).distinct()).all()
    seen: set[str] = set()
    for insurer in sorted(filter(actor.may_touch, insurers)):
        known = _digests(insurer, keys, person) | _digests(insurer, keys, person, "requester")
        for request in reading.of_person(known, frozenset({insurer})):
            seen.add(request.reference)
            yield request
    for reference in sorted(person.references - seen):
        named = reading.find(reference)
        if named and named.file and actor.may_touch(named.insurer):
            yield named


def _matches(request: Request, keys: Keys, person: Sought) -> bool:
    if request.reference in person.references or request.file is None:
        return request.file is not None
    shared = person_digests(request.insurer, request.file, keys) & _digests(request.insurer, keys, person)
    return len(shared) >= _ENOUGH


def _digests(insurer: str, keys: Keys, person: Sought, party: Party = "subject") -> frozenset[str]:
    return digests_of(
        insurer,
        keys,
        party,
        email=person.email and _as_filed(fields.email, person.email),
        member_number=person.member_number and _as_filed(fields.member_number, person.member_number),
        name=person.name and _as_filed(fields.name, person.name),
        birth_date=person.birth_date,
    )


def _as_filed(read: Callable[[str], str], text: str) -> str:
    """The text as the form would have kept it; as it is where the form would have refused it."""
    try:
        return read(text)
    except Wrong:
        return text
