"""The contacts of an insurer as pages show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent_encoded

from markupsafe import Markup

from assistant.answering.contacts import Contact
from assistant.reply import ChannelKind

_EMAIL = re.compile(r"[^\s@?&]+@[^\s@?&]+")
_SITE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.IGNORECASE)


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


def reachable(kind: ChannelKind, value: str, language: str) -> Markup:
    """A way to reach somebody: a link where the value is an address without doubt, else text in its language."""
    if kind == "email" and _EMAIL.fullmatch(value):
        return Markup('<a href="mailto:{}">{}</a>').format(percent_encoded(value, safe="@"), value)
    if kind == "phone":
        return Markup('<a href="tel:{}">{}</a>').format(re.sub(r"[^0-9+]", "", value), value)
    if kind == "form" and _SITE.fullmatch(value):
        address = value if value.lower().startswith(("https://", "http://")) else f"https://{value}"
        name = address.partition("//")[2].rstrip("/")
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(address, name)
    return Markup('<span class="value" lang="{}">{}</span>').format(language, value)


def officer(contacts: Sequence[Contact]) -> Contact | None:
    """Where the data protection officer is reached, or else whoever answers requests; e-mail before post."""
    for role in ("dpo", "rights"):
        found = [one for one in contacts if role in one.roles]
        if found:
            return min(found, key=lambda one: one.kind != "email")
    return None
