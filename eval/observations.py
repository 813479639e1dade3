"""What a system did with one case. One observation is one line of a run's trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.reply import Generation

FAILED = "failed"
"""Outcome of a case that the system gave no readable reply to."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of an answer as the system gave it; nothing about it is taken on trust."""

    marker: int
    document: str
    """The key of the text: "<insurer>/<document id>"; "law/…" for the statutory layer."""
    version: str
    start: int
    end: int
    quote: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that the system found, in its order."""

    document: str
    start: int
    end: int
    score: float
    text: str = field(default="", repr=False)
    section: str = ""
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observation:
    """The reply to one case, with what can be seen of how it came about."""

    case: str
    outcome: str
    """An outcome of the product, or "failed"."""
    answer: str = ""
    """With markers [1], [2]… after what they support."""
    language: str = ""
    citations: tuple[Cited, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    """Best first."""
    request_type: str | None = None
    answer_due: str | None = None
    """The day, ISO 8601, that the system computed as the latest for an answer to a request."""
    suggestions: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """Their codes."""
    milliseconds: float = 0.0
    """From the question to the complete reply, as the caller waits for it."""
    stages: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage, where the system tells."""
    tokens_in: int = 0
    """Tokens sent to a language model; 0 without one."""
    tokens_out: int = 0
    understanding: dict[str, Any] = field(default_factory=dict)
    """`topics` (id → probability), `language`, `action`, `outside`: empty where the system does not tell."""
    decision: dict[str, Any] = field(default_factory=dict)
    """`topic`, `reason`, `outside` and `missing` (probabilities): empty where the system does not tell."""
    generation: Generation | None = None
    """What a language model had to do with the reply; None where none was asked or the system does not tell."""
    error: str = ""
    """Why the reply could not be had or read."""
