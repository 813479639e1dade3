"""One person's requests are found by what is known of them, and nobody else's are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from assistant.errors import NotAllowed
from assistant.requests.filing import person_digests, requester_digests
from assistant.requests.records import Actor, Person, PersonalFile
from assistant.requests.retention.finding import Found, Sought, found
from tests.assistant.requests.filed_by_hand import SUBJECT, a_request, file, move

DPO = Actor("dpo-1", "dpo", frozenset({"alpha"}))
OPERATOR = Actor("operator", "administrator", None)
BORN = dt.date(1980, 2, 29)
CHLOE = Sought("chloe@example.org", "12345678", "Chloé d’Aubigné", BORN)
HUSBAND = replace(SUBJECT, given_names="Luc", birth_date=dt.date(1979, 1, 1), member_number="87654321")


def filed(store, keys, reference, subject=SUBJECT, insurer="alpha", requester=None):
    """A request about somebody, found by their digests and those of whoever files it."""
    personal = PersonalFile(subject, requester, "parent" if requester else "self")
    digests = person_digests(insurer, personal, keys) | requester_digests(insurer, personal, keys)
    return file(store, a_request(reference, insurer=insurer, file=personal), digests=digests)


@pytest.mark.parametrize(
    "known",
    [
        CHLOE,
        Sought(email="Chloe@Example.org", member_number="1234 5678"),
        Sought(email="chloe@example.org", name="D’AUBIGNE Chloe", birth_date=BORN),
        Sought(member_number="12345678", name="Chloé d’Aubigné", birth_date=BORN),
    ],
)
def test_two_things_that_match_find_a_person(store, keys, known):
    filed(store, keys, "R-1")
    assert found(store, keys, DPO, known) == Found(("R-1",), ())


@pytest.mark.parametrize(
    "known",
    [
        Sought(email=" chloe@bücher.example", member_number="１２３４５６７８"),
        Sought(email="chloe@xn--bcher-kva.example ", name="Chloé\u00a0 d’Aubigné ", birth_date=BORN),
    ],
)
def test_what_is_known_is_read_as_the_form_reads_it(store, keys, known):
    filed(store, keys, "R-1", replace(SUBJECT, email="chloe@xn--bcher-kva.example"))
    assert found(store, keys, DPO, known) == Found(("R-1",), ())


def test_what_the_form_would_refuse_finds_nobody(store, keys):
    filed(store, keys, "R-1")
    assert found(store, keys, DPO, Sought("chloe@example.org, luc@example.org", "n° 1")) == Found((), ())


@pytest.mark.parametrize(
    "known",
    [
        Sought(email="chloe@example.org"),
        Sought(email="chloe@example.org", name="Chloé d’Aubigné"),
        Sought(email="chloe@example.org", member_number="999"),
        Sought(name="Chloé d’Aubigné", birth_date=BORN),
    ],
)
def test_one_thing_that_matches_is_for_somebody_to_look_into(store, keys, known):
    filed(store, keys, "R-1")
    assert found(store, keys, DPO, known) == Found((), ("R-1",))


def test_couples_that_share_an_address_are_told_apart(store, keys):
    filed(store, keys, "R-1")
    filed(store, keys, "R-2", HUSBAND)
    assert found(store, keys, DPO, CHLOE) == Found(("R-1",), ("R-2",))


def test_a_request_that_somebody_looked_into_counts(store, keys):
    filed(store, keys, "R-1", replace(SUBJECT, email=None, member_number=None))
    filed(store, keys, "R-2", replace(SUBJECT, email=None, birth_date=None, member_number=None))
    assert found(store, keys, DPO, CHLOE) == Found((), ("R-1",))
    checked = replace(CHLOE, references=frozenset({"R-1", "R-2", "unknown"}))
    assert found(store, keys, DPO, checked) == Found(("R-1", "R-2"), ())


def test_what_a_person_filed_for_somebody_else_is_for_somebody_to_look_into(store, keys):
    child = Person("Léo", "d’Aubigné", dt.date(2015, 1, 1))
    filed(store, keys, "R-1", child, requester=SUBJECT)
    filed(store, keys, "R-2", child, requester=HUSBAND)
    assert found(store, keys, DPO, replace(CHLOE, email=None)) == Found((), ("R-1",))


def test_a_request_that_somebody_else_filed_for_a_person_is_theirs(store, keys):
    filed(store, keys, "R-1", SUBJECT, requester=HUSBAND)
    assert found(store, keys, DPO, CHLOE) == Found(("R-1",), ())


def test_a_stranger_is_not_found(store, keys):
    filed(store, keys, "R-1")
    assert found(store, keys, DPO, Sought("luc@example.org", "1", "Luc Exemple", BORN)) == Found((), ())
    assert found(store, keys, DPO, Sought()) == Found((), ())


def test_only_insurers_within_reach_are_looked_at(store, keys):
    filed(store, keys, "R-1", insurer="beta")
    filed(store, keys, "R-2")
    everywhere = replace(CHLOE, references=frozenset({"R-1"}))
    assert found(store, keys, DPO, everywhere) == Found(("R-2",), ())
    assert found(store, keys, OPERATOR, CHLOE) == Found(("R-2", "R-1"), ())


def test_a_purged_request_is_nobody_s(store, keys):
    filed(store, keys, "R-1")
    move(store, "R-1", "purged", file=None)
    assert found(store, keys, DPO, replace(CHLOE, references=frozenset({"R-1"}))) == Found((), ())


@pytest.mark.parametrize("role", ["member", "agent", "supervisor", "evaluator", "program", "system"])
def test_only_who_answers_for_the_data_looks_people_up(store, keys, role):
    with pytest.raises(NotAllowed):
        found(store, keys, Actor("somebody", role, None), CHLOE)
