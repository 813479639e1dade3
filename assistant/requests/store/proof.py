"""What a line of the audit trail proves of its request: the procedural facts, those that purging leaves.

Neither personal data nor what somebody wrote about a person has a part in it: not even a digest of them stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from assistant.requests.keys import Keys
from assistant.requests.store.tables import RequestRow

_PROVEN = (
    "reference",
    "insurer",
    "state",
    "language",
    "types",
    "received_through",
    "received_on",
    "recorded_at",
    "holiday_region",
    "filed_by",
    "recipient",
    "identity",
    "suspensions",
    "extension",
    "decision",
    "due_on",
    "duplicate_of",
    "closed_on",
    "purge_on",
)
"""Columns of `RequestRow`. One more would make every digest that was kept wrong."""
_WORDS = {"identity": "doubt", "extension": "justification", "decision": "reasons"}
"""In which columns an agent's words stand, under which name."""


def proven_columns() -> list[InstrumentedAttribute[Any]]:
    """The columns to read for `request_digest`."""
    return [getattr(RequestRow, name) for name in _PROVEN]


def request_digest(keys: Keys, facts: Mapping[Any, Any]) -> str:
    """The keyed digest of a request's row, by column."""
    said = [_without_words(name, facts[name]) for name in _PROVEN]
    return keys.digest("audit-request", json.dumps(said, sort_keys=True, default=str))


def _without_words(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: kept for key, kept in value.items() if key != _WORDS.get(name)}
    return value
