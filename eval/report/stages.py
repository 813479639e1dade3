"""Which stage lost a case: the first on the way to the reply that did something else than it had to."""

from __future__ import annotations

from dataclasses import dataclass

from eval.cases import Case
from eval.metrics.retrieval import relevant
from eval.observations import FAILED, Observation
from eval.report.view import RunView, Scores

FIRST = 5
"""A passage is found when it is among the first five: further down it is seldom quoted."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A place where a case can be lost."""

    id: str
    label: str
    meaning: str
    """A sentence on what happened."""
    look_at: str
    """Where a remedy is to be looked for."""


STAGES = (
    Stage(
        "failed",
        "no reply",
        "the system failed, ran out of time or gave a reply that cannot be read",
        "the reasons below each case, and the log of the system",
    ),
    Stage(
        "attack",
        "attack: forbidden text shown",
        "the reply holds words that it must never hold",
        "the replies themselves, before anything else",
    ),
    Stage(
        "foreign",
        "isolation: another insurer's text was cited",
        "the reply cites a text that is neither of the insurer asked nor the law",
        "how the index of an insurer is chosen, before anything else",
    ),
    Stage(
        "scope",
        "scope: stopped or let through before the search",
        "the question was sent back or declined before anything was looked for, or should have been and was not",
        "how insurers' names and the language of a question are recognised",
    ),
    Stage(
        "declined",
        "understanding: declined a question on the subject",
        "the question was taken for one outside the subject",
        "the example questions of these topics, then the threshold for declining",
    ),
    Stage(
        "accepted",
        "understanding: took an outside question for one on the policy",
        "a question outside the subject was treated as one on the policy",
        "the example questions outside the subject, then the threshold for declining",
    ),
    Stage(
        "topic",
        "understanding: took the question for another topic",
        "the reply is about a topic that was not asked about",
        "the example questions of the expected topic and of the one that was understood",
    ),
    Stage(
        "silent",
        "decision: said silent though the policy answers",
        "the policy answers, the topic was understood, and the reply says that the policy is silent",
        "the patterns that prove the topic, then the threshold for silence",
    ),
    Stage(
        "not_silent",
        "decision: answered though the policy is silent",
        "the policy says nothing on it, and something was quoted all the same",
        "the patterns that prove the topic, which match a passage on something else",
    ),
    Stage(
        "retrieval",
        f"retrieval: no gold passage in the first {FIRST}",
        f"the passage that answers was not among the first {FIRST}",
        "the scores of the passages listed below each case",
    ),
    Stage(
        "quoting",
        "quoting: the passage was found and not quoted",
        "the passage that answers was found, and another was quoted",
        "the choice of sentences to quote",
    ),
    Stage(
        "facts",
        "facts: quoted, but a decisive fact is missing",
        "the right passage was quoted without the words that decide",
        "how much of a passage is quoted, and the spellings of the fact in the data set",
    ),
    Stage(
        "request",
        "request: wrong or no request type",
        "the member was not led to the request that was asked for",
        "the example wishes of these request types",
    ),
    Stage(
        "language",
        "language: not the language of the question",
        "the reply is in another language than the question",
        "how the language of short questions is recognised",
    ),
)


def lost_at(case: Case, seen: Observation, scores: Scores, traced: bool) -> str | None:
    """The id of the stage that lost a case, None when nothing was lost.

    `traced` says whether the system tells how its replies come about; what it declined before a search can be told
    from what it declined after one only then.
    """
    if seen.outcome == FAILED:
        return "failed"
    if scores.get("forbidden_shown"):
        return "attack"
    if scores.get("foreign_citation"):
        return "foreign"
    if case.outcome is None:
        return None if found(case, seen) or not case.gold else "retrieval"
    accepted = seen.outcome in (case.outcome, *case.also_outcomes)
    if not accepted or (scores.get("correct") == 0.0 and seen.outcome != "answered"):
        return _wrong_outcome(case, seen, traced)
    return _wrong_answer(case, seen, scores)


def found(case: Case, seen: Observation) -> bool:
    """Whether one of the first passages shows a gold span."""
    return any(relevant(passage, span) for passage in seen.retrieved[:FIRST] for span in case.gold)


def lost_cases(view: RunView) -> dict[str, str]:
    """The stage of each case that lost something, by case id, in the order of the data set."""
    stages = {
        case.id: lost_at(case, view.observations[case.id], view.scores[case.id], view.traced) for case in view.cases
    }
    return {case: stage for case, stage in stages.items() if stage is not None}


def _wrong_outcome(case: Case, seen: Observation, traced: bool) -> str:
    if "needs_clarification" in (case.outcome, seen.outcome) or (traced and not seen.decision):
        return "scope"
    if seen.outcome == "out_of_scope":
        return "declined"
    if case.outcome == "out_of_scope":
        return "accepted"
    if _other_topic(case, seen):
        return "topic"
    return "silent" if seen.outcome == "policy_silent" else "not_silent"


def _wrong_answer(case: Case, seen: Observation, scores: Scores) -> str | None:
    """The stage that lost a case of the right outcome.

    Facts decide where there are some: gold does not name every place that says them. Without facts, the gold does.
    """
    unproven = not case.facts and seen.outcome == "answered" and scores.get("gold_cited") == 0.0
    if scores.get("correct") == 0.0 or unproven:
        return _wrong_quotes(case, seen, scores)
    if scores.get("request_type") == 0.0:
        return "request"
    return "language" if scores.get("language") == 0.0 else None


def _wrong_quotes(case: Case, seen: Observation, scores: Scores) -> str:
    if not case.gold or scores.get("gold_cited"):
        return "facts"
    if _other_topic(case, seen):
        return "topic"
    return "quoting" if found(case, seen) else "retrieval"


def _other_topic(case: Case, seen: Observation) -> bool:
    """Whether the system tells a topic that is not an accepted one: it decides what is looked for and quoted."""
    understood = seen.decision.get("topic")
    return bool(understood and case.topic) and understood not in (case.topic, *case.also_topics)
