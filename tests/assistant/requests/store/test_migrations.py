"""The schema, step by step up and down, with requests in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import DateTime, bindparam, insert, inspect, text

from assistant.requests.records import AuditEntry
from assistant.requests.store.audit import verify
from assistant.requests.store.chain import head_mac, line_mac, note_digest
from assistant.requests.store.database import downgrade, migrate, open_database
from assistant.requests.store.rows import request_values
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import (
    AccountEventRow,
    AccountRow,
    AuditHeadRow,
    AuditRow,
    Base,
    ObjectionRow,
    RequestRow,
    SessionRow,
)
from tests.assistant.requests.filed_by_hand import NOW, SUBJECT, a_message, a_request, file, move

LATER = {"accounts", "account_events", "sessions", "notes", "tracking_codes", "marketing_objections"}


@pytest.fixture
def empty(empty_url, tmp_path):
    engine = open_database(empty_url, tmp_path)
    yield engine
    engine.dispose()


def populate(store):
    file(store, a_request("R-1"), key="once", digests=["d1"])
    file(store, a_request("R-2", insurer="beta"))
    with store.writing() as writing:
        writing.enqueue(a_message())
        writing.add_note("R-1", NOW, "member", "member", SUBJECT.name)
        day = dt.date(2026, 3, 5)
        objection = ObjectionRow(insurer="alpha", digest="d1", channel="email", objected_on=day, keep_until=day)
        account = AccountRow(name="b.martin", role="agent", insurers=["alpha"], token_digest="t", created_at=NOW)
        newer = AccountRow(name="c.petit", role="supervisor", insurers=None, password_hash="h", created_at=NOW)
        event = AccountEventRow(at=NOW, account="c.petit", what="made", by="operator")
        writing.session.add_all([objection, account, newer, event])
        writing.session.flush()
        instants = {"created_at": NOW, "seen_at": NOW, "expires_at": NOW}
        writing.session.add(SessionRow(digest="s", account="c.petit", **instants))
    move(store, "R-1", "in_progress", "Je m’en occupe.")


def file_as_the_first_version(engine, keys, request):
    """Files a request where lines had no digest of it."""
    said = (request.insurer, 1, NOW, request.reference, "member", "member", "file", "draft", request.state, None)
    line = AuditEntry(*said, note_digest(keys, request.insurer, 1, None), "", "", "")
    mac = line_mac(keys, line, 1)
    values = asdict(replace(line, mac=mac))
    del values["request_digest"]
    end = {"insurer": request.insurer, "number": 1, "last": mac}
    with engine.begin() as connection:
        connection.execute(insert(RequestRow).values(**request_values(request), fingerprint="", last_audit=1))
        connection.execute(insert(AuditRow).values(**values))
        connection.execute(insert(AuditHeadRow).values(**end, mac=head_mac(keys, *end.values())))


def everything(store):
    with store.reading() as reading:
        return [
            (reading.find(one), reading.trail(one), reading.messages(one)) for one in ("R-1", "R-2")
        ], reading.filed_under("alpha", "once")


def test_the_migrations_make_what_the_tables_say(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_one_step_down_and_up_keeps_requests_trails_and_e_mails(store, engine, keys):
    populate(store)
    before = everything(store)
    downgrade(engine, "0001")
    tables = set(inspect(engine).get_table_names())
    assert "requests" in tables
    assert not tables & LATER
    migrate(engine)
    assert everything(store) == before
    with store.reading() as reading:
        assert verify(reading, keys) == []
        assert reading.notes("R-1") == []


def test_a_database_of_the_first_revision_can_be_filled_and_brought_up_to_date(empty, keys):
    store = RequestStore(empty, keys)
    migrate(empty, "0001")
    file_as_the_first_version(empty, keys, a_request())
    migrate(empty)
    assert set(inspect(empty).get_table_names()) >= LATER
    populated = move(store, "R-1", "in_progress")
    with store.reading() as reading:
        assert reading.find("R-1") == populated
        assert verify(reading, keys) == []


def test_the_step_to_accounts_with_passwords_keeps_tokens_and_can_be_undone(store, engine):
    populate(store)
    downgrade(engine, "0003")
    with engine.connect() as connection:
        kept = text("SELECT name, role, token_digest, revoked_at FROM accounts ORDER BY name")
        agent, newer = connection.execute(kept).all()
    assert tuple(agent) == ("b.martin", "agent", "t", None)
    assert newer.revoked_at  # an older program knows neither the role nor the password
    assert {"sessions", "account_events"}.isdisjoint(inspect(engine).get_table_names())
    migrate(engine)
    with store.reading() as reading:
        kept = reading.session.get(AccountRow, "b.martin")
        assert (kept.token_digest, kept.password_hash, kept.failures) == ("t", None, 0)


def test_accounts_of_the_version_before_keep_their_tokens(empty, keys):
    migrate(empty, "0003")
    old = {"name": "zoe", "role": "agent", "insurers": '["alpha"]', "token_digest": "t", "created_at": NOW}
    columns = ", ".join(old)
    with empty.begin() as connection:
        places = ", ".join(f":{one}" for one in old)
        statement = text(f"INSERT INTO accounts ({columns}) VALUES ({places})")
        connection.execute(statement.bindparams(bindparam("created_at", type_=DateTime(timezone=True))), old)
    migrate(empty)
    with RequestStore(empty, keys).reading() as reading:
        kept = reading.session.get(AccountRow, "zoe")
        assert (kept.token_digest, kept.insurers, kept.failures, kept.locked_until) == ("t", ["alpha"], 0, None)


def test_all_the_way_down_and_up_starts_afresh(store, engine):
    populate(store)
    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM requests")).scalar() == 0
    populate(store)


def test_migrating_twice_changes_nothing(store, engine):
    populate(store)
    before = everything(store)
    migrate(engine)
    assert everything(store) == before
