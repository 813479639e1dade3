"""The way to file a request, in words of ours around exact quotes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np

from assistant.answering.decision import ANY_CHANNEL, Decision
from assistant.answering.informing import exclusion_claims
from assistant.answering.law_rules import rules_of
from assistant.answering.quoting import nearest_sentence
from assistant.answering.rights import Procedure, due_claim, how_to_claims, law_claim
from assistant.catalogue import message
from assistant.law import Law
from assistant.reply import Claim
from assistant.retrieval import Candidate, PolicyIndex
from assistant.understanding import Understood

BEST_PROVING = 4
_SUGGESTIONS = 3
_SUGGESTED = (
    "exercise_rights",
    "retention",
    "recipients",
    "data_categories",
    "transfers",
    "health_data",
    "post_mortem",
    "cookies",
    "security",
    "purposes",
    "complaint",
    "contact",
)
_STATES_A_RIGHT = re.compile(
    r"\bdroits?\b|\b(?:vous |s['’])oppos|\brefus|\bdésinscri|\bdésabonn|\bretirer\b|\brights?\b|\bobject\b|право",
    re.IGNORECASE,
)


def audience_claims(asked: Understood, law: Law, language: str) -> list[Claim]:
    """What a request made for somebody else needs, with the law's rule; nothing for the member's own."""
    if asked.audience is None:
        return []
    claims = [Claim(message(language, f"answer.audience.{asked.audience}"), stands_alone=True)]
    return claims + [law_claim(law, rule, language) for rule in rules_of("audience", asked.audience)[:1]]


def suggestions(
    index: PolicyIndex, language: str, leave_out: str = "", limit: int = _SUGGESTIONS
) -> tuple[str, ...]:
    """Questions that the policy answers."""
    answered = set(index.proven())
    if not index.contacts(ANY_CHANNEL):
        answered -= {"exercise_rights", "contact"}
    found = [topic for topic in _SUGGESTED if topic in answered and topic != leave_out]
    return tuple(message(language, f"answer.suggest.{topic}") for topic in found[:limit])


def procedure_claims(
    asked: Understood,
    decision: Decision,
    candidates: Sequence[Candidate],
    procedure: Procedure,
    index: PolicyIndex,
    law: Law,
    language: str,
    today: dt.date,
) -> list[Claim]:
    """How to file what the person wants, and what policy and law say of it."""
    insurer = index.release.insurer.name
    contact_only = decision.topic == "contact" and not decision.actions
    claims = how_to_claims(procedure, decision.actions, insurer, language, brief=contact_only)
    for action in decision.actions:
        stated = _right_claim(action, candidates, claims, index, language)
        claims += [stated] if stated else []
    if decision.actions:
        claims += audience_claims(asked, law, language) or _law_claims(decision.actions, law, language)
    claims = exclusion_claims(decision.actions, index, language) + claims
    if not contact_only:
        claims.append(due_claim(today, index, law, language))
    return claims


def _law_claims(actions: Sequence[str], law: Law, language: str) -> list[Claim]:
    """The law's rules on a request; of several requests one each."""
    most = 1 if len(actions) > 1 else None
    return [law_claim(law, rule, language) for action in actions for rule in rules_of("action", action)[:most]]


def _right_claim(
    action: str,
    candidates: Sequence[Candidate],
    claims: Sequence[Claim],
    index: PolicyIndex,
    language: str,
) -> Claim | None:
    """What the policy says on the right itself, where it says something that is not quoted already."""
    topics = [topic for topic in index.bank.topics.values() if topic.request_type == action]
    proving = [one for one in candidates if any(index.evidence_in(topic.id, one.passage.id) for topic in topics)]
    proving = [one for one in proving if _STATES_A_RIGHT.search(one.parsed.passage_text(one.passage))][
        :BEST_PROVING
    ]
    stating = (
        nearest_sentence(one, np.any([index.proofs(topic.id, one) for topic in topics], axis=0)) for one in proving
    )
    quotes = next((found for found in stating if any(_STATES_A_RIGHT.search(quote.text) for quote in found)), ())
    quoted = [quote.span for claim in claims for quote in claim.quotes]
    if not quotes or any(span.contains(quotes[0].span) or quotes[0].span.contains(span) for span in quoted):
        return None
    label = index.bank.action_labels[action][language]
    return Claim(message(language, "answer.right_stated", right=label), quotes[:1])
