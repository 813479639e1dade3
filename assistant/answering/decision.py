"""What kind of reply a question gets. Silence comes from missing evidence, not from low similarity."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.reply import Outcome
from assistant.retrieval import PolicyIndex
from assistant.settings import RetrievalSettings
from assistant.understanding import Understood

HOW_TO_TOPICS = frozenset({"exercise_rights", "contact"})
"""Topics that are answered from the channels that the policy gives."""
_FACT_OF_TOPIC = {"deadline": "response_time", "identity_proof": "identity"}
_RIVAL = 0.15


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


def decide(asked: Understood, index: PolicyIndex, settings: RetrievalSettings) -> Decision:
    """The decision for one insurer. A question outside the subject is out of scope whatever it resembles."""
    if asked.outside > settings.refuse_above:
        return Decision("out_of_scope", asked.outside_kind, f"outside the subject ({asked.outside:.2f})")
    topic, share = asked.likeliest[0]
    if asked.action:
        return Decision("answered", topic, f"wants to act: {asked.action}", asked.action, how_to=True)
    request_type = index.bank.topics[topic].request_type
    if topic in HOW_TO_TOPICS:
        found = bool(index.contacts(("rights", "dpo", "complaint")))
        outcome: Outcome = "answered" if found else "policy_silent"
        return Decision(outcome, topic, "channels of the policy", how_to=True)
    rivals = [name for name, other in asked.likeliest[:3] if other >= _RIVAL or name == topic]
    proofs = {name: _proven(name, index) for name in rivals}
    certain = share >= settings.silent_above
    if proofs[topic] is False and (certain or all(proof is False for proof in proofs.values())):
        return Decision("policy_silent", topic, f"no evidence of {topic} in the policy ({share:.2f})")
    return Decision("answered", topic, f"evidence of {topic} ({share:.2f})", request_type)


def _proven(topic: str, index: PolicyIndex) -> bool | None:
    fact = _FACT_OF_TOPIC.get(topic)
    if fact and index.facts(fact):
        return True
    return index.proves(topic)
