"""Gives a model that keeps failing a rest, so that members do not wait for it in vain."""

from __future__ import annotations

import threading
import time

from assistant.language_model.deadline import Clock
from assistant.language_model.failures import ModelFailed, Reason

FAILURES = 5
"""In a row; then the model rests."""
REST_SECONDS = 30.0
_COUNTED: frozenset[Reason] = frozenset(
    {"timeout", "unreachable", "refused", "rate_limited", "server_error", "malformed", "endless"}
)
"""What cost a member time and gave nothing. A truncated reply gave its whole lines: the model is worth asking."""


class Breaker:
    """Opens after FAILURES in a row; every REST_SECONDS from then on lets one call through, until one succeeds.

    Safe for concurrent use: calls run beside each other, and those that began before it opened count as well. A
    trial whose reply nobody waited for decides nothing; the next one is let through a rest later.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._next_trial = 0.0

    def admit(self) -> None:
        """Lets a call pass. Raises ModelFailed("resting")."""
        with self._lock:
            if self._failures < FAILURES:
                return
            if self._clock() < self._next_trial:
                raise ModelFailed("resting")
            self._next_trial = self._clock() + REST_SECONDS

    def succeeded(self) -> None:
        """Notes a reply that came."""
        with self._lock:
            self._failures = 0

    def failed(self, reason: Reason) -> None:
        """Notes why one did not."""
        if reason not in _COUNTED:
            return self.succeeded()
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._next_trial = self._clock() + REST_SECONDS
        return None
