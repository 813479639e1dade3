"""An opinion on an answer, as it is read and counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.requests.store.tables import FeedbackRow

Reason = Literal["wrong", "incomplete", "unclear", "not_my_question", "other"]
REASONS: tuple[Reason, ...] = Reason.__args__  # type: ignore[attr-defined]
"""Why an answer was not useful."""


@dataclass(frozen=True)
class CitedPlace:
    """What an answer quoted: the characters from `start` to `end` of a version of a document."""

    insurer: str
    version: str
    start: int
    end: int

    @property
    def url(self) -> str:
        """The document page, opened at the passage."""
        return f"/documents/{self.insurer}/{self.version}?start={self.start}&end={self.end}#cited"


@dataclass(frozen=True)
class FeedbackItem:
    """An opinion on one answer. Without the member's consent, question and answer are None and no place is kept."""

    id: str
    at: dt.datetime
    insurer: str
    """"" where the question was for no insurer yet."""
    language: str
    outcome: str
    useful: bool
    reason: Reason | None
    comment: str = field(repr=False)
    question: str | None = field(repr=False)
    answer: str | None = field(repr=False)
    citations: tuple[CitedPlace, ...]
    looked_at: dt.datetime | None
    looked_by: str | None


@dataclass(frozen=True)
class Count:
    """The opinions on the answers about one insurer; `reasons` counts those that say why one was not useful."""

    insurer: str
    useful: int
    not_useful: int
    reasons: Mapping[Reason, int]


def item_of(row: FeedbackRow) -> FeedbackItem:
    """An opinion as it is kept."""
    return FeedbackItem(
        id=row.id,
        at=row.at,
        insurer=row.insurer,
        language=row.language,
        outcome=row.outcome,
        useful=row.useful,
        reason=next((one for one in REASONS if one == row.reason), None),
        comment=row.comment,
        question=row.question,
        answer=row.answer,
        citations=tuple(CitedPlace(**one) for one in row.citations),
        looked_at=row.looked_at,
        looked_by=row.looked_by,
    )
