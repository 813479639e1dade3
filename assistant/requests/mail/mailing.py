"""E-mails: who is written to, and what they say. Subjects hold nothing personal but the reference.

What was asked of a member, or answered, stays behind the tracking code: an e-mail only says that it is there. A
receipt, which is e-mailed on demand only, says what was filed and what remains to be done.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.catalogue import long_date, message
from assistant.requests.letters.blocks import Block
from assistant.requests.letters.content import filed, kept
from assistant.requests.letters.steps import route, steps
from assistant.requests.records import Message, MessageKind, Request
from assistant.requests.tracking.codes import CODE_LIFETIME, TRIES

Notice = Literal[
    "identity_asked", "clarification_asked", "extended", "answered", "withdrawn", "duplicate", "redirected"
]
"""What a member is told. "withdrawn" is for a withdrawal that the insurer's team recorded, not the member."""


@dataclass(frozen=True)
class Mailroom:
    """Writes e-mails as `sender`; they are sent by the outbox.

    `tracking_page` is the address at which a member follows a request, where the service knows its own.
    E-mails to a member are None where no e-mail address is on file.
    """

    sender: str
    tracking_page: str | None

    def to_insurer(self, request: Request, letter: str, now: dt.datetime) -> Message:
        """The letter, in French, to the address that the policy gives. "Reply" writes to who gets the answer."""
        if request.recipient.kind != "email":
            raise ValueError(f"the channel of {request.reference} is {request.recipient.kind}")
        person = kept(request).answered_to
        reply = message("fr", f"mail.insurer.reply_{'email' if person.email else 'letter'}", name=person.name)
        values = {"letter": letter.strip(), "reply": reply, "insurer": request.recipient.insurer_name}
        to = request.recipient.value
        return self._written("to_insurer", request, to, "insurer", values, now, "fr", person.email)

    def receipt(
        self, request: Request, insurer_name: str, due_on: dt.date, sent: bool, now: dt.datetime
    ) -> Message | None:
        """The receipt in short. `sent`: whether the service sends the request to the insurer by itself."""
        language, file = request.language, request.file
        if file is None:
            return None
        heir = "_heir" if file.role == "heir" else ""
        values = {
            "insurer": insurer_name,
            "filed": filed(request, language),
            "types": "\n".join(f"– {message(language, f'web.request_{one}')}" for one in request.types),
            "route": route(request, language, sent),
            "todo": _todo(steps(request, file, language, sent), language),
            "due": message(
                language, f"mail.receipt.due{heir}", insurer=insurer_name, due=long_date(language, due_on)
            ),
        }
        return self._to_member("receipt", request, "receipt", values, now, language)

    def code(self, request: Request, code: str, language: Literal["fr", "en"], now: dt.datetime) -> Message | None:
        """A tracking code. Its text is removed as soon as it is sent or has expired."""
        minutes = int(CODE_LIFETIME.total_seconds()) // 60
        return self._to_member(
            "code", request, "code", {"code": code, "minutes": minutes, "tries": TRIES}, now, language
        )

    def notice(
        self, request: Request, notice: Notice, insurer_name: str, due_on: dt.date, now: dt.datetime
    ) -> Message | None:
        """Tells the member what was done with the request. `due_on`: the last day to answer."""
        language = request.language
        values: dict[str, object] = {
            "insurer": insurer_name,
            "due": long_date(language, due_on),
            "earlier": request.duplicate_of,
            "target": request.redirected_to,
        }
        if request.extension is not None:
            values["reason"] = message(language, f"mail.extended.reason_{request.extension.reason}")
            heir = request.file is not None and request.file.role == "heir"
            values["basis"] = "" if heir else message(language, "mail.extended.basis")
        return self._to_member("to_member", request, notice, values, now, language)

    def _to_member(
        self,
        kind: MessageKind,
        request: Request,
        text: str,
        values: Mapping[str, object],
        now: dt.datetime,
        language: Literal["fr", "en"],
    ) -> Message | None:
        address = _address_of(request)
        if address is None:
            return None
        page = self.tracking_page
        follow = message(
            language, f"mail.follow_{'page' if page else 'no_page'}", reference=request.reference, page=page
        )
        return self._written(kind, request, address, text, {**values, "follow": follow}, now, language)

    def _written(
        self,
        kind: MessageKind,
        request: Request,
        recipient: str,
        text: str,
        values: Mapping[str, object],
        now: dt.datetime,
        language: Literal["fr", "en"],
        reply_to: str | None = None,
    ) -> Message:
        known = {"reference": request.reference, **values}
        key = uuid.uuid4().hex
        return Message(
            id=key,
            reference=request.reference,
            insurer=request.insurer,
            kind=kind,
            recipient=recipient,
            subject=message(language, f"mail.{text}.subject", **known),
            body=message(language, f"mail.{text}.body", **known),
            language=language,
            message_id=f"<{key}@{self.sender.rpartition('@')[2]}>",
            created_at=now,
            reply_to=reply_to,
        )


def _address_of(request: Request) -> str | None:
    return request.file.correspondent.email if request.file else None


def _todo(todo: tuple[str, ...], language: str) -> str:
    """What remains to be done, as a list under its heading."""
    heading = message(language, "letter.receipt.todo")
    return Block(heading=heading, items=todo or (message(language, "letter.receipt.todo_nothing"),)).plain()
