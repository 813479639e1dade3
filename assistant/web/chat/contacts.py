"""The contacts of an insurer as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from assistant.answering.contacts import Contact
from assistant.reply import ChannelKind
from assistant.web.answers.reaching import reachable


@dataclass(frozen=True)
class ContactView:
    """A contact, as a link where it can be one, and where the policy gives it."""

    kind: ChannelKind
    roles: tuple[str, ...]
    shown: Markup
    audience: str
    language: str
    source: str


def contact_view(contact: Contact, page_language: str) -> ContactView:
    """A contact on a page in `page_language`."""
    place, _, cited = contact.quote.url.partition("#")
    return ContactView(
        kind=contact.kind,
        roles=contact.roles,
        shown=reachable(contact.kind, contact.value, contact.quote.language),
        audience=contact.audience,
        language=contact.quote.language,
        source=f"{place}&lang={page_language}#{cited}",
    )
