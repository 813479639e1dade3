"""A session of Gradio is that of the account that named it first."""

from __future__ import annotations

import pytest

from assistant.web.console import session_owners
from assistant.web.console.session_owners import SessionOwners, sessions_named


def test_it_belongs_to_who_named_it_first():
    owners = SessionOwners()
    assert owners.may_use("zoe", "s1")
    assert owners.may_use("zoe", "s1")
    assert not owners.may_use("ana", "s1")
    assert owners.may_use("ana", "s2")


def test_the_quietest_is_forgotten(monkeypatch):
    monkeypatch.setattr(session_owners, "_MOST", 2)
    owners = SessionOwners()
    for name in ("s1", "s2", "s1", "s3"):
        owners.may_use("zoe", name)
    assert not owners.may_use("ana", "s1")
    assert owners.may_use("ana", "s2")


@pytest.mark.parametrize(
    ("path", "query", "body", "named"),
    [
        ("/console/gradio_api/queue/data", b"session_hash=a1", b"", {"a1"}),
        ("/console/gradio_api/queue/data", b"session_hash=a1&session_hash=b2", b"", {"a1", "b2"}),
        ("/console/en/gradio_api/heartbeat/a1", b"", b"", {"a1"}),
        ("/console/gradio_api/queue/join", b"", b'{"fn_index": 1, "session_hash": "a1"}', {"a1"}),
        ("/console/gradio_api/cancel", b"session_hash=b2", b'{"session_hash": "a1"}', {"a1", "b2"}),
        ("/console/gradio_api/queue/join", b"", b"[" * 100_000, set()),
        ("/console/gradio_api/queue/join", b"", b'["session_hash"]', set()),
        ("/console/", b"", b"", set()),
    ],
)
def test_wherever_it_is_named(path, query, body, named):
    assert sessions_named(path, query, body) == named
