"""The ways to send a request that a policy gives: read from its facts, never made up."""

from __future__ import annotations

import hashlib
import re

from email_validator import EmailNotValidError, validate_email

from assistant.requests.proposal.evidence import Stated, passage_of, statement_of
from assistant.requests.proposal.postal_lines import postal_lines
from assistant.requests.proposal.proposed import Choice
from assistant.requests.records import ContactKind, Recipient
from assistant.retrieval import PolicyIndex
from ingest.records import Fact

_KINDS: dict[str, ContactKind] = {
    "email": "email",
    "address": "post",
    "web": "form",
    "form": "form",
    "member_area": "form",
}
_ORDER: tuple[ContactKind, ...] = ("email", "post", "form", "none")
_WRITTEN = ("email", "address", "web", "form")
_STEPS = (
    ("rights", _WRITTEN),
    ("dpo", _WRITTEN),
    ("rights", ("member_area",)),
    ("complaint", _WRITTEN),
)
"""Roles of contacts with the kinds of facts that are looked for, the best first."""
_SITE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?:].*)?", re.IGNORECASE)
_RIGHTS = re.compile(r"\bexerc|\bdroits?\b|\brights?\b", re.IGNORECASE)


def choices_of(index: PolicyIndex) -> tuple[Choice, ...]:
    """Every channel of the first role that has one, those for everybody first: e-mail, post, then form."""
    for role, kinds in _STEPS:
        found = _distinct(index, [one for kind in kinds for one in _usable(index, kind, role)])
        if found:
            choices = [_choice(index, one) for one in found]
            return tuple(sorted(choices, key=lambda one: _rank(one.recipient)))
    insurer = index.release.insurer
    return (Choice("none", Recipient("none", "", insurer_name=insurer.name, legal_name=insurer.legal_name)),)


def faulty_emails(index: PolicyIndex) -> list[Stated]:
    """The e-mail addresses for requests that are none, or several in one."""
    emails = index.original_facts("email")
    return [one for one in emails if one[0].role in {"rights", "dpo"} and not is_one_address(published(one[0]))]


def published(fact: Fact) -> str:
    """A contact in the policy's spelling, or as a person has corrected it."""
    corrected = fact.kind == "email" and fact.value.lower() != fact.normalised
    return fact.normalised if corrected else fact.value


def is_one_address(text: str) -> bool:
    """Whether `text` is exactly one e-mail address, by its form alone."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _usable(index: PolicyIndex, kind: str, role: str) -> list[Stated]:
    """The contacts of a kind and role that can be written to. A form whose address is known goes by its address."""
    found = [one for one in index.original_facts(kind) if one[0].role == role]
    if kind == "email":
        return [one for one in found if is_one_address(published(one[0]))]
    if kind == "web":
        return [one for one in found if _SITE.fullmatch(one[0].normalised)]
    if kind == "form":
        links = [(link[1], statement_of(index, link)) for link in _usable(index, "web", role)]
        return [
            (fact, parsed)
            for fact, parsed in found
            if not any(document is parsed and span.contains(fact.evidence) for document, span in links)
        ]
    return found


def _distinct(index: PolicyIndex, found: list[Stated]) -> list[Stated]:
    """One mention of each contact: rather for everybody than for an audience, rather one that speaks of rights."""
    mentions: dict[tuple[ContactKind, str], list[Stated]] = {}
    for one in found:
        mentions.setdefault((_KINDS[one[0].kind], one[0].normalised), []).append(one)
    return [
        min(same, key=lambda one: (bool(one[0].audience), _RIGHTS.search(passage_of(index, one).quote) is None))
        for same in mentions.values()
    ]


def _choice(index: PolicyIndex, stated: Stated) -> Choice:
    fact, parsed = stated
    insurer = index.release.insurer
    kind = _KINDS[fact.kind]
    recipient = Recipient(
        kind=kind,
        value=published(fact),
        lines=postal_lines(fact, parsed, insurer) if kind == "post" else (),
        role=fact.role,
        audience=fact.audience,
        passage=passage_of(index, stated),
        insurer_name=insurer.name,
        legal_name=insurer.legal_name,
    )
    digest = hashlib.sha256("\n".join((kind, fact.normalised, fact.audience, fact.role)).encode())
    return Choice(digest.hexdigest()[:12], recipient)


def _rank(recipient: Recipient) -> tuple[bool, int]:
    return bool(recipient.audience), _ORDER.index(recipient.kind)
