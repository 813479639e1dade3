"""Tracking codes: sent to the e-mail on file, they prove that whoever knows a reference also reads that mail.

Only a keyed digest is kept. Both functions execute the same statements whether the reference is known or not.
"""

from __future__ import annotations

import datetime as dt
import hmac

from sqlalchemy import delete, select, update

from assistant.requests.keys import Keys
from assistant.requests.store.store import Writing
from assistant.requests.store.tables import CodeRow, RequestRow
from assistant.requests.tracking.reference import random_characters, readable

CODE_LIFETIME = dt.timedelta(minutes=15)
_CHARACTERS = 8
TRIES = 5
_SHORTEST_INTERVAL = dt.timedelta(minutes=1)


def issue(writing: Writing, keys: Keys, reference: str | None, now: dt.datetime) -> str | None:
    """A new code in place of the one before, good for 15 minutes and 5 tries.

    None when nothing is to be sent: the reference is unknown, or had a code less than a minute ago.
    """
    code = random_characters(_CHARACTERS)
    asked_for = reference or ""
    digest = _digest(keys, asked_for, code)
    session = writing.session
    # Locking the request, not its code, puts two askers in line also when there is no code yet.
    known = session.scalar(select(RequestRow.reference).where(RequestRow.reference == asked_for).with_for_update())
    before = session.scalar(select(CodeRow.expires_at).where(CodeRow.reference == asked_for))
    too_soon = before is not None and before - CODE_LIFETIME + _SHORTEST_INTERVAL > now
    if known is None or too_soon:
        return None
    session.execute(delete(CodeRow).where(CodeRow.reference == known))
    session.add(CodeRow(reference=known, digest=digest, expires_at=now + CODE_LIFETIME, tries_left=TRIES))
    return code


def check(writing: Writing, keys: Keys, reference: str, code: str, now: dt.datetime) -> bool:
    """Whether it is the reference's code, in time and among its first five tries. A right one is good once.

    The try counts only if the transaction is committed: raise for a wrong code after it, not inside.
    """
    session = writing.session
    given = _digest(keys, reference, readable(code))
    row = session.scalar(select(CodeRow).where(CodeRow.reference == reference).with_for_update())
    expected = row.digest if row is not None and row.expires_at > now and row.tries_left > 0 else _NO_DIGEST
    right = hmac.compare_digest(expected, given)
    left = 0 if right else CodeRow.tries_left - 1
    session.execute(
        update(CodeRow)
        .where(CodeRow.reference == reference, CodeRow.tries_left > 0)
        .values(tries_left=left)
        .execution_options(synchronize_session=False)
    )
    return right


_NO_DIGEST = "-" * 64
"""As long as a digest and equal to none."""


def _digest(keys: Keys, reference: str, code: str) -> str:
    return keys.digest("tracking code", f"{reference}\n{code}")
