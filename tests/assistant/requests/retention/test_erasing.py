"""A person's requests are erased when they ask, but for those that are owed an answer; objections still hold."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.catalogue import message
from assistant.errors import NotAllowed
from assistant.requests.filing import person_digests
from assistant.requests.records import OPEN_STATES, Actor, Decision, PersonalFile
from assistant.requests.retention.erasing import Erased, erased
from assistant.requests.retention.finding import Sought
from assistant.requests.retention.purging import is_objected, objects
from assistant.requests.store.audit import verify
from tests.assistant.requests.filed_by_hand import NOW, SUBJECT, a_message, a_request, file, move

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

DPO = Actor("dpo-1", "dpo", frozenset({"alpha"}))
CHLOE = Sought(email="chloe@example.org", member_number="12345678")
REASON = "Demande d’effacement R-9."
ENDED = {"closed_on": dt.date(2026, 4, 2), "purge_on": dt.date(2031, 4, 2)}
ANSWERED = {"decision": Decision("satisfied", "Copie envoyée.", False, "p.leroy", dt.date(2026, 3, 20))}


def kept(store, keys, reference, state, **changes):
    """A request of Chloé's in that state."""
    personal = PersonalFile(SUBJECT, answers={"marketing_objection": {"channels": ("all",)}})
    request = a_request(reference, file=personal, **changes)
    file(store, request, digests=person_digests(request.insurer, personal, keys))
    fields = {"answered": ANSWERED, "closed": ANSWERED | ENDED, "withdrawn": ENDED}.get(state, {})
    return move(store, reference, state, note="Chloé a appelé.", **fields)


def erase(store, keys, by=DPO, person=CHLOE):
    return erased(store, keys, by, person, NOW, REASON)


def of(store, reference):
    with store.reading() as reading:
        return reading.find(reference), reading.trail(reference)


@pytest.mark.parametrize("state", ["closed", "withdrawn", "answered"])
def test_a_request_that_is_over_is_erased_before_its_time(store, keys, state):
    kept(store, keys, "R-1", state)
    with store.writing() as writing:
        writing.add_note("R-1", NOW, "member", "member", "Chloé insiste.")
        writing.enqueue(a_message())
    assert erase(store, keys) == Erased(("R-1",), {}, (), 0)
    request, trail = of(store, "R-1")
    assert (request.state, request.file) == ("purged", None)
    assert (trail[-1].actor, trail[-1].action, trail[-1].note) == ("dpo-1", "erase", REASON)
    with store.reading() as reading:
        assert verify(reading, keys) == []
        assert "Chloé" not in repr((request, trail, reading.notes("R-1"), reading.messages("R-1")))


def test_an_answered_request_is_closed_on_the_way(store, keys):
    kept(store, keys, "R-1", "answered")
    erase(store, keys)
    request, trail = of(store, "R-1")
    steps = [(one.action, one.from_state, one.to_state) for one in trail[-2:]]
    assert steps == [("close", "answered", "closed"), ("erase", "closed", "purged")]
    assert (request.closed_on, request.purge_on) == (NOW.date(), NOW.date())


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_a_request_that_is_owed_an_answer_is_not_erased_and_the_reason_is_told(store, keys, state):
    before = kept(store, keys, "R-1", state)
    result = erase(store, keys)
    assert (result.references, result.refused) == ((), {"R-1": "still_open"})
    assert "réponse" in message("fr", f"lifecycle.refused.{result.refused['R-1']}")
    request, trail = of(store, "R-1")
    assert request == before
    assert (trail[-1].action, trail[-1].note) == ("erase refused", "still_open")


def test_the_rest_is_erased_where_one_is_refused(store, keys):
    kept(store, keys, "R-1", "closed")
    kept(store, keys, "R-2", "in_progress")
    kept(store, keys, "R-3", "withdrawn")
    result = erase(store, keys)
    assert (result.references, set(result.refused)) == (("R-1", "R-3"), {"R-2"})


def test_the_objection_to_marketing_still_holds_and_the_result_says_so(store, keys):
    request = kept(store, keys, "R-1", "closed", types=("marketing_objection",))
    with store.writing() as writing:
        objects(writing, keys, request, 3, dt.date(2026, 3, 5))
    assert erase(store, keys).objections_kept == 4
    with store.reading() as reading:
        assert is_objected(reading, keys, "alpha", "email", "chloe@example.org")


def test_what_may_be_somebody_else_s_is_left_alone_and_named(store, keys):
    kept(store, keys, "R-1", "closed")
    assert erase(store, keys, person=Sought(email="chloe@example.org")) == Erased((), {}, ("R-1",), 0)
    assert of(store, "R-1")[0].file


def test_requests_to_other_insurers_are_out_of_reach(store, keys):
    kept(store, keys, "R-1", "closed", insurer="beta")
    assert erase(store, keys) == Erased((), {}, (), 0)
    assert of(store, "R-1")[0].file


def test_erasing_twice_erases_once(store, keys):
    kept(store, keys, "R-1", "closed")
    erase(store, keys)
    assert erase(store, keys) == Erased((), {}, (), 0)


@pytest.mark.parametrize("role", ["member", "agent", "supervisor", "evaluator", "program", "system"])
def test_nobody_else_erases(store, keys, role):
    kept(store, keys, "R-1", "closed")
    with pytest.raises(NotAllowed):
        erase(store, keys, by=Actor("somebody", role, None))
    assert of(store, "R-1")[0].file
