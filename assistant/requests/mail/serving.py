"""What a running service does about requests beside answering: it sends the e-mails of the outbox."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from assistant.requests.desk import RequestDesk
from assistant.requests.mail.outbox import Outbox
from assistant.requests.records import Attachment, Message


def attachments_of(desk: RequestDesk) -> Callable[[Message], Sequence[Attachment]]:
    """The files of an e-mail, made again from its request: the insurer's letter, the member's receipt."""

    def made(message: Message) -> Sequence[Attachment]:
        if message.kind == "to_insurer":
            request = desk.kept(message.reference)
            return [Attachment(f"{message.reference}.pdf", "application/pdf", desk.letter_pdf(request, "fr"))]
        if message.kind == "receipt":
            filed = desk.filed(message.reference)
            return [
                Attachment(f"{message.reference}.pdf", "application/pdf", desk.receipt_pdf(filed, message.language))
            ]
        return []

    return made


@contextmanager
def sending(outbox: Outbox | None) -> Iterator[None]:
    """Keeps the outbox emptied in a thread of its own while the block runs."""
    if outbox is None:
        yield
        return
    stop = threading.Event()
    worker = threading.Thread(target=outbox.run, args=(stop,), name="outbox", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        outbox.wake()
        worker.join(timeout=30)
