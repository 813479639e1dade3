"""Why a reply is what it is: what was understood and decided, which passages were weighed, what a model wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from assistant.reply import Generation, Outcome, Quote, Reply

if TYPE_CHECKING:
    from assistant.retrieval import Candidate

_TOPICS = 5
_SLOTS = 3
_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class ExplainedQuestion:
    """What was understood of a question, as it was searched: masked, completed by the conversation.

    `topics` (5 at most) and `slots`, the kinds of answer asked for (3 at most), have their probabilities, likeliest
    first. `outside` is the probability of a question outside the subject, `wish` that of a wish to act; `action` is
    the request that the person would then file, `audience` for whom: null for themselves.
    """

    text: str
    language: str
    topics: dict[str, float]
    outside: float
    slots: dict[str, float]
    action: str
    wish: float
    audience: str | None


@dataclass(frozen=True, slots=True)
class ExplainedDecision:
    """What was decided, and why in a few words.

    `silent` is the probability that the policy does not answer, `missing` the share of the question's topics that
    it says nothing on; both are null where they were not weighed.
    """

    outcome: Outcome
    topic: str
    reason: str
    silent: float | None
    missing: float | None


@dataclass(frozen=True, slots=True)
class ExplainedPassage:
    """A passage that was weighed, `text[start:end]` of the document of that version.

    `score` is that of its best sentence, `sentence` (white space folded); the weighted `features` sum to it.
    """

    passage_id: str
    insurer: str
    document: str
    version: str
    section: str
    start: int
    end: int
    url: str
    score: float
    features: dict[str, float]
    sentence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a reply came about. It repeats the question. `candidates` are the 10 best passages, best first;
    `generation` is what a language model had to do with it, None where none was asked."""

    understood: ExplainedQuestion
    decision: ExplainedDecision
    candidates: tuple[ExplainedPassage, ...]
    generation: Generation | None


def explanation_of(reply: Reply) -> Explanation | None:
    """The explanation of a reply; None where no passage was looked for."""
    if reply.trace is None:
        return None
    asked, made = reply.trace.understood, reply.trace.decision
    return Explanation(
        understood=ExplainedQuestion(
            text=asked.text,
            language=asked.language,
            topics=_first(asked.topics, _TOPICS),
            outside=float(asked.outside),
            slots=_first(asked.slots, _SLOTS),
            action=asked.action,
            wish=float(asked.wish),
            audience=asked.audience,
        ),
        decision=ExplainedDecision(made.outcome, made.topic, made.reason, made.silent, made.missing),
        candidates=tuple(map(_explained, reply.trace.candidates[:_CANDIDATES])),
        generation=reply.generation,
    )


def _first(shares: Mapping[str, float], limit: int) -> dict[str, float]:
    return {name: float(share) for name, share in islice(shares.items(), limit)}


def _explained(candidate: Candidate) -> ExplainedPassage:
    passage, parsed = candidate.passage, candidate.parsed
    best = passage.sentences[int(np.argmax(candidate.sentence_scores))]
    place = Quote(parsed.document, passage.hull, passage.section, passage.language)
    return ExplainedPassage(
        passage_id=passage.id,
        insurer=place.insurer,
        document=parsed.document.id,
        version=parsed.document.version,
        section=passage.section,
        start=place.span.start,
        end=place.span.end,
        url=place.url,
        score=candidate.score,
        features=dict(candidate.features),
        sentence=" ".join(parsed.sentence_text(best).split()),
    )
