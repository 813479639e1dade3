"""The letter to the insurer: a PDF to sign and post, or text for an e-mail or a form."""

from __future__ import annotations

from dataclasses import asdict

from assistant.catalogue import message
from assistant.requests.letters.blocks import Block
from assistant.requests.letters.content import letter_content
from assistant.requests.letters.printing import pdf
from assistant.requests.records import Request


def letter_pdf(request: Request, language: str) -> bytes:
    """The letter as PDF/UA-1, for an envelope with a window: "fr" is the one to send, "en" a reading copy.

    The same request gives the same bytes. Raises ValueError once it is purged.
    """
    content = letter_content(request, language)
    words = {
        **asdict(content),
        "blocks": [one.printed() for one in content.blocks],
        "language": language,
        "unprintable": message(language, "letter.unprintable"),
    }
    return pdf("letter.typ", words, request.recorded_at)


def letter_text(request: Request, language: str) -> str:
    """The same words without a layout, subject first: the body of an e-mail, or text for a form.

    Every character stays, also those that the PDF cannot print. Raises ValueError once it is purged.
    """
    content = letter_content(request, language)
    enclosed = Block(heading=content.enclosures_title, items=content.enclosures) if content.enclosures else Block()
    parts = (
        content.notice,
        content.subject,
        content.reference_line,
        content.salutation,
        *(one.plain() for one in content.blocks),
        content.closing,
        "\n".join(content.sender),
        enclosed.plain(),
    )
    return "\n\n".join(part for part in parts if part) + "\n"
