"""The questions and answers of the conversations under way, in memory only: for pages without script, which show
the conversation again, and for feedback, which is about one answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from cachetools import TTLCache

from assistant.reply import Reply

EXCHANGES = 20
"""How many exchanges of a conversation are kept."""


@dataclass(frozen=True)
class Exchange:
    """A question, with what is personal in it masked, and the reply to it."""

    question: str
    reply: Reply


class Exchanges:
    """The exchanges of the last minutes. Safe for concurrent use."""

    def __init__(self, conversations: int, minutes: int) -> None:
        self._conversations: TTLCache[str, tuple[Exchange, ...]] = TTLCache(conversations, minutes * 60)
        self._conversation_of: TTLCache[str, str] = TTLCache(conversations * EXCHANGES, minutes * 60)
        self._lock = threading.Lock()

    def remember(self, exchange: Exchange) -> None:
        """Adds an exchange to its conversation; the oldest goes when there are more than `EXCHANGES`."""
        conversation = exchange.reply.conversation_id
        with self._lock:
            self._conversations.expire()
            self._conversation_of.expire()
            before = self._conversations.get(conversation, ())
            self._conversations[conversation] = (*before, exchange)[-EXCHANGES:]
            self._conversation_of[exchange.reply.message_id] = conversation

    def conversation(self, conversation: str) -> tuple[Exchange, ...]:
        """The exchanges of a conversation, the latest last; none when there are none or they are forgotten."""
        with self._lock:
            return self._conversations.get(conversation, ())

    def exchange(self, message: str) -> Exchange | None:
        """The exchange whose reply has this message id; None when it is forgotten."""
        with self._lock:
            known = self._conversations.get(self._conversation_of.get(message, ""), ())
        return next((one for one in known if one.reply.message_id == message), None)
