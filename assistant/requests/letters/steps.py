"""What comes once a request is filed: how it goes to the insurer, and what the member still has to do.

Receipt, receipt e-mail, page and API all say it from here.
"""

from __future__ import annotations

from assistant.catalogue import message
from assistant.requests.filing import TOLD_IN_PERSON
from assistant.requests.letters.enclosures import enclosures
from assistant.requests.records import PersonalFile, Request


def route(request: Request, language: str, sent_by_email: bool) -> str:
    """How it goes and to whom. `sent_by_email`: whether the service itself e-mails it to the insurer."""
    recipient = request.recipient
    seen = already_seen(request)
    kind = "received" if seen else "sent" if sent_by_email else recipient.kind
    address = ", ".join(recipient.lines) or recipient.value
    text = message(language, f"letter.receipt.route_{kind}", address=address, insurer=recipient.insurer_name)
    if recipient.role == "complaint" and not seen:
        text = f"{text} {message(language, 'letter.receipt.route_complaint')}"
    return text


def steps(request: Request, file: PersonalFile, language: str, sent_by_email: bool) -> tuple[str, ...]:
    """What the member still has to do, in order, a sentence or two each; empty where there is nothing to do.

    `file` is the request's own, not yet purged; `sent_by_email` as for `route`.
    """
    recipient = request.recipient
    enclosed = _enclosed(request, file, language)
    if already_seen(request) or recipient.kind == "none":
        return (_say(language, "ready", enclosures=enclosed),) if enclosed else ()
    before, enclose, after = ((), "enclose_email", ()) if sent_by_email else _BY_KIND[recipient.kind]
    names = (*before, enclose, *after, "keep_documents") if enclosed else (*before, *after)
    values = {"address": recipient.value, "insurer": recipient.insurer_name, "enclosures": enclosed}
    return tuple(_say(language, one, **values) for one in names)


def already_seen(request: Request) -> bool:
    """Whether it came to the insurer's own hands, which leaves nothing to send."""
    return request.received_through not in TOLD_IN_PERSON


_BY_KIND: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "post": (("print",), "enclose", ("send_post",)),
    "email": (("send_email",), "enclose_email", ()),
    "form": ((), "enclose", ("paste",)),
}
"""What comes before the enclosures, how they are sent, and what comes after."""


def _enclosed(request: Request, file: PersonalFile, language: str) -> str:
    named = (one[0].lower() + one[1:] for one in enclosures(request, file, language))
    return message(language, "letter.between").join(named)


def _say(language: str, name: str, **values: object) -> str:
    return message(language, f"letter.receipt.todo_{name}", **values)
