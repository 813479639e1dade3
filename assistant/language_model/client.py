"""Asks the language model of the settings, within a time, a number of calls at once, and its breaker's patience."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, cast

from assistant.language_model.breaker import Breaker
from assistant.language_model.budget import Budget
from assistant.language_model.deadline import Clock, Deadline
from assistant.language_model.failures import ModelFailed, Reason
from assistant.language_model.streaming import Ended, Streamed, Usage
from assistant.measuring import Measures, Purpose

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage, BaseMessageChunk


class LanguageModel:
    """A chat model of LangChain. Safe for concurrent use.

    `name` is "provider:model"; `tokens` is how much a reply may have; at most `concurrency` replies are under way.
    """

    def __init__(
        self,
        name: str,
        chat: BaseChatModel,
        *,
        tokens: int,
        concurrency: int,
        measures: Measures,
        clock: Clock = time.monotonic,
    ) -> None:
        self.name = name
        self.measures = measures
        self._chat = chat
        self._tokens = tokens
        self._clock = clock
        self._breaker = Breaker(clock)
        self._room = BoundedSemaphore(concurrency)

    def __repr__(self) -> str:
        return f"LanguageModel({self.name!r})"

    def stream(self, messages: Sequence[BaseMessage], deadline: Deadline, purpose: Purpose) -> Streamed:
        """The reply to `messages`, asked for at once.

        Raises ModelFailed("busy", "resting" or "timeout") where it is not asked for; iterating raises the others.
        """
        if not deadline.left():
            raise self._not_asked(purpose, "timeout")
        if not self._room.acquire(blocking=False):
            raise self._not_asked(purpose, "busy")
        try:
            self._breaker.admit()
        except ModelFailed as failure:
            self._room.release()
            raise self._not_asked(purpose, failure.reason) from None
        began = self._clock()

        def chunks() -> AsyncGenerator[BaseMessageChunk]:
            return cast("AsyncGenerator[BaseMessageChunk]", self._chat.astream(list(messages)))

        def settled(ended: Ended) -> None:
            self._note(ended)
            self.measures.asked(purpose, ended.result, self._clock() - began, ended.usage)

        return Streamed(chunks, Budget(self._tokens), deadline, settled, self._room.release)

    def _not_asked(self, purpose: Purpose, reason: Reason) -> ModelFailed:
        self.measures.asked(purpose, reason, 0.0, Usage())
        return ModelFailed(reason)

    def _note(self, ended: Ended) -> None:
        """Tells the breaker; a reply that nobody waited for says something only if it had begun."""
        if ended.failure:
            self._breaker.failed(ended.failure)
        elif ended.begun:
            self._breaker.succeeded()
