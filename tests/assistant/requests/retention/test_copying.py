"""A person gets a copy of all that is kept of their requests, and of nothing else."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from assistant.errors import NotAllowed
from assistant.requests.filing import person_digests
from assistant.requests.records import Actor, Decision, Identity, PersonalFile, Suspension
from assistant.requests.retention.copying import copied
from assistant.requests.retention.finding import Sought
from assistant.requests.retention.purging import objects
from assistant.requests.store.audit import verify
from tests.assistant.requests.filed_by_hand import NOW, SUBJECT, a_message, a_request, file, move

DPO = Actor("dpo-1", "dpo", frozenset({"alpha"}))
CHLOE = Sought(email="chloe@example.org", member_number="12345678")
pytestmark = pytest.mark.usefixtures("answered")
PERSONAL = PersonalFile(SUBJECT, answers={"marketing_objection": {"channels": ("email",)}}, details="Plus rien.")


@pytest.fixture
def answered(store, keys):
    """A marketing objection with all that can belong to it."""
    request = a_request(types=("marketing_objection",), file=PERSONAL, filed_by="p.leroy")
    file(store, request, digests=person_digests("alpha", PERSONAL, keys))
    with store.writing() as writing:
        objects(writing, keys, request, 3, dt.date(2026, 3, 5))
        writing.record("R-1", "alpha", DPO, "assign", "received", "received", "p.leroy", NOW)
        writing.add_note("R-1", NOW, "p.leroy", "agent", "Quelle adresse ?")
        writing.enqueue(a_message())
    return move(
        store,
        "R-1",
        "answered",
        note="Adresse retirée.",
        assigned_to="p.leroy",
        identity=Identity(doubt="Deux homonymes."),
        suspensions=(Suspension(dt.date(2026, 3, 6), dt.date(2026, 3, 9)),),
        decision=Decision("satisfied", "Adresse retirée.", False, "p.leroy", dt.date(2026, 3, 20)),
    )


def test_all_that_is_kept_is_in_the_copy(store, keys):
    copy = copied(store, keys, DPO, CHLOE, NOW)
    [request] = copy["requests"]
    assert json.loads(json.dumps(copy)) == copy
    assert (request["reference"], request["state"], request["received_on"]) == ("R-1", "answered", "2026-03-05")
    assert request["file"]["subject"]["member_number"] == "12345678"
    assert request["file"]["details"] == "Plus rien."
    assert request["identity"]["doubt"] == "Deux homonymes."
    assert request["decision"]["reasons"] == "Adresse retirée."
    assert request["due"] == {"original": "2026-04-07", "suspended": "2026-04-08", "extended": None}
    assert request["notes"] == [{"at": NOW.isoformat(), "role": "agent", "text": "Quelle adresse ?"}]
    assert [one["body"] for one in request["messages"]] == ["Madame, Monsieur,"]
    assert [one["action"] for one in request["history"]] == ["file", "assign", "move"]
    assert request["history"][-1]["note"] == "Adresse retirée."
    listed = [{"channel": "email", "since": "2026-03-05", "until": "2029-03-05"}]
    assert request["marketing_objections"] == listed


def test_colleagues_are_told_by_role_only(store, keys):
    assert "leroy" not in json.dumps(copied(store, keys, DPO, CHLOE, NOW))


def test_a_copy_leaves_an_audit_line(store, keys):
    copied(store, keys, DPO, CHLOE, NOW)
    with store.reading() as reading:
        last = reading.trail("R-1")[-1]
        assert verify(reading, keys) == []
    assert (last.actor, last.action, last.to_state) == ("dpo-1", "copy for the person", "answered")


def test_requests_of_others_stay_out_and_doubtful_ones_are_named(store, keys):
    copy = copied(store, keys, DPO, Sought(email="chloe@example.org"), NOW)
    assert copy == {"requests": [], "to_look_into": ["R-1"]}


def test_an_agent_copies_nothing(store, keys):
    with pytest.raises(NotAllowed):
        copied(store, keys, Actor("p.leroy", "agent", frozenset({"alpha"})), CHLOE, NOW)
