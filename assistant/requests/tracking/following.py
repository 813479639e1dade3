"""A member follows a request: a code to the e-mail on file, then a token for half an hour."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from assistant.errors import BadCode
from assistant.requests.keys import Keys
from assistant.requests.mail.mailing import Mailroom
from assistant.requests.store.store import RequestStore
from assistant.requests.tracking import codes as tracking
from assistant.requests.tracking.reference import normalised

Language = Literal["fr", "en"]


def send_code(
    store: RequestStore, keys: Keys, mail: Mailroom | None, reference: str, language: Language, now: dt.datetime
) -> None:
    """Puts a code into the outbox where the reference is known and has an e-mail; otherwise does the like in vain.

    Nothing tells the caller which. Without a mailroom nothing can be sent.
    """
    with store.writing() as writing:
        request = writing.find(normalised(reference) or "")
        code = tracking.issue(writing, keys, request.reference if request else None, now)
        if mail and request and code and (written := mail.code(request, code, language, now)):
            writing.enqueue(written)


def opened(store: RequestStore, keys: Keys, reference: str, code: str, now: dt.datetime) -> str:
    """The reference, normalised, when the code is right. Raises BadCode, after the try is counted."""
    known = normalised(reference)
    with store.writing() as writing:
        right = tracking.check(writing, keys, known or "", code, now)
    if not right or known is None:
        raise BadCode
    return known
