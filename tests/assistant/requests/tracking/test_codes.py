"""A tracking code proves once, for 15 minutes and in five tries, that somebody reads the mail of a request."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
from sqlalchemy import event, text

from assistant.errors import BadCode, UnknownRequest
from assistant.requests.keys import Keys
from assistant.requests.tracking import codes as tracking
from assistant.requests.tracking.tokens import Tokens
from tests.assistant.requests.mail_by_hand import NOW, REFERENCE, file, request

OTHER = "MD-1111-1111-1111-1111"
UNKNOWN = "MD-2222-2222-2222-2222"


def after(**passed) -> dt.datetime:
    return NOW + dt.timedelta(**passed)


@pytest.fixture
def issue(store, keys):
    """Asks for a code, in a transaction of its own."""

    def asked(reference=REFERENCE, now=NOW):
        with store.writing() as writing:
            return tracking.issue(writing, keys, reference, now)

    file(store)
    file(store, filed=request(OTHER))
    return asked


@pytest.fixture
def check(store, keys):
    """Tries a code, in a transaction of its own."""

    def tried(code, reference=REFERENCE, now=NOW):
        with store.writing() as writing:
            return tracking.check(writing, keys, reference, code, now)

    return tried


def wrong(code: str) -> str:
    return code[:-1] + ("2" if code[-1] != "2" else "3")


def test_a_code_has_eight_characters_that_are_hard_to_confuse(issue):
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{8}", issue())


def test_the_code_that_was_sent_is_right_once(issue, check):
    code = issue()
    assert [check(code), check(code)] == [True, False]


def test_a_code_is_recognised_in_the_ways_people_type_it(issue, check):
    code = issue()
    assert check(f" {code[:4].lower()}-{code[4:].replace('0', 'o').replace('1', 'l')} ")


def test_a_code_is_good_for_its_own_request_only(issue, check):
    code = issue()
    issue(OTHER)
    assert not check(code, OTHER)
    assert check(code)


def test_the_fifth_try_may_be_right_and_the_sixth_may_not(issue, check):
    code = issue()
    assert [check(wrong(code)) for _ in range(4)] == [False] * 4
    assert check(code)
    again = issue(now=after(minutes=1))
    assert [check(wrong(again), now=after(minutes=1)) for _ in range(5)] == [False] * 5
    assert not check(again, now=after(minutes=1))


def test_a_code_expires_after_fifteen_minutes(issue, check):
    assert check(issue(), now=after(minutes=14, seconds=59))
    assert not check(issue(OTHER), OTHER, now=after(minutes=15))


def test_a_new_code_takes_the_place_of_the_one_before(issue, check):
    old, new = issue(), issue(now=after(minutes=1))
    assert not check(old, now=after(minutes=2))
    assert check(new, now=after(minutes=2))


def test_a_code_is_sent_at_most_once_a_minute(issue, check):
    code = issue()
    assert issue(now=after(seconds=59)) is None
    assert issue(OTHER, now=after(seconds=59))
    assert check(code, now=after(seconds=59))
    assert issue(now=after(seconds=59)) is None
    assert issue(now=after(seconds=60))


@pytest.mark.parametrize("reference", [UNKNOWN, "", None])
def test_an_unknown_reference_gets_no_code(issue, reference):
    assert issue(reference) is None


@pytest.mark.parametrize("code", ["", "\x00", "é" * 8, "0" * 1_000, "-" * 64])
def test_no_text_is_right_by_accident(issue, check, code):
    assert not check(code, UNKNOWN)
    issue()
    assert not check(code)


def test_neither_the_code_nor_a_plain_digest_of_it_is_kept(issue, store, keys):
    code = issue()
    with store.reading() as reading:
        (digest,) = reading.session.execute(text("SELECT digest FROM tracking_codes")).scalars()
    assert digest == keys.digest("tracking code", f"{REFERENCE}\n{code}")
    with store.writing() as writing:
        other_secret = Keys(b"another secret, as long as the first")
        assert not tracking.check(writing, other_secret, REFERENCE, code, NOW)


def test_known_and_unknown_references_take_the_same_statements(issue, check, engine):
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *_: statements.append(_[2]))

    def taken(act) -> list[str]:
        statements.clear()
        act()
        return list(statements)

    unknown = taken(lambda: check("ABCD2345", UNKNOWN))
    assert unknown == taken(lambda: check("ABCD2345"))  # known, without a code
    issue()
    assert unknown == taken(lambda: check("ABCD2345"))
    assert taken(lambda: issue(UNKNOWN)) == taken(lambda: issue(now=after(seconds=1)))  # too soon


def test_tries_at_the_same_time_are_all_counted(issue, check):
    code = issue()
    results: list[bool] = []
    threads = [threading.Thread(target=lambda: results.append(check(wrong(code)))) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert results == [False] * 5
    assert not check(code)


def test_a_right_code_opens_once_however_many_use_it_at_once(issue, check):
    code = issue()
    results: list[bool] = []
    threads = [threading.Thread(target=lambda: results.append(check(code))) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(results) == [False, False, False, True]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tokens(keys, clock):
    return Tokens(keys, clock)


def test_a_receipt_token_opens_its_receipt_for_a_day(tokens, clock):
    token = tokens.receipt(REFERENCE)
    clock.now = after(days=1)
    assert tokens.read_receipt(token) == REFERENCE
    clock.now = after(days=1, seconds=1)
    with pytest.raises(UnknownRequest):
        tokens.read_receipt(token)


def test_a_tracking_token_opens_its_request_for_half_an_hour(tokens, clock):
    token = tokens.tracking(REFERENCE)
    clock.now = after(minutes=30)
    assert tokens.read_tracking(token) == REFERENCE
    clock.now = after(minutes=30, seconds=1)
    with pytest.raises(BadCode):
        tokens.read_tracking(token)


def test_a_token_of_one_kind_does_not_open_the_other(tokens):
    with pytest.raises(BadCode):
        tokens.read_tracking(tokens.receipt(REFERENCE))
    with pytest.raises(UnknownRequest):
        tokens.read_receipt(tokens.tracking(REFERENCE))


def test_a_token_of_another_installation_opens_nothing(tokens, clock):
    other = Tokens(Keys(b"another secret, as long as the first"), clock)
    with pytest.raises(UnknownRequest):
        tokens.read_receipt(other.receipt(REFERENCE))


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "é", "\x00", "A" * 100_000])
def test_a_made_up_token_opens_nothing(tokens, token):
    with pytest.raises(UnknownRequest):
        tokens.read_receipt(token)
    with pytest.raises(BadCode):
        tokens.read_tracking(token)


def test_a_token_whose_reference_was_changed_opens_nothing(tokens):
    mine, theirs = tokens.tracking(REFERENCE), tokens.tracking(OTHER)
    forged = ".".join([theirs.rsplit(".", 2)[0], *mine.rsplit(".", 2)[1:]])
    with pytest.raises(BadCode):
        tokens.read_tracking(forged)


def test_a_token_goes_into_an_address_as_it_is(tokens):
    assert re.fullmatch(r"[\w.\-]+", tokens.receipt(REFERENCE), re.ASCII)
