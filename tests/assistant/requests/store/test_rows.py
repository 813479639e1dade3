"""Nothing of a request is lost or changed on its way into the database and back."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.requests.records import (
    Decision,
    Extension,
    Identity,
    Mandate,
    Passage,
    Person,
    PersonalFile,
    PostalAddress,
    Recipient,
    Request,
    Suspension,
)
from assistant.requests.store.rows import request_of, request_values
from assistant.requests.store.tables import RequestRow
from tests.assistant.requests.filed_by_hand import a_request

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
INSTANTS = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))
WORDS = st.text(max_size=20)
LINES = st.lists(WORDS, max_size=4).map(tuple)
ADDRESSES = st.builds(PostalAddress, LINES, WORDS, WORDS, WORDS)
PEOPLE = st.builds(
    Person,
    WORDS,
    WORDS,
    st.none() | DAYS,
    st.none() | WORDS,
    st.none() | WORDS,
    st.none() | ADDRESSES,
    st.none() | WORDS,
)
FILES = st.builds(
    PersonalFile,
    subject=PEOPLE,
    requester=st.none() | PEOPLE,
    role=st.sampled_from(["self", "parent", "representative", "heir"]),
    link=WORDS,
    mandate=st.none()
    | st.builds(Mandate, WORDS, WORDS, WORDS, WORDS, st.sampled_from(["subject", "representative"])),
    answers=st.dictionaries(WORDS, st.dictionaries(WORDS, WORDS | LINES, max_size=2), max_size=2),
    details=st.text(),
    reply_by=st.sampled_from(["email", "post"]),
    receipt_by_email=st.booleans(),
)
PASSAGES = st.builds(Passage, *[WORDS] * 4, st.integers(0), st.integers(0), WORDS, WORDS)
SUSPENSIONS = st.tuples(DAYS, st.none() | st.integers(0, 90)).map(
    lambda drawn: Suspension(drawn[0], None if drawn[1] is None else drawn[0] + dt.timedelta(drawn[1]))
)
METHODS = st.none() | st.sampled_from(["code", "member_number", "callback", "document_seen", "known_to_agent"])
REQUESTS = st.builds(
    a_request,
    language=st.sampled_from(["fr", "en"]),
    types=st.lists(st.sampled_from(["access", "erasure", "objection"]), unique=True).map(tuple),
    received_on=st.just(dt.date(1900, 1, 1)),
    recorded_at=INSTANTS,
    recipient=st.builds(
        Recipient, st.sampled_from(["email", "post", "none"]), WORDS, LINES, WORDS, WORDS, st.none() | PASSAGES
    ),
    file=st.none() | FILES,
    filed_by=st.none() | WORDS,
    identity=st.builds(Identity, METHODS, st.none() | INSTANTS, WORDS, st.none() | DAYS, st.none() | DAYS),
    suspensions=st.lists(SUSPENSIONS, max_size=1).map(tuple),
    extension=st.none() | st.builds(Extension, st.sampled_from(["complexity", "number"]), WORDS, DAYS, DAYS),
    decision=st.none()
    | st.builds(Decision, st.sampled_from(["refused", "no_data"]), WORDS, st.booleans(), WORDS, DAYS),
    purge_on=st.none() | DAYS,
    revision=st.integers(0, 2**31 - 1),
)


@given(REQUESTS)
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_request_survives_being_made_a_row(request):
    assert request_of(RequestRow(**request_values(request))) == request


@given(FILES)
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
)
def test_a_file_survives_the_database(store, file):
    with store.writing() as writing:
        writing.add(a_request(file=file), None, "", [])
        assert writing.find("R-1").file == file
        writing.session.rollback()


def test_a_row_has_a_column_for_every_field_of_a_request():
    assert {one.name for one in fields(Request)} <= set(RequestRow.__table__.columns.keys())


def test_the_queue_goes_by_the_extended_date():
    extension = Extension("number", "many", dt.date(2026, 3, 6), dt.date(2026, 3, 6))
    assert request_values(a_request())["due_on"] == dt.date(2026, 4, 7)
    assert request_values(a_request(extension=extension))["due_on"] == dt.date(2026, 6, 5)


def test_an_unreadable_file_is_named_without_its_content():
    values = request_values(a_request()) | {"file": {"subject": "Chloé d’Aubigné"}}
    with pytest.raises(ValueError, match="R-1") as error:
        request_of(RequestRow(**values))
    assert "Aubign" not in str(error.value)
