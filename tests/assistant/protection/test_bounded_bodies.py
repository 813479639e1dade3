"""A body is read up to a limit, whatever was said of its length."""

from __future__ import annotations

import asyncio

import pytest

from assistant.protection.bounded_bodies import LIMIT_KB, BoundedBodies

LIMIT = LIMIT_KB * 1_000


def sent(*chunks, path="/requests", method="POST", gone=False):
    """The status answered, what the application read, and how many chunks were taken."""
    waiting, taken, replies, got = list(chunks), [], [], []

    async def receive():
        if not waiting:
            return {"type": "http.disconnect"}
        taken.append(waiting.pop(0))
        return {"type": "http.request", "body": taken[-1], "more_body": bool(waiting) or gone}

    async def send(message):
        replies.append(message)

    async def application(_scope, receive, send):
        got.append((await receive()).get("body"))
        got.append((await receive())["type"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
    asyncio.run(BoundedBodies(application)(scope, receive, send))
    status = replies[0]["status"] if replies else None
    return status, got, len(taken)


def test_a_body_up_to_the_limit_arrives_whole_and_then_the_client_is_listened_to():
    status, got, _ = sent(b"a" * (LIMIT - 1), b"b")
    assert (status, got) == (200, [b"a" * (LIMIT - 1) + b"b", "http.disconnect"])


def test_one_byte_more_is_refused():
    assert sent(b"a" * LIMIT, b"b") == (413, [], 2)


def test_one_that_is_a_little_too_large_is_read_out_so_that_its_sender_gets_the_answer():
    assert sent(*[b"a" * LIMIT] * 4) == (413, [], 4)


def test_one_without_an_end_is_given_up():
    status, got, taken = sent(*[b"a" * LIMIT] * 100)
    assert (status, got) == (413, [])
    assert taken < 20


def test_a_sender_who_goes_away_reaches_no_route():
    assert sent(b"a", gone=True) == (None, [], 1)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_request_that_has_no_body_is_not_waited_for(method):
    status, got, _ = sent(b"", method=method)
    assert (status, got) == (200, [b"", "http.disconnect"])
