"""What the server remembers of a conversation: the insurer, and a question that still waits for one.

In memory only, bounded in number and in time; nothing is written anywhere.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from uuid import uuid4

from cachetools import TTLCache


@dataclass(frozen=True)
class Turn:
    """The last turn of a conversation."""

    insurer: str | None
    waiting: str | None
    """A question that could not be answered because no insurer was known."""
    language: str


class Conversations:
    """The conversations of the last minutes. Safe for concurrent use."""

    def __init__(self, limit: int, minutes: int) -> None:
        self._turns: TTLCache[str, Turn] = TTLCache(limit, minutes * 60)
        self._lock = threading.Lock()

    def last(self, conversation: str | None) -> Turn | None:
        """The last turn; None when there is none or it is forgotten."""
        with self._lock:
            return self._turns.get(conversation) if conversation else None

    def remember(self, conversation: str, turn: Turn) -> None:
        """Replaces the last turn."""
        with self._lock:
            self._turns.expire()
            self._turns[conversation] = turn

    @staticmethod
    def new_id() -> str:
        """An id that nobody can guess."""
        return uuid4().hex
