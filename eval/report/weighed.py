"""Probabilities that a system tells, beside what was true: whether they can be believed, and where to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.report.view import RunView


@dataclass(frozen=True, slots=True)
class Weighed:
    """Scores of a system with what was true of each: the scores are to predict it."""

    scores: tuple[float, ...]
    truth: tuple[bool, ...]

    @classmethod
    def of(cls, pairs: Sequence[tuple[float | None, bool]]) -> Weighed:
        """The pairs that have a score."""
        known = [(score, truth) for score, truth in pairs if score is not None]
        return cls(tuple(score for score, _ in known), tuple(truth for _, truth in known))


def declining(view: RunView) -> Weighed:
    """The probability that a question is outside the subject, and whether it had to be declined.

    Cases where both are accepted, and those that are to be asked back, prove nothing and are left out.
    """
    cases = [case for case in view.cases if _decides(case, "out_of_scope", ("answered", "policy_silent"))]
    return Weighed.of([(_decision(view, case, "outside"), case.outcome == "out_of_scope") for case in cases])


def silence(view: RunView) -> Weighed:
    """The probability that the policy does not answer, and whether the policy is silent on it."""
    cases = [case for case in view.cases if _decides(case, "policy_silent", ("answered",))]
    return Weighed.of([(_decision(view, case, "silent"), case.outcome == "policy_silent") for case in cases])


def topic(view: RunView) -> Weighed:
    """The probability of the likeliest topic, and whether it is an accepted one."""
    pairs: list[tuple[float | None, bool]] = []
    for case in view.cases:
        topics = view.observations[case.id].understanding.get("topics")
        if topics and case.topic:
            best = max(topics, key=lambda one: topics[one])
            pairs.append((topics[best], best in (case.topic, *case.also_topics)))
    return Weighed.of(pairs)


def _decides(case: Case, one: str, others: tuple[str, ...]) -> bool:
    """Whether a case accepts either `one` or some of `others`, not both."""
    accepted = {case.outcome, *case.also_outcomes}
    return (one in accepted) != bool(accepted & set(others)) and case.outcome in (one, *others)


def _decision(view: RunView, case: Case, part: str) -> float | None:
    value: float | None = view.observations[case.id].decision.get(part)
    return value
