"""What kind of reply a question gets. Silence comes from missing evidence, not from low similarity."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.reply import Outcome
from assistant.retrieval import PolicyIndex
from assistant.settings import RetrievalSettings
from assistant.understanding import Understood

HOW_TO_TOPICS = frozenset({"exercise_rights", "contact"})
"""Topics that are answered from the channels that the policy gives."""
REQUESTED = frozenset(
    {
        "access",
        "rectification",
        "erasure",
        "restriction",
        "portability",
        "objection",
        "marketing_objection",
        "withdraw_consent",
    }
)
"""Types of request whose way is the same: writing to the insurer."""
ANY_CHANNEL = ("rights", "dpo", "complaint")
"""Roles of the contacts that a request can be sent to, the best first."""
FACT_OF_TOPIC = {"deadline": "response_time", "identity_proof": "identity"}


@dataclass(frozen=True)
class Decision:
    """The outcome, with the topic it is about and the request that the person may want to file.

    `reason` says in a few words why, for operators and evaluators.
    """

    outcome: Outcome
    topic: str
    reason: str
    action: str | None = None
    how_to: bool = False
    """Whether the answer leads with the channels for requests."""
    sure: bool = False
    """Whether the topic is certain enough for passages that prove nothing on it to be left out."""
    missing: float | None = None
    """Share of the question's topics, by probability, that the policy says nothing on; None where it was not
    weighed."""


def decide(asked: Understood, index: PolicyIndex, settings: RetrievalSettings) -> Decision:
    """The decision for one insurer. A question outside the subject is out of scope whatever it resembles."""
    if asked.outside > settings.refuse_above:
        return Decision("out_of_scope", asked.outside_kind, f"outside the subject ({asked.outside:.2f})")
    topic, share = asked.likeliest[0]
    reachable = bool(index.contacts(ANY_CHANNEL))
    if asked.action and reachable:
        return Decision("answered", topic, f"wants to act: {asked.action}", asked.action, how_to=True)
    request_type = index.bank.topics[topic].request_type
    if reachable and asked.asks_how and request_type in REQUESTED and share > settings.silent_above:
        return Decision("answered", topic, f"asks how: {request_type}", request_type, how_to=True)
    if topic in HOW_TO_TOPICS:
        outcome: Outcome = "answered" if reachable else "policy_silent"
        return Decision(outcome, topic, "channels of the policy", how_to=True)
    missing = _missing(asked, index)
    if _proven(topic, index) is False and missing > settings.silent_above:
        return Decision(
            "policy_silent", topic, f"no evidence of {topic} in the policy ({missing:.2f})", missing=missing
        )
    reason = f"evidence of {topic} ({share:.2f})"
    return Decision("answered", topic, reason, request_type, sure=share > settings.silent_above, missing=missing)


def _missing(asked: Understood, index: PolicyIndex) -> float:
    """Share, by probability, of the topics that the policy says nothing on, among those that patterns can tell."""
    known = [(share, _proven(name, index)) for name, share in asked.likeliest]
    total = sum(share for share, proof in known if proof is not None)
    return sum(share for share, proof in known if proof is False) / total if total else 0.0


def _proven(topic: str, index: PolicyIndex) -> bool | None:
    fact = FACT_OF_TOPIC.get(topic)
    if fact and index.facts(fact):
        return True
    return index.proves(topic)
