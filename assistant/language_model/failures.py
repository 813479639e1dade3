"""Why a language model was not heard to its end; the errors of every library end here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Reason = Literal[
    "timeout",
    "unreachable",
    "refused",
    "rate_limited",
    "server_error",
    "truncated",
    "malformed",
    "endless",
    "busy",
    "resting",
]
_UNREACHABLE = frozenset({"OSError", "TransportError", "APIConnectionError"})
"""Names of the classes, as httpx and its successor, and the clients of providers built on either, share them."""
_SERVER = frozenset({"APIError", "ResponseError"})


class ModelFailed(Exception):
    """The model's reply is missing or unfinished. It says `reason` only: what a server wrote may repeat a prompt.

    timeout: not done in time; unreachable: no connection, or one that broke before a word came; refused: key, model
    or request are not accepted (4xx); rate_limited: 429; server_error: 5xx; truncated: it ended before its end, and
    what came before is good; malformed: no text, or no reply of a chat model at all; endless: more than was asked
    for, or the same again and again; busy: as many replies as the settings allow are under way; resting: it failed
    so often that it is not asked for a while.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_of(error: BaseException, *, begun: bool) -> Reason:
    """What an error of a library means; `begun` when some of the reply had come.

    Statuses first, wherever in the chain of causes they are: providers wrap them each in their own way.
    """
    chain = tuple(_chain(error))
    status = next((code for one in chain if (code := _status(one))), None)
    if status:
        return _of_status(status)
    names = {kind.__name__ for one in chain for kind in type(one).__mro__}
    if any("Timeout" in name for name in names):
        return "timeout"
    if names & _UNREACHABLE:
        return "truncated" if begun else "unreachable"
    return "server_error" if names & _SERVER else "malformed"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int | None:
    """The status of the HTTP reply that the error tells of, if it tells of one that is a refusal."""
    response = getattr(error, "response", None)
    for holder, name in ((error, "status_code"), (response, "status_code"), (error, "code"), (error, "status")):
        status = getattr(holder, name, None)
        if isinstance(status, int) and 400 <= status <= 599:
            return status
    return None


def _of_status(status: int) -> Reason:
    if status == 429:
        return "rate_limited"
    if status in (408, 504):
        return "timeout"
    return "refused" if status < 500 else "server_error"
