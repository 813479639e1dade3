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
    ExplainedReply,
    SearchReply,
    SearchRequest,
    chat_reply,
    explained_reply,
    passage_out,
)
from assistant.catalogue import message
from assistant.engine import Engine
from assistant.errors import ExplanationRefused, MesdroitsError
from assistant.reply import Reply

log = logging.getLogger(__name__)
_TOKEN = re.compile(r"\S+\s*|\s+")


def router(engine: Engine) -> APIRouter:
    """`POST /v1/chat`, `/v1/chat/stream` and `/v1/search`."""
    routes = APIRouter(prefix="/v1", tags=["chat"])

    @routes.post("/chat")
    def chat(body: ChatRequest, request: Request) -> ExplainedReply | ChatReply:
        """The reply to a question; with `explain`, how it came about too."""
        language = _interface(request)
        request.state.language = body.language
        _refuse_explanation(body, engine)
        reply = engine.ask(
            body.insurer, body.question, body.language, body.conversation_id, interface_language=language
        )
        return _shown(reply, body)

    @routes.post("/chat/stream")
    def stream(body: ChatRequest, request: Request) -> StreamingResponse:
        """The same reply as server-sent events: status, token, citation, final; or error."""
        request.state.language = body.language
        _refuse_explanation(body, engine)
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


def _refuse_explanation(body: ChatRequest, engine: Engine) -> None:
    """Raises ExplanationRefused where one is asked for and the settings allow none."""
    if body.explain and not engine.settings.explain:
        raise ExplanationRefused


def _shown(reply: Reply, body: ChatRequest) -> ExplainedReply | ChatReply:
    return explained_reply(reply) if body.explain else chat_reply(reply)


def _events(engine: Engine, body: ChatRequest, language: str) -> Iterator[str]:
    try:
        steps = engine.steps(
            body.insurer, body.question, body.language, body.conversation_id, interface_language=language
        )
        for step in steps:
            if isinstance(step, Reply):
                yield from _reply_events(_shown(step, body))
            else:
                text = message(body.language or language, f"answer.stage.{step}")
                yield _event("status", {"stage": step, "text": text})
    except MesdroitsError as error:
        yield _event("error", problem_of(error, body.language or language))
    except Exception as error:
        log.error("unexpected %s in a stream", type(error).__name__)
        yield _event("error", internal_problem(body.language or language))


def _reply_events(shown: ChatReply) -> Iterator[str]:
    for token in _TOKEN.findall(shown.answer):
        yield _event("token", {"text": token})
    for citation in shown.citations:
        yield _event("citation", citation.model_dump(mode="json"))
    yield _event("final", shown.model_dump(mode="json"))


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
