"""What the member still has to do once a request is filed."""

from __future__ import annotations

from assistant.catalogue import message
from assistant.requests.filing import TOLD_IN_PERSON
from assistant.requests.letters.enclosures import enclosures
from assistant.requests.records import PersonalFile, Request


def steps(request: Request, file: PersonalFile, language: str, sent_by_email: bool) -> tuple[str, ...]:
    """The steps in their order; none where the insurer has all it needs."""
    recipient = request.recipient
    enclosed = _enclosed(request, file, language)
    if request.received_through not in TOLD_IN_PERSON or recipient.kind == "none":
        return (_say(language, "ready", enclosures=enclosed),) if enclosed else ()
    before, enclose, after = ((), "enclose_email", ()) if sent_by_email else _BY_KIND[recipient.kind]
    names = (*before, enclose, *after, "keep_documents") if enclosed else (*before, *after)
    return tuple(_say(language, one, address=recipient.value, enclosures=enclosed) for one in names)


_BY_KIND: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "post": (("print",), "enclose", ("send_post",)),
    "email": ((), "enclose", ("send_email",)),
    "form": ((), "enclose", ("paste",)),
}
"""What comes before the enclosures, how they are named, and what comes after."""


def _enclosed(request: Request, file: PersonalFile, language: str) -> str:
    named = (one[0].lower() + one[1:] for one in enclosures(request, file, language))
    return message(language, "letter.between").join(named)


def _say(language: str, name: str, **values: object) -> str:
    return message(language, f"letter.receipt.todo_{name}", **values)
