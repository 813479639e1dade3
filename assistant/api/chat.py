"""Questions over HTTP: a whole reply, a stream of it, and the search behind it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from assistant.accept_language import page_language
from assistant.api.event_stream import event, event_stream, token_events
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
from assistant.errors import ExplanationRefused
from assistant.protection.admission import Admission
from assistant.reply import Partial, Reply


def router(engine: Engine, admission: Admission) -> APIRouter:
    """`POST /v1/chat`, `/v1/chat/stream` and `/v1/search`."""
    routes = APIRouter(prefix="/v1", tags=["chat"])

    @routes.post("/chat")
    def chat(body: ChatRequest, request: Request) -> ExplainedReply | ChatReply:
        """The reply to a question; with `explain`, how it came about too."""
        language = _interface(request)
        request.state.language = body.language
        _refuse_explanation(body, engine)
        insurer = admission.question(request, body.insurer)
        reply = engine.ask(insurer, body.question, body.language, body.conversation_id, interface_language=language)
        return _shown(reply, body)

    @routes.post("/chat/stream")
    def stream(body: ChatRequest, request: Request) -> StreamingResponse:
        """The same reply as server-sent events: status, token, citation, final; or error.

        The tokens together are the answer; where a language model words it, they come as it is written and checked.
        """
        request.state.language = body.language
        _refuse_explanation(body, engine)
        language = _interface(request)
        insurer = admission.question(request, body.insurer)
        return event_stream(_events(engine, insurer, body, language), body.language or language)

    @routes.post("/search")
    def search(body: SearchRequest, request: Request) -> SearchReply:
        """The passages nearest to a query, best first."""
        admission.question(request, body.insurer)
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


def _events(engine: Engine, insurer: str | None, body: ChatRequest, language: str) -> Iterator[str]:
    steps = engine.steps(insurer, body.question, body.language, body.conversation_id, interface_language=language)
    sent = ""
    for step in steps:
        if isinstance(step, Reply):
            yield "".join(
                _reply_events(_shown(step, body), sent)
            )  # one piece: it is whole, and each costs a thread's turn
        elif isinstance(step, Partial):
            sent += step.text
            yield "".join(token_events(step.text))
        else:
            text = message(body.language or language, f"answer.stage.{step}")
            yield event("status", {"stage": step, "text": text})


def _reply_events(shown: ChatReply, sent: str) -> Iterator[str]:
    """What is left to say of a reply after the beginning of its answer was sent."""
    yield from token_events(shown.answer.removeprefix(sent))
    for citation in shown.citations:
        yield event("citation", citation.model_dump(mode="json"))
    yield event("final", shown.model_dump(mode="json"))
