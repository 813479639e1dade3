"""What the server remembers of a conversation: its last turns, in memory only.

Bounded in number of conversations, in turns and in time; nothing is written anywhere.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from uuid import uuid4

from cachetools import TTLCache

TURNS = 4
"""How many turns of a conversation are kept."""


@dataclass(frozen=True)
class Turn:
    """A turn of a conversation, as far as the next messages can refer to it."""

    insurer: str | None
    waiting: str | None
    """A question that could not be answered because no insurer was known."""
    language: str
    question: str | None = None
    """The question as it was understood, follow-ups resolved; None where none was answered."""
    joined: bool = False
    """Whether `question` is a message put behind an earlier question, so that it does not stand on its own."""
    topic: str | None = None
    action: str | None = None
    suggestions: tuple[str, ...] = ()


class Conversations:
    """The conversations of the last minutes. Safe for concurrent use."""

    def __init__(self, limit: int, minutes: int) -> None:
        self._turns: TTLCache[str, tuple[Turn, ...]] = TTLCache(limit, minutes * 60)
        self._lock = threading.Lock()

    def recent(self, conversation: str | None) -> tuple[Turn, ...]:
        """The last turns, the latest last; none when there are none or they are forgotten."""
        with self._lock:
            return self._turns.get(conversation, ()) if conversation else ()

    def remember(self, conversation: str, turn: Turn) -> None:
        """Adds a turn; the oldest goes when there are more than `TURNS`."""
        with self._lock:
            self._turns.expire()
            self._turns[conversation] = (*self._turns.get(conversation, ()), turn)[-TURNS:]

    @staticmethod
    def new_id() -> str:
        """An id that nobody can guess."""
        return uuid4().hex
