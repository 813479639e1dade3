"""What the store keeps, finds, changes and removes."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import inspect, text

from assistant.errors import StaleRequest, UnknownRequest
from assistant.requests.casework import Note, QueueFilter
from assistant.requests.records import OPEN_STATES, Extension
from assistant.requests.store.audit import verify
from assistant.requests.store.store import AlreadyFiled
from assistant.requests.store.tables import CodeRow
from tests.assistant.requests.filed_by_hand import AGENT, MEMBER, NOW, a_message, a_request, file, move

TODAY = dt.date(2026, 4, 5)


def queue(store, insurers=None, today=TODAY, **wanted):
    with store.reading() as reading:
        return [one.reference for one in reading.queue(insurers, QueueFilter(**wanted), today)]


def rows(engine, table):
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT * FROM {table}")).all()


def test_what_was_filed_is_found_as_it_was(store):
    kept = file(store, a_request())
    assert kept == a_request(revision=1)
    with store.reading() as reading:
        assert reading.find("R-1") == kept
        assert reading.find("R-2") is None


def test_what_raises_leaves_nothing(store, engine):
    with pytest.raises(UnknownRequest), store.writing() as writing:
        _file_and_fail(writing)
    tables = set(inspect(engine).get_table_names()) - {"alembic_version"}
    assert {table: rows(engine, table) for table in tables} == {table: [] for table in tables}


def _file_and_fail(writing):
    writing.add(a_request(), "once", "f", ["d1"])
    writing.record("R-1", "alpha", MEMBER, "file", "draft", "received", None, NOW)
    writing.enqueue(a_message())
    writing.add_note("R-1", NOW, "member", "member", "Bonjour")
    writing.save(a_request("R-2"))


def test_a_request_is_found_under_its_key_and_insurer(store):
    kept = file(store, a_request(), key="once", fingerprint="f1")
    with store.reading() as reading:
        assert reading.filed_under("alpha", "once") == (kept, "f1")
        assert reading.filed_under("beta", "once") is None
        assert reading.filed_under("alpha", "twice") is None


def test_the_same_key_twice_is_told_and_the_transaction_goes_on(store):
    kept = file(store, a_request("R-1"), key="once")
    with store.writing() as writing:
        with pytest.raises(AlreadyFiled):
            writing.add(a_request("R-2"), "once", "f", [])
        assert writing.filed_under("alpha", "once")[0] == kept
    file(store, a_request("R-3", insurer="beta"), key="once")
    file(store, a_request("R-4"))
    file(store, a_request("R-5"))


def test_of_clients_that_file_under_one_key_at_once_one_succeeds(store, keys):
    barrier = Barrier(6)

    def attempt(number):
        barrier.wait()
        try:
            return file(store, a_request(f"R-{number}"), key="once").reference
        except AlreadyFiled:
            return None

    with ThreadPoolExecutor(6) as pool:
        filed = [one for one in pool.map(attempt, range(6)) if one]
    with store.reading() as reading:
        assert [reading.filed_under("alpha", "once")[0].reference] == filed
        assert len(reading.trail(filed[0])) == 1
        assert verify(reading, keys) == []


def test_saving_counts_revisions(store):
    before = file(store, a_request())
    with store.writing() as writing:
        after = writing.save(replace(before, assigned_to="b.martin"))
    assert after.revision == 2
    with store.reading() as reading:
        assert reading.find("R-1") == after


def test_saving_over_somebody_elses_change_is_refused(store):
    read = file(store, a_request())
    with store.writing() as writing:
        kept = writing.save(replace(read, assigned_to="b.martin"))
    with pytest.raises(StaleRequest), store.writing() as writing:
        writing.save(replace(read, assigned_to="c.petit"))
    with store.reading() as reading:
        assert reading.find("R-1") == kept


def test_agents_who_act_at_once_act_one_after_the_other(store):
    file(store, a_request())
    barrier = Barrier(4)

    def act(number):
        barrier.wait()
        with store.writing() as writing:
            found = writing.find("R-1")
            writing.save(replace(found, assigned_to=f"{found.assigned_to or ''}{number}"))
            writing.record("R-1", "alpha", AGENT, "assign", "received", "received", None, NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))
    with store.reading() as reading:
        found = reading.find("R-1")
    assert sorted(found.assigned_to) == ["0", "1", "2", "3"]
    assert found.revision == 5


def test_what_is_not_there_cannot_be_saved_or_recorded(store):
    with pytest.raises(UnknownRequest), store.writing() as writing:
        writing.save(a_request())
    file(store, a_request())
    for reference, insurer in (("R-2", "alpha"), ("R-1", "beta")):
        with pytest.raises(UnknownRequest), store.writing() as writing:
            writing.record(reference, insurer, AGENT, "start", "received", "in_progress", None, NOW)


def test_a_trail_tells_who_did_what_when_and_why(store):
    file(store, a_request())
    with store.writing() as writing:
        entry = writing.record("R-1", "alpha", AGENT, "start", "received", "in_progress", "Dossier complet", NOW)
    with store.reading() as reading:
        first, second = reading.trail("R-1")
    assert second == entry
    assert (first.number, first.actor, first.action, first.note) == (1, "member", "file", None)
    assert (second.number, second.role, second.note, second.at) == (2, "agent", "Dossier complet", NOW)
    assert second.previous == first.mac


def test_the_queue_begins_with_what_is_due_first(store):
    file(store, a_request("R-late", received_on=dt.date(2026, 3, 20)))
    file(store, a_request("R-soon"))
    extension = Extension("number", "many", dt.date(2026, 3, 6), dt.date(2026, 3, 6))
    file(store, a_request("R-extended", received_on=dt.date(2026, 3, 2), extension=extension))
    assert queue(store) == ["R-soon", "R-late", "R-extended"]
    assert queue(store, limit=2) == ["R-soon", "R-late"]


def test_the_queue_is_cut_to_the_reach_and_to_what_was_asked(store):
    file(store, a_request("R-1", types=("objection", "access")))
    file(store, a_request("R-2", insurer="beta", types=("marketing_objection",)))
    file(store, a_request("R-3", assigned_to="b.martin"))
    assert queue(store) == ["R-1", "R-2", "R-3"]
    assert queue(store, frozenset({"alpha"})) == ["R-1", "R-3"]
    assert queue(store, frozenset()) == []
    assert queue(store, frozenset({"alpha"}), insurer="beta") == []
    assert queue(store, insurer="beta") == ["R-2"]
    assert queue(store, type="objection") == ["R-1"]
    assert queue(store, type="marketing_objection") == ["R-2"]
    assert queue(store, assigned_to="b.martin") == ["R-3"]
    assert queue(store, state="in_progress") == []


def test_the_queue_shows_closed_requests_only_when_asked(store):
    file(store, a_request("R-1"))
    file(store, a_request("R-2"))
    move(store, "R-2", "closed")
    assert queue(store) == ["R-1"]
    assert queue(store, open_only=False) == ["R-1", "R-2"]
    assert queue(store, state="closed") == ["R-2"]


def test_overdue_begins_the_day_after_and_soon_ends_there(store):
    file(store, a_request())  # due on 7 April
    for today, due in ((6, "soon"), (7, "soon"), (8, "overdue")):
        day = dt.date(2026, 4, today)
        other = "overdue" if due == "soon" else "soon"
        assert queue(store, today=day, due=due) == ["R-1"]
        assert queue(store, today=day, due=other) == []
    assert queue(store, today=dt.date(2026, 3, 30), due="soon") == []
    move(store, "R-1", "closed")
    assert queue(store, today=dt.date(2026, 5, 1), due="overdue", open_only=False) == []


def test_an_earlier_request_of_the_same_person_for_the_same_thing_is_found(store):
    file(store, a_request("R-1", types=("erasure", "access")), digests=["d1", "d2"])
    file(store, a_request("R-2"), digests=["d3"])
    file(store, a_request("R-3", insurer="beta"), digests=["d1"])
    file(store, a_request("R-4", types=("rectification",)), digests=["d1"])
    file(store, a_request("R-5"), digests=["d1"])
    move(store, "R-5", "closed")
    with store.reading() as reading:
        found = reading.similar("alpha", ["d2", "d1"], ["erasure"], OPEN_STATES)
        assert [one.reference for one in found] == ["R-1"]
        assert reading.similar("alpha", ["d9"], ["erasure"], OPEN_STATES) == []
        assert reading.similar("alpha", [], ["erasure"], OPEN_STATES) == []


def test_all_requests_of_a_person_are_found_within_reach(store):
    file(store, a_request("R-1"), digests=["d1", "d2"])
    file(store, a_request("R-2", insurer="beta"), digests=["d2"])
    file(store, a_request("R-3"), digests=["d3"])
    with store.reading() as reading:
        assert [one.reference for one in reading.of_person(["d1", "d2"], None)] == ["R-1", "R-2"]
        assert [one.reference for one in reading.of_person(["d2"], frozenset({"beta"}))] == ["R-2"]


def test_messages_and_notes_stay_with_their_request(store):
    file(store, a_request("R-1"))
    file(store, a_request("R-2"))
    with store.writing() as writing:
        writing.enqueue(a_message("m-2", created_at=NOW + dt.timedelta(minutes=1), next_attempt_at=NOW))
        writing.enqueue(a_message("m-1"))
        writing.enqueue(a_message("m-3", "R-2", delivery="dead"))
        writing.add_note("R-1", NOW, "b.martin", "agent", "Depuis quand ?")
    with store.reading() as reading:
        assert [one.id for one in reading.messages("R-1")] == ["m-1", "m-2"]
        assert reading.messages("R-1")[0] == a_message("m-1")
        assert reading.notes("R-1") == [Note(NOW, "b.martin", "agent", "Depuis quand ?")]
        assert reading.notes("R-2") == []
        assert [one.id for one in reading.dead_letters(None)] == ["m-3"]
        assert reading.dead_letters(frozenset({"beta"})) == []
        assert reading.undelivered_counts(["R-1", "R-2"]) == {"R-2": 1}


def test_an_e_mail_given_up_on_can_be_tried_again_once(store):
    file(store, a_request())
    with store.writing() as writing:
        writing.enqueue(a_message(delivery="dead", attempts=8))
        writing.revive("m-1", NOW)
    with store.reading() as reading:
        [revived] = reading.messages("R-1")
    assert (revived.delivery, revived.attempts, revived.next_attempt_at) == ("waiting", 0, NOW)
    with pytest.raises(UnknownRequest), store.writing() as writing:
        writing.revive("m-1", NOW)


@pytest.fixture
def talkative(store):
    """A store with one request about which much was written, and another one."""
    file(store, a_request("R-1", state="received"), key="once", digests=["d1"])
    with store.writing() as writing:
        writing.enqueue(a_message("m-1", body="Bonjour d’Aubigné", delivery="sent"))
        writing.enqueue(a_message("m-2", body="Bonjour d’Aubigné"))
        writing.add_note("R-1", NOW, "member", "member", "Je suis d’Aubigné")
        writing.session.add(CodeRow(reference="R-1", digest="c", expires_at=NOW, tries_left=3))
    file(store, a_request("R-2", file=None), key="other", digests=["d2"])
    move(store, "R-1", "closed", "Clos pour d’Aubigné", purge_on=dt.date(2031, 3, 5))
    return store


def everything_said(engine):
    return "\n".join(str(row) for table in inspect(engine).get_table_names() for row in rows(engine, table))


def test_purging_removes_everything_personal_and_the_trail_stays_valid(talkative, engine, keys):
    assert "Aubign" in everything_said(engine)
    with talkative.writing() as writing:
        found = writing.find("R-1")
        purged = writing.save(replace(found, state="purged", file=None))
        writing.record("R-1", "alpha", MEMBER, "purge", "closed", "purged", None, NOW)
    said = everything_said(engine)
    for trace in ("Aubign", "chloe@example.org", "Lilas", "612345678", "dpo@alpha.example>", "once"):
        assert trace not in said
    with talkative.reading() as reading:
        assert reading.find("R-1") == purged
        assert verify(reading, keys) == []
        assert reading.of_person(["d1"], None) == []
        assert [one.delivery for one in reading.messages("R-1")] == ["sent", "cancelled"]
        assert reading.filed_under("alpha", "other") is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL leaves it to its vacuum
def test_what_is_purged_is_overwritten_in_the_file(talkative, engine):
    with talkative.writing() as writing:
        writing.save(replace(writing.find("R-1"), state="purged", file=None))
    with engine.connect() as connection:
        connection.commit()
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Aubign" not in Path(engine.url.database).read_bytes()


def test_the_time_to_purge_comes_on_its_day_and_once(talkative):
    with talkative.reading() as reading:
        assert reading.purgeable(dt.date(2031, 3, 4)) == []
        assert [one.reference for one in reading.purgeable(dt.date(2031, 3, 5))] == ["R-1"]
    move(talkative, "R-1", "purged", file=None)
    with talkative.reading() as reading:
        assert reading.purgeable(dt.date(2031, 3, 5)) == []
