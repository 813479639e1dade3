"""Replies without an answer: outside the subject, or the policy is silent. Always with a person to turn to."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.decision import Decision
from assistant.answering.law_rules import rules_of
from assistant.answering.notices import language_name
from assistant.answering.quoting import nearest_sentence
from assistant.answering.rights import Procedure, law_claim
from assistant.catalogue import message
from assistant.law import Law
from assistant.reply import Claim
from assistant.retrieval import Candidate, PolicyIndex
from assistant.understanding import Understood
from ingest.entries import InsurerEntry

_NEARBY_TOPICS = 4
_NEARBY = 0.02
_ANSWERED = 0.7
_LONGEST_NEARBY = 320
"""Characters."""


def outside_claims(decision: Decision, index: PolicyIndex, language: str) -> list[Claim]:
    """What is said to a question outside the subject."""
    insurer = index.release.insurer.name
    text = message(language, f"answer.outside.{decision.topic}", insurer=insurer)
    claims = [Claim(text, stands_alone=True)]
    if decision.topic != "_small_talk":
        claims.append(Claim(human_line(index.release.insurer, language), stands_alone=True))
    return claims


def human_line(insurer: InsurerEntry, language: str) -> str:
    """Where to find a person to talk to."""
    key = "answer.human_site" if insurer.site else "answer.human_none"
    return message(language, key, insurer=insurer.name, site=insurer.site)


def _human_claim(procedure: Procedure, insurer: str, language: str) -> Claim:
    if not procedure.channels:
        return Claim(message(language, "answer.human_none", insurer=insurer), stands_alone=True)
    kind, _, quote = procedure.channels[0]
    return Claim(message(language, f"answer.human_{kind}"), (quote,))


def silent_claims(
    asked: Understood,
    decision: Decision,
    candidates: Sequence[Candidate],
    procedure: Procedure,
    index: PolicyIndex,
    law: Law,
    language: str,
) -> list[Claim]:
    """What the policy does not say, what it says on a neighbouring topic, the law's rule, and a person to ask."""
    insurer = index.release.insurer.name
    topic = index.bank.topics[decision.topic]
    text = message(language, "answer.silent", insurer=insurer, topic=topic.label[language])
    claims = [Claim(text, stands_alone=True)]
    claims += _nearby_claims(asked, decision, candidates, index, language)
    claims += [law_claim(law, rule, language) for rule in rules_of("topic", decision.topic)[:1]]
    claims.append(_human_claim(procedure, insurer, language))
    return claims


def _nearby_claims(
    asked: Understood, decision: Decision, candidates: Sequence[Candidate], index: PolicyIndex, language: str
) -> list[Claim]:
    """The best sentence on the likeliest other topic of the question that the policy does answer."""
    others = (
        name
        for name, share in asked.likeliest[:_NEARBY_TOPICS]
        if name != decision.topic and share >= _NEARBY and index.answers(name) > _ANSWERED
    )
    topic = next(others, None)
    if topic is None:
        return []
    quotes = next((found for one in candidates if (found := nearest_sentence(one, index.proofs(topic, one)))), ())
    if not quotes or len(quotes[0].span) > _LONGEST_NEARBY:
        return []
    label = index.bank.topics[topic].label[language]
    key = "answer.nearby" if quotes[0].language == language else "answer.nearby_foreign"
    name = language_name(quotes[0].language, language)
    return [Claim(message(language, key, topic=label, language=name), quotes[:1])]
