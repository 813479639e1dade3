"""The receipt for the member: what was filed, when the answer is due, what is left to do, and what to do after."""

from __future__ import annotations

from assistant.catalogue import long_date, message
from assistant.requests.deadlines import answer_due
from assistant.requests.letters.blocks import Block, quotation
from assistant.requests.letters.content import filed, kept
from assistant.requests.letters.printing import pdf
from assistant.requests.letters.steps import already_seen, route, steps
from assistant.requests.letters.wishes import wishes
from assistant.requests.records import PersonalFile, Request


def receipt_pdf(
    request: Request, language: str, *, sent_by_email: bool, by_code: bool = True, tracking_url: str | None = None
) -> bytes:
    """The receipt as PDF/UA-1. `sent_by_email`: whether the service itself sends the request to the insurer.

    The same request gives the same bytes. Raises ValueError once it is purged.
    """
    words = {
        "title": message(language, "letter.receipt.document_title", reference=request.reference),
        "author": request.recipient.insurer_name,
        "language": language,
        "reference": request.reference,
        "heading": message(language, "letter.receipt.title"),
        "blocks": [one.printed() for one in _blocks(request, language, sent_by_email, by_code, tracking_url)],
        "unprintable": message(language, "letter.unprintable"),
    }
    return pdf("receipt.typ", words, request.recorded_at)


def receipt_text(
    request: Request, language: str, *, sent_by_email: bool, by_code: bool = True, tracking_url: str | None = None
) -> str:
    """The same words without a layout."""
    blocks = _blocks(request, language, sent_by_email, by_code, tracking_url)
    return "\n\n".join([message(language, "letter.receipt.title"), *(one.plain() for one in blocks)]) + "\n"


def _blocks(
    request: Request, language: str, sent_by_email: bool, by_code: bool, tracking_url: str | None
) -> tuple[Block, ...]:
    file = kept(request)
    todo = steps(request, file, language, sent_by_email)
    return (
        _facts(request, file, language),
        *_asked(request, file, language),
        *_route(request, language, sent_by_email),
        Block(heading=_say(language, "todo"), items=todo or (_say(language, "todo_nothing"),)),
        _due(request, file, language),
        _follow(request, file, language, by_code, tracking_url),
        _after(request, file, language),
    )


def _say(language: str, key: str, **values: object) -> str:
    return message(language, f"letter.receipt.{key}", **values)


def _facts(request: Request, file: PersonalFile, language: str) -> Block:
    recipient = request.recipient
    names = dict.fromkeys((recipient.insurer_name, recipient.legal_name))
    items = [
        _say(language, "facts_reference", reference=request.reference),
        _say(language, "facts_insurer", insurer=" – ".join(names)),
        _say(language, "facts_received", date=long_date(language, request.received_on)),
        _say(language, "facts_requester", requester=file.correspondent.name),
    ]
    if file.requester:
        items.append(_say(language, "facts_subject", subject=file.subject.name))
    items.append(_say(language, "facts_due", due=_due_day(request, language)))
    return Block(items=tuple(items))


def _asked(request: Request, file: PersonalFile, language: str) -> tuple[Block, ...]:
    """The types with their articles, and the answers given; the member's own words last."""
    heading = _say(language, "asked")
    blocks = []
    for one in wishes(file, request.types, language):
        named = message(language, "letter.wish", name=one.name, article=one.article)
        blocks.append(Block(f"{named[0].upper()}{named[1:]}", heading, one.answers))
        heading = ""
    if file.details:
        blocks.append(Block(_say(language, "details"), quoted=file.details))
    return tuple(blocks)


def _route(request: Request, language: str, sent_by_email: bool) -> tuple[Block, ...]:
    """How it goes and to whom, with the passage of the policy that says so."""
    said = Block(route(request, language, sent_by_email), _say(language, "route"))
    passage = request.recipient.passage
    if already_seen(request) or passage is None:
        return (said,)
    return (said, quotation(_say(language, "route_quote"), passage, language))


def _due(request: Request, file: PersonalFile, language: str) -> Block:
    """The date and what it counts from (GDPR art. 12(3)); heirs are not under the GDPR."""
    text = _say(
        language,
        "due_text_heir" if file.role == "heir" else "due_text",
        filed=filed(request, language),
        insurer=request.recipient.insurer_name,
        due=_due_day(request, language),
    )
    if "marketing_objection" in request.types:
        text = f"{text} {_say(language, 'due_marketing')}"
    return Block(text, _say(language, "due"))


def _due_day(request: Request, language: str) -> str:
    return long_date(language, answer_due(request.received_on, request.holiday_region))


def _follow(request: Request, file: PersonalFile, language: str, by_code: bool, tracking_url: str | None) -> Block:
    """How to follow the request. `by_code`: whether the service can e-mail a code at all."""
    way = "email" if by_code and file.correspondent.email else "no_email"
    text = _say(language, f"follow_{way}", reference=request.reference, insurer=request.recipient.insurer_name)
    page = (_say(language, "follow_url", url=tracking_url),) if tracking_url and way == "email" else ()
    return Block(text, _say(language, "follow"), page)


def _after(request: Request, file: PersonalFile, language: str) -> Block:
    """The authority (GDPR art. 77; address in corpus/law/authority.toml) and the court (art. 79); heirs have both,
    but not by these articles."""
    heir = "_heir" if file.role == "heir" else ""
    items = (
        _say(language, "after_insurer", insurer=request.recipient.insurer_name),
        _say(language, f"after_authority{heir}"),
        _say(language, f"after_court{heir}"),
    )
    return Block(heading=_say(language, "after"), items=items)
