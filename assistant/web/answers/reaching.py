"""A way to reach somebody, as answers and pages show it."""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded

from markupsafe import Markup

from assistant.reply import ChannelKind

_EMAIL = re.compile(r"[^\s@?&]+@[^\s@?&]+")
_SITE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.IGNORECASE)


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
