"""A worker process that dies in the middle of its work: `python dying_worker.py URL PORT CLOCK WHEN NUMBER`.

CLOCK is the instant it believes in. It dies on its NUMBERth e-mail, WHEN "before" it is handed over or "after" the
server has taken it and before that is written down. It ends with status 9 then, with 0 when nothing was left to do.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from email.message import EmailMessage
from pathlib import Path

from assistant.requests.keys import Keys
from assistant.requests.mail.outbox import Outbox
from assistant.requests.mail.smtp import SmtpTransport
from assistant.requests.store.database import open_database
from assistant.requests.store.store import RequestStore
from tests.assistant.requests.mail_by_hand import settings


class DyingTransport:
    """The real transport, up to the e-mail at which the process dies."""

    def __init__(self, transport: SmtpTransport, when: str, number: int) -> None:
        self._transport = transport
        self._when = when
        self._left = number

    def send(self, email: EmailMessage) -> None:
        self._left -= 1
        if not self._left and self._when == "before":
            os._exit(9)
        self._transport.send(email)
        if not self._left:
            os._exit(9)


def main(url: str, port: str, clock: str, when: str, number: str) -> None:
    store = RequestStore(open_database(url, Path()), Keys(b"a secret of the tests, long enough for them"))
    service = settings(int(port))
    transport = DyingTransport(SmtpTransport(service), when, int(number))
    now = dt.datetime.fromisoformat(clock)
    Outbox(store, transport, lambda _: (), service, lambda: now).send_due(1_000)


if __name__ == "__main__":
    main(*sys.argv[1:])
