"""The members' chat: pages that work by form post alone, and the stream that the script asks instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.event_stream import event, event_stream
from assistant.catalogue import message
from assistant.engine import Engine
from assistant.errors import BadRequest, MesdroitsError, UnknownInsurer
from assistant.feedback import REASONS, FeedbackBox
from assistant.protection.admission import Admission
from assistant.reply import Partial, Reply
from assistant.sites import Sites
from assistant.web.answers.markup import unfinished_html
from assistant.web.chat.room import ChatRoom
from assistant.web.form_data import Posted, Values, first
from assistant.web.page_route import PageRoute, language_of


class Question(BaseModel):
    """What the script of an insurer's page asks; the insurer stands in the address."""

    model_config = ConfigDict(extra="forbid")

    question: str
    conversation_id: str | None = Field(default=None, min_length=8, max_length=64, pattern=r"^[\w-]+$")
    language: Literal["fr", "en"] | None = None


class OpenQuestion(Question):
    """What the script of the page without insurer asks."""

    insurer: str | None = Field(default=None, max_length=100)


def router(engine: Engine, sites: Sites, feedback: FeedbackBox, admission: Admission) -> APIRouter:
    """`/` and `/chat/{insurer}`, for reading, asking, and saying what an answer was worth."""
    reception = _Reception(engine, sites, feedback, admission)
    every = APIRouter(include_in_schema=False)
    every.include_router(_streams(reception))  # first: "/chat/stream" is no page of an insurer
    every.include_router(_pages(reception))
    return every


def _pages(reception: _Reception) -> APIRouter:
    pages = APIRouter(route_class=PageRoute)

    @pages.get("/")
    def home(request: Request, insurer: str | None = None) -> Response:
        if insurer:
            query = urlencode({"lang": language_of(request)})
            return RedirectResponse(f"/chat/{quote(insurer, safe='')}?{query}", status_code=308)
        return reception.room(request).page()

    @pages.post("/")
    def asked_anywhere(request: Request, values: Posted) -> Response:
        room = reception.room(request, first(values, "insurer") or None)
        return reception.answered(request, room, values)

    @pages.post("/chat/feedback")
    def opinion_anywhere(request: Request, values: Posted) -> Response:
        return reception.thanked(reception.room(request), values)

    @pages.get("/chat/{insurer}")
    def chat(request: Request, insurer: str) -> Response:
        try:
            return reception.room(request, insurer, fixed=True).page()
        except UnknownInsurer:
            return reception.room(request).page(unknown=insurer)

    @pages.post("/chat/{insurer}")
    def asked(request: Request, insurer: str, values: Posted) -> Response:
        return reception.answered(request, reception.room(request, insurer, fixed=True), values)

    @pages.post("/chat/{insurer}/feedback")
    def opinion(request: Request, insurer: str, values: Posted) -> Response:
        return reception.thanked(reception.room(request, insurer, fixed=True), values)

    return pages


def _streams(reception: _Reception) -> APIRouter:
    streams = APIRouter()

    @streams.post("/chat/stream")
    def stream_anywhere(body: OpenQuestion, request: Request) -> Response:
        return reception.stream(request, body, body.insurer, fixed=False)

    @streams.post("/chat/{insurer}/stream")
    def stream(body: Question, request: Request, insurer: str) -> Response:
        return reception.stream(request, body, insurer, fixed=True)

    return streams


@dataclass(frozen=True)
class _Reception:
    """Lets members in, and answers what they post."""

    engine: Engine
    sites: Sites
    feedback: FeedbackBox
    admission: Admission

    def room(self, request: Request, insurer: str | None = None, *, fixed: bool = False) -> ChatRoom:
        """The chat of an insurer, or of none yet. Raises UnknownInsurer or InsurerUnavailable."""
        view = self.engine.insurer(insurer) if insurer else None
        embedded = request.query_params.get("embedded") == "1"
        return ChatRoom(self.engine, self.sites, language_of(request), view, fixed=fixed, embedded=embedded)

    def answered(self, request: Request, room: ChatRoom, values: Values) -> Response:
        """The conversation with the answer to what was asked; as it stands where only the language was changed.

        What cannot be answered is said at the field, which keeps what was typed.
        """
        conversation = first(values, "conversation_id")
        if "question" not in values:
            return room.page(conversation, typed=first(values, "draft"))
        question = first(values, "question")
        forgotten = bool(conversation) and not room.exchanges(conversation)
        try:
            self.admission.visitor(request, room.insurer.id if room.insurer else None)
            reply = room.ask(question, conversation)
        except MesdroitsError as error:
            page = room.page(conversation, typed=question, fault=error)
            page.headers.update(error.headers)
            return page
        return room.moved_to(reply.insurer).page(reply.conversation_id, forgotten=forgotten)

    def thanked(self, room: ChatRoom, values: Values) -> Response:
        """The conversation with a thank-you, or with what is wrong with the opinion."""
        conversation = first(values, "conversation_id")
        try:
            self._leave(values)
        except MesdroitsError as error:
            return room.page(conversation, failure=error)
        return room.page(conversation, thanked=True)

    def _leave(self, values: Values) -> None:
        useful, reason = first(values, "useful"), first(values, "reason")
        if useful not in ("true", "false"):
            raise BadRequest(faults="useful")
        self.feedback.leave(
            first(values, "message_id"),
            useful=useful == "true",
            reason=next((one for one in REASONS if one == reason), None),
            comment=first(values, "comment"),
            share=bool(first(values, "share")),
        )

    def stream(self, request: Request, body: Question, insurer: str | None, *, fixed: bool) -> Response:
        """The answer as the script shows it. Raises UnknownInsurer, InsurerUnavailable or TooManyRequests."""
        request.state.language = body.language
        room = self.room(request, insurer if fixed else None, fixed=fixed)
        self.admission.visitor(request, insurer)
        return event_stream(_events(room, body, insurer), room.language)


def _events(room: ChatRoom, body: Question, insurer: str | None) -> Iterator[str]:
    """The stages of an answer, its beginning each time that more of it is written, then all of it as the page shows
    it."""
    written = ""
    for step in room.steps(body.question, body.conversation_id or "", insurer):
        if isinstance(step, Reply):
            yield event("answer", room.shown_by_script(step, body.question))
        elif isinstance(step, Partial):
            written += step.text
            yield _stage("writing", room.language)
            html = unfinished_html(written, step.language)
            yield event("sentence", {"html": html, "language": step.language})
        else:
            yield _stage(step, room.language)


def _stage(name: str, language: str) -> str:
    return event("status", {"text": message(language, f"answer.stage.{name}")})
