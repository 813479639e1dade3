"""Whatever is done to an audit trail behind the service's back is found."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import JSON, text

from assistant.requests.keys import Keys
from assistant.requests.records import AuditEntry, Decision, Extension, Identity, PersonalFile
from assistant.requests.store.audit import head, verify
from assistant.requests.store.chain import append
from assistant.requests.store.proof import proven_columns
from assistant.requests.store.tables import RequestRow
from tests.assistant.requests.filed_by_hand import NOW, SUBJECT, a_message, a_request, file, file_all, move

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

JSON_COLUMNS = {one.key for one in RequestRow.__table__.columns if isinstance(one.type, JSON)}


@pytest.fixture
def filed(store):
    """Lines of alpha: 1 and 4 about R-1, 2 and 5 (with a note) about R-2, 3 about R-3. One of beta, about R-9."""
    file_all(store, *(a_request(reference) for reference in ("R-1", "R-2", "R-3")))
    move(store, "R-1", "in_progress")
    move(store, "R-2", "in_progress", "Dossier complet")
    file(store, a_request("R-9", insurer="beta"))
    return store


@pytest.fixture
def tamper(engine):
    """Raw SQL, past the service."""

    def run(*statements, **values):
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement), values)

    return run


@pytest.fixture
def found(filed, keys):
    """What verification finds now, as (insurer, number, kind)."""

    def run(insurer=None, expected=None):
        with filed.reading() as reading:
            return [(one.insurer, one.number, one.kind) for one in verify(reading, keys, insurer, expected)]

    return run


def test_untouched_trails_have_nothing_to_find(found):
    assert found() == []
    assert found("alpha") == []
    assert found("an insurer without a request") == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2025-01-01 00:00:00.000000'"),
        ("reference", "'R-2'"),
        ("actor", "'c.petit'"),
        ("role", "'dpo'"),
        ("action", "'close'"),
        ("from_state", "'answered'"),
        ("to_state", "'withdrawn'"),
        ("note_digest", "mac"),
        ("request_digest", "mac"),
        ("request_digest", "''"),
        ("previous", "mac"),
        ("mac", "previous"),
        ("mac", "'é'"),
    ],
)
def test_an_edited_line_is_found(found, tamper, column, value):
    tamper(f"UPDATE audit SET {column} = {value} WHERE insurer = 'alpha' AND number = 3")
    assert ("alpha", 3, "edited_line") in found()
    assert not [one for one in found() if one[0] == "beta"]


@pytest.mark.parametrize("note", ["'Dossier incomplet'", "''", "NULL"])
def test_an_edited_or_removed_note_is_found(found, tamper, note):
    tamper(f"UPDATE audit SET note = {note} WHERE insurer = 'alpha' AND number = 5")
    assert found() == [("alpha", 5, "edited_note")]


def test_an_invented_note_is_found(found, tamper):
    tamper("UPDATE audit SET note = 'Vu' WHERE insurer = 'alpha' AND number = 3")
    assert found() == [("alpha", 3, "edited_note")]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_missing_line_is_found(found, tamper, number):
    tamper("DELETE FROM audit WHERE insurer = 'alpha' AND number = :number", number=number)
    assert ("alpha", number + 1, "missing_line") in found()


def test_a_missing_line_is_found_though_the_others_were_renumbered(found, tamper):
    tamper(
        "DELETE FROM audit WHERE insurer = 'alpha' AND number = 4",
        "UPDATE audit SET number = 4 WHERE insurer = 'alpha' AND number = 5",
    )
    kinds = {kind for _, _, kind in found()}
    assert {"edited_line", "truncated"} <= kinds


def test_reordered_lines_are_found(found, tamper):
    tamper(
        "UPDATE audit SET number = 99 WHERE insurer = 'alpha' AND number = 1",
        "UPDATE audit SET number = 1 WHERE insurer = 'alpha' AND number = 2",
        "UPDATE audit SET number = 2 WHERE insurer = 'alpha' AND number = 99",
    )
    assert {("alpha", 1, "reordered_line"), ("alpha", 2, "reordered_line")} <= set(found())


def test_an_end_cut_off_is_found_by_the_head(found, tamper):
    tamper("DELETE FROM audit WHERE insurer = 'alpha' AND number = 5")
    assert ("alpha", 4, "truncated") in found()


def test_an_end_cut_off_with_an_older_head_put_back_is_found_by_the_requests(filed, found, tamper):
    tamper("CREATE TABLE older AS SELECT * FROM audit_heads WHERE insurer = 'alpha'")
    move(filed, "R-3", "in_progress")
    tamper(
        "DELETE FROM audit WHERE insurer = 'alpha' AND number = 6",
        "DELETE FROM audit_heads WHERE insurer = 'alpha'",
        "INSERT INTO audit_heads SELECT * FROM older",
    )
    assert found() == [("alpha", 3, "truncated")]


@pytest.mark.parametrize("change", ["number = 4", "last = ''", "mac = last"])
def test_a_forged_head_is_found(found, tamper, change):
    tamper(f"UPDATE audit_heads SET {change} WHERE insurer = 'alpha'")
    assert found() == [("alpha", None, "forged_head")]


def test_an_older_head_put_back_is_found(filed, found, tamper):
    tamper("CREATE TABLE older AS SELECT * FROM audit_heads WHERE insurer = 'alpha'")
    move(filed, "R-3", "in_progress")
    tamper("DELETE FROM audit_heads WHERE insurer = 'alpha'", "INSERT INTO audit_heads SELECT * FROM older")
    assert found() == [("alpha", 6, "forged_head")]


def test_the_head_of_another_insurer_is_not_taken(found, tamper):
    tamper(
        "DELETE FROM audit_heads WHERE insurer = 'alpha'",
        "UPDATE audit_heads SET insurer = 'alpha' WHERE insurer = 'beta'",
    )
    assert ("alpha", None, "forged_head") in found()
    assert ("beta", None, "missing_head") in found()


def test_a_missing_head_is_found(found, tamper):
    tamper("DELETE FROM audit_heads WHERE insurer = 'beta'")
    assert found() == [("beta", None, "missing_head")]


def test_a_whole_trail_deleted_is_found(found, tamper):
    tamper("DELETE FROM audit WHERE insurer = 'beta'")
    assert found() == [("beta", 0, "truncated"), ("beta", None, "no_trail")]
    tamper("DELETE FROM audit_heads WHERE insurer = 'beta'")
    assert found() == [("beta", None, "no_trail")]


def test_a_state_that_no_line_tells_of_is_found(found, tamper):
    tamper("UPDATE requests SET state = 'answered' WHERE reference = 'R-3'")
    assert found() == [("alpha", 3, "edited_request")]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("types", "'[\"access\"]'"),
        ("received_through", "'phone'"),
        ("received_on", "'2026-03-25'"),
        ("recorded_at", "'2026-03-25 09:30:15.123456+00:00'"),
        ("holiday_region", "'alsace-moselle'"),
        ("language", "'en'"),
        ("filed_by", "'c.petit'"),
        ("recipient", "REPLACE(CAST(recipient AS TEXT), 'dpo@', 'spam@')"),
        ("identity", "REPLACE(CAST(identity AS TEXT), 'null', '\"callback\"')"),
        ("suspensions", '\'[{"start": "2026-03-06", "end": "2026-03-30"}]\''),
        ("extension", "REPLACE(CAST(extension AS TEXT), '2026-03-09', '2026-03-10')"),
        ("decision", "REPLACE(CAST(decision AS TEXT), 'satisfied', 'refused')"),
        ("due_on", "'2026-12-31'"),
        ("duplicate_of", "'R-1'"),
        ("closed_on", "'2026-03-25'"),
        ("purge_on", "'2099-01-01'"),
    ],
)
def test_an_edited_fact_of_a_request_is_found(filed, engine, found, tamper, column, value):
    day = dt.date(2026, 3, 9)
    decision = Decision("satisfied", "Tout est effacé.", False, "b.martin", day)
    extension = Extension("number", "Trois dossiers.", day, day)
    move(filed, "R-3", "answered", decision=decision, extension=extension, purge_on=dt.date(2031, 3, 9))
    as_json = engine.dialect.name == "postgresql" and column in JSON_COLUMNS
    tamper(f"UPDATE requests SET {column} = {f'({value})::json' if as_json else value} WHERE reference = 'R-3'")
    assert found() == [("alpha", 6, "edited_request")]


def test_a_request_put_back_as_it_was_is_found(filed, found, tamper):
    """Even with the lines that are about it counted right."""
    tamper("CREATE TABLE older AS SELECT * FROM requests WHERE reference = 'R-3'")
    move(filed, "R-3", "received", extension=Extension("number", "Trois.", NOW.date(), NOW.date()))
    tamper(
        "DELETE FROM requests WHERE reference = 'R-3'",
        "UPDATE older SET last_audit = 6",
        "INSERT INTO requests SELECT * FROM older",
    )
    assert found() == [("alpha", 6, "edited_request")]


def test_every_column_of_a_request_is_proven_but_those_that_are_personal_or_of_the_store():
    unproven = {"file", "assigned_to", "redirected_to", "idempotency_key", "fingerprint", "last_audit", "revision"}
    proven = {one.key for one in proven_columns()}
    assert proven == set(RequestRow.__table__.columns.keys()) - unproven


def test_lines_keep_no_digest_of_a_person_nor_of_what_was_said_about_them(store):
    file(store, a_request("R-1"))
    decision = Decision("no_data", "Rien sur elle.", False, "b.martin", NOW.date())
    move(store, "R-1", "received", identity=Identity(doubt="Une jumelle."))
    move(store, "R-1", "received", file=PersonalFile(replace(SUBJECT, family_name="Exemple")))
    move(store, "R-1", "answered", decision=decision)
    move(store, "R-1", "answered", decision=replace(decision, reasons="Elle est partie."))
    with store.reading() as reading:
        filed, doubted, renamed, answered, reworded = (one.request_digest for one in reading.trail("R-1"))
    assert filed == doubted == renamed
    assert answered == reworded != filed


def test_lines_of_an_older_version_prove_nothing_about_the_request_and_are_not_held_against_it(store, keys, tamper):
    with store.writing() as writing:
        writing.add(a_request("R-1"), None, "", [])
        line = AuditEntry(
            "alpha", 0, NOW, "R-1", "member", "member", "file", "draft", "received", None, "", "", "", ""
        )
        append(writing.session, keys, line)
    tamper("UPDATE requests SET last_audit = 1")
    with store.reading() as reading:
        assert verify(reading, keys) == []
    move(store, "R-1", "in_progress")
    tamper("UPDATE requests SET due_on = '2026-12-31'")
    with store.reading() as reading:
        assert [one.kind for one in verify(reading, keys)] == ["edited_request"]


def test_a_request_without_a_line_is_found(filed, found):
    with filed.writing() as writing:
        writing.add(a_request("R-4"), None, "", [])
    assert found() == [("alpha", None, "no_trail")]


def test_a_deleted_request_is_found(found, tamper):
    tamper("DELETE FROM requests WHERE reference = 'R-3'")
    assert found() == [("alpha", 3, "missing_request")]


def test_a_line_written_before_a_backup_was_put_back_does_not_replace_the_one_written_since(filed, found, tamper):
    tables = ("requests", "audit", "audit_heads")
    tamper(*(f"CREATE TABLE backup_{table} AS SELECT * FROM {table}" for table in tables))
    move(filed, "R-3", "answered")
    tamper("CREATE TABLE lost AS SELECT * FROM audit WHERE insurer = 'alpha' AND number = 6")
    tamper(*(f"DELETE FROM {table}" for table in tables))
    tamper(*(f"INSERT INTO {table} SELECT * FROM backup_{table}" for table in tables))
    move(filed, "R-3", "withdrawn")
    move(filed, "R-3", "closed")
    assert found() == []
    tamper("DELETE FROM audit WHERE insurer = 'alpha' AND number = 6", "INSERT INTO audit SELECT * FROM lost")
    assert found() == [("alpha", 7, "reordered_line")]


def test_everything_of_an_insurer_put_back_to_an_earlier_day_is_found_by_a_head_kept_elsewhere(
    filed, found, tamper
):
    tables = ("requests", "audit", "audit_heads")
    tamper(*(f"CREATE TABLE older_{table} AS SELECT * FROM {table}" for table in tables))
    move(filed, "R-3", "in_progress")
    with filed.reading() as reading:
        expected = {"alpha": head(reading, "alpha"), "beta": head(reading, "beta")}
    assert found(expected=expected) == []
    tamper(*(f"DELETE FROM {table}" for table in tables))
    tamper(*(f"INSERT INTO {table} SELECT * FROM older_{table}" for table in tables))
    assert found() == []
    assert found(expected=expected) == [("alpha", 6, "rolled_back")]


def test_everything_of_an_insurer_removed_is_found_by_a_head_kept_elsewhere(filed, found, tamper):
    with filed.reading() as reading:
        expected = {"beta": head(reading, "beta")}
    tamper(*(f"DELETE FROM {table} WHERE insurer = 'beta'" for table in ("requests", "audit", "audit_heads")))
    assert found() == []
    assert found(expected=expected) == [("beta", 1, "rolled_back")]


def test_a_trail_that_went_on_since_its_head_was_kept_is_as_expected(filed, found):
    with filed.reading() as reading:
        expected = {"alpha": head(reading, "alpha")}
    move(filed, "R-3", "in_progress")
    assert found(expected=expected) == []


def test_with_another_key_nothing_is_valid(filed):
    with filed.reading() as reading:
        findings = verify(reading, Keys(b"another secret, also long enough"), "beta")
    assert {one.kind for one in findings} == {"edited_line", "edited_note", "forged_head", "edited_request"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL checks what a column holds
@pytest.mark.parametrize(("column", "value"), [("at", "'never'"), ("at", "7"), ("number", "'third'")])
def test_lines_that_cannot_be_read_are_a_finding(found, tamper, column, value):
    tamper(f"UPDATE audit SET {column} = {value} WHERE insurer = 'alpha' AND number = 3")
    assert ("alpha", None, "edited_line") in found()


def test_many_edited_lines_are_all_found(store, keys, tamper):
    file_all(store, *(a_request(f"R-{number}") for number in range(120)))
    tamper("UPDATE audit SET actor = 'c.petit'")
    with store.reading() as reading:
        findings = verify(reading, keys)
    assert sorted(one.number for one in findings if one.kind == "edited_line") == list(range(1, 121))


def test_verification_beside_writers_finds_nothing(filed, keys):
    def write():
        for number in range(10, 25):
            file(filed, a_request(f"R-{number}"))

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            with filed.reading() as reading:
                assert verify(reading, keys) == []
        writing.result()


def test_findings_repeat_no_word_of_a_note_or_a_file(filed, keys, tamper):
    with filed.writing() as writing:
        writing.enqueue(a_message(created_at=NOW))
    tamper("UPDATE audit SET note = 'd’Aubigné'", "UPDATE requests SET state = 'closed'")
    with filed.reading() as reading:
        said = str(verify(reading, keys))
    assert "Aubign" not in said
    assert "example.org" not in said
