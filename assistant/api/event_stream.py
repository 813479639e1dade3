"""Replies as server-sent events, for the API and for the members' pages."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi.responses import StreamingResponse

from assistant.api.problems import internal_problem, problem_of
from assistant.errors import MesdroitsError

log = logging.getLogger(__name__)
_TOKEN = re.compile(r"\S+\s*|\s+")
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event_stream(
    events: Iterator[str], language: str, told: Callable[[dict[str, Any]], dict[str, Any]] = dict
) -> StreamingResponse:
    """The events as they come; what goes wrong on the way is an `error` event with problem details, or with what
    `told` makes of them."""
    return StreamingResponse(_guarded(events, language, told), media_type="text/event-stream", headers=_HEADERS)


def event(name: str, data: Mapping[str, object]) -> str:
    """One event, its data as JSON."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def token_events(text: str) -> Iterator[str]:
    """A text word by word."""
    return (event("token", {"text": token}) for token in _TOKEN.findall(text))


def _guarded(
    events: Iterator[str], language: str, told: Callable[[dict[str, Any]], dict[str, Any]]
) -> Iterator[str]:
    try:
        yield from events
    except MesdroitsError as error:
        yield event("error", told(problem_of(error, language)))
    except Exception as error:
        log.error("unexpected %s in a stream", type(error).__name__)
        yield event("error", told(internal_problem(language)))
