"""Until when something may take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Clock = Callable[[], float]
"""Seconds that only ever go forward."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of `clock` by which something has to be done."""

    at: float
    clock: Clock = field(default=time.monotonic, repr=False)

    @classmethod
    def after(cls, seconds: float, clock: Clock = time.monotonic) -> Deadline:
        """The moment so many seconds from now."""
        return cls(clock() + seconds, clock)

    def left(self) -> float:
        """Seconds until then; 0 when it is past."""
        return max(0.0, self.at - self.clock())
