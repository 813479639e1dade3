"""The queue as a file: the columns, nobody's name for who may not list people, and no formula in a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest

from assistant.errors import NotAllowed
from assistant.requests.casework import queue_line
from assistant.requests.exporting import COLUMNS, PERSONAL_COLUMNS, as_csv, as_json, exported
from assistant.requests.records import Actor, Decision, Extension, Suspension
from tests.assistant.requests.filed_by_hand import SUBJECT, a_request

TODAY = dt.date(2026, 4, 8)
AGENT = Actor("claire", "agent", frozenset({"alpha"}))
DPO = Actor("dpo", "dpo", frozenset({"alpha"}))


def rows_of(*requests, actor=DPO, personal=False):
    return exported([queue_line(one, TODAY, 0) for one in requests], actor, personal=personal)


def read(text):
    """The rows of a CSV file as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def named(**person):
    request = a_request()
    return replace(request, file=replace(request.file, subject=replace(SUBJECT, **person)))


def test_a_request_is_a_row_with_its_dates():
    (row,) = rows_of(
        a_request(
            types=("access", "erasure"),
            suspensions=(Suspension(dt.date(2026, 3, 9), dt.date(2026, 3, 19)),),
            extension=Extension("complexity", "Trois dossiers.", dt.date(2026, 3, 20), dt.date(2026, 3, 20)),
            decision=Decision("refused", "Secret.", True, "dpo", dt.date(2026, 4, 2)),
            assigned_to="claire",
        )
    )
    assert tuple(row) == COLUMNS
    assert row["types"] == "access; erasure"
    assert (row["due_original"], row["due_extended"]) == ("2026-04-07", "2026-06-05")
    assert row["due_suspended"] == "2026-06-15"
    assert (row["outcome"], row["answered_on"], row["assigned_to"]) == ("refused", "2026-04-02", "claire")


def test_what_is_owed_since_yesterday_is_overdue():
    assert rows_of(a_request())[0]["overdue"] is True
    assert rows_of(a_request(received_on=dt.date(2026, 3, 9)))[0]["overdue"] is False


def test_without_personal_columns_nothing_tells_whose_request_it_is():
    for text in (as_csv(rows_of(a_request()), personal=False), as_json(rows_of(a_request()))):
        assert not any(word in text for word in ("Aubigné", "chloe@", "12345678", "+33", "1980", "Tout effacer"))


def test_an_agent_gets_no_list_of_people():
    assert rows_of(a_request(), actor=AGENT)
    with pytest.raises(NotAllowed):
        rows_of(a_request(), actor=AGENT, personal=True)


@pytest.mark.parametrize("role", ["supervisor", "dpo", "administrator"])
def test_who_may_list_people_gets_their_names_and_contacts(role):
    (row,) = rows_of(a_request(), actor=Actor("x", role, None), personal=True)
    assert tuple(row) == (*COLUMNS, *PERSONAL_COLUMNS)
    assert (row["subject"], row["email"], row["member_number"]) == (
        "Chloé d’Aubigné", "chloe@example.org", "12345678"
    )  # fmt: skip


def test_a_purged_request_keeps_its_row_without_anybody():
    (row,) = rows_of(a_request(state="purged", file=None), personal=True)
    assert row["reference"] == "R-1"
    assert {row[name] for name in PERSONAL_COLUMNS} == {None}


def test_a_spreadsheet_recognises_the_encoding_and_the_header():
    text = as_csv(rows_of(a_request(), personal=True), personal=True)
    assert text.encode().startswith(b"\xef\xbb\xbfreference,insurer,state")
    assert text.count("\r\n") == 2
    assert read(text)[0]["subject"] == "Chloé d’Aubigné"


def test_an_empty_queue_still_has_a_header():
    assert as_csv([], personal=False) == "\ufeff" + ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "start", ["=1+1", "+33612345678", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\u00a0=1"]
)
def test_no_cell_is_read_as_a_formula(start):
    text = as_csv(rows_of(named(member_number=start), personal=True), personal=True)
    assert read(text)[0]["member_number"] == f"'{start}"


@pytest.mark.parametrize("name", ['Anne "la grande"', "Anne, Marie", "Anne\nMarie", "'Anne", "Jean-Luc"])
def test_what_is_no_formula_stays_as_it_is(name):
    text = as_csv(rows_of(named(given_names=name, family_name="X"), personal=True), personal=True)
    assert read(text)[0]["subject"] == f"{name} X"


def test_json_keeps_every_value_as_it_is():
    (row,) = json.loads(as_json(rows_of(named(given_names="=1+1"), personal=True)))["requests"]
    assert row["subject"].startswith("=1+1")
    assert row["overdue"] is True
    assert row["due_extended"] is None
