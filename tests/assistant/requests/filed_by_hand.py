"""Requests, e-mails and people to file in tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from assistant.requests.records import Actor, Message, Person, PersonalFile, PostalAddress, Recipient, Request

NOW = dt.datetime(2026, 3, 5, 9, 30, 15, 123456, tzinfo=dt.UTC)
MEMBER = Actor("member", "member", None)
AGENT = Actor("b.martin", "agent", frozenset({"alpha"}))
SUBJECT = Person(
    "Chloé",
    "d’Aubigné",
    dt.date(1980, 2, 29),
    "chloe@example.org",
    "+33612345678",
    PostalAddress(("12 rue des Lilas",), "75011", "Paris"),
    "12345678",
)


def a_request(reference="R-1", **changes) -> Request:
    """A request received on 5 March 2026, due on 7 April."""
    request = Request(
        reference=reference,
        insurer="alpha",
        state="received",
        language="fr",
        types=("erasure",),
        received_through="online",
        received_on=dt.date(2026, 3, 5),
        recorded_at=NOW,
        holiday_region="metropole",
        recipient=Recipient("email", "dpo@alpha.example"),
        file=PersonalFile(SUBJECT, details="Tout effacer, s’il vous plaît."),
    )
    return replace(request, **changes)


def a_message(id="m-1", reference="R-1", **changes) -> Message:
    """A request on its way to the insurer."""
    message = Message(
        id=id,
        reference=reference,
        insurer="alpha",
        kind="to_insurer",
        recipient="dpo@alpha.example",
        subject="Demande d’effacement",
        body="Madame, Monsieur,",
        language="fr",
        message_id=f"<{id}@service.example>",
        created_at=NOW,
        reply_to="chloe@example.org",
    )
    return replace(message, **changes)


def file(store, request, *, key=None, fingerprint="f" * 64, digests=()) -> Request:
    """Files a request as the product does: kept, and the first line about it written."""
    with store.writing() as writing:
        kept = writing.add(request, key, fingerprint, digests)
        writing.record(kept.reference, kept.insurer, MEMBER, "file", "draft", kept.state, None, NOW)
    return kept


def file_all(store, *requests) -> None:
    """Files several in one transaction, for speed."""
    with store.writing() as writing:
        for request in requests:
            kept = writing.add(request, None, "", [])
            writing.record(kept.reference, kept.insurer, MEMBER, "file", "draft", kept.state, None, NOW)


def move(store, reference, state, note=None, **changes) -> Request:
    """Brings a request into another state, with its line."""
    with store.writing() as writing:
        before = writing.find(reference)
        after = writing.save(replace(before, state=state, **changes))
        writing.record(reference, after.insurer, AGENT, "move", before.state, state, note, NOW)
    return after
