"""The name to which an address belongs, read upwards from its street, box or postcode."""

from __future__ import annotations

import re

_LEAD_IN = re.compile(
    r"(?:\b(?:par|(?<!délégué )(?<!déléguée )(?<!société )à|au|aux|chez|auprès d[eu]|attention d[eu]s?"
    r"|(?:par )?courrier"
    r"|(?:voie )?postale|est|sont|saisir|contact(?:er|ant|ez)|adresse|suivante?|to|at|is|of|by post)\b|[:(«\"])\s*"
    r"(?:(?:la|le|les|notre|du|de la|the|our|your)\s|l'|d')?(?-i:(?:société|mutuelle)\s(?=[A-Z]))?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:(?:par |by )?(?:adresse|courrier|siège|siege|voie postale|postale?|contact|domicile|coordonnées|address"
    r"|post"
    r"|mail|headquarters|registered office|écrire|poste|soit|ou|et|e-?mail)\b[\w ']*|[\w ']*\b(?:adresse|suivante?)"
    r"(?: postale)?)$",
    re.IGNORECASE,
)
_PROSE = re.compile(
    r"\b(?:vous|nous|je|il|elle|ils|est|sont|sera|peut|peuvent|pouvez|pourra|avez|ont|dispos\w+|adress\w+|écri\w+"
    r"|contactez|contacter|exerc\w+|souhait\w+|dont|qui|que|conform\w+|you|can|may|your|immatricul\w+|capital"
    r"|enregistr\w+|régie?)\b|\d{3} ?\d{3}",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:(?:à|a) l'attention d(?:es?|u)(?: la)? |(?:la|le|les|the) (?:(?:société|mutuelle) )?|l')(?=[A-ZÀ-Ý])",
    re.IGNORECASE,
)
_MAX_PARTS = 5
_LONGEST = 95


def recipient_start(text: str, parts: list[tuple[int, int]], core: int) -> tuple[int, str]:
    """Where the address begins when its recipient is counted, and the recipient's words, "" without one.

    `parts` are the pieces of text above the core, the one that holds the core's start left out; `core` is the
    offset of street, box or postcode.
    """
    begin = parts[-1][1] if parts else 0
    head = _head(text, begin, core)
    start = core
    if head is not None:
        start, closed = head
        if closed:
            return start, _words(text[start:core])
    for begin, end in reversed(parts[-_MAX_PARTS:]):
        found = _name(text, begin, end)
        if found is None:
            break
        start = found[0]
        if found[1]:
            break
    return start, _words(text[start:core])


def _head(text: str, begin: int, core: int) -> tuple[int, bool] | None:
    """The name between the last separator and the core, in the same piece: None where only a separator is."""
    piece = text[begin:core]
    lead = len(piece) - len(piece.lstrip(" \n,-–—•*·"))
    if not piece[lead:].strip():
        return None
    found = _name(text, begin + lead, core)
    return (core, True) if found is None else found


def _name(text: str, begin: int, end: int) -> tuple[int, bool] | None:
    """Start of the name that closes the piece, and whether something announces it; None when no name is there."""
    piece = text[begin:end].rstrip(" :,")
    if text[begin:end].rstrip(" ").endswith(":") and "\n" in text[end : end + 1]:
        return None
    opening = _OPENING.match(piece)
    begin += opening.end() if opening else 0
    piece = piece[opening.end() :] if opening else piece
    leads = [match.end() for match in _LEAD_IN.finditer(piece) if _opens(piece, match)]
    for offset in reversed(leads):
        if _named(piece[offset:]):
            return begin + offset, True
        if offset >= len(piece):
            return None
    return (begin, False) if _named(piece) and not leads else None


def _opens(piece: str, match: re.Match[str]) -> bool:
    """Whether the match announces a name; a bracket that is closed again, as in "Mutuelle (SDV)", does not."""
    if not match[0].startswith("("):
        return True
    return ")" not in piece[match.end() :]


def _named(name: str) -> bool:
    if not 2 <= len(name) <= _LONGEST or not (name[0].isupper() or name[0].isdigit()):
        return False
    return not _PROSE.search(name) and not _LABEL.match(name) and not name.endswith((".", ";"))


def _words(text: str) -> str:
    return " ".join(text.split()).strip(" ,:;-–—(")
