"""How a person reaches an insurer, as its policy says, whatever the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.quoting import contact_quote
from assistant.answering.rights import CHANNEL_OF
from assistant.reply import ChannelKind, Quote
from assistant.retrieval import CONTACT_KINDS, PolicyIndex

ROLES = ("rights", "dpo", "general", "complaint")
"""What members write to an insurer for, in the order that it is shown; `docs/facts.md` defines the roles."""


@dataclass(frozen=True)
class Contact:
    """A way to reach an insurer: `value` in reading form, and the quote that proves it."""

    kind: ChannelKind
    value: str
    roles: tuple[str, ...]
    """What it is for; one address may serve several purposes."""
    audience: str
    """For whom it is, in the policy's words; "" for everybody."""
    quote: Quote


def contacts_of(index: PolicyIndex) -> list[Contact]:
    """The contacts that the policy gives to members, those for rights first; none of third parties."""
    found: dict[tuple[str, str], Contact] = {}
    for role in ROLES:
        for kind in CONTACT_KINDS:
            for fact, parsed in index.original_facts(kind):
                if fact.role != role:
                    continue
                known = found.get((kind, fact.normalised))
                roles = (*known.roles, role) if known and role not in known.roles else (role,)
                quote = contact_quote(parsed, fact, index.release.passages)
                fresh = Contact(CHANNEL_OF[kind], fact.value, roles, fact.audience, quote)
                found[kind, fact.normalised] = replace(known, roles=roles) if known else fresh
    return list(found.values())


def officer(contacts: Sequence[Contact]) -> Contact | None:
    """Where the data protection officer is reached, or else whoever answers requests; e-mail before post."""
    for role in ("dpo", "rights"):
        found = [one for one in contacts if role in one.roles]
        if found:
            return min(found, key=lambda one: one.kind != "email")
    return None
