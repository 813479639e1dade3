"""A reply of a language model as it comes in, and never longer than its deadline."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from assistant.language_model.background import BackgroundWork
from assistant.language_model.budget import Budget
from assistant.language_model.deadline import Deadline
from assistant.language_model.failures import ModelFailed, Reason, reason_of

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessageChunk

Result = Literal["whole", "abandoned"] | Reason
Chunks = Callable[[], AsyncGenerator["BaseMessageChunk"]]
_log = logging.getLogger(__name__)
_STOP_KEYS = ("finish_reason", "done_reason", "stop_reason", "stopReason")
"""Where providers say that, and why, a reply is at its end."""
_REPLY = "the reply itself"
_CUT_SHORT = frozenset({"length", "max_tokens", "model_length"})


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the model's server counts them; 0 where it does not tell."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a reply ended; `begun` when some text of it had come."""

    result: Result
    usage: Usage
    begun: bool

    @property
    def failure(self) -> Reason | None:
        """Why it is not whole; None when it is, or when nobody waited for the rest."""
        return None if self.result == "whole" or self.result == "abandoned" else self.result


class Streamed:
    """Pieces of text in the order they come; a `with` block, or `close`, lets go of the rest.

    The reply is received in the background, so that whoever reads waits until the deadline at most, even for a
    server that sends nothing, or a byte a second. What is received but not read yet is bounded by the budget.
    `settled` is called once, when it is known how the reply ended; `released`, once its connection is let go.
    """

    def __init__(
        self,
        chunks: Chunks,
        budget: Budget,
        deadline: Deadline,
        settled: Callable[[Ended], None],
        released: Callable[[], None],
    ) -> None:
        self._chunks = chunks
        self._budget = budget
        self._deadline = deadline
        self._on_settled = settled
        self._on_released = released
        self._lock = Lock()
        self._ended: Ended | None = None
        self._pieces: SimpleQueue[str | None] = SimpleQueue()
        self._text_came = False
        self._stopped: str | None = None
        self.usage = Usage()
        self._work = BackgroundWork(self._receive(), self._finished)

    def __iter__(self) -> Iterator[str]:
        """Each piece as it comes. Raises ModelFailed after the last one unless the reply is whole."""
        while (piece := self._next()) is not None:
            yield piece
        if self._ended and self._ended.failure:
            raise ModelFailed(self._ended.failure)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of what has not come yet, and of the connection."""
        self._settle("abandoned", "")
        self._work.cancel()

    def _next(self) -> str | None:
        try:
            return self._pieces.get(timeout=self._deadline.left())
        except Empty:
            self._settle("timeout", "deadline")
            self._work.cancel()
            return None

    async def _receive(self) -> tuple[Result, str]:
        """Runs in the background until the reply is at its end: how it ended, and what told of it."""
        try:
            async with asyncio.timeout(self._deadline.left()):
                await self._read()
            return self._outcome(), _REPLY
        except ModelFailed as failure:
            return failure.reason, _REPLY
        except Exception as error:  # each library has its own
            return reason_of(error, begun=self._text_came), type(error).__name__

    def _finished(self, task: asyncio.Task[tuple[Result, str]]) -> None:
        """First the connection is given back: whoever hears of the end may ask at once again."""
        self._on_released()
        self._settle(*(("abandoned", "") if task.cancelled() else task.result()))

    async def _read(self) -> None:
        from langsmith import tracing_context

        with tracing_context(enabled=False):  # whatever the environment says: a trace holds the whole prompt
            async with aclosing(self._chunks()) as chunks:
                async for chunk in chunks:
                    self._take(chunk)

    def _take(self, chunk: BaseMessageChunk) -> None:
        if getattr(chunk, "tool_call_chunks", None) or getattr(chunk, "invalid_tool_calls", None):
            raise ModelFailed("malformed")
        self._count(getattr(chunk, "usage_metadata", None) or {})
        said = (chunk.response_metadata.get(key) for key in _STOP_KEYS)
        self._stopped = next((one for one in said if isinstance(one, str)), self._stopped)
        text = str(chunk.text)
        if text:
            self._budget.spend(text)
            self._text_came = self._text_came or not text.isspace()
            self._pieces.put(text)

    def _count(self, usage: dict[str, int]) -> None:
        """Adds up, as LangChain does: some providers tell in one chunk, some in several."""
        self.usage = Usage(
            self.usage.input_tokens + usage.get("input_tokens", 0),
            self.usage.output_tokens + usage.get("output_tokens", 0),
        )

    def _outcome(self) -> Result:
        """A reply that ends without saying so was cut off on its way."""
        if not self._text_came:
            return "malformed"
        whole = self._stopped and self._stopped.lower() not in _CUT_SHORT
        return "whole" if whole else "truncated"

    def _settle(self, result: Result, cause: str) -> None:
        """The first to know how the reply ended says it; who comes later is not heard."""
        with self._lock:
            if self._ended:
                return
            self._ended = Ended(result, self.usage, self._text_came)
        if self._ended.failure:
            _log.warning("the language model failed: %s (%s)", result, cause)
        self._on_settled(self._ended)
        self._pieces.put(None)
