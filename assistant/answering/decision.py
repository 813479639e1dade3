"""What kind of reply a question gets. Silence comes from missing evidence, not from low similarity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reply import Outcome
from assistant.retrieval import Candidate, PolicyIndex, fitted
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
_TRUSTED = 0.2
"""Weight of a topic that the policy surely says nothing on, when the topic of an answer is chosen."""


@dataclass(frozen=True)
class Decision:
    """The outcome, with the topic it is about and the requests that the person may want to file.

    `reason` says in a few words why, for operators and evaluators.
    """

    outcome: Outcome
    topic: str
    reason: str
    action: str | None = None
    """The likeliest of the requests."""
    actions: tuple[str, ...] = ()
    """All of them, in the order of the message."""
    how_to: bool = False
    """Whether the answer leads with the channels for requests."""
    offered: bool = False
    """Whether the channels for the request are added to the answer."""
    missing: float | None = None
    """Share of the question's topics, by probability, that the policy says nothing on; None where it was not
    weighed."""
    silent: float | None = None
    """Probability that the policy does not answer; None where it was not weighed."""


def decide(
    asked: Understood, candidates: Sequence[Candidate], index: PolicyIndex, settings: RetrievalSettings
) -> Decision:
    """The decision for one insurer. A question outside the subject is out of scope whatever it resembles."""
    reachable = bool(index.contacts(ANY_CHANNEL))
    acts = asked.wish > settings.act_above and reachable
    if asked.outside > settings.refuse_above and not (acts and asked.wish > asked.outside):
        return Decision("out_of_scope", asked.outside_kind, f"outside the subject ({asked.outside:.2f})")
    topic, share = asked.likeliest[0]
    if acts:
        return _filing(asked, topic, "wants to act")
    request_type = index.bank.topics[topic].request_type
    if reachable and asked.asks_how and request_type in REQUESTED and share > settings.sure_above:
        reason = f"asks how: {request_type}"
        return Decision("answered", topic, reason, request_type, (request_type,), how_to=True)
    if topic in HOW_TO_TOPICS and share > settings.how_to_above:
        outcome: Outcome = "answered" if reachable else "policy_silent"
        return Decision(outcome, topic, "channels of the policy", how_to=True)
    missing = lacking(asked, index, settings)
    silent = silence(missing, candidates[0].score)
    offered = reachable and asked.wish > (settings.offer_demand_above if asked.demands else settings.offer_above)
    if silent > settings.silent_above and offered:
        return _filing(asked, topic, "may want to act")
    if silent > settings.silent_above:
        least = max(asked.likeliest, key=lambda one: one[1] * (1 - index.answers(one[0])))[0]
        reason = f"silent on {least} ({silent:.2f})"
        return Decision("policy_silent", least, reason, missing=missing, silent=silent)
    best, share = max(asked.likeliest, key=lambda one: one[1] * (_TRUSTED + index.answers(one[0])))
    request_type = index.bank.topics[best].request_type
    return Decision(
        "answered",
        best,
        f"evidence of {best} ({share:.2f}, silent {silent:.2f})",
        asked.action if offered else request_type,
        asked.actions if offered else (request_type,) if request_type else (),
        offered=offered,
        missing=missing,
        silent=silent,
    )


def _filing(asked: Understood, topic: str, reason: str) -> Decision:
    """The way to file what the person wants."""
    return Decision(
        "answered", topic, f"{reason}: {', '.join(asked.actions)}", asked.action, asked.actions, how_to=True
    )


def silence(missing: float, score: float) -> float:
    """The probability that the policy does not answer, from the share of topics that it lacks and the score of the
    best passage; a logistic regression (see `fitted`)."""
    weights = fitted()["silence"]
    logit = weights["intercept"] + weights["missing"] * missing + weights["score"] * score
    return 1 / (1 + math.exp(-logit))


def lacking(asked: Understood, index: PolicyIndex, settings: RetrievalSettings) -> float:
    """The probability that the policy gives no answer on the topic, over the likeliest topics (0 to 1)."""
    weighed = asked.likeliest[: settings.topics]
    total = sum(share for _, share in weighed)
    return sum(share * (1 - index.answers(name)) for name, share in weighed) / total if total else 0.0
