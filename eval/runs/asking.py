"""Every case answered once, several at a time, whatever the system does."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import get_args

from pydantic import ValidationError

from assistant.reply import Outcome
from eval.cases import Case
from eval.observations import FAILED, Observation
from eval.runs.lines import adapter_of
from eval.runs.records import Options
from eval.systems.system import System

_OUTCOMES = {*get_args(Outcome), FAILED}
_LONGEST_REASON = 500
_LONGEST_ANSWER = 100_000
"""Characters; nothing that long is an answer, whole policies are shorter."""


def replies(system: System, cases: Sequence[Case], options: Options) -> Iterator[Observation]:
    """One observation a case, in the order they come; `failed` with the reason where there is no usable reply.

    A thread cannot be stopped from outside: after `options.timeout` seconds its case counts as failed and the next
    one begins, while the thread goes on until the system returns. It keeps nothing from ending: neither the run nor
    the process waits for it.
    """
    waiting = deque(cases)
    running: dict[str, float] = {}
    done: SimpleQueue[Observation] = SimpleQueue()
    while waiting or running:
        while waiting and len(running) < options.concurrency:
            case = waiting.popleft()
            running[case.id] = time.monotonic()
            threading.Thread(target=_answer, args=(system, case, options.depth, done), daemon=True).start()
        yield from _next(running, done, options.timeout)


def _next(running: dict[str, float], done: SimpleQueue[Observation], timeout: float) -> Iterator[Observation]:
    """The next reply, or the cases that have run out of time by then."""
    try:
        left = min(running.values()) + timeout - time.monotonic()
        reply = done.get(timeout=max(0.0, left))
    except Empty:
        late = [case for case, started in running.items() if time.monotonic() - started >= timeout]
        for case in late:
            del running[case]
            yield failure(case, f"no reply within {timeout:g} s", timeout * 1_000)
        return
    if running.pop(reply.case, None) is not None:
        yield reply


def _answer(system: System, case: Case, depth: int, done: SimpleQueue[Observation]) -> None:
    started = time.perf_counter()
    try:
        done.put(checked(case, system.answer(case, depth)))
    except BaseException as error:  # a SystemExit of the system must not leave its case without a reply
        elapsed = (time.perf_counter() - started) * 1_000
        done.put(failure(case.id, f"{type(error).__name__}: {error}", elapsed))


def checked(case: Case, reply: Observation) -> Observation:
    """The reply, if it is one: of the right type, on the right case, with values that can be kept and read again.

    Raises ValueError saying what is wrong.
    """
    if not isinstance(reply, Observation):
        raise ValueError(f"not a reply: {type(reply).__name__}")
    if reply.case != case.id:
        raise ValueError(f"the reply is on another case, {reply.case!r}")
    if reply.outcome not in _OUTCOMES:
        raise ValueError(f"no such outcome: {reply.outcome!r}")
    adapter = adapter_of(Observation)
    try:
        kept: Observation = adapter.validate_json(adapter.dump_json(reply, warnings=False))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"not a reply: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if len(kept.answer) > _LONGEST_ANSWER:
        raise ValueError(f"an answer of {len(kept.answer)} characters")
    return kept


def failure(case: str, reason: str, milliseconds: float) -> Observation:
    """The observation of a case without a usable reply."""
    return Observation(case, FAILED, error=reason[:_LONGEST_REASON], milliseconds=milliseconds)
