"""How often one client, and everybody together at one insurer, may do what costs something."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Literal

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import TooManyRequests
from assistant.protection.moving_windows import MovingWindows
from assistant.settings import Settings

Deed = Literal["question", "draft", "feedback", "filing", "code", "code_entry", "sign_in", "arrival", "desk"]
"""An "arrival" is an attempt to sign in whatever the name; at the "desk" an agent posts a form."""
_NAMES_OF_AN_ADDRESS = 30
"""A call centre begins its day behind one address."""
_FORMS_OF_AN_AGENT = 30
"""Agents file for many, in several steps each: a form every six seconds by default."""
_CLIENTS = 20_000
_INSURERS = 1_000


class RateLimits:
    """Counts in the memory of this process, and nowhere else. Safe for concurrent use."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        questions = RateLimitItemPerMinute(settings.questions_per_minute)
        filings = RateLimitItemPerHour(settings.filings_per_hour)
        self._of_client: dict[Deed, RateLimitItem] = {
            "question": questions,
            "draft": questions,
            "feedback": questions,
            "filing": filings,
            "code": filings,
            "code_entry": filings,
            "sign_in": RateLimitItemPerMinute(settings.sign_ins_per_minute),
            "arrival": RateLimitItemPerMinute(settings.sign_ins_per_minute * _NAMES_OF_AN_ADDRESS),
            "desk": RateLimitItemPerHour(settings.filings_per_hour * _FORMS_OF_AN_AGENT),
        }
        self._of_insurer = RateLimitItemPerMinute(settings.insurer_questions_per_minute)
        self._now = now
        self._clients = {deed: _windows(now, _CLIENTS) for deed in self._of_client}
        self._insurers = _windows(now, _INSURERS)

    def count(self, deed: Deed, client: str) -> None:
        """Counts what a client does. Raises TooManyRequests instead where it is too much."""
        self._count(self._clients[deed], self._of_client[deed], client)

    def question(self, client: str, insurer: str | None) -> None:
        """Counts a question or a search; one that its client has too many of is not held against the insurer."""
        self.count("question", client)
        if insurer is not None:
            self._count(self._insurers, self._of_insurer, insurer)

    def _count(self, windows: MovingWindowRateLimiter, limit: RateLimitItem, key: str) -> None:
        if not windows.hit(limit, key):
            free_at = windows.get_window_stats(limit, key).reset_time
            raise TooManyRequests(max(1, math.ceil(free_at - self._now())))


def _windows(now: Callable[[], float], keys: int) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MovingWindows(now, keys))
