"""What the pages of requests post, as a request form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.errors import BadForm, Fault
from assistant.requests.intake import fields
from assistant.requests.intake.form import MandateForm, PersonForm, RequestForm
from assistant.requests.intake.questions import Answer, questions
from assistant.requests.intake.reading import Wrong
from assistant.requests.records import RECEIVED_THROUGH, REQUEST_TYPES, REQUESTER_ROLES, RequestType
from assistant.web.form_data import Values, first


def request_form(values: Values) -> RequestForm:
    """The request form that was posted; fields that no form of ours has are left alone.

    Raises BadForm where a choice is none of those offered.
    """
    role = first(values, "role") or "self"
    reply_by = first(values, "reply_by") or "email"
    if role not in REQUESTER_ROLES:
        raise BadForm([Fault("role", "unknown_choice")])
    if reply_by not in ("email", "post"):
        raise BadForm([Fault("reply_by", "unknown_choice")])
    through = first(values, "received_through") or "online"
    if through not in RECEIVED_THROUGH:
        raise BadForm([Fault("received_through", "unknown_choice")])
    types = [one for one in values.get("type", ()) if one]
    return RequestForm(
        insurer=first(values, "insurer")[:100],
        types=types[:20],
        language="en" if first(values, "lang") == "en" else "fr",
        role=role,
        subject=_person(values, "subject"),
        requester=None if role == "self" else _person(values, "requester"),
        link=first(values, "link"),
        mandate=_mandate(values) if role == "representative" else None,
        answers={kind: _answers(values, kind) for kind in REQUEST_TYPES if kind in types},
        details=first(values, "details"),
        reply_by=reply_by,
        receipt_by_email=bool(first(values, "receipt_by_email")),
        recipient=first(values, "recipient")[:100],
        confirmed=bool(first(values, "confirmed")),
        received_through=through,
        received_on=_received_on(first(values, "received_on")),
    )


def _received_on(typed: str) -> dt.date | None:
    try:
        return fields.day(typed) if typed.strip() else None
    except Wrong as wrong:
        raise BadForm([Fault("received_on", wrong.code, tuple(wrong.values.items()))]) from wrong


def _person(values: Values, prefix: str) -> PersonForm:
    return PersonForm(**{name: _typed(values, f"{prefix}.{name}") for name in PersonForm.model_fields})


def _typed(values: Values, name: str) -> str:
    return first(values, name) or ("FR" if name.endswith(".country") else "")


def _mandate(values: Values) -> MandateForm:
    given: dict[str, Any] = {name: first(values, f"mandate.{name}") for name in MandateForm.model_fields}
    if given["recipient"] not in ("subject", "representative"):
        raise BadForm([Fault("mandate.recipient", "unknown_choice")])
    return MandateForm(**given)


def _answers(values: Values, type_: RequestType) -> dict[str, str | list[str]]:
    """What was answered for one type; a question that was not asked is left out."""
    found: dict[str, Answer] = {}
    for question in questions(type_):
        given = tuple(one for one in values.get(question.path, ()) if one.strip())
        if given and question.asked(found):
            found[question.name] = given if question.kind == "choices" else given[0]
    return {name: list(given) if isinstance(given, tuple) else given for name, given in found.items()}
