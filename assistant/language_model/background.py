"""The one thread in which replies of models are received."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_MAKING = threading.Lock()
"""First calls come together, and a cache lets each of them make a loop."""


class BackgroundWork(Generic[T]):
    """`work` runs beside everything else; `done` is called with it, in that thread, once it has let go of all."""

    def __init__(self, work: Coroutine[Any, Any, T], done: Callable[[asyncio.Task[T]], None]) -> None:
        self._work = work
        self._done = done
        self._task: asyncio.Task[T] | None = None
        _loop().call_soon_threadsafe(self._start)

    def cancel(self) -> None:
        """Stops it wherever it waits; nothing happens where it is done."""
        _loop().call_soon_threadsafe(self._stop)

    def _start(self) -> None:
        self._task = _loop().create_task(self._work)
        self._task.add_done_callback(self._done)

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()


def _loop() -> asyncio.AbstractEventLoop:
    """One for the process: LangChain keeps connections open from call to call, and they belong to their loop."""
    with _MAKING:
        return _running_loop()


@cache
def _running_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="language-model", daemon=True).start()
    return loop
