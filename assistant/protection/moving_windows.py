"""The storage of `limits` for one process: moving windows in memory, of so many clients at most.

The one that `limits` brings keeps a key for ever once it has seen it, and goes by the clock of the machine.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable

from limits.storage import MemoryStorage


class MovingWindows(MemoryStorage):
    """When what happened, by key; beyond `keys` of them the one that was quiet for longest is forgotten."""

    STORAGE_SCHEME: list[str] = []  # noqa: RUF012 found by no address, unlike the one it is made of

    def __init__(self, now: Callable[[], float], keys: int) -> None:
        """`now` gives seconds, of any beginning."""
        super().__init__()
        self._now = now
        self._keys = keys
        self._guard = threading.Lock()
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts `amount` more, unless that would be more than `limit` within `expiry` seconds."""
        with self._guard:
            times = self._recent(key, expiry)
            if len(times) + amount > limit:
                return False
            times.extend([self._now()] * amount)
            self._times[key] = times
            self._times.move_to_end(key)
            while len(self._times) > self._keys:
                self._times.popitem(last=False)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002
        """When the oldest entry that still counts was made, and how many there are."""
        with self._guard:
            times = self._recent(key, expiry)
            return (times[0] if times else self._now()), len(times)

    def _recent(self, key: str, expiry: int) -> deque[float]:
        times = self._times.get(key, deque())
        while times and times[0] <= self._now() - expiry:
            times.popleft()
        return times
