"""A draft is filed: the request, its lines of the audit trail, its e-mails and objections, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from assistant.requests.actions import NAMES, File
from assistant.requests.deadlines import due_dates
from assistant.requests.filing import TOLD_IN_PERSON, person_digests, requester_digests
from assistant.requests.letters.letter import letter_text
from assistant.requests.lifecycle import apply
from assistant.requests.means import Means
from assistant.requests.records import OPEN_STATES, Actor, Message, PersonalFile, Request
from assistant.requests.retention.purging import objects
from assistant.requests.store.reading import Reading
from assistant.requests.store.writing import Writing
from assistant.requests.tracking.reference import new_reference

SERVICE = Actor("service", "system", None)


def committed(
    means: Means, draft: Request, file: PersonalFile, key: str | None, fingerprint: str, actor: Actor
) -> tuple[Request, bool]:
    """The request as filed, and whether it is on its way to the insurer by e-mail; returns after the commit.

    Raises AlreadyFiled where somebody else filed under the same key meanwhile, NotAllowed, StoreUnavailable.
    """
    now, digests = means.now(), person_digests(draft.insurer, file, means.keys)
    with means.store.writing() as writing:
        numbered = replace(draft, reference=new_reference())
        request = apply(numbered, File(), actor, now, means.settings.retention_years)
        theirs = digests | requester_digests(draft.insurer, file, means.keys)
        request = writing.add(request, key, fingerprint, theirs)
        writing.record(
            request.reference, request.insurer, actor, NAMES[File], draft.state, request.state, None, now
        )
        request = _linked(means, writing, request, digests)
        for message in _mail(means, request, file):
            writing.enqueue(message)
        objects(writing, means.keys, request, means.settings.objection_years, means.today)
        return request, on_its_way(writing, request)


def on_its_way(reading: Reading, request: Request) -> bool:
    """Whether the service e-mails the request to the insurer, or has done so."""
    sent = (one for one in reading.messages(request.reference) if one.kind == "to_insurer")
    return any(one.delivery != "cancelled" for one in sent)


def _linked(means: Means, writing: Writing, request: Request, digests: Collection[str]) -> Request:
    """The request with the reference of an open one of the same person for the same thing, where there is one.

    To be called once the first line is written: its lock lets nobody file with the insurer until this one is seen.
    """
    alike = writing.similar(request.insurer, digests, request.types, OPEN_STATES)
    earlier = next((one.reference for one in alike if one.reference != request.reference), None)
    if earlier is None:
        return request
    linked = writing.save(replace(request, duplicate_of=earlier))
    state, note = request.state, f"like {earlier}"
    writing.record(request.reference, request.insurer, SERVICE, "likeness", state, state, note, means.now())
    return linked


def _mail(means: Means, request: Request, file: PersonalFile) -> Iterator[Message]:
    """The e-mails that go out with a filing: to the insurer, and the receipt to whoever wants it."""
    if means.mail is None:
        return
    sends = request.recipient.kind == "email" and request.received_through in TOLD_IN_PERSON
    if sends:
        yield means.mail.to_insurer(request, letter_text(request, "fr"), means.now())
    if file.receipt_by_email:
        due_on, insurer = due_dates(request).original, request.recipient.insurer_name
        receipt = means.mail.receipt(request, insurer, due_on, sends, means.now())
        yield from [receipt] if receipt else []
