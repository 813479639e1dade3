"""What the assistant replies, and the one way a quote can come into being."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ingest.records import Document, Span

if TYPE_CHECKING:
    from assistant.answering.decision import Decision
    from assistant.retrieval import Candidate
    from assistant.understanding import Understood

Outcome = Literal["answered", "policy_silent", "out_of_scope", "needs_clarification"]
ChannelKind = Literal["email", "post", "form", "phone"]


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact slice of a stored document. There is no text to set: it is always read from the document.

    Raises ValueError when the span leaves the document.
    """

    document: Document
    span: Span
    section: str
    language: str

    def __post_init__(self) -> None:
        self.document.slice(self.span)

    @property
    def text(self) -> str:
        """The quoted characters, exactly as published."""
        return self.document.slice(self.span)

    @property
    def insurer(self) -> str:
        return self.document.insurer

    @property
    def url(self) -> str:
        """The document page, opened at the highlighted quote."""
        place = f"start={self.span.start}&end={self.span.end}"
        return f"/documents/{self.insurer}/{self.document.version}?{place}#cited"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with the number that points to it in the answer."""

    marker: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of an answer: words of ours around quotes, each standing as `{0}`, `{1}`… in `template`.

    `values` are facts in our own wording (a date, a period); they must follow from the quotes.
    """

    template: str
    quotes: tuple[Quote, ...] = ()
    values: tuple[str, ...] = ()
    stands_alone: bool = False
    """Whether the claim says nothing about the policy or the law, so that it needs no quote."""
    continues: bool = False
    """Whether it stands in the paragraph of the claim before it."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach the insurer, as its policy gives it."""

    kind: ChannelKind
    value: str
    marker: int


@dataclass(frozen=True, slots=True)
class Identity:
    """What proof of identity the policy asks for. `required` is None when the policy does not say."""

    required: bool | None
    note: str
    marker: int | None


@dataclass(frozen=True, slots=True)
class Handoff:
    """What a member needs to turn the answer into a formal request."""

    request_type: str | None
    """The likeliest of `request_types`."""
    request_types: tuple[str, ...]
    basis: tuple[str, ...]
    """The article that each of them rests on, in words."""
    channels: tuple[Channel, ...]
    identity: Identity
    answer_due: dt.date
    url: str | None
    """Where the request is prepared; None where there is nothing to file, as for a complaint to the authority."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the member must know about the answer: `code` for programs, `text` for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Partial:
    """A piece of an answer that is being written; the pieces so far are how the whole answer begins."""

    text: str
    language: str
    """That of the answer."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What a language model had to do with a reply: its sentences that were shown, and why others were not."""

    model: str
    shown: int
    """Sentences in the answer."""
    dropped: Mapping[str, int]
    """Sentences that were not shown, by what the checks found wanting."""
    failure: str | None
    """Why the model was not heard to its end, such as "timeout"; None when it was."""
    first_sentence: float | None
    """Milliseconds from asking the model to its first sentence that passed."""
    input_tokens: int
    output_tokens: int
    """As the model's server counts them; 0 where it does not tell."""
    rewritten: str | None = None
    """The follow-up as the model wrote it out; None where it did not, or not so that it could be used."""
    glosses: int = 0
    """Translations shown beside quotes."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a reply came about, for evaluators. It holds the question: it leaves the process as an
    explanation only, where `settings.explain` allows."""

    understood: Understood
    decision: Decision
    candidates: tuple[Candidate, ...]
    """Every passage, best first."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete reply: what `POST /v1/chat` returns."""

    conversation_id: str
    message_id: str
    insurer: str | None
    language: str
    outcome: Outcome
    answer: str
    citations: tuple[Citation, ...] = ()
    handoff: Handoff | None = None
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict, compare=False)
    """Milliseconds by stage."""
    trace: Trace | None = field(default=None, compare=False, repr=False)
    """None where no passage was looked for."""
    generation: Generation | None = field(default=None, compare=False, repr=False)
    """None where no language model was asked."""
