"""A request with e-mails, and the settings of a service that sends them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from assistant.requests.records import Actor, Message, Person, PersonalFile, Recipient, Request
from assistant.settings import Settings

NOW = dt.datetime(2026, 6, 22, 9, tzinfo=dt.UTC)
SENDER = "demandes@mesdroits.example.org"
MEMBER = "camille.durand@example.com"
INSURER_ADDRESS = "dpo@assurance.example.fr"
REFERENCE = "MD-0000-0000-0000-0000"
SYSTEM = Actor("service", "system", None)


def settings(port: int, **others) -> Settings:
    """A service that sends by the server at a port of this machine, in the clear unless told otherwise."""
    return Settings(
        **{"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "mail_from": SENDER, **others}
    )


def request(reference: str = REFERENCE, **others) -> Request:
    """A member asks for erasure, by e-mail to the insurer."""
    member = Person("Camille", "Durand", dt.date(1980, 2, 29), MEMBER)
    return replace(
        Request(
            reference=reference,
            insurer="assurance",
            state="received",
            language="fr",
            types=("erasure",),
            received_through="online",
            received_on=dt.date(2026, 6, 22),
            recorded_at=NOW,
            holiday_region="metropole",
            recipient=Recipient("email", INSURER_ADDRESS, insurer_name="Assurance", legal_name="Assurance"),
            file=PersonalFile(member, receipt_by_email=True),
        ),
        **others,
    )


def letter(number: int = 1, **others) -> Message:
    """An e-mail to the insurer about the request."""
    return replace(
        Message(
            id=f"{number:032x}",
            reference=REFERENCE,
            insurer="assurance",
            kind="to_insurer",
            recipient=INSURER_ADDRESS,
            subject=f"Demande d’exercice de droits – référence {REFERENCE}",
            body="Madame, Monsieur,\n\nJe demande l’effacement de mes données.\n",
            language="fr",
            message_id=f"<{number:032x}@mesdroits.example.org>",
            created_at=NOW,
            reply_to=MEMBER,
        ),
        **others,
    )


def file(store, *messages: Message, filed: Request | None = None) -> None:
    """Commits a request with its e-mails."""
    filed = filed or request()
    with store.writing() as writing:
        kept = writing.add(filed, None, "f" * 64, [])
        writing.record(kept.reference, kept.insurer, SYSTEM, "file", "draft", "received", None, NOW)
        for message in messages:
            writing.enqueue(message)


def messages(store, reference: str = REFERENCE) -> list[Message]:
    """What the store says of the request's e-mails."""
    with store.reading() as reading:
        return reading.messages(reference)
