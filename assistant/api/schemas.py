"""The public contract of the HTTP API, version 1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.documents import DocumentView, VersionView
from assistant.engine import Found, InsurerView
from assistant.explanation import Explanation, explanation_of
from assistant.reply import ChannelKind, Outcome, Reply
from ingest.records import Document, Fact

_INSURER = Field(default=None, max_length=100, description="Id of the insurer; null to be asked for it")


class ChatRequest(BaseModel):
    """A question of a member."""

    model_config = ConfigDict(extra="forbid")

    insurer: str | None = _INSURER
    question: str = Field(max_length=200_000)
    language: Literal["fr", "en"] | None = None
    conversation_id: str | None = Field(default=None, min_length=8, max_length=64, pattern=r"^[\w-]+$")
    explain: bool = Field(
        default=False, description="Whether to say how the reply came about; refused unless the service allows it"
    )


class SearchRequest(BaseModel):
    """A search among the passages of one insurer."""

    model_config = ConfigDict(extra="forbid")

    insurer: str = Field(max_length=100)
    query: str = Field(max_length=200_000)
    limit: int = Field(default=5, ge=1, le=100)


_PAGE = Field(description="Page of the published PDF, from 1; null for other formats")
_ANCHOR = Field(description="Anchor on the published web page, to follow # in its address; null for other formats")


class CitationOut(BaseModel):
    """`quote` is exactly `text[start:end]` of the document of that version."""

    marker: int
    insurer: str
    document: str
    version: str
    section: str
    quote: str
    start: int
    end: int
    language: str
    url: str
    page: int | None = _PAGE
    anchor: str | None = _ANCHOR


class ChannelOut(BaseModel):
    kind: ChannelKind
    value: str
    marker: int


class IdentityOut(BaseModel):
    required: bool | None
    note: str
    marker: int | None


class HandoffOut(BaseModel):
    request_type: str | None = Field(description="The likeliest of request_types")
    request_types: list[str] = Field(default=[], description="Everything that the person wants, that one first")
    basis: list[str] = Field(default=[], description="The article that each of request_types rests on, in words")
    channels: list[ChannelOut]
    identity: IdentityOut
    answer_due: dt.date
    url: str | None = Field(description="Page that prepares the request; null where there is nothing to file")


class NoticeOut(BaseModel):
    code: str
    text: str


class ChatReply(BaseModel):
    """The answer to a question."""

    conversation_id: str
    message_id: str
    insurer: str | None
    language: str
    outcome: Outcome
    answer: str
    citations: list[CitationOut]
    handoff: HandoffOut | None
    notices: list[NoticeOut]
    suggestions: list[str]


class ExplainedReply(ChatReply):
    """The answer to a question, with how it came about."""

    explanation: Explanation | None = Field(description="Null where no passage was looked for")


class PassageOut(BaseModel):
    """`text` is exactly `text[start:end]` of the document of that version."""

    passage_id: str
    insurer: str
    document: str
    version: str
    section: str
    text: str
    start: int
    end: int
    score: float


class SearchReply(BaseModel):
    passages: list[PassageOut]


class DocumentOut(BaseModel):
    document: str
    version: str
    title: str
    date: dt.date | None
    languages: list[str]
    url: str


class InsurerOut(BaseModel):
    id: str
    name: str
    legal_name: str
    site: str | None
    documents: list[DocumentOut]
    suggestions: dict[str, list[str]]


class InsurersOut(BaseModel):
    insurers: list[InsurerOut]


class SpanOut(BaseModel):
    start: int
    end: int


class SectionOut(SpanOut):
    title: str
    level: int


class NoiseOut(SpanOut):
    kind: str


class VersionOut(BaseModel):
    """A version of a document and when it was in service."""

    document: str
    version: str
    title: str
    date: dt.date | None = Field(description="The date the document gives itself")
    sha256: str = Field(description="Of the published file")
    format: str = Field(description="text, markdown, html, pdf or docx")
    current: bool = Field(description="Whether answers come from this version")
    since: dt.date | None = Field(description="The day it was put into service; null when that is not recorded")
    changed_on: dt.date | None = Field(
        description="The day its file took the place of another one; null for the first one published here"
    )
    replaced_on: dt.date | None = Field(description="The day the next version took its place")
    url: str = Field(description="The document page")


class VersionsOut(BaseModel):
    documents: list[VersionOut]


class DocumentText(BaseModel):
    """The canonical text of a document; every offset of the API counts its Unicode characters."""

    insurer: str
    document: str
    version: str
    title: str
    date: dt.date | None
    languages: list[str]
    current: bool = Field(description="Whether answers come from this version")
    replaced_on: dt.date | None = Field(description="The day the next version took its place")
    text: str
    sections: list[SectionOut]
    noise: list[NoiseOut]


class FactOut(BaseModel):
    """Something the policy states; its evidence is exactly `text[start:end]` of the document of that version."""

    kind: str = Field(description="docs/facts.md defines each kind, its roles and its normalised form")
    role: str
    value: str = Field(description="The evidence in reading form")
    normalised: str = Field(
        description="Equal for two spellings of one thing: an ISO 8601 period, an E.164 number…"
    )
    subject: str = Field(
        description="What the fact is about, in the policy's words, such as the data that are kept"
    )
    audience: str = Field(description='The people for whom it holds, in the policy\'s words; "" for everybody')
    details: dict[str, str] = Field(description="Named parts, such as those of a postal address")
    origin: str = Field(description="extracted, or confirmed or corrected by a person")
    document: str
    version: str
    start: int
    end: int
    url: str
    page: int | None = _PAGE
    anchor: str | None = _ANCHOR


class FactsOut(BaseModel):
    facts: list[FactOut]
    conflicts: list[list[FactOut]]


def chat_reply(reply: Reply) -> ChatReply:
    """The reply as the contract gives it."""
    handoff = reply.handoff
    return ChatReply(
        conversation_id=reply.conversation_id,
        message_id=reply.message_id,
        insurer=reply.insurer,
        language=reply.language,
        outcome=reply.outcome,
        answer=reply.answer,
        citations=[
            CitationOut(
                marker=one.marker,
                insurer=one.quote.insurer,
                document=one.quote.document.id,
                version=one.quote.document.version,
                section=one.quote.section,
                quote=one.quote.text,
                start=one.quote.span.start,
                end=one.quote.span.end,
                language=one.quote.language,
                url=one.quote.url,
                **_place(one.quote.document, one.quote.span.start),
            )
            for one in reply.citations
        ],
        handoff=HandoffOut.model_validate(handoff, from_attributes=True) if handoff else None,
        notices=[NoticeOut(code=one.code, text=one.text) for one in reply.notices],
        suggestions=list(reply.suggestions),
    )


def explained_reply(reply: Reply) -> ExplainedReply:
    """The reply as the contract gives it to those who ask how it came about."""
    return ExplainedReply(**dict(chat_reply(reply)), explanation=explanation_of(reply))


def insurer_out(view: InsurerView) -> InsurerOut:
    """An insurer with its documents and the questions it answers."""
    return InsurerOut(
        id=view.id,
        name=view.name,
        legal_name=view.legal_name,
        site=view.site,
        documents=[
            DocumentOut(
                document=one.id,
                version=one.version,
                title=one.title,
                date=one.date,
                languages=list(one.languages),
                url=f"/documents/{view.id}/{one.version}",
            )
            for one in view.documents
        ],
        suggestions={language: view.suggestions(language) for language in ("fr", "en")},
    )


def facts_out(view: InsurerView) -> FactsOut:
    """The facts of an insurer's documents, each with its evidence, and those that contradict each other."""

    def shown(fact: Fact, document: Document) -> FactOut:
        start, end = fact.evidence.start, fact.evidence.end
        return FactOut(
            kind=fact.kind,
            role=fact.role,
            value=fact.value,
            normalised=fact.normalised,
            subject=fact.subject,
            audience=fact.audience,
            details=dict(fact.details),
            origin=fact.origin,
            document=document.id,
            version=document.version,
            start=start,
            end=end,
            url=f"/documents/{view.id}/{document.version}?start={start}&end={end}#cited",
            **_place(document, start),
        )

    parsed = view.index.release.release.documents
    return FactsOut(
        facts=[shown(fact, one.document) for one in parsed for fact in one.facts],
        conflicts=[
            [shown(fact, one.document) for fact in conflict.facts] for one in parsed for conflict in one.conflicts
        ],
    )


def versions_out(insurer: str, versions: Iterable[VersionView]) -> VersionsOut:
    """The versions of an insurer's documents."""
    return VersionsOut(
        documents=[VersionOut(**asdict(one), url=f"/documents/{insurer}/{one.version}") for one in versions]
    )


def passage_out(found: Found) -> PassageOut:
    """A passage found by a search."""
    return PassageOut.model_validate(found, from_attributes=True)


def document_text(view: DocumentView) -> DocumentText:
    """A document with its structure."""
    return DocumentText.model_validate(view, from_attributes=True)


def _place(document: Document, offset: int) -> dict[str, Any]:
    place = document.place(offset)
    return {"page": place.page if place else None, "anchor": place.anchor if place else None}
