"""The figures on understanding, on five readings whose figures are worked out by hand."""

from __future__ import annotations

from math import log

import pytest

from assistant.examples import Labelled
from eval.metrics.calibration import brier
from eval.understanding.measures import (
    Found,
    audiences,
    grouped,
    likeliest_slot,
    likeliest_topic,
    log_losses,
    measured,
    outside_subject,
    wish,
)
from eval.understanding.reading import Reading, Weighed


def reading(topics, given, *, slot=("open", "open"), action=None, wished=0.0, audience=(None, None), language="fr"):
    """What is right, then what is understood; `given` are the calibrated topics, the others are even."""
    request = {"none": 1 - wished, "erasure": wished * 0.75, "access": wished * 0.25}
    return Reading(
        right=Labelled("…", tuple(topics), slot[0], audience[0], action, "fr", "plain" if action else "sms"),
        topics=Weighed(given, dict.fromkeys(given, 1 / len(given))),
        slots=Weighed({slot[1]: 0.8, "other": 0.2}, {slot[1]: 0.6, "other": 0.4}),
        actions=Weighed(request, request),
        audience=audience[1],
        language=language,
    )


READINGS = [
    reading(["access", "contact"], {"contact": 0.5, "source": 0.3, "access": 0.2}, slot=("how", "how")),
    reading(["source"], {"access": 0.4, "contact": 0.3, "links": 0.2, "source": 0.1}, audience=("heir", "heir")),
    reading(["erasure"], {"erasure": 0.9, "_attack": 0.1}, action="erasure", wished=0.8, audience=("minor", None)),
    reading(["access"], {"_attack": 0.6, "access": 0.4}, action="access", wished=0.3, audience=(None, "minor")),
    reading(["_attack"], {"_attack": 0.7, "access": 0.3}, wished=0.5, language="en"),
]


@pytest.fixture(scope="module")
def found():
    return measured(READINGS)


def test_a_topic_is_right_when_a_fair_judge_accepts_it(found):
    # first: contact ✓ access ✗ erasure ✓ _attack ✗ _attack ✓; of three: the second has its topic fourth only
    assert (found["topic_1"].value, found["topic_3"].value) == (3 / 5, 4 / 5)


def test_the_log_loss_is_that_of_the_accepted_topics_together(found):
    assert log_losses(READINGS) == pytest.approx([-log(0.7), -log(0.1), -log(0.9), -log(0.4), -log(0.7)])
    assert found["log_loss"].value == pytest.approx(-log(0.7 * 0.1 * 0.9 * 0.4 * 0.7) / 5)


def test_a_topic_without_a_probability_has_a_finite_log_loss():
    assert log_losses([reading(["links"], {"access": 1.0})]) == [pytest.approx(-log(1e-9))]


def test_calibration_is_of_the_likeliest_topic(found):
    # five bins of one: |1 − .5|, |0 − .4|, |1 − .9|, |0 − .6|, |1 − .7|
    assert found["calibration_error"].value == pytest.approx((0.5 + 0.4 + 0.1 + 0.6 + 0.3) / 5)
    assert found["brier"].value == pytest.approx((0.25 + 0.16 + 0.01 + 0.36 + 0.09) / 5)
    assert found["brier"].value == pytest.approx(brier(*_scored(likeliest_topic(READINGS))))


def test_the_uncalibrated_probabilities_are_told_apart():
    assert likeliest_topic(READINGS, calibrated=False).scores == pytest.approx((1 / 3, 1 / 4, 1 / 2, 1 / 2, 1 / 2))
    assert likeliest_slot(READINGS, calibrated=False).scores == (0.6, 0.6)


def test_kinds_of_answer_are_judged_inside_the_subject_and_without_wishes(found):
    some = [*READINGS, reading(["access"], {"access": 1.0}, slot=("date", "list"))]
    assert found["slot"].n == 2
    assert likeliest_slot(some).truth == (True, True, False)
    assert measured(some)["slot"].value == pytest.approx(2 / 3)


def test_wishes_are_ranked_before_questions(found):
    # wishes .8 and .3 against questions 0, 0 and .5: five of six pairs are in order
    assert wish(READINGS).truth == (False, False, True, True, False)
    assert found["wish_auc"].value == pytest.approx(5 / 6)
    assert found["wish_auc"].low < 5 / 6 <= found["wish_auc"].high


def test_the_type_of_request_is_judged_of_wishes_only(found):
    # "erasure" is always the likelier of the two: right for the first wish
    assert (found["request_type"].value, found["request_type"].n) == (1 / 2, 2)


def test_a_question_on_the_border_of_the_subject_is_on_neither_side(found):
    # outside 0, 0, .1 and .6 against .7 of the one that is
    assert outside_subject(READINGS).scores == pytest.approx((0, 0, 0.1, 0.6, 0.7))
    assert found["outside_auc"].value == 1.0
    on_the_border = reading(["_attack", "security"], {"security": 1.0})
    assert outside_subject([*READINGS, on_the_border]) == outside_subject(READINGS)


def test_the_speaker_is_counted_where_it_is_not_the_member(found):
    # named: heir ✓, minor ✗ (it is the member); expected: heir ✓, minor ✗ (taken for the member)
    assert (found["audience_precision"].value, found["audience_recall"].value) == (1 / 2, 1 / 2)
    assert audiences(READINGS) == {"heir": Found(1, 1, 1), "minor": Found(1, 1, 0)}


def test_groups_are_measured_apart():
    by = grouped(READINGS, lambda one: one.right.register)
    assert list(by) == ["plain", "sms"]
    assert (by["plain"]["topic_1"].value, by["plain"]["topic_1"].n) == (1 / 2, 2)
    assert "slot" not in by["plain"]  # wishes only
    assert by["sms"]["language"].value == pytest.approx(2 / 3)


def _scored(found):
    return list(found.scores), list(found.truth)
