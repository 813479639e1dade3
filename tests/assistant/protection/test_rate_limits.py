"""A client is told to wait once it asks too often, and for how long; nobody else is."""

from __future__ import annotations

import pytest

from assistant.errors import TooManyRequests
from assistant.protection import rate_limits
from assistant.protection.rate_limits import RateLimits
from assistant.settings import Settings


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limits(clock):
    settings = Settings(questions_per_minute=2, insurer_questions_per_minute=3, filings_per_hour=1)
    return RateLimits(settings, clock)


def wait(deed, *given):
    """The seconds that a refusal asks for; 0 where there is none."""
    try:
        deed(*given)
    except TooManyRequests as error:
        return int(error.headers["Retry-After"])
    return 0


def test_one_client_waits_and_another_does_not(limits):
    assert [wait(limits.question, "a", None) for _ in range(3)] == [0, 0, 60]
    assert wait(limits.question, "b", None) == 0


def test_what_is_asked_to_wait_for_is_enough_and_no_more(limits, clock):
    limits.question("a", None)
    clock.seconds += 20.5
    limits.question("a", None)
    assert wait(limits.question, "a", None) == 40  # the first of the two is 39.5 seconds from being a minute old
    clock.seconds += 39
    assert wait(limits.question, "a", None) == 1
    clock.seconds += 1
    assert wait(limits.question, "a", None) == 0


def test_a_refusal_does_not_count(limits, clock):
    for _ in range(10):
        wait(limits.question, "a", None)
    clock.seconds += 60
    assert wait(limits.question, "a", None) == 0


def test_many_clients_together_exhaust_an_insurer_and_not_another(limits):
    assert [wait(limits.question, client, "tilleuls") for client in "abcd"] == [0, 0, 0, 60]
    assert wait(limits.question, "d", "fougeres") == 0


def test_what_a_client_asks_in_vain_is_not_held_against_the_insurer(limits):
    for _ in range(10):
        wait(limits.question, "a", "tilleuls")
    assert wait(limits.question, "b", "tilleuls") == 0


def test_filing_counts_for_an_hour_and_apart_from_questions(limits, clock):
    limits.count("filing", "a")
    clock.seconds += 3_599
    assert wait(limits.count, "filing", "a") == 1
    assert wait(limits.count, "code", "a") == 0
    assert wait(limits.question, "a", None) == 0


def test_however_many_clients_come_only_so_many_are_remembered(clock, monkeypatch):
    monkeypatch.setattr(rate_limits, "_CLIENTS", 2)
    limits = RateLimits(Settings(questions_per_minute=1), clock)
    for client in ("a", "b", "c"):
        limits.question(client, None)
    assert [wait(limits.question, client, None) for client in ("c", "b", "a")] == [60, 60, 0]
