"""What an agent sends to act on a request: one body an action, each of which says what it does.

Whether it is due and enough was said for it is for the life cycle, which refuses in the caller's language.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.requests.actions import (
    Action,
    Answer,
    AskClarification,
    AskIdentity,
    Assign,
    Clarify,
    Close,
    Extend,
    MarkDuplicate,
    Redirect,
    Start,
    VerifyIdentity,
    Withdraw,
)
from assistant.requests.records import DecisionOutcome, IdentityMethod

# Neither control characters nor those that turn the direction of writing: they could disguise what is read.
_PLAIN = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]*$"
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000, pattern=_PLAIN)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=_PLAIN)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_PLAIN)]


class ActionBody(BaseModel):
    """What an action carries."""

    model_config = ConfigDict(extra="forbid")

    def action(self) -> Action:
        """What it does to the request."""
        raise NotImplementedError


class AssignBody(ActionBody):
    to: Name = Field(description="Name of the account that takes charge")

    def action(self) -> Action:
        return Assign(self.to)


class StartBody(ActionBody):
    def action(self) -> Action:
        return Start()


class AskIdentityBody(ActionBody):
    doubt: Words = Field(description="The documented reason, which may be that the policy demands it")

    def action(self) -> Action:
        return AskIdentity(self.doubt)


class VerifyIdentityBody(ActionBody):
    method: IdentityMethod = Field(description="How; a document is looked at and never kept")
    supplied_on: dt.date | None = Field(
        default=None, description="The day the person supplied what was asked for; today if absent"
    )

    def action(self) -> Action:
        return VerifyIdentity(self.method, self.supplied_on)


class AskClarificationBody(ActionBody):
    question: Words

    def action(self) -> Action:
        return AskClarification(self.question)


class ReceiveClarificationBody(ActionBody):
    text: Words = Field(description="What the member answered")

    def action(self) -> Action:
        return Clarify(self.text)


class ExtendBody(ActionBody):
    reason: Literal["complexity", "number"]
    justification: Words
    informed_on: dt.date = Field(description="The day the person was told, with the reasons")

    def action(self) -> Action:
        return Extend(self.reason, self.justification, self.informed_on)


class AnswerBody(ActionBody):
    outcome: DecisionOutcome
    reasons: Words = Field(default="", description="Needed for a refusal, even a partial one")
    remedies_stated: bool = Field(
        default=False, description="Whether the answer states the complaint to the CNIL and the judicial remedy"
    )

    def action(self) -> Action:
        return Answer(self.outcome, self.reasons, self.remedies_stated)


class CloseBody(ActionBody):
    note: Words = ""

    def action(self) -> Action:
        return Close(self.note)


class WithdrawBody(ActionBody):
    note: Words = ""

    def action(self) -> Action:
        return Withdraw(self.note)


class DuplicateBody(ActionBody):
    of: Line = Field(description="Reference of the earlier request")

    def action(self) -> Action:
        return MarkDuplicate(self.of)


class RedirectBody(ActionBody):
    to: Line = Field(description="The controller it belongs to")

    def action(self) -> Action:
        return Redirect(self.to)
