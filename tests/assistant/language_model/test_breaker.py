"""When a model that fails is given a rest, and when it is asked again."""

from __future__ import annotations

import pytest

from assistant.language_model.breaker import FAILURES, REST_SECONDS, Breaker
from assistant.language_model.failures import ModelFailed


class Clock:
    """A clock that goes forward when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(clock)


def fails(breaker, times, reason="timeout"):
    for _ in range(times):
        breaker.failed(reason)


def resting(breaker):
    try:
        breaker.admit()
    except ModelFailed as failed:
        return failed.reason == "resting"
    return False


def test_failures_in_a_row_open_it(breaker):
    fails(breaker, FAILURES - 1)
    assert not resting(breaker)
    fails(breaker, 1)
    assert resting(breaker)


def test_a_reply_between_failures_starts_the_count_again(breaker):
    fails(breaker, FAILURES - 1)
    breaker.succeeded()
    fails(breaker, FAILURES - 1)
    assert not resting(breaker)


@pytest.mark.parametrize(
    "reason", ["timeout", "unreachable", "refused", "rate_limited", "server_error", "malformed", "endless"]
)
def test_what_cost_time_for_nothing_counts(breaker, reason):
    fails(breaker, FAILURES, reason)
    assert resting(breaker)


def test_a_truncated_reply_gave_its_lines_and_does_not_count(breaker):
    fails(breaker, FAILURES, "truncated")
    assert not resting(breaker)


def test_after_a_rest_one_call_is_let_through(breaker, clock):
    fails(breaker, FAILURES)
    clock.now += REST_SECONDS
    assert [resting(breaker) for _ in range(3)] == [False, True, True]


def test_a_trial_that_succeeds_closes_it(breaker, clock):
    fails(breaker, FAILURES)
    clock.now += REST_SECONDS
    breaker.admit()
    breaker.succeeded()
    assert [resting(breaker) for _ in range(3)] == [False] * 3


def test_a_trial_that_fails_begins_another_rest(breaker, clock):
    fails(breaker, FAILURES)
    clock.now += REST_SECONDS
    breaker.admit()
    clock.now += 10
    fails(breaker, 1)
    clock.now += REST_SECONDS - 1
    assert resting(breaker)
    clock.now += 1
    assert not resting(breaker)


def test_a_trial_that_nobody_waited_for_is_followed_by_another_one(breaker, clock):
    fails(breaker, FAILURES)
    clock.now += REST_SECONDS
    breaker.admit()
    clock.now += REST_SECONDS
    assert not resting(breaker)
