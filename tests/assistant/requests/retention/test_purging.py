"""Requests are purged when their time has come, and marketing objections outlive them as digests."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from assistant.errors import NotAllowed
from assistant.requests.keys import Keys
from assistant.requests.records import Actor, Decision, Person, PersonalFile
from assistant.requests.retention.purging import CHANNELS, Purged, is_objected, objections, objects, purge_due
from assistant.requests.store.audit import verify
from assistant.requests.store.tables import ObjectionRow
from tests.assistant.requests.filed_by_hand import SUBJECT, a_message, a_request, file, move

SYSTEM = Actor("service", "system", None)
PURGE_ON = dt.date(2031, 4, 2)
THAT_DAY = dt.datetime(2031, 4, 2, 3, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 5)
MAIL, PHONE, HOME = "chloe@example.org", "+33612345678", "12 rue des Lilas 75011 Paris"
CONTACTS = {"email": MAIL, "phone": PHONE, "sms": PHONE, "post": HOME}


def closed(store, reference, **changes):
    """A closed request, to be purged on 2 April 2031."""
    file(store, a_request(reference, **{"file": PersonalFile(SUBJECT)} | changes), digests=["d" * 64])
    ends = {"closed_on": dt.date(2026, 4, 2), "purge_on": PURGE_ON}
    return move(store, reference, "closed", note="Mme d’Aubigné est satisfaite.", **ends)


def found(store, reference):
    with store.reading() as reading:
        return reading.find(reference)


def objected(store, keys, channels=("all",), years=3, today=TODAY, **changes):
    """A marketing objection on these channels, in the list."""
    fields = {"types": ("marketing_objection",), "file": personal(channels)} | changes
    with store.writing() as writing:
        objects(writing, keys, a_request(**fields), years, today)


def personal(channels, subject=SUBJECT, **changes):
    return PersonalFile(subject, answers={"marketing_objection": {"channels": channels}}, **changes)


def listed(store):
    with store.reading() as reading:
        rows = reading.session.scalars(select(ObjectionRow).order_by(ObjectionRow.channel)).all()
        return {row.channel: (row.objected_on, row.keep_until) for row in rows}


def is_listed(store, keys, channel, contact, insurer="alpha"):
    with store.reading() as reading:
        return is_objected(reading, keys, insurer, channel, contact)


# --- Purge ---------------------------------------------------------------------------------------------------


def test_a_request_is_purged_when_its_time_has_come(store):
    closed(store, "R-1")
    assert purge_due(store, SYSTEM, THAT_DAY, dry_run=False) == Purged(("R-1",), 0)
    assert (found(store, "R-1").state, found(store, "R-1").file) == ("purged", None)


def test_a_request_is_not_purged_the_day_before(store):
    closed(store, "R-1")
    assert purge_due(store, SYSTEM, THAT_DAY - dt.timedelta(days=1), dry_run=False) == Purged((), 0)
    assert found(store, "R-1").file


def test_the_day_of_the_purge_is_one_in_paris(store):
    closed(store, "R-1")
    midnight = dt.datetime(2031, 4, 1, 22, tzinfo=dt.UTC)
    assert purge_due(store, SYSTEM, midnight - dt.timedelta(seconds=1), dry_run=True).references == ()
    assert purge_due(store, SYSTEM, midnight, dry_run=True).references == ("R-1",)


def test_a_dry_run_says_what_would_be_purged_and_changes_nothing(store, keys):
    before = closed(store, "R-1")
    objected(store, keys, channels=("email",), today=dt.date(2026, 1, 5))
    assert purge_due(store, SYSTEM, THAT_DAY, dry_run=True) == Purged(("R-1",), 1)
    assert found(store, "R-1") == before
    assert set(listed(store)) == {"email"}


def test_purging_leaves_no_word_of_the_person_and_a_valid_trail(store, keys):
    closed(store, "R-1")
    with store.writing() as writing:
        writing.add_note("R-1", THAT_DAY, "member", "member", "Chloé d’Aubigné insiste.")
        writing.enqueue(a_message())
    purge_due(store, SYSTEM, THAT_DAY, dry_run=False)
    with store.reading() as reading:
        assert reading.notes("R-1") == []
        kept = repr((reading.find("R-1"), reading.trail("R-1"), reading.messages("R-1")))
        last = reading.trail("R-1")[-1]
        assert verify(reading, keys) == []
    assert "Aubigné" not in kept
    assert "chloe@example.org" not in kept
    assert (last.actor, last.action, last.from_state, last.to_state) == ("service", "purge", "closed", "purged")


def test_a_request_that_left_by_a_side_exit_is_purged_although_nobody_closed_it(store):
    file(store, a_request("R-1"))
    move(store, "R-1", "withdrawn", closed_on=dt.date(2026, 4, 2), purge_on=PURGE_ON)
    assert purge_due(store, SYSTEM, THAT_DAY, dry_run=False).references == ("R-1",)


def answered(store, reference):
    """An answered request that nobody closed, to be purged on 2 April 2031."""
    file(store, a_request(reference))
    decision = Decision("satisfied", "Copie envoyée.", False, "b.martin", dt.date(2026, 4, 2))
    return move(store, reference, "answered", decision=decision, purge_on=PURGE_ON)


def test_an_answered_request_that_nobody_closed_is_closed_and_purged_when_its_time_has_come(store, keys):
    answered(store, "R-1")
    assert purge_due(store, SYSTEM, THAT_DAY, dry_run=True).references == ("R-1",)
    assert purge_due(store, SYSTEM, THAT_DAY, dry_run=False).references == ("R-1",)
    with store.reading() as reading:
        lines = [(one.actor, one.action, one.from_state, one.to_state) for one in reading.trail("R-1")[-2:]]
        assert verify(reading, keys) == []
    assert lines == [
        ("service", "close", "answered", "closed"),
        ("service", "purge", "closed", "purged"),
    ]
    purged = found(store, "R-1")
    assert (purged.state, purged.file, purged.closed_on) == ("purged", None, THAT_DAY.date())


def test_an_answered_request_stays_until_its_time_has_come(store):
    before = answered(store, "R-1")
    assert purge_due(store, SYSTEM, THAT_DAY - dt.timedelta(days=1), dry_run=False).references == ()
    assert found(store, "R-1") == before


def test_an_open_request_is_never_purged(store):
    file(store, a_request("R-1"))
    assert purge_due(store, SYSTEM, dt.datetime(2090, 1, 1, tzinfo=dt.UTC), dry_run=False).references == ()


def test_purging_twice_purges_once(store):
    closed(store, "R-1")
    purge_due(store, SYSTEM, THAT_DAY, dry_run=False)
    assert purge_due(store, SYSTEM, THAT_DAY, dry_run=False) == Purged((), 0)


def test_an_administrator_purges_within_reach(store, keys):
    closed(store, "R-1")
    closed(store, "R-2", insurer="beta")
    objected(store, keys, insurer="beta", today=dt.date(2020, 1, 1))
    administrator = Actor("claire", "administrator", frozenset({"alpha"}))
    assert purge_due(store, administrator, THAT_DAY, dry_run=False) == Purged(("R-1",), 0)
    assert found(store, "R-2").file
    assert listed(store)


@pytest.mark.parametrize("role", ["member", "agent", "supervisor", "dpo", "evaluator", "program"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_nobody_else_purges(store, role, dry_run):
    with pytest.raises(NotAllowed):
        purge_due(store, Actor("somebody", role, None), THAT_DAY, dry_run=dry_run)


# --- Marketing objections ------------------------------------------------------------------------------------


def test_an_objection_to_everything_lists_every_contact(store, keys):
    objected(store, keys)
    assert listed(store) == dict.fromkeys(CHANNELS, (TODAY, dt.date(2029, 3, 5)))
    assert all(is_listed(store, keys, channel, contact) for channel, contact in CONTACTS.items())


def test_an_objection_to_some_channels_lists_those(store, keys):
    objected(store, keys, channels=("sms", "post"))
    assert set(listed(store)) == {"sms", "post"}
    assert is_listed(store, keys, "sms", PHONE)
    assert not is_listed(store, keys, "phone", PHONE)


@pytest.mark.parametrize(
    ("channel", "spelling"),
    [
        ("email", "Chloe@Example.ORG"),
        ("email", "  chloe@example.org "),
        ("phone", "06 12 34 56 78"),
        ("phone", "+33 (0)6 12 34 56 78"),
        ("sms", "06.12.34.56.78"),
        ("post", "12, RUE DES LILAS\n75011 PARIS"),
        ("post", "12 rue des Lilàs – 75011 Paris"),
    ],
)
def test_a_contact_is_recognised_however_it_is_spelt(store, keys, channel, spelling):
    objected(store, keys)
    assert is_listed(store, keys, channel, spelling)


@pytest.mark.parametrize(
    ("channel", "contact"),
    [("email", "chloé@example.org"), ("phone", "12"), ("sms", MAIL), ("email", PHONE)],
)
def test_what_is_no_contact_of_the_channel_is_refused(store, keys, channel, contact):
    with pytest.raises(ValueError, match="bad_"):
        is_listed(store, keys, channel, contact)


def test_an_objection_holds_at_one_insurer_and_for_one_contact(store, keys):
    objected(store, keys)
    assert not is_listed(store, keys, "email", MAIL, insurer="beta")
    assert not is_listed(store, keys, "email", "luc@example.org")
    assert not is_listed(store, keys, "post", "14 rue des Lilas 75011 Paris")


def test_the_list_holds_digests_that_only_the_installation_can_make(store, keys):
    objected(store, keys)
    assert not is_listed(store, Keys(b"another secret, as long as the one of the tests"), "email", MAIL)
    with store.reading() as reading:
        rows = reading.session.scalars(select(ObjectionRow)).all()
    assert all(len(row.digest) == 64 and set(row.digest) <= set("0123456789abcdef") for row in rows)


def test_other_requests_list_nothing(store, keys):
    objected(store, keys, types=("objection", "erasure"))
    assert listed(store) == {}


def test_a_child_s_objection_lists_the_contacts_that_a_parent_gave_for_it(store, keys):
    child = Person("Léo", "d’Aubigné", dt.date(2015, 1, 1), phone="+33698765432")
    objected(store, keys, file=personal(("all",), child, requester=SUBJECT, role="parent"))
    assert is_listed(store, keys, "email", MAIL)
    assert is_listed(store, keys, "phone", "+33698765432")
    assert not is_listed(store, keys, "phone", PHONE)


@pytest.mark.parametrize("role", ["representative", "heir"])
def test_the_contacts_of_a_lawyer_or_an_heir_are_never_listed(store, keys, role):
    absent = Person("Anne", "Exemple", dt.date(1950, 1, 1), phone="+33698765432")
    objected(store, keys, file=personal(("all",), absent, requester=SUBJECT, role=role))
    assert set(listed(store)) == {"phone", "sms"}
    assert is_listed(store, keys, "phone", "+33698765432")


def test_objecting_again_keeps_the_first_date_and_lengthens_the_time(store, keys):
    objected(store, keys, channels=("email",))
    objected(store, keys, channels=("email",), today=dt.date(2027, 3, 5))
    assert listed(store) == {"email": (TODAY, dt.date(2030, 3, 5))}
    objected(store, keys, channels=("email",), today=dt.date(2026, 6, 1))
    assert listed(store)["email"][1] == dt.date(2030, 3, 5)


def test_an_entry_leaves_the_list_after_its_last_day(store, keys):
    objected(store, keys, channels=("email",))
    last = dt.datetime(2029, 3, 5, 12, tzinfo=dt.UTC)
    assert purge_due(store, SYSTEM, last, dry_run=False).objections == 0
    assert purge_due(store, SYSTEM, last + dt.timedelta(days=1), dry_run=False).objections == 1
    assert listed(store) == {}


def test_an_objection_outlives_the_purge_of_its_request(store, keys):
    request = closed(store, "R-1", types=("marketing_objection",), file=personal(("email",)))
    with store.writing() as writing:
        objects(writing, keys, request, 30, TODAY)
    purge_due(store, SYSTEM, THAT_DAY, dry_run=False)
    assert is_listed(store, keys, "email", MAIL)


def test_the_entries_about_a_request_are_found(store, keys):
    objected(store, keys, channels=("email", "sms"))
    stranger = Person("Luc", "Exemple", email="luc@example.org")
    with store.reading() as reading:
        mine, theirs = (objections(reading, keys, "alpha", PersonalFile(one)) for one in (SUBJECT, stranger))
    assert [one.channel for one in mine] == ["email", "sms"]
    assert theirs == []


# --- At the same time ----------------------------------------------------------------------------------------


def at_once(count, task):
    """What `count` threads made of the task, begun together."""
    gate = Barrier(count)

    def begun(number):
        gate.wait()
        return task(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begun, range(count)))


def test_the_same_contact_objected_to_by_several_at_once_is_listed_once(store, keys):
    at_once(6, lambda number: objected(store, keys, years=3 + number))
    assert set(listed(store).values()) == {(TODAY, dt.date(2034, 3, 5))}


def test_two_purges_at_once_purge_each_request_once(store, keys):
    for number in range(6):
        closed(store, f"R-{number}")
    results = at_once(2, lambda _: purge_due(store, SYSTEM, THAT_DAY, dry_run=False).references)
    assert sorted(results[0] + results[1]) == [f"R-{number}" for number in range(6)]
    with store.reading() as reading:
        assert verify(reading, keys) == []
