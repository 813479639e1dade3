"""Questions as OpenAI's clients ask them: a model is an insurer, and the answer comes with its citations."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from uuid import uuid4

from fastapi import APIRouter, Request, Response

from assistant.accept_language import page_language
from assistant.api.completion_chunks import Chunks
from assistant.api.completion_schemas import (
    Choice,
    Completion,
    CompletionRequest,
    MessageOut,
    ModelOut,
    ModelsOut,
    Usage,
)
from assistant.api.completion_text import CompletionText
from assistant.api.event_stream import event_stream
from assistant.api.insurer_models import insurer_of, known_model, models_of
from assistant.api.openai_errors import openai_error
from assistant.api.schemas import chat_reply
from assistant.engine import Engine
from assistant.errors import (
    BadQuestion,
    EmptyQuestion,
    TextOnly,
    UnknownModel,
    UnsupportedField,
)
from assistant.protection.admission import Admission
from assistant.reply import Partial, Reply
from assistant.settings import Settings

EARLIER = 3
"""How many earlier messages of the user make up the conversation; the engine looks back no further."""


def router(engine: Engine, admission: Admission) -> APIRouter:
    """`POST /v1/chat/completions` and `GET /v1/models`, as OpenAI's API has them."""
    routes = APIRouter(prefix="/v1", tags=["openai"])
    fingerprint = _fingerprint(engine.settings)

    @routes.post("/chat/completions", response_model=Completion)
    def complete(body: CompletionRequest, request: Request) -> Completion | Response:
        """The answer to the user's last message, whole or as a stream of chunks."""
        *earlier, question = _questions(body)
        language = page_language(None, request.headers.get("accept-language"))
        with known_model(body.model):
            insurer = admission.question(request, insurer_of(body.model))
            conversation = _recalled(engine, insurer, earlier, language)
            steps = engine.steps(insurer, question, None, conversation, interface_language=language)
            spoken = (step for step in steps if not isinstance(step, str))
            first = next(spoken)  # what is wrong with the question is told by the status of the reply
        written = _writer(engine, body.model, fingerprint, language)
        if body.stream:
            chunks = Chunks(_id(uuid4().hex), int(time.time()), body.model, fingerprint, body.tells_usage)
            return event_stream(chunks.of(first, spoken, written), language, openai_error)
        return written(_whole(first, spoken))

    @routes.get("/models")
    def models(request: Request) -> ModelsOut:
        """A model for every insurer that the caller may ask about, and one for all of them."""
        return ModelsOut(data=models_of(engine.insurers(), admission.reach(request)))

    @routes.get("/models/{model}")
    def model(model: str, request: Request) -> ModelOut:
        """One of them."""
        known = {one.id: one for one in models_of(engine.insurers(), admission.reach(request))}
        if model not in known:
            raise UnknownModel(model=model)
        return known[model]

    return routes


def _questions(body: CompletionRequest) -> list[str]:
    """The user's last messages, the question at the end; those of other roles prove nothing and are not read.

    Raises UnsupportedField, TextOnly or EmptyQuestion.
    """
    if field := body.unsupported():
        raise UnsupportedField(field)
    asked = [one for one in body.messages if one.role == "user"][-EARLIER - 1 :]
    if not asked:
        raise EmptyQuestion
    if not asked[-1].is_text():
        raise TextOnly
    return [one.text() for one in asked]


def _recalled(engine: Engine, insurer: str | None, earlier: Sequence[str], language: str) -> str | None:
    """A conversation of this call only, in which the earlier questions were asked; those that are none are left
    out, as they were when they came."""
    conversation = None
    for question in earlier:
        with suppress(BadQuestion):
            reply = engine.ask(insurer, question, None, conversation, interface_language=language, worded=False)
            conversation = reply.conversation_id
    return conversation


def _whole(first: Partial | Reply, steps: Iterator[Partial | Reply]) -> Reply:
    *_, reply = first, *steps
    assert isinstance(reply, Reply)
    return reply


def _writer(engine: Engine, model: str, fingerprint: str, language: str) -> Callable[[Reply], Completion]:
    """What makes a completion of a reply."""
    names = {view.id: view.name for view in engine.insurers()}
    base = str(engine.settings.public_url or "").rstrip("/")
    text = CompletionText(base, names, language)

    def written(reply: Reply) -> Completion:
        content = text.content(reply)
        return Completion(
            id=_id(reply.message_id),
            created=int(time.time()),
            model=model,
            system_fingerprint=fingerprint,
            choices=[Choice(message=MessageOut(content=content, annotations=text.annotations(reply, content)))],
            usage=_usage(reply),
            mesdroits=chat_reply(reply),
        )

    return written


def _usage(reply: Reply) -> Usage:
    made = reply.generation
    read, wrote = (made.input_tokens, made.output_tokens) if made else (0, 0)
    return Usage(prompt_tokens=read, completion_tokens=wrote, total_tokens=read + wrote)


def _fingerprint(settings: Settings) -> str:
    """Tells two configurations apart that may answer otherwise, and nothing about them."""
    parts = (version("mesdroits"), settings.embedding_model, settings.llm, settings.retrieval.model_dump_json())
    return f"fp_{blake2b(repr(parts).encode(), digest_size=5).hexdigest()}"


def _id(of: str) -> str:
    return f"chatcmpl-{of}"
