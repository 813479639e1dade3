"""The documents that go to the insurer with a request: what the policy or the requester's role calls for."""

from __future__ import annotations

from assistant.catalogue import message
from assistant.requests.records import PersonalFile, Request


def enclosures(request: Request, file: PersonalFile, language: str) -> tuple[str, ...]:
    """The documents, in words. None goes through this service, and none bears a social-security number."""
    keys = [*_identity(request), *_BY_ROLE[file.role]]
    names = {"name": file.correspondent.name, "subject": file.subject.name}
    return tuple(message(language, f"letter.enclosure.{key}", **names) for key in keys)


_BY_ROLE = {
    "self": (),
    "parent": ("family",),
    "representative": ("mandate",),
    "heir": ("death", "heir"),
}


def _identity(request: Request) -> tuple[str, ...]:
    demand = request.identity.demand
    if demand.proof != "document":
        return ()
    return ("document_signed",) if demand.signed else ("document",)
