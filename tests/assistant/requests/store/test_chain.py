"""How lines are added to an insurer's audit trail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from assistant.errors import UnknownRequest
from assistant.requests.keys import Keys
from assistant.requests.store.audit import head, verify
from assistant.requests.store.chain import TrailBroken
from assistant.requests.store.store import RequestStore
from tests.assistant.requests.filed_by_hand import AGENT, NOW, a_request, file, move

WRITERS, EACH = 8, 5


def test_writers_at_once_leave_a_trail_without_a_gap(store, engine, keys):
    barrier = Barrier(WRITERS)

    def write(writer):
        barrier.wait()
        for number in range(EACH):
            file(store, a_request(f"R-{writer}-{number}"))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with engine.connect() as connection:
        numbers = connection.execute(text("SELECT number FROM audit ORDER BY number")).scalars().all()
    assert numbers == list(range(1, WRITERS * EACH + 1))
    with store.reading() as reading:
        assert verify(reading, keys) == []


def test_each_insurer_has_a_trail_of_its_own(store):
    for reference, insurer in (("R-1", "alpha"), ("R-2", "beta"), ("R-3", "alpha")):
        file(store, a_request(reference, insurer=insurer))
    with store.reading() as reading:
        assert [reading.trail(one)[0].number for one in ("R-1", "R-2", "R-3")] == [1, 1, 2]
        assert head(reading, "alpha") == (2, reading.trail("R-3")[0].mac)
        assert head(reading, "gamma") is None


def test_a_line_that_was_undone_leaves_no_gap(store, keys):
    file(store, a_request())
    with pytest.raises(UnknownRequest), store.writing() as writing:
        _record_about(writing, "R-1", "R-2")
    move(store, "R-1", "in_progress")
    with store.reading() as reading:
        assert [one.number for one in reading.trail("R-1")] == [1, 2]
        assert verify(reading, keys) == []


def _record_about(writing, *references):
    for reference in references:
        writing.record(reference, "alpha", AGENT, "start", "received", "in_progress", None, NOW)


def test_equal_notes_have_different_digests(store):
    file(store, a_request())
    move(store, "R-1", "in_progress", "Bonjour")
    move(store, "R-1", "answered", "Bonjour")
    with store.reading() as reading:
        _, second, third = reading.trail("R-1")
    assert second.note_digest != third.note_digest


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM audit_heads",
        "UPDATE audit_heads SET number = 1",
        "UPDATE audit_heads SET mac = last",
        "UPDATE audit_heads SET last = ''",
    ],
)
def test_a_trail_whose_head_was_tampered_with_is_not_continued(store, engine, tampering):
    file(store, a_request("R-1"))
    file(store, a_request("R-2"))
    with engine.begin() as connection:
        connection.execute(text(tampering))
    with pytest.raises(TrailBroken):
        file(store, a_request("R-3"))
    with store.reading() as reading:
        assert reading.find("R-3") is None


def test_an_older_head_put_back_before_its_lines_is_not_continued(store, engine):
    file(store, a_request("R-1"))
    with engine.begin() as connection:
        older = connection.execute(text("SELECT number, last, mac FROM audit_heads")).one()
    file(store, a_request("R-2"))
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE audit_heads SET number = :number, last = :last, mac = :mac"), older._asdict()
        )
    with pytest.raises(TrailBroken):
        file(store, a_request("R-3"))


def test_a_trail_is_not_continued_with_another_key(store, engine):
    file(store, a_request("R-1"))
    with pytest.raises(TrailBroken):
        file(RequestStore(engine, Keys(b"another secret, also long enough")), a_request("R-2"))
