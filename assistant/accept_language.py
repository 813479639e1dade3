"""Which language a page or an answer speaks."""

from __future__ import annotations

from assistant.catalogue import LANGUAGES


def page_language(requested: str | None, accept_language: str | None) -> str:
    """The language asked for in the address, else the browser's preferred one, else French."""
    if requested in LANGUAGES:
        return requested
    spoken = [tag for tag in _preferred(accept_language or "") if tag in LANGUAGES]
    return spoken[0] if spoken else LANGUAGES[0]


def _preferred(accept_language: str) -> list[str]:
    """Primary language tags of an Accept-Language header, most wanted first (RFC 9110, section 12.5.4)."""
    weighted = []
    for item in accept_language.split(","):
        tag, _, parameter = item.strip().partition(";")
        weight = _weight(parameter)
        if tag and weight > 0:
            weighted.append((weight, tag.split("-")[0].lower()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
