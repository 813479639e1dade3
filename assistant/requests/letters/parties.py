"""Who writes to whom, for whom, and where the answer goes."""

from __future__ import annotations

import phonenumbers

from assistant.catalogue import long_date, message
from assistant.requests.letters.blocks import Block
from assistant.requests.records import Person, PersonalFile, PostalAddress, Recipient
from ingest.readable import country_in_words


def address_lines(address: PostalAddress) -> tuple[str, ...]:
    """An address as it is printed, without the addressee; the country in capitals unless it is France."""
    abroad = () if address.country == "FR" else (country_in_words(address.country).upper(),)
    return (*address.lines, f"{address.postcode} {address.town}".strip(), *abroad)


def sender_lines(person: Person, language: str) -> tuple[str, ...]:
    """Name, address and contact details of who signs."""
    contacts = (("email", person.email), ("phone", person.phone and _phone(person.phone)))
    said = (message(language, f"letter.sender_{kind}", **{kind: value}) for kind, value in contacts if value)
    return (person.name, *(address_lines(person.address) if person.address else ()), *said)


def recipient_lines(recipient: Recipient) -> tuple[str, ...]:
    """The address block, in French in every language: it is what the window of the envelope shows."""
    if recipient.lines:
        return recipient.lines
    attention = recipient.role in {"dpo", "complaint"}
    role = (message("fr", f"letter.attention_{recipient.role}"),) if attention else ()
    written = (recipient.value,) if recipient.kind in {"email", "post"} else ()
    return (recipient.legal_name, *role, *written)


def opening(file: PersonalFile, controller: str, language: str) -> tuple[Block, ...]:
    """Who writes about whom, what finds the person in the files, and the mandate."""
    text = message(language, f"letter.opening_{file.role}", subject=file.subject.name, controller=controller)
    if file.link:
        text = f"{text} {message(language, 'letter.link', link=file.link)}"
    who = "self" if file.role == "self" else "other"
    lead = message(language, f"letter.identified_{who}", subject=file.subject.name)
    return (Block(text), Block(lead, items=_identified(file.subject, language)), *_mandate(file, language))


def reply(file: PersonalFile, language: str) -> str:
    """Where the answer is to be sent, in a sentence."""
    person = file.answered_to
    postal = ", ".join(address_lines(person.address)) if person.address else ""
    address = person.email if file.reply_by == "email" else postal
    way = file.reply_by if address else "name"
    return message(language, f"letter.reply_{way}", name=person.name, address=address)


def _identified(subject: Person, language: str) -> tuple[str, ...]:
    known = {
        "name": subject.name,
        "birth_date": long_date(language, subject.birth_date) if subject.birth_date else "",
        "member_number": subject.member_number or "",
    }
    return tuple(
        message(language, f"letter.identified_{one}", value=value) for one, value in known.items() if value
    )


def _mandate(file: PersonalFile, language: str) -> tuple[Block, ...]:
    if file.mandate is None:
        return ()
    stated = {one: getattr(file.mandate, one) for one in ("principal", "right", "scope", "duration")}
    items = [message(language, f"letter.mandate_{one}", value=value) for one, value in stated.items() if value]
    items.append(message(language, f"letter.mandate_{file.mandate.recipient}", name=file.answered_to.name))
    return (Block(message(language, "letter.mandate"), items=tuple(items)),)


def _phone(e164: str) -> str:
    """ "+33 6 12 34 56 78"."""
    found = phonenumbers.parse(e164)
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
