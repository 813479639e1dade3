"""Which web addresses belong to somebody else: a host, a partner, an advertiser, a browser's help page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.addresses import plain
from ingest.facts.statements import Statement

_DOMAIN = re.compile(r"(?:https?://|@)?(?:www\.)?(?P<domain>(?:[\w-]+\.)+[a-z]{2,24})", re.IGNORECASE)
_EMAIL_DOMAIN = re.compile(r"@(?P<domain>(?:[\w-]+\.)+[A-Za-z]{2,24})")
_ADDRESS = re.compile(r"https?://\S+|\bwww\.\S+|[^\s@]{1,80}@\S+")
_PUBLIC = re.compile(
    r"\bgouv\.fr$|legifrance|europa\.eu$|service-public|\bcnil\.|economie\.|ameli\.fr$|curia\.|vie-publique",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"partenaire|\btiers\b|navigateur|prestataire|sous-traitant|hébergeur|annonceur|régies?\b|cookie|traceur"
    r"|réseaux? socia"
    r"|browser|third[- ]part|partner|plugin|\bpixel",
    re.IGNORECASE,
)
_TOP = 900
_SECOND_LEVELS = ("co", "com", "gouv", "asso", "org")


def own_labels(statements: Sequence[Statement]) -> frozenset[str]:
    """The words that domains of the organisation itself carry: of its e-mails, its title, its first lines."""
    if not statements:
        return frozenset()
    document = statements[0].document
    labels = {_label(match["domain"]) for match in _EMAIL_DOMAIN.finditer(document.text)}
    top = " ".join(_ADDRESS.sub(" ", one.text) for one in statements[:8] if not _ELSEWHERE.search(one.text))[:_TOP]
    words = plain(f"{document.title} {document.insurer} {top} {' '.join(statements[0].path)}").split()
    return frozenset(labels | {word for word in words if len(word) > 2})


def is_third_party(statement: Statement, address: str, own: frozenset[str]) -> bool:
    """Whether a web address is of another organisation than the one whose policy this is."""
    found = _DOMAIN.match(address)
    if not found or _PUBLIC.search(found["domain"]):
        return False
    label = _label(found["domain"])
    if label in own or own & set(label.split("-")) or label.replace("-", "") in own:
        return False
    words = plain(_ADDRESS.sub(" ", statement.text))
    if re.search(rf"\b{re.escape(label.replace('-', ' '))}", words):
        return True
    return bool(
        _ELSEWHERE.search(f"{_ADDRESS.sub(' ', statement.text)} {statement.lead} {' '.join(statement.path)}")
    )


def _label(domain: str) -> str:
    """The registered name in a domain: "fern" of www.fern.fr, "bbc" of www.bbc.co.uk."""
    parts = domain.lower().split(".")
    place = -3 if len(parts) > 2 and parts[-2] in _SECOND_LEVELS else -2
    return parts[place] if len(parts) > 1 else domain.lower()
