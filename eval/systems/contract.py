"""The replies of the public contract as observations, whichever way they came."""

from __future__ import annotations

from typing import Protocol

from assistant.api.schemas import ChatReply, CitationOut
from eval.cases import Case
from eval.observations import Cited, Observation, Retrieved


class Passage(Protocol):
    """A passage that a search found, in process or over HTTP."""

    @property
    def insurer(self) -> str: ...

    @property
    def document(self) -> str: ...

    @property
    def section(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def score(self) -> float: ...


def observed(case: Case, reply: ChatReply, found: tuple[Retrieved, ...], milliseconds: float) -> Observation:
    """What a caller sees of a reply."""
    return Observation(
        case=case.id,
        outcome=reply.outcome,
        answer=reply.answer,
        language=reply.language,
        citations=tuple(map(_cited, reply.citations)),
        retrieved=found,
        request_type=reply.handoff.request_type if reply.handoff else None,
        answer_due=reply.handoff.answer_due.isoformat() if reply.handoff else None,
        suggestions=tuple(reply.suggestions),
        notices=tuple(notice.code for notice in reply.notices),
        milliseconds=milliseconds,
    )


def retrieved(one: Passage) -> Retrieved:
    """A passage as a search gives it."""
    return Retrieved(
        document=f"{one.insurer}/{one.document}",
        start=one.start,
        end=one.end,
        score=one.score,
        text=one.text,
        section=one.section,
    )


def _cited(one: CitationOut) -> Cited:
    return Cited(
        marker=one.marker,
        document=f"{one.insurer}/{one.document}",
        version=one.version,
        start=one.start,
        end=one.end,
        quote=one.quote,
        section=one.section,
    )
