"""Who is who in a form: the subject, the requester, and what binds them, by role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from assistant.requests.intake import addresses, cleaning, fields
from assistant.requests.intake.form import MandateForm, PersonForm, RequestForm
from assistant.requests.intake.reading import Reading
from assistant.requests.records import Mandate, Person, PostalAddress

_MAJORITY = 18
_WORDS_LIMIT = 200
_LINKED = ("parent", "heir")


def subject(form: RequestForm, today: dt.date, reading: Reading) -> Person:
    """Whose data the request is about; a parent acts for a child under 18."""
    found = _person("subject", form.subject, today, reading)
    if form.role == "parent":
        if not form.subject.birth_date.strip():
            reading.fault("subject.birth_date", "child_birth_date")
        elif found.birth_date and fields.age(found.birth_date, today) >= _MAJORITY:
            reading.fault("subject.birth_date", "child_of_age", years=_MAJORITY)
    return found


def requester(form: RequestForm, today: dt.date, reading: Reading) -> Person | None:
    """Who files it, where it is not the subject."""
    if form.role != "self":
        return _person("requester", form.requester or PersonForm(), today, reading)
    for name in _typed(form.requester or PersonForm(), without="country"):
        reading.fault(f"requester.{name}", "not_for_role")
    return None


def link(form: RequestForm, reading: Reading) -> str:
    """What binds a parent or an heir to the subject; a representative may say it."""
    if form.role == "self" and form.link.strip():
        reading.fault("link", "not_for_role")
        return ""
    return _words("link", form.link, reading, required=form.role in _LINKED)


def mandate(form: RequestForm, reading: Reading) -> Mandate | None:
    """What a representative states; nobody else states anything."""
    typed = form.mandate or MandateForm()
    if form.role != "representative":
        for name in _typed(typed, without="recipient"):
            reading.fault(f"mandate.{name}", "not_for_role")
        return None
    return Mandate(
        right=_words("mandate.right", typed.right, reading, required=True),
        scope=_words("mandate.scope", typed.scope, reading, required=True),
        duration=_words("mandate.duration", typed.duration, reading, required=True),
        principal=_words("mandate.principal", typed.principal, reading, required=True),
        recipient=typed.recipient,
    )


def correspondent_reached(form: RequestForm, reading: Reading) -> None:
    """Notes what is missing to answer the correspondent the way they want to be answered."""
    typed, path = (
        (form.subject, "subject") if form.role == "self" else (form.requester or PersonForm(), "requester")
    )
    if not typed.email.strip() and form.reply_by == "email":
        reading.fault(f"{path}.email", "email_for_reply")
    elif not typed.email.strip() and form.receipt_by_email:
        reading.fault(f"{path}.email", "email_for_receipt")
    if form.reply_by == "post" and not _has_address(typed):
        reading.fault(f"{path}.street", "address_for_reply")


def _person(path: str, typed: PersonForm, today: dt.date, reading: Reading) -> Person:
    return Person(
        given_names=reading.value(f"{path}.given_names", typed.given_names, fields.name, required=True) or "",
        family_name=reading.value(f"{path}.family_name", typed.family_name, fields.name, required=True) or "",
        birth_date=reading.value(f"{path}.birth_date", typed.birth_date, partial(fields.birth_date, today=today)),
        email=reading.value(f"{path}.email", typed.email, fields.email),
        phone=reading.value(f"{path}.phone", typed.phone, fields.phone),
        address=_address(path, typed, reading) if _has_address(typed) else None,
        member_number=reading.value(f"{path}.member_number", typed.member_number, fields.member_number),
    )


def _address(path: str, typed: PersonForm, reading: Reading) -> PostalAddress:
    """An address begun is an address whole."""
    land = reading.value(f"{path}.country", typed.country, addresses.country, required=True) or "FR"
    code = partial(addresses.postcode, country=land)
    return PostalAddress(
        lines=reading.value(f"{path}.street", typed.street, addresses.street, required=True) or (),
        postcode=reading.value(f"{path}.postcode", typed.postcode, code, required=land == "FR") or "",
        town=reading.value(f"{path}.town", typed.town, addresses.town, required=True) or "",
        country=land,
    )


def _has_address(typed: PersonForm) -> bool:
    return any(text.strip() for text in (typed.street, typed.postcode, typed.town))


def _typed(part: PersonForm | MandateForm, without: str) -> Iterator[str]:
    """The fields somebody wrote in; the one that is filled in from the start tells nothing."""
    return (name for name, text in part.model_dump(exclude={without}).items() if text.strip())


def _words(path: str, text: str, reading: Reading, required: bool) -> str:
    return reading.value(path, text, partial(cleaning.line, limit=_WORDS_LIMIT), required) or ""
