"""Signed tokens that open a receipt for a day and a followed request for half an hour."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Literal

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from assistant.errors import BadCode, UnknownRequest
from assistant.requests.keys import Keys

_RECEIPT_AGE = dt.timedelta(days=1)
TRACKING_AGE = dt.timedelta(minutes=30)


class Tokens:
    """A token of one kind never opens the other: each is signed under its own key."""

    def __init__(self, keys: Keys, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self._receipts = _serializer(keys, "receipt", now)
        self._tracking = _serializer(keys, "tracking", now)

    def receipt(self, reference: str) -> str:
        """Opens the receipt of a request for a day."""
        return _signed(self._receipts, reference)

    def read_receipt(self, token: str) -> str:
        """The reference. Raises UnknownRequest when the token is wrong or older than a day."""
        reference = _read(self._receipts, token, _RECEIPT_AGE)
        if reference is None:
            raise UnknownRequest
        return reference

    def tracking(self, reference: str) -> str:
        """Opens a request to the member who follows it, for half an hour."""
        return _signed(self._tracking, reference)

    def read_tracking(self, token: str) -> str:
        """The reference. Raises BadCode when the token is wrong or older than half an hour."""
        reference = _read(self._tracking, token, TRACKING_AGE)
        if reference is None:
            raise BadCode
        return reference


def _serializer(
    keys: Keys, kind: Literal["receipt", "tracking"], now: Callable[[], dt.datetime]
) -> URLSafeTimedSerializer:
    class Signer(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(now().timestamp())

    return URLSafeTimedSerializer(
        keys.derived(f"token {kind}"),
        salt=kind,
        signer=Signer,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def _signed(serializer: URLSafeTimedSerializer, reference: str) -> str:
    token = serializer.dumps(reference)
    return token if isinstance(token, str) else token.decode("ascii")


def _read(serializer: URLSafeTimedSerializer, token: str, age: dt.timedelta) -> str | None:
    try:
        return str(serializer.loads(token, max_age=int(age.total_seconds())))
    except BadData:
        return None
