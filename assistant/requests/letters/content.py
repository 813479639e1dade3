"""What the letter to the insurer says, whichever way it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from assistant.catalogue import long_date, message
from assistant.requests.deadlines import answer_due, today_in_paris
from assistant.requests.letters.blocks import Block, quotation
from assistant.requests.letters.enclosures import enclosures
from assistant.requests.letters.parties import opening, recipient_lines, reply, sender_lines
from assistant.requests.letters.wishes import Wish, wishes
from assistant.requests.records import IdentityDemand, PersonalFile, Request


@dataclass(frozen=True)
class LetterContent:
    """A letter, in words only. What does not apply is empty."""

    notice: str
    """What stands above everything: that a translation is not the one to send."""
    title: str
    sender: tuple[str, ...]
    """Name first."""
    recipient: tuple[str, ...]
    place_date: str
    subject: str
    reference: str
    reference_line: str
    salutation: str
    blocks: tuple[Block, ...]
    closing: str
    signature: str
    author: str
    enclosures_title: str
    enclosures: tuple[str, ...]


def letter_content(request: Request, language: str) -> LetterContent:
    """The letter of a request, in French, or in English as a reading copy. Raises ValueError once it is purged."""
    file = kept(request)
    asked = wishes(file, request.types, language)
    by_email = request.recipient.kind == "email"
    return LetterContent(
        notice="" if language == "fr" else message(language, "letter.reading_copy"),
        title=message(language, "letter.title", reference=request.reference).strip(),
        sender=sender_lines(file.correspondent, language),
        recipient=recipient_lines(request.recipient),
        place_date=_place_date(request, file, language),
        subject=_subject(asked, language),
        reference=request.reference,
        reference_line=message(language, "letter.reference_line", reference=request.reference)
        if request.reference
        else "",
        salutation=message(language, "letter.salutation"),
        blocks=(
            *opening(file, request.recipient.legal_name, language),
            *_asked(asked),
            *_details(file, language),
            *_identity(request, file, language),
            *_answer(request, file, language),
        ),
        closing=message(language, "letter.closing"),
        signature=message(language, "letter.signature"),
        author=file.correspondent.name,
        enclosures_title=message(language, f"letter.enclosures_{'email' if by_email else 'post'}"),
        enclosures=enclosures(request, file, language),
    )


def kept(request: Request) -> PersonalFile:
    """The personal part of a request. Raises ValueError once it is purged."""
    if request.file is None:
        raise ValueError(f"request {request.reference} is purged: nothing can be written from it")
    return request.file


def filed(request: Request, language: str) -> str:
    """When it was received and how, in a sentence; online it names whose service this is."""
    return message(
        language,
        f"letter.filed_{request.received_through}",
        date=long_date(language, request.received_on),
        insurer=request.recipient.insurer_name,
    )


def _place_date(request: Request, file: PersonalFile, language: str) -> str:
    day = long_date(language, today_in_paris(request.recorded_at))
    address = file.correspondent.address
    if address is None:
        return message(language, "letter.date_alone", date=day)
    return message(language, "letter.place_date", town=address.town, date=day)


def _subject(asked: tuple[Wish, ...], language: str) -> str:
    """Every right with its article; rights under the same article share it."""
    named = [
        message(language, "letter.wish", name=", ".join(one.name for one in same), article=article)
        for article, same in groupby(asked, key=attrgetter("article"))
    ]
    return message(language, "letter.subject", wishes=message(language, "letter.between").join(named))


def _asked(asked: tuple[Wish, ...]) -> tuple[Block, ...]:
    """A paragraph for each type, numbered where there are several."""
    if len(asked) == 1:
        return (Block(asked[0].ask, items=asked[0].answers),)
    return tuple(
        Block(one.ask, heading=f"{number}. {one.name[0].upper()}{one.name[1:]}", items=one.answers)
        for number, one in enumerate(asked, start=1)
    )


def _details(file: PersonalFile, language: str) -> tuple[Block, ...]:
    return (Block(message(language, "letter.details"), quoted=file.details),) if file.details else ()


def _identity(request: Request, file: PersonalFile, language: str) -> tuple[Block, ...]:
    """Why a document is among the enclosures, in the policy's words, or what to do in doubt (GDPR art. 12(6))."""
    demand = request.identity.demand
    said = Block(message(language, f"letter.identity_{_proof(demand, file)}"))
    if demand.proof == "none" or demand.passage is None:
        return (said,)
    return (quotation(message(language, "letter.identity_quote"), demand.passage, language), said)


def _proof(demand: IdentityDemand, file: PersonalFile) -> str:
    """What proves identity: a copy, or what the letter says, with the documents of the requester's role."""
    if demand.proof == "document":
        return "document_signed" if demand.signed else "document"
    if demand.proof == "none" and file.role != "heir":  # the GDPR is no basis for heirs
        return "none"
    return "statement" if file.role == "self" else "statement_enclosed"


def _answer(request: Request, file: PersonalFile, language: str) -> tuple[Block, ...]:
    """Where the answer goes, until when, and on what conditions (GDPR art. 12(3) to (5))."""
    due = long_date(language, answer_due(request.received_on, request.holiday_region))
    heir = file.role == "heir"
    owed = message(language, "letter.delay_heir" if heir else "letter.delay", due=due)
    delay = f"{filed(request, language)} {owed}"
    if heir:
        return (Block(reply(file, language)), Block(delay))
    return (Block(reply(file, language)), Block(delay), Block(message(language, "letter.remedies")))
