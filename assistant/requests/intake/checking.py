"""The intake of a form: every fault is said at once, and nothing is kept that has no place in a request."""

from __future__ import annotations

import datetime as dt
from functools import partial

import phonenumbers

from assistant.errors import BadForm, NotFilable
from assistant.masking import identifiers
from assistant.requests.intake import cleaning, fields, parties
from assistant.requests.intake.answers import answers
from assistant.requests.intake.form import Checked, RequestForm
from assistant.requests.intake.questions import LONG_TEXT_LIMIT, takes_details
from assistant.requests.intake.reading import Reading, Wrong
from assistant.requests.records import REQUEST_TYPES, PersonalFile, RequestType

EARLIEST = dt.date(2018, 5, 25)
"""The day from which the GDPR applies (art. 99(2))."""
_RECIPIENT_LIMIT = 100


def checked(form: RequestForm, today: dt.date) -> Checked:
    """The form as it can be recorded. `today` is a Europe/Paris date.

    Confirmation, the insurer, the choice among its recipients and the rights of agents are the desk's to check.
    Raises BadForm with every fault; NotFilable where a complaint is among the types.
    """
    if "complaint" in form.types:
        raise NotFilable()
    reading = Reading()
    types = _types(form, reading)
    file = PersonalFile(
        subject=parties.subject(form, today, reading),
        requester=parties.requester(form, today, reading),
        role=form.role,
        link=parties.link(form, reading),
        mandate=parties.mandate(form, reading),
        answers=answers(form, types, reading),
        details=_details(form, types, reading),
        reply_by=form.reply_by,
        receipt_by_email=form.receipt_by_email,
    )
    if form.received_through == "online":  # whoever called or wrote may have given nothing to answer to
        parties.correspondent_reached(form, reading)
    _marketing_contact(file, reading)
    _received_on(form.received_on, today, reading)
    recipient = reading.value("recipient", form.recipient, partial(cleaning.line, limit=_RECIPIENT_LIMIT)) or ""
    if reading.faults:
        raise BadForm(reading.faults)
    return Checked(file, types, recipient, tuple(dict.fromkeys(reading.removed)))


def carried(said: str) -> dict[str, str]:
    """What a member typed in the chat, as fields of a form: of "email", "phone", "birth_date" (day/month/year) and
    "member_number" the first of each that is right, and as "details" the words, without social-security and
    bank-card numbers. Fields that nothing was found for are absent.
    """
    found: dict[str, str] = {}
    for kind, typed in identifiers(said):
        if kind in _CARRIED and kind not in found:
            try:
                found[kind] = _CARRIED[kind](typed)
            except Wrong:
                continue
    details = cleaning.prose(said, len(said)).text
    return {**found, "details": details} if details else found


def _national(typed: str) -> str:
    number = phonenumbers.parse(fields.phone(typed), None)
    foreign = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    style = phonenumbers.PhoneNumberFormat.NATIONAL if number.country_code == 33 else foreign
    return phonenumbers.format_number(number, style)


_CARRIED = {
    "email": fields.email,
    "phone": _national,
    "birth_date": lambda typed: f"{fields.day(typed):%d/%m/%Y}",
    "member_number": fields.member_number,
}


def _types(form: RequestForm, reading: Reading) -> tuple[RequestType, ...]:
    known = tuple(one for one in REQUEST_TYPES if one in form.types)
    if not form.types:
        reading.fault("types", "no_type")
    if set(form.types) - set(known):
        reading.fault("types", "unknown_type")
    if len(set(form.types)) < len(form.types):
        reading.fault("types", "repeated_type")
    return known


def _details(form: RequestForm, types: tuple[RequestType, ...], reading: Reading) -> str:
    if types and not takes_details(types) and form.details.strip():
        reading.fault("details", "no_reason_needed")
        return ""
    return reading.words("details", form.details, partial(cleaning.prose, limit=LONG_TEXT_LIMIT))


def _marketing_contact(file: PersonalFile, reading: Reading) -> None:
    """An objection to marketing needs what the marketing is sent to, on one of its channels at least."""
    channels = file.answers.get("marketing_objection", {}).get("channels", ())
    people = [one for one in (file.subject, file.requester) if one]
    email, phone, post = (any(getattr(one, contact) for one in people) for contact in ("email", "phone", "address"))
    reached = {"email": email, "sms": phone, "phone": phone, "post": post, "all": email or phone or post}
    if channels and not any(reached[channel] for channel in channels):
        reading.fault("answers.marketing_objection.channels", "no_contact_for_channel")


def _received_on(day: dt.date | None, today: dt.date, reading: Reading) -> None:
    if day and day > today:
        reading.fault("received_on", "received_in_future")
    elif day and day < EARLIEST:
        reading.fault("received_on", "received_too_early")
