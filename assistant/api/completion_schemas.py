"""The shapes of OpenAI's chat completions, as far as this service reads and writes them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.api.schemas import ChatReply


class ContentPart(BaseModel):
    """A part of a message; only those of type "text" are read."""

    type: str
    text: str = ""


class MessageIn(BaseModel):
    """A message of any role; only those of the role "user" are read."""

    role: str
    content: str | list[ContentPart] | None = None

    def is_text(self) -> bool:
        """Whether it holds nothing but text."""
        return not isinstance(self.content, list) or all(part.type == "text" for part in self.content)

    def text(self) -> str:
        """Its text, part by part."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: bool = False


class CompletionRequest(BaseModel):
    """A conversation that ends in a question. Fields that are not named here are accepted and change nothing."""

    model: str = Field(max_length=120, description="mesdroits-ID of an insurer, or mesdroits")
    messages: list[MessageIn] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, ge=1)
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    response_format: dict[str, Any] | None = None
    logprobs: bool | None = None
    modalities: list[str] | None = None

    def unsupported(self) -> str | None:
        """The first field that asks for something else than one text taken from a policy."""
        asked = {
            "n": (self.n or 1) > 1,
            "tools": bool(self.tools),
            "functions": bool(self.functions),
            "response_format": (self.response_format or {}).get("type", "text") != "text",
            "logprobs": bool(self.logprobs),
            "modalities": bool(set(self.modalities or ()) - {"text"}),
        }
        return next((field for field, is_asked in asked.items() if is_asked), None)

    @property
    def tells_usage(self) -> bool:
        """Whether the stream ends in a chunk with the usage."""
        return self.stream_options is not None and self.stream_options.include_usage


class UrlCitation(BaseModel):
    """A quoted passage; the indexes count Unicode characters of the content, the last one excluded."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class MessageOut(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    index: int = 0
    message: MessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Tokens as the language model's server counts them; 0 without one."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """The answer to a question; `mesdroits` is what `POST /v1/chat` returns."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    system_fingerprint: str
    choices: list[Choice]
    usage: Usage
    mesdroits: ChatReply


class ModelOut(BaseModel):
    """An insurer that can be asked about."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(description="The day of its latest document, as a Unix time; 0 where none has a date")
    owned_by: str = "mesdroits"
    name: str = Field(description="The insurer's name, for people")


class ModelsOut(BaseModel):
    object: Literal["list"] = "list"
    data: list[ModelOut]
