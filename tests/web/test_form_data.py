"""Bodies of HTML forms: what is read of them."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import Request

from assistant.errors import BadForm
from assistant.web.form_data import first, posted


def read(*chunks: bytes):
    """What `posted` makes of a body that arrives in pieces, and the language it speaks."""
    waiting = list(chunks)

    async def receive():
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": [], "state": {}}, receive)
    return asyncio.run(posted(request)), request.state.language


def test_fields_come_in_their_order_and_the_page_speaks_their_language():
    values, language = read(b"type=access&type=era", b"sure&lang=en&name=Chlo%C3%A9+d%E2%80%99A&empty=")
    assert values == {"type": ["access", "erasure"], "lang": ["en"], "name": ["Chloé d’A"], "empty": [""]}
    assert language == "en"


def test_bytes_that_are_no_utf_8_are_replaced():
    values, _ = read(b"name=%FF")
    assert first(values, "name") == "\ufffd"


def test_more_fields_than_any_form_has_are_refused():
    with pytest.raises(BadForm) as refused:
        read(b"&".join(b"a=1" for _ in range(201)))
    assert [fault.code for fault in refused.value.faults] == ["too_many_fields"]


def test_a_field_that_is_absent_is_empty():
    assert first({}, "name") == ""
