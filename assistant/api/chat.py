"""Questions over HTTP: a whole reply, a stream of it, and the search behind it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from assistant.accept_language import page_language
from assistant.api.problems import internal_problem, problem_of
from assistant.api.schemas import (
    ChatReply,
    ChatRequest,
    SearchReply,
    SearchRequest,
    chat_reply,
    passage_out,
)
from assistant.catalogue import message
from assistant.engine import Engine
from assistant.errors import MesdroitsError
from assistant.reply import Reply

log = logging.getLogger(__name__)
_TOKEN = re.compile(r"\S+\s*|\s+")


def router(engine: Engine) -> APIRouter:
    """`POST /v1/chat`, `/v1/chat/stream` and `/v1/search`."""
    routes = APIRouter(prefix="/v1", tags=["chat"])

    @routes.post("/chat")
    def chat(body: ChatRequest, request: Request) -> ChatReply:
        """The reply to a question."""
        language = _interface(request)
        request.state.language = body.language
        reply = engine.ask(
            body.insurer, body.question, body.language, body.conversation_id, interface_language=language
        )
        return chat_reply(reply)

    @routes.post("/chat/stream")
    def stream(body: ChatRequest, request: Request) -> StreamingResponse:
        """The same reply as server-sent events: status, token, citation, final; or error."""
        events = _events(engine, body, _interface(request))
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    @routes.post("/search")
    def search(body: SearchRequest) -> SearchReply:
        """The passages nearest to a query, best first."""
        return SearchReply(
            passages=[passage_out(one) for one in engine.search(body.insurer, body.query, body.limit)]
        )

    return routes


def _interface(request: Request) -> str:
    return page_language(None, request.headers.get("accept-language"))


def _events(engine: Engine, body: ChatRequest, language: str) -> Iterator[str]:
    try:
        steps = engine.steps(
            body.insurer, body.question, body.language, body.conversation_id, interface_language=language
        )
        for step in steps:
            if isinstance(step, Reply):
                yield from _reply_events(step)
            else:
                text = message(body.language or language, f"answer.stage.{step}")
                yield _event("status", {"stage": step, "text": text})
    except MesdroitsError as error:
        yield _event("error", problem_of(error, body.language or language))
    except Exception as error:
        log.error("unexpected %s in a stream", type(error).__name__)
        yield _event("error", internal_problem(body.language or language))


def _reply_events(reply: Reply) -> Iterator[str]:
    shown = chat_reply(reply)
    for token in _TOKEN.findall(shown.answer):
        yield _event("token", {"text": token})
    for citation in shown.citations:
        yield _event("citation", citation.model_dump(mode="json"))
    yield _event("final", shown.model_dump(mode="json"))


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
