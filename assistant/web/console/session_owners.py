"""Whose a session of Gradio is: browsers make up its name, and its events go to whoever knows that name."""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from urllib.parse import parse_qs

_MOST = 20_000
"""Sessions remembered; beyond them the one that was quiet for longest is forgotten."""
_HEARTBEAT = re.compile(r"/heartbeat/(\w+)/?$")


class SessionOwners:
    """A session belongs to the account that named it first. Safe for concurrent use."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def may_use(self, account: str, session: str) -> bool:
        """Whether it is theirs, or nobody's until now."""
        with self._lock:
            owner = self._owners.setdefault(session, account)
            self._owners.move_to_end(session)
            while len(self._owners) > _MOST:
                self._owners.popitem(last=False)
            return owner == account


def sessions_named(path: str, query: bytes, body: bytes) -> set[str]:
    """The sessions that a request to Gradio names: in its address, or in its JSON."""
    named = set(parse_qs(query.decode("latin-1")).get("session_hash", ()))
    beating = _HEARTBEAT.search(path)
    if beating:
        named.add(beating[1])
    try:
        posted = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        posted = None  # Gradio refuses it too
    if isinstance(posted, dict) and posted.get("session_hash") is not None:
        named.add(str(posted["session_hash"]))
    return named
