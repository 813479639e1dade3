"""How to exercise a right: channels, proof of identity and time limits, from the policy's facts and the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from assistant.answering.decision import Decision
from assistant.answering.grounding import Grounded
from assistant.answering.quoting import contact_quote, quote_of
from assistant.catalogue import long_date, message
from assistant.law import Law, Rule
from assistant.reply import Channel, ChannelKind, Claim, Handoff, Identity, Quote
from assistant.requests.deadlines import answer_due
from assistant.requests.proposal.basis import basis_of
from assistant.requests.records import REQUEST_TYPES, RequesterRole
from assistant.retrieval import PolicyIndex

RIGHTS_ROLES = ("rights", "dpo")
CHANNEL_OF: dict[str, ChannelKind] = {"email": "email", "address": "post", "form": "form", "phone": "phone"}
"""The channel of a request, by the kind of fact that names it."""

_ROLES: dict[str, RequesterRole] = {"heir": "heir", "representative": "representative", "minor": "parent"}
"""In which role a request is filed, by the audience of the message."""


@dataclass(frozen=True)
class Procedure:
    """The way to file a request with one insurer, with the quotes that prove each step."""

    channels: tuple[tuple[ChannelKind, str, Quote], ...]
    for_complaints: bool
    """Whether the policy gives a channel for complaints only."""
    identity: Quote | None
    promised: Quote | None


def procedure_of(index: PolicyIndex) -> Procedure:
    """What the policy says about filing a request."""
    contacts = index.contacts(RIGHTS_ROLES)
    complaints = [] if contacts else index.contacts(("complaint",))
    passages = index.release.passages
    seen: dict[str, tuple[ChannelKind, str, Quote]] = {}
    for fact, parsed in contacts or complaints:
        seen.setdefault(fact.normalised, (CHANNEL_OF[fact.kind], fact.value, contact_quote(parsed, fact, passages)))
    identity = [quote_of(parsed, fact, passages) for fact, parsed in index.original_facts("identity")]
    promised = [quote_of(parsed, fact, passages) for fact, parsed in index.original_facts("response_time")]
    return Procedure(
        channels=tuple(seen.values()),
        for_complaints=bool(complaints),
        identity=identity[-1] if identity else None,
        promised=promised[0] if promised else None,
    )


def how_to_claims(
    procedure: Procedure, actions: Sequence[str], insurer: str, language: str, *, brief: bool
) -> list[Claim]:
    """The lead and one line a channel; unless `brief`, identity and the time limit that the policy gives too."""
    if not procedure.channels:
        return [Claim(message(language, "answer.no_channel", insurer=insurer), stands_alone=True)]
    wish = wish_phrase(actions, language)
    key = "contact_lead" if brief and not actions else "rights_lead"
    if procedure.for_complaints and tuple(actions) != ("complaint",) and key == "rights_lead":
        key = "no_rights_channel"
    claims = [Claim(message(language, f"answer.{key}", insurer=insurer, wish=wish), stands_alone=True)]
    for kind, _, quote in procedure.channels:
        claims.append(Claim(message(language, f"answer.channel_{kind}"), (quote,)))
    if brief:
        return claims
    claims.append(_identity_claim(procedure, language))
    if procedure.promised:
        claims.append(Claim(message(language, "answer.reply_promised"), (procedure.promised,)))
    return claims


def wish_phrase(actions: Sequence[str], language: str) -> str:
    """What a person wants done, as a phrase with a verb: "request access to your data and object to marketing"."""
    if not actions:
        return message(language, "answer.rights_general")
    *before, last = (message(language, f"answer.wish.{action}") for action in actions)
    return message(language, "answer.wishes", before=", ".join(before), last=last) if before else last


def _identity_claim(procedure: Procedure, language: str) -> Claim:
    if procedure.identity is None:
        return Claim(message(language, "answer.identity_silent"), stands_alone=True)
    return Claim(message(language, "answer.identity"), (procedure.identity,))


def law_claim(law: Law, name: str, language: str) -> Claim:
    """A rule of the statutory layer, named as such."""
    rule = law.rule(name, language)
    return Claim(message(language, "answer.law", article=rule.section), (law_quote(rule),))


def law_quote(rule: Rule) -> Quote:
    """The rule as a quote of its law document."""
    return Quote(rule.document, rule.span, rule.section, rule.language)


def due_claim(today: dt.date, index: PolicyIndex, law: Law, language: str) -> Claim:
    """The date an answer is due if the request is received today (GDPR, Article 12(3))."""
    due = answer_due(today, index.release.insurer.holiday_region)
    text = message(language, "answer.answer_due", date=long_date(language, due))
    rule = law.rule("gdpr-12.deadline", language)
    return Claim(text, (law_quote(rule),))


def handoff(
    procedure: Procedure,
    decision: Decision,
    audience: str | None,
    grounded: Grounded,
    index: PolicyIndex,
    today: dt.date,
    language: str,
) -> Handoff:
    """The block that a request form starts from. Channels that are not cited are left out."""
    insurer = index.release.insurer
    types = sorted(decision.actions, key=lambda one: one != decision.action)
    role = _ROLES.get(audience or "", "self")
    channels = [
        Channel(kind, value, marker)
        for kind, value, quote in procedure.channels
        if (marker := grounded.marker(quote)) is not None
    ]
    marker = grounded.marker(procedure.identity) if procedure.identity else None
    key = "identity_required" if procedure.identity else "identity_silent"
    return Handoff(
        request_type=decision.action,
        request_types=tuple(types),
        basis=tuple(basis_of(one, role, language) for one in types),
        channels=tuple(channels),
        identity=Identity(True if procedure.identity else None, message(language, f"answer.{key}"), marker),
        answer_due=answer_due(today, insurer.holiday_region),
        url=_form_address(insurer.id, types, role, language),
    )


def _form_address(insurer: str, types: Sequence[str], role: RequesterRole, language: str) -> str | None:
    """The page that prepares the request; None where the person only wants to complain to the authority."""
    filable = [one for one in types if one in REQUEST_TYPES]
    if types and not filable:
        return None
    fields = [("insurer", insurer), *(("type", one) for one in filable), ("lang", language)]
    return f"/requests/new?{urlencode(fields + ([('for', role)] if role != 'self' else []))}"
