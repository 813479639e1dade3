"""The figures on how questions are understood. Pure: they know neither the model nor the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.examples import NO_ACTION
from eval.metrics.calibration import brier, calibration_error, chance_error, equal_mass, roc_auc
from eval.metrics.estimates import Estimate, estimate, mean
from eval.understanding.reading import Reading, Shares, Weighed, outside

BINS = 15
"""Of equal mass, for every calibration error."""
_LEAST = 1e-9
"""A probability below counts as this, so that a logarithm is finite."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure by its id, what it says, and how it is had from readings."""

    id: str
    label: str
    of: Callable[[Sequence[Reading]], Estimate | None]
    by_group: bool = False
    """Whether it is worth telling of a language or a register as well."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The probabilities of one event in some questions, and where it came true."""

    scores: tuple[float, ...]
    truth: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far probabilities can be believed, all over `BINS` bins of equal mass."""

    error: float
    by_chance: float
    """The error that perfectly calibrated probabilities would show on as many questions, on average."""
    within: float
    """What that error stays below in 95 of 100 draws."""
    brier: float


@dataclass(frozen=True, slots=True)
class Found:
    """Of a kind of speaker: the questions of theirs, those said to be, and those of both."""

    expected: int
    named: int
    right: int


def calibration(scored: Scored) -> Calibration:
    """The calibration of probabilities."""
    by_chance, within = chance_error(scored.scores, BINS)
    error = _error(list(scored.scores), list(scored.truth))
    return Calibration(error, by_chance, within, brier(scored.scores, scored.truth))


def likeliest_topic(readings: Sequence[Reading], *, calibrated: bool = True) -> Scored:
    """The probability of the likeliest topic; true where a fair judge accepts it."""
    return _likeliest([(_shares(one.topics, calibrated), one.right.topics) for one in readings])


def likeliest_slot(readings: Sequence[Reading], *, calibrated: bool = True) -> Scored:
    """The probability of the likeliest kind of answer, of questions that ask for one."""
    asking = asks_for_something(readings)
    return _likeliest([(_shares(one.slots, calibrated), (one.right.slot,)) for one in asking])


def wish(readings: Sequence[Reading], *, calibrated: bool = True) -> Scored:
    """The probability of a wish to act; true where there is one."""
    scores = (1.0 - _shares(one.actions, calibrated)[NO_ACTION] for one in readings)
    return Scored(tuple(scores), tuple(one.right.action is not None for one in readings))


def outside_subject(readings: Sequence[Reading], *, calibrated: bool = True) -> Scored:
    """The probability of the topics outside the subject, of questions that are on one side of its border."""
    clear = [one for one in readings if not one.mixed]
    scores = (
        sum(share for name, share in _shares(one.topics, calibrated).items() if outside(name)) for one in clear
    )
    return Scored(tuple(scores), tuple(not one.inside for one in clear))


EVENTS: Mapping[str, Callable[..., Scored]] = {
    "likeliest topic": likeliest_topic,
    "outside the subject": outside_subject,
    "wish to act": wish,
    "likeliest kind of answer": likeliest_slot,
}
"""What has a probability, by its name."""


def asks_for_something(readings: Sequence[Reading]) -> list[Reading]:
    """The questions inside the subject that are no wishes: of the others no kind of answer is right or wrong."""
    return [one for one in readings if one.inside and one.right.action is None]


def wishes(readings: Sequence[Reading]) -> list[Reading]:
    """The wishes to act."""
    return [one for one in readings if one.right.action is not None]


def log_losses(readings: Sequence[Reading], *, calibrated: bool = True) -> list[float]:
    """−ln of the probability of the accepted topics together, question by question."""
    shares = [sum(_shares(one.topics, calibrated).get(name, 0.0) for name in one.right.topics) for one in readings]
    return [-float(np.log(min(max(share, _LEAST), 1.0))) for share in shares]


def audiences(readings: Sequence[Reading]) -> dict[str, Found]:
    """How each kind of speaker but the member is recognised, by name."""
    names = {one.right.audience for one in readings} | {one.audience for one in readings}
    return {
        name: Found(
            sum(one.right.audience == name for one in readings),
            sum(one.audience == name for one in readings),
            sum(one.right.audience == one.audience == name for one in readings),
        )
        for name in sorted(name for name in names if name)
    }


def measured(readings: Sequence[Reading]) -> dict[str, Estimate]:
    """Every measure that these readings have a value of, by id."""
    return _those(MEASURES, readings)


def grouped(readings: Sequence[Reading], key: Callable[[Reading], str]) -> dict[str, dict[str, Estimate]]:
    """The measures that are worth telling of groups, by group in order of its name."""
    told = [one for one in MEASURES if one.by_group]
    return {
        name: _those(told, [one for one in readings if key(one) == name])
        for name in sorted({key(one) for one in readings})
    }


def _those(measures: Sequence[Measure], readings: Sequence[Reading]) -> dict[str, Estimate]:
    found = {one.id: one.of(readings) for one in measures}
    return {name: value for name, value in found.items() if value is not None}


def _topic_within(places: int) -> Callable[[Sequence[Reading]], Estimate | None]:
    def accuracy(readings: Sequence[Reading]) -> Estimate | None:
        return mean([float(_accepted(one, places)) for one in readings])

    return accuracy


def _accepted(one: Reading, places: int) -> bool:
    return not set(list(one.topics.shares)[:places]).isdisjoint(one.right.topics)


def _slot_accuracy(readings: Sequence[Reading]) -> Estimate | None:
    return mean([float(right) for right in likeliest_slot(readings).truth])


def _request_accuracy(readings: Sequence[Reading]) -> Estimate | None:
    return mean([float(one.action == one.right.action) for one in wishes(readings)])


def _language_accuracy(readings: Sequence[Reading]) -> Estimate | None:
    return mean([float(one.language == one.right.language) for one in readings])


def _audience_precision(readings: Sequence[Reading]) -> Estimate | None:
    return mean([float(one.audience == one.right.audience) for one in readings if one.audience])


def _audience_recall(readings: Sequence[Reading]) -> Estimate | None:
    return mean([float(one.audience == one.right.audience) for one in readings if one.right.audience])


def _brier(readings: Sequence[Reading]) -> Estimate | None:
    topic = likeliest_topic(readings)
    return mean([(score - right) ** 2 for score, right in zip(topic.scores, topic.truth, strict=True)])


def _calibration_error(readings: Sequence[Reading]) -> Estimate | None:
    return _estimated(likeliest_topic(readings), _error)


def _error(scores: list[float], truth: list[bool]) -> float:
    return calibration_error(equal_mass(scores, truth, BINS))


def _estimated(scored: Scored, of: Callable[[list[float], list[bool]], float | None]) -> Estimate | None:
    def statistic(places: Sequence[int]) -> float | None:
        return of([scored.scores[place] for place in places], [scored.truth[place] for place in places])

    return estimate(statistic, len(scored.scores))


def _shares(weighed: Weighed, calibrated: bool) -> Shares:
    return weighed.shares if calibrated else weighed.uncalibrated


def _likeliest(found: Sequence[tuple[Shares, Sequence[str]]]) -> Scored:
    """The likeliest of each shares; true where it is one of the names beside them."""
    first = [next(iter(shares.items())) for shares, _ in found]
    truth = [name in names for (name, _), (_, names) in zip(first, found, strict=True)]
    return Scored(tuple(share for _, share in first), tuple(truth))


MEASURES = (
    Measure("topic_1", "The likeliest topic is an accepted one", _topic_within(1), by_group=True),
    Measure("topic_3", "One of the three likeliest topics is an accepted one", _topic_within(3), by_group=True),
    Measure("log_loss", "Log loss of the accepted topics", lambda some: mean(log_losses(some)), by_group=True),
    Measure("calibration_error", "Expected calibration error of the likeliest topic", _calibration_error),
    Measure("brier", "Brier score of the likeliest topic", _brier),
    Measure("outside_auc", "Outside the subject, ROC-AUC", lambda some: _estimated(outside_subject(some), roc_auc)),
    Measure("slot", "The likeliest kind of answer is the right one", _slot_accuracy, by_group=True),
    Measure("wish_auc", "Wish to act, ROC-AUC", lambda some: _estimated(wish(some), roc_auc)),
    Measure("request_type", "Type of request, of wishes to act", _request_accuracy),
    Measure("audience_precision", "For whom it is written, precision", _audience_precision),
    Measure("audience_recall", "For whom it is written, recall", _audience_recall),
    Measure("language", "Language", _language_accuracy, by_group=True),
)
