"""The default answer: words of ours around exact quotes, no language model."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.answering.decision import ANY_CHANNEL, Decision
from assistant.answering.grounding import Grounded, ground
from assistant.answering.notices import language_name, notices_for
from assistant.answering.quoting import Extract, best_extracts, quote_of
from assistant.answering.rights import (
    Procedure,
    due_claim,
    handoff,
    how_to_claims,
    law_claim,
    procedure_of,
)
from assistant.catalogue import message
from assistant.law import Law
from assistant.reply import Claim, Handoff, Notice, Quote
from assistant.retrieval import Candidate, PolicyIndex, proves
from assistant.topics import Topic
from assistant.understanding import Understood

MAX_EXTRACTS = 2
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


@dataclass(frozen=True)
class Answer:
    """An answer that has passed the checks."""

    grounded: Grounded
    handoff: Handoff | None
    notices: tuple[Notice, ...]
    suggestions: tuple[str, ...]


def answer(
    asked: Understood,
    decision: Decision,
    candidates: Sequence[Candidate],
    index: PolicyIndex,
    law: Law,
    language: str,
    today: dt.date,
) -> Answer:
    """The answer to a question of one insurer, in `language`, as of `today`."""
    procedure = procedure_of(index)
    if decision.outcome == "out_of_scope":
        claims = _outside_claims(decision, index, language)
    elif decision.outcome == "policy_silent":
        claims = _silent_claims(decision, procedure, index, law, language)
    elif decision.how_to:
        claims = _procedure_claims(decision, candidates, procedure, index, law, language, today)
    else:
        claims = _topic_claims(asked, decision, candidates, index, law, language)
    grounded = ground(claims, index.release.insurer.id, language)
    offered = decision.how_to and decision.outcome == "answered" and decision.topic != "contact"
    notices = notices_for(index, grounded.citations, language) if decision.outcome != "out_of_scope" else []
    if offered and procedure.for_complaints and decision.action != "complaint":
        notices.insert(0, Notice("no_rights_channel", message(language, "answer.notice.no_rights_channel")))
    if decision.outcome == "answered" and not decision.how_to:
        notices.append(_human_notice(procedure, index, language))
    return Answer(
        grounded,
        handoff(procedure, decision.action, grounded, index, today, language) if offered else None,
        tuple(notices),
        suggestions(index, language, leave_out=decision.topic),
    )


def suggestions(
    index: PolicyIndex, language: str, leave_out: str = "", limit: int = _SUGGESTIONS
) -> tuple[str, ...]:
    """Questions that the policy answers."""
    answered = set(index.proven())
    if not index.contacts(ANY_CHANNEL):
        answered -= {"exercise_rights", "contact"}
    found = [topic for topic in _SUGGESTED if topic in answered and topic != leave_out]
    return tuple(message(language, f"answer.suggest.{topic}") for topic in found[:limit])


def _outside_claims(decision: Decision, index: PolicyIndex, language: str) -> list[Claim]:
    insurer = index.release.insurer.name
    text = message(language, f"answer.outside.{decision.topic}", insurer=insurer)
    claims = [Claim(text, stands_alone=True)]
    if decision.topic != "_small_talk":
        site = index.release.insurer.site
        key = "answer.human_site" if site else "answer.human_none"
        claims.append(Claim(message(language, key, insurer=insurer, site=site), stands_alone=True))
    return claims


def _human_claim(procedure: Procedure, insurer: str, language: str) -> Claim:
    if not procedure.channels:
        return Claim(message(language, "answer.human_none", insurer=insurer), stands_alone=True)
    kind, _, quote = procedure.channels[0]
    return Claim(message(language, f"answer.human_{kind}"), (quote,))


def _human_notice(procedure: Procedure, index: PolicyIndex, language: str) -> Notice:
    """A person to talk to, where the answer itself names none."""
    insurer = index.release.insurer
    contact = procedure.channels[0][1] if procedure.channels else insurer.site or insurer.legal_name
    return Notice("human_contact", message(language, "answer.notice.human_contact", contact=contact))


def _silent_claims(
    decision: Decision, procedure: Procedure, index: PolicyIndex, law: Law, language: str
) -> list[Claim]:
    insurer = index.release.insurer.name
    topic = index.bank.topics[decision.topic]
    text = message(language, "answer.silent", insurer=insurer, topic=topic.label[language])
    claims = [Claim(text, stands_alone=True)]
    claims += [law_claim(law, rule, language) for rule in _rules("topic", decision.topic)]
    claims.append(_human_claim(procedure, insurer, language))
    return claims


def _procedure_claims(
    decision: Decision,
    candidates: Sequence[Candidate],
    procedure: Procedure,
    index: PolicyIndex,
    law: Law,
    language: str,
    today: dt.date,
) -> list[Claim]:
    insurer = index.release.insurer.name
    contact_only = decision.topic == "contact" and decision.action is None
    claims = how_to_claims(procedure, decision.action, insurer, language, contact_only=contact_only)
    if decision.action:
        stated = _right_claim(decision.action, candidates, claims, index, language)
        claims += [stated] if stated else []
        claims += [law_claim(law, rule, language) for rule in _rules("action", decision.action)]
    claims = _exclusion_claims(decision.action, index, language) + claims
    if not contact_only:
        claims.append(due_claim(today, index, law, language))
    return claims


def _exclusion_claims(action: str | None, index: PolicyIndex, language: str) -> list[Claim]:
    """What the policy excludes of the right, said before anything else."""
    if action is None:
        return []
    excluded = [(fact, parsed) for fact, parsed in index.original_facts("exclusion") if fact.role == action]
    quotes = [quote_of(parsed, fact, index.release.passages) for fact, parsed in excluded]
    return [Claim(message(language, "answer.excluded"), (quote,)) for quote in quotes]


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
    if not proving:
        return None
    found = best_extracts(proving, 1)[0]
    if not any(_STATES_A_RIGHT.search(quote.text) for quote in found.quotes):
        return None
    quoted = [quote.span for claim in claims for quote in claim.quotes]
    if any(span.contains(found.quotes[0].span) or found.quotes[0].span.contains(span) for span in quoted):
        return None
    label = index.bank.action_labels[action][language]
    return Claim(message(language, "answer.right_stated", right=label), found.quotes)


def _topic_claims(
    asked: Understood,
    decision: Decision,
    candidates: Sequence[Candidate],
    index: PolicyIndex,
    law: Law,
    language: str,
) -> list[Claim]:
    facts = index.stated(decision.topic) if decision.topic in {"deadline", "identity_proof"} else []
    if facts:
        quotes = dict.fromkeys(quote_of(parsed, fact, index.release.passages) for fact, parsed in facts)
        claims = [_said(quote, place, index, language) for place, quote in enumerate([*quotes][:MAX_EXTRACTS])]
        return claims + [law_claim(law, rule, language) for rule in _rules("topic", decision.topic)]
    chosen = best_extracts(_pool(candidates, decision, index), MAX_EXTRACTS)
    claims = _exclusion_claims(decision.action, index, language)
    excluded = {quote for claim in claims for quote in claim.quotes}
    fresh = [one for one in chosen if not excluded & set(one.quotes)]
    topic = index.bank.topics[decision.topic]
    fresh = [one for place, one in enumerate(fresh) if place == 0 or _on_topic(topic, one)]
    for place, extract in enumerate(fresh):
        claims += _extract_claims(extract, place, index, language)
    return claims


def _pool(candidates: Sequence[Candidate], decision: Decision, index: PolicyIndex) -> list[Candidate]:
    """The passages to quote from: the first, and the best that prove the topic."""
    proving = [one for one in candidates if index.evidence_in(decision.topic, one.passage.id)][:BEST_PROVING]
    first = candidates[0]
    return proving if first in proving or (proving and decision.sure) else [first, *proving]


def _on_topic(topic: Topic, extract: Extract) -> bool:
    """Whether a further extract adds something on the topic."""
    return topic.evidence is None or any(proves(topic, quote.text) for quote in extract.quotes)


def _extract_claims(extract: Extract, place: int, index: PolicyIndex, language: str) -> list[Claim]:
    claims: list[Claim] = []
    if extract.introduction:
        claims.append(_said(extract.introduction, place, index, language))
        claims += [Claim("{0}", (quote,)) for quote in extract.quotes]
    else:
        claims.append(_said(extract.quotes[0], place, index, language))
        claims += [Claim("{0}", (quote,)) for quote in extract.quotes[1:]]
    if extract.more:
        key = "answer.more" if extract.more > 1 else "answer.one_more"
        claims.append(Claim(message(language, key, count=extract.more), stands_alone=True))
    return claims


def _said(quote: Quote, place: int, index: PolicyIndex, language: str) -> Claim:
    key = "answer.says" if place == 0 else "answer.also"
    insurer = index.release.insurer.name
    if quote.language == language:
        return Claim(message(language, key, insurer=insurer), (quote,))
    name = language_name(quote.language, language)
    return Claim(message(language, f"{key}_foreign", insurer=insurer, language=name), (quote,))


def _rules(kind: str, name: str) -> list[str]:
    return _law_table()[kind].get(name, [])


@cache
def _law_table() -> dict[str, dict[str, list[str]]]:
    raw = (files("assistant") / "data" / "law.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)
