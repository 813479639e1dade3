"""What a person fills in, as it arrives over HTTP or from the command line: shapes only; `intake` judges them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.requests.records import PersonalFile, ReceivedThrough, RequesterRole, RequestType

_TEXT = 2_000_000
"""Characters beyond which a body is not even looked at; `intake` refuses far less, with the field named."""


class PersonForm(BaseModel):
    """A person, as typed."""

    model_config = ConfigDict(extra="forbid")

    given_names: str = Field(default="", max_length=_TEXT)
    family_name: str = Field(default="", max_length=_TEXT)
    birth_date: str = Field(default="", max_length=_TEXT, description="ISO 8601 or day/month/year")
    email: str = Field(default="", max_length=_TEXT)
    phone: str = Field(default="", max_length=_TEXT)
    street: str = Field(default="", max_length=_TEXT, description="One to four lines")
    postcode: str = Field(default="", max_length=_TEXT)
    town: str = Field(default="", max_length=_TEXT)
    country: str = Field(default="FR", max_length=_TEXT, description="ISO 3166-1 alpha-2")
    member_number: str = Field(default="", max_length=_TEXT)


class MandateForm(BaseModel):
    """What a representative states."""

    model_config = ConfigDict(extra="forbid")

    right: str = Field(default="", max_length=_TEXT)
    scope: str = Field(default="", max_length=_TEXT)
    duration: str = Field(default="", max_length=_TEXT)
    principal: str = Field(default="", max_length=_TEXT)
    recipient: Literal["subject", "representative"] = "subject"


class RequestForm(BaseModel):
    """A request form. Nothing is filed unless `confirmed`."""

    model_config = ConfigDict(extra="forbid")

    insurer: str = Field(max_length=100)
    types: list[str] = Field(max_length=20, description="Types of request, such as erasure")
    language: Literal["fr", "en"] = "fr"
    role: RequesterRole = "self"
    subject: PersonForm = PersonForm()
    requester: PersonForm | None = Field(default=None, description="Who files it, where it is not the subject")
    link: str = Field(default="", max_length=_TEXT, description="What binds the requester to the subject")
    mandate: MandateForm | None = None
    answers: dict[str, dict[str, str | list[str]]] = Field(
        default_factory=dict, description="By type and field, as GET /v1/requests/form lists them"
    )
    details: str = Field(default="", max_length=_TEXT)
    reply_by: Literal["email", "post"] = "email"
    receipt_by_email: bool = False
    recipient: str = Field(
        default="", max_length=100, description="Id of one of the proposal's channels; the first if empty"
    )
    confirmed: bool = False
    received_through: ReceivedThrough = "online"
    """Other than "online" only for agents who file on behalf of a member."""
    received_on: dt.date | None = None
    """The day it reached the insurer, for agents; today if absent."""


@dataclass(frozen=True)
class Checked:
    """A form found right."""

    file: PersonalFile
    types: tuple[RequestType, ...]
    recipient: str
    """Id of the channel chosen; "" for the proposal's first."""
    removed: tuple[str, ...]
    """Kinds of identifiers taken out of free text because they have no place there, such as "nir"."""
