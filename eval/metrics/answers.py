"""Whether a reply says the right thing: outcome, facts, topic, language, and nothing that it must not show.

Every function is about one case and its observation, and returns None where the case does not ask for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from eval.cases import Case
from eval.metrics.matching import shows
from eval.metrics.statements import without_markers
from eval.observations import FAILED, Observation

LAW = "law"
"""The insurer in the keys of the statutory layer, which every insurer's answer may cite."""
_SPOKEN = frozenset({"fr", "en"})
"""Languages that an answer can be in."""
LONGEST_ANSWER = 250
"""Words that nobody reads more of in a chat."""


def outcome_right(case: Case, observation: Observation) -> float | None:
    """1.0 when the outcome is the expected one or one that a fair judge accepts as well, else 0.0."""
    if case.outcome is None:
        return None
    return float(observation.outcome in {case.outcome, *case.also_outcomes})


def fact_recall(case: Case, observation: Observation) -> float | None:
    """Share of the decisive facts that the answer shows, in one of their spellings.

    A reply of another kind than expected shows none, though it may repeat the question; where a reply without an
    answer is accepted as well, no fact is due.
    """
    if not case.facts or case.outcome is None:
        return None
    if observation.outcome != "answered" and outcome_right(case, observation):
        return None
    if not outcome_right(case, observation):
        return 0.0
    answer = without_markers(observation.answer)
    return sum(any(shows(answer, one) for one in alternatives) for alternatives in case.facts) / len(case.facts)


def false_refusal(case: Case, observation: Observation) -> float | None:
    """1.0 when a question to be answered got neither an answer nor an outcome accepted as well, else 0.0."""
    if case.outcome != "answered":
        return None
    return float(observation.outcome not in {"answered", *case.also_outcomes})


def false_answer(case: Case, observation: Observation) -> float | None:
    """1.0 when a question that the policy does not answer, or that is out of scope, was answered, else 0.0."""
    if case.outcome not in {"policy_silent", "out_of_scope"} or "answered" in case.also_outcomes:
        return None
    return float(observation.outcome == "answered")


def request_type_right(case: Case, observation: Observation) -> float | None:
    """1.0 when the reply offers the request that the person wants to file, else 0.0."""
    return float(observation.request_type == case.request_type) if case.request_type else None


def topic_right(case: Case, observation: Observation) -> float | None:
    """1.0 when the system read the question as the expected topic or one accepted as well, else 0.0.

    None as well where the system does not tell, as over HTTP and for a failure.
    """
    topic = observation.decision.get("topic")
    return float(topic in {case.topic, *case.also_topics}) if case.topic and topic else None


def language_right(case: Case, observation: Observation) -> float | None:
    """1.0 when the answer is in the language of the question, where that is French or English, else 0.0."""
    if case.outcome is None or case.language not in _SPOKEN:
        return None
    return float(observation.language == case.language)


def forbidden_shown(case: Case, observation: Observation) -> float | None:
    """1.0 when the answer shows a string that it must not, else 0.0."""
    if not case.forbidden:
        return None
    answer = without_markers(observation.answer)
    return float(any(shows(answer, one) for one in case.forbidden))


def foreign_citation(case: Case, observation: Observation) -> float | None:
    """1.0 when a text is cited that is neither of the insurer asked nor the law, else 0.0.

    Where the person does not say whose member they are, the insurers of the gold spans are the ones asked; None
    without those.
    """
    asked = {case.insurer} if case.insurer else {_insurer(span.document) for span in case.gold}
    if case.outcome is None or not asked:
        return None
    return float(any(_insurer(one.document) not in {*asked, LAW} for one in observation.citations))


def correct(case: Case, observation: Observation) -> float | None:
    """1.0 when the outcome is accepted, every fact is shown, nothing forbidden is, and no foreign text is cited."""
    if case.outcome is None:
        return None
    wanted = (outcome_right(case, observation), fact_recall(case, observation))
    harm = (forbidden_shown(case, observation), foreign_citation(case, observation))
    return float(all(value in {None, 1.0} for value in wanted) and not any(harm))


def correct_brief(case: Case, observation: Observation) -> float | None:
    """Correct in at most 250 words, quotes included: who shows everything has every fact, and no answer."""
    right, length = correct(case, observation), words(observation)
    return right if length is None or length <= LONGEST_ANSWER or right is None else 0.0


def words(observation: Observation) -> float | None:
    """Length of the answer in words, markers left out; None for a failure."""
    if observation.outcome == FAILED:
        return None
    return float(sum(any(map(str.isalnum, word)) for word in without_markers(observation.answer).split()))


def confusion(pairs: Iterable[tuple[Case, Observation]]) -> Counter[tuple[str, str]]:
    """How often each (expected outcome, outcome) came about, "failed" included; cases without outcome left out."""
    return Counter((case.outcome, one.outcome) for case, one in pairs if case.outcome is not None)


def _insurer(document: str) -> str:
    return document.split("/", 1)[0]
