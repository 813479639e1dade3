"""Opinions on answers, over HTTP."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.private_route import PrivateRoute
from assistant.feedback import FeedbackBox, Reason
from assistant.protection.admission import Admission


class FeedbackIn(BaseModel):
    """What a member says about one answer."""

    model_config = ConfigDict(extra="forbid")

    message_id: str = Field(min_length=1, max_length=64, pattern=r"^[\w-]+$", description="Of the reply")
    useful: bool = Field(strict=True)
    reason: Reason | None = Field(default=None, description="Why not, where it was not useful")
    comment: str = Field(default="", description="At most 2,000 characters; kept with `share` only, masked")
    share: bool = Field(
        default=False, strict=True, description="Whether question and answer may be kept, masked, to be looked into"
    )
    language: Literal["fr", "en"] | None = Field(default=None, description="In which an error is told")


def router(box: FeedbackBox, admission: Admission) -> APIRouter:
    """`POST /v1/feedback`."""
    routes = APIRouter(prefix="/v1", tags=["chat"], route_class=PrivateRoute)

    @routes.post("/feedback", status_code=204)
    def leave(body: FeedbackIn, request: Request) -> None:
        """Keeps an opinion on an answer; a second one on it takes the place of the first."""
        request.state.language = body.language
        admission.opinion(request, body.message_id)
        box.leave(body.message_id, useful=body.useful, reason=body.reason, comment=body.comment, share=body.share)

    return routes
