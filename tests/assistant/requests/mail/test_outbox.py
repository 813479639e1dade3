"""An e-mail that was committed is sent, whatever happens to the mail server, the worker and the process."""

from __future__ import annotations

import datetime as dt
import logging
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pytest

from assistant.errors import StoreUnavailable, UnknownRequest
from assistant.requests.mail.outbox import LEASE, LONGEST_OUTAGE, Outbox, Sent
from assistant.requests.mail.smtp import SmtpTransport, Undelivered
from assistant.requests.records import Attachment
from tests.assistant.requests.mail_by_hand import (
    INSURER_ADDRESS,
    MEMBER,
    NOW,
    REFERENCE,
    file,
    letter,
    messages,
    request,
    settings,
)
from tests.assistant.requests.smtp_server import smtp_server  # noqa: F401 a fixture
from tests.conftest import ROOT

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)
PDF = Attachment("demande.pdf", "application/pdf", b"%PDF")
DOWN = Undelivered("connection refused", permanent=False, unreachable=True)
BUSY = Undelivered("450", permanent=False)
REFUSED = Undelivered("550", permanent=True)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


class Post:
    """A transport that keeps what it is given, and fails as it is told: `faults` in turn, then `fault`."""

    def __init__(self) -> None:
        self.sent = []
        self.tried = []
        self.faults = []
        self.fault = None
        self.during = lambda: None

    def send(self, email) -> None:
        self.tried.append(email["Message-ID"])
        self.during()
        fault = self.faults.pop(0) if self.faults else self.fault
        if fault is not None:
            raise fault
        self.sent.append(email)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def outbox(store, post, clock):
    """An outbox without jitter that gives up after eight tries."""
    return Outbox(store, post, lambda _: [PDF], settings(25), clock, lambda _, high: high)


def only(store):
    (found,) = messages(store)
    return found


def deliveries(store) -> list[str]:
    return [one.delivery for one in sorted(messages(store), key=lambda one: one.id)]


def test_a_message_is_sent_once_with_its_files(store, outbox, post):
    file(store, letter())
    assert [outbox.send_due(10), outbox.send_due(10)] == [Sent(sent=1), Sent()]
    (email,) = post.sent
    assert email["To"] == INSURER_ADDRESS
    assert [one.get_filename() for one in email.iter_attachments()] == [PDF.name]
    assert only(store) == letter(delivery="sent", attempts=1, sent_at=NOW)


def test_no_more_are_sent_than_asked_for(store, outbox, post):
    file(store, *(letter(number) for number in range(5)))
    assert [outbox.send_due(3), outbox.send_due(3), outbox.send_due(3)] == [Sent(sent=3), Sent(sent=2), Sent()]
    assert len(set(post.tried)) == 5


def test_a_message_is_tried_after_1_4_and_16_minutes_1_4_and_6_hours_and_then_given_up(store, outbox, post, clock):
    post.fault = BUSY
    file(store, letter())
    tried = []
    while deliveries(store) == ["waiting"]:
        clock.now += SECOND
        if outbox.send_due(10) != Sent():
            tried.append(clock.now)
        clock.now = max(clock.now, (only(store).next_attempt_at or clock.now) - SECOND)
    waits = [(later - earlier) / MINUTE for earlier, later in pairwise(tried)]
    assert waits == [1, 4, 16, 64, 256, 360, 360]
    kept = only(store)
    assert (kept.delivery, kept.attempts, kept.last_error, kept.next_attempt_at) == ("dead", 8, "450", None)


def test_a_message_is_not_tried_before_its_time(store, outbox, post, clock):
    post.faults = [BUSY]
    file(store, letter())
    outbox.send_due(10)
    clock.now += MINUTE - dt.timedelta(microseconds=1)
    assert outbox.send_due(10) == Sent()
    clock.now += dt.timedelta(microseconds=1)
    assert outbox.send_due(10) == Sent(sent=1)
    assert only(store).last_error == ""


def test_waits_are_spread_so_that_messages_do_not_all_come_back_at_once(store, post, clock):
    post.fault = BUSY
    file(store, *(letter(number) for number in range(20)))
    Outbox(store, post, lambda _: (), settings(25), clock, random.Random(1).uniform).send_due(20)
    waits = [one.next_attempt_at - NOW for one in messages(store)]
    assert len(set(waits)) == 20
    assert all(0.8 * MINUTE <= one <= MINUTE for one in waits)


def test_what_is_refused_for_good_is_given_up_at_once(store, outbox, post):
    post.faults = [REFUSED]
    file(store, letter(1), letter(2))
    assert outbox.send_due(10) == Sent(sent=1, dead=1)
    assert [(one.delivery, one.last_error) for one in sorted(messages(store), key=lambda one: one.id)] == [
        ("dead", "550"),
        ("sent", ""),
    ]


def test_a_server_out_of_reach_is_knocked_at_once_a_round_and_costs_no_message_a_try(store, outbox, post):
    post.fault = DOWN
    file(store, *(letter(number) for number in range(3)))
    assert outbox.send_due(10) == Sent(retried=1)
    assert len(post.tried) == 1
    assert {one.attempts for one in messages(store)} == {0}


def test_what_is_filed_during_a_weekend_without_a_mail_server_is_sent_on_monday(store, outbox, post, clock):
    """From Friday evening to Monday morning: 62 hours, a round each half hour."""
    post.fault = DOWN
    file(store, *(letter(number) for number in range(3)))
    for _ in range(2 * 62):
        assert outbox.send_due(10) == Sent(retried=1)
        clock.now += 30 * MINUTE
    assert set(deliveries(store)) == {"waiting"}
    post.fault = None
    assert outbox.send_due(10) == Sent(sent=3)
    assert {one.attempts for one in messages(store)} == {1}


def test_a_message_goes_out_within_a_minute_of_the_servers_return(store, outbox, post, clock):
    post.faults = [BUSY, BUSY, BUSY, DOWN]
    file(store, letter())
    for wait in (0, 1, 4, 16):
        clock.now += wait * MINUTE
        outbox.send_due(10)
    clock.now += MINUTE
    assert outbox.send_due(10) == Sent(sent=1)


def test_after_a_week_without_a_mail_server_an_agent_sees_it(store, outbox, post, clock):
    post.fault = DOWN
    file(store, letter())
    clock.now = NOW + LONGEST_OUTAGE - SECOND
    assert outbox.send_due(10) == Sent(retried=1)
    clock.now += MINUTE
    assert outbox.send_due(10) == Sent(dead=1)
    with store.reading() as reading:
        assert [one.last_error for one in reading.dead_letters(None)] == ["connection refused"]


def test_tries_that_the_server_put_off_still_count_after_an_outage(store, outbox, post, clock):
    post.faults = [BUSY, DOWN, BUSY]
    file(store, letter())
    attempts = []
    for wait in (0, 1, 4):
        clock.now += wait * MINUTE
        outbox.send_due(10)
        attempts.append(only(store).attempts)
    assert attempts == [1, 1, 2]


def test_a_header_that_would_smuggle_in_another_is_never_sent(store, outbox, post):
    file(store, letter(subject="Demande\r\nBcc: x@example.org"))
    assert outbox.send_due(10) == Sent(dead=1)
    assert only(store).last_error == "unsafe Subject"
    assert post.tried == []


def test_a_letter_that_cannot_be_made_does_not_hold_up_the_others(store, post, clock, caplog):
    def attachments(message):
        if message.id == letter(1).id:
            raise LookupError(f"no letter for {MEMBER}")
        return ()

    file(store, letter(1), letter(2))
    assert Outbox(store, post, attachments, settings(25), clock).send_due(10) == Sent(sent=1, retried=1)
    assert min(messages(store), key=lambda one: one.id).last_error == "LookupError"
    assert MEMBER not in caplog.text


def test_a_worker_that_died_is_replaced_when_its_lease_has_run_out(store, outbox, clock):
    sending = letter(delivery="sending", attempts=1, next_attempt_at=NOW + LEASE)
    file(store, sending)
    assert outbox.send_due(10) == Sent()
    clock.now += LEASE
    assert outbox.send_due(10) == Sent(sent=1)
    assert only(store).attempts == 2


def test_a_message_that_kills_every_worker_is_given_up(store, outbox, post):
    file(store, letter(delivery="sending", attempts=8, next_attempt_at=NOW))
    assert outbox.send_due(10) == Sent(dead=1)
    assert only(store).last_error == "interrupted"
    assert post.tried == []


class Died(BaseException):
    """A worker's end in the middle of a delivery."""


@pytest.fixture
def overtaken(store, outbox, post, clock):
    """While the first worker sends, its lease runs out, and another one that takes over dies at once."""

    def take_over():
        post.during = die
        clock.now += LEASE
        with pytest.raises(Died):
            outbox.send_due(10)
        post.during = lambda: None

    def die():
        raise Died

    post.during = take_over
    file(store, letter())


@pytest.mark.usefixtures("overtaken")
def test_a_worker_that_was_overtaken_still_tells_that_it_has_sent(store, outbox):
    assert outbox.send_due(10) == Sent(sent=1)
    assert (only(store).delivery, only(store).attempts) == ("sent", 2)


@pytest.mark.usefixtures("overtaken")
def test_a_worker_that_was_overtaken_and_failed_changes_nothing(store, outbox, post, clock):
    post.faults = [REFUSED]
    outbox.send_due(10)
    kept = only(store)
    assert (kept.delivery, kept.attempts, kept.last_error) == ("sending", 2, "")
    clock.now += LEASE
    assert outbox.send_due(10) == Sent(sent=1)


@pytest.mark.parametrize("fault", [None, BUSY])
def test_a_message_that_is_cancelled_while_it_is_sent_stays_cancelled(store, outbox, post, fault):
    def purge():
        with store.writing() as writing:
            writing.save(replace(writing.find(REFERENCE), state="purged", file=None))

    post.during, post.fault = purge, fault
    file(store, letter())
    outbox.send_due(10)
    assert (only(store).delivery, only(store).last_error) == ("cancelled", "")


@pytest.mark.parametrize(
    ("state", "kind", "delivery"),
    [
        ("withdrawn", "to_insurer", "cancelled"),
        ("withdrawn", "to_member", "sent"),
        ("duplicate", "to_insurer", "cancelled"),
        ("redirected", "to_insurer", "cancelled"),
        ("redirected", "to_member", "sent"),
        ("closed", "to_insurer", "cancelled"),
        ("purged", "to_insurer", "cancelled"),
        ("purged", "to_member", "cancelled"),
        ("purged", "code", "cancelled"),
        ("in_progress", "to_insurer", "sent"),
    ],
)
def test_what_nobody_needs_any_more_is_not_sent(store, outbox, post, state, kind, delivery):
    file(store, letter(kind=kind))
    with store.writing() as writing:
        found = writing.find(REFERENCE)
        writing.save(replace(found, state=state))
    outbox.send_due(10)
    assert deliveries(store) == [delivery]
    assert len(post.tried) == (delivery == "sent")


def code(body="Votre code : ABCD2345"):
    return letter(kind="code", recipient=MEMBER, body=body)


def test_a_code_leaves_the_database_when_it_is_sent(store, outbox, post):
    file(store, code())
    outbox.send_due(10)
    assert "ABCD2345" in post.sent[0].as_string()
    assert (only(store).delivery, only(store).body) == ("sent", "")


def test_a_code_leaves_the_database_when_it_is_refused(store, outbox, post):
    post.fault = REFUSED
    file(store, code())
    outbox.send_due(10)
    assert (only(store).delivery, only(store).body) == ("dead", "")


def test_nobody_is_asked_to_look_at_a_code_that_was_not_delivered_and_it_stays_so(store, outbox, post):
    post.fault = REFUSED
    file(store, code())
    outbox.send_due(10)
    with store.reading() as reading:
        assert (reading.dead_letters(None), reading.undelivered_counts([REFERENCE])) == ([], {})
    with pytest.raises(UnknownRequest), store.writing() as writing:
        writing.revive(code().id, NOW)
    assert deliveries(store) == ["dead"]


def test_a_code_that_has_expired_is_not_sent_and_leaves_the_database(store, outbox, post, clock):
    """Tried at 0, 1 and 5 minutes; the next try would come at 21, when the code is of no use."""
    post.fault = BUSY
    file(store, code())
    for minutes in (0, 1, 5):
        clock.now = NOW + minutes * MINUTE
        assert outbox.send_due(10) == Sent(retried=1)
    clock.now = NOW + 15 * MINUTE
    assert outbox.send_due(10) == Sent()
    assert (only(store).delivery, only(store).body) == ("cancelled", "")
    assert len(post.tried) == 3


def test_a_code_without_its_text_is_never_sent_again(store, outbox, post):
    file(store, code(body=""))
    assert outbox.send_due(10) == Sent()
    assert post.tried == []


def test_an_agent_gets_a_message_sent_that_was_given_up(store, outbox, post):
    post.faults = [REFUSED]
    file(store, letter())
    outbox.send_due(10)
    with store.writing() as writing:
        writing.revive(letter().id, NOW)
    assert outbox.send_due(10) == Sent(sent=1)


def test_no_transaction_is_open_while_a_message_is_sent(store, outbox, post):
    """On SQLite another writer would wait for it, and fail."""
    post.during = lambda: file(store, letter(2, reference="MD-OTHER"), filed=request("MD-OTHER"))
    file(store, letter(1))
    assert outbox.send_due(1) == Sent(sent=1)
    assert [one.delivery for one in messages(store, "MD-OTHER")] == ["waiting"]


def test_two_workers_at_once_send_each_message_once(store, clock, post):
    count, workers = 60, 4
    file(store, *(letter(number) for number in range(count)))
    together = threading.Barrier(workers)
    done = []

    def work():
        outbox = Outbox(store, post, lambda _: (), settings(25), clock)
        together.wait(60)
        done.append(outbox.send_due(1_000))

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert sum(one.sent for one in done) == count
    assert Counter(post.tried) == {letter(number).message_id: 1 for number in range(count)}
    assert set(deliveries(store)) == {"sent"}


# The worker


@contextmanager
def working(outbox):
    """The worker's loop in a thread, as the server runs it."""
    stop = threading.Event()
    thread = threading.Thread(target=outbox.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        outbox.wake()
        thread.join(60)
        assert not thread.is_alive()


def until(condition) -> None:
    """Looks until it is so, for a minute at most."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.005)


class Flaky:
    """A store that cannot be reached as long as `down`."""

    def __init__(self, store) -> None:
        self._store = store
        self.down = True
        self.asked = threading.Event()

    @contextmanager
    def writing(self):
        self.asked.set()
        if self.down:
            raise StoreUnavailable
        with self._store.writing() as writing:
            yield writing


def test_the_worker_sends_what_was_filed_when_it_is_woken(store, outbox):
    with working(outbox):
        file(store, letter())
        outbox.wake()
        until(lambda: deliveries(store) == ["sent"])


def test_the_worker_goes_on_without_waiting_while_there_is_more_than_a_batch(store, outbox):
    file(store, *(letter(number) for number in range(120)))
    with working(outbox):
        until(lambda: set(deliveries(store)) == {"sent"})


def test_the_worker_survives_a_store_and_a_transport_that_fail(store, post, clock, caplog):
    caplog.set_level(logging.INFO)
    flaky = Flaky(store)
    post.faults = [RuntimeError(f"no such user: {MEMBER}")]
    outbox = Outbox(flaky, post, lambda _: (), settings(25), clock)
    file(store, letter())
    with working(outbox):
        assert flaky.asked.wait(60)
        flaky.down = False
        outbox.wake()
        until(lambda: only(store).last_error == "RuntimeError")
        clock.now += MINUTE
        outbox.wake()
        until(lambda: deliveries(store) == ["sent"])
    assert "StoreUnavailable" in caplog.text
    assert "1 sent" in caplog.text
    for personal in (MEMBER, INSURER_ADDRESS, REFERENCE, "effacement"):
        assert personal not in caplog.text


# With a real SMTP server


@pytest.fixture
def real(store, smtp_server, clock):  # noqa: F811
    """An outbox that sends to the SMTP server."""
    service = settings(smtp_server.port)
    return Outbox(store, SmtpTransport(service), lambda _: [PDF], service, clock)


@pytest.mark.integration
def test_what_is_filed_arrives_at_the_server_once(store, real, smtp_server):  # noqa: F811
    file(store, letter(1), letter(2))
    assert [real.send_due(10), real.send_due(10)] == [Sent(sent=2), Sent()]
    assert sorted(one.message_id for one in smtp_server.envelopes) == [letter(1).message_id, letter(2).message_id]
    assert {(one.sender, one.recipients) for one in smtp_server.envelopes} == {
        (settings(1).mail_from, (INSURER_ADDRESS,))
    }


@pytest.mark.integration
def test_while_the_server_is_down_everything_is_kept_and_sent_when_it_is_back(store, real, smtp_server, clock):  # noqa: F811
    """For a weekend: more tries than a message that the server puts off is given."""
    smtp_server.stop()
    file(store, letter(1), letter(2))
    for _ in range(62):
        assert real.send_due(10) == Sent(retried=1)
        clock.now += 60 * MINUTE
    assert deliveries(store) == ["waiting", "waiting"]
    smtp_server.start()
    assert real.send_due(10) == Sent(sent=2)
    assert len(smtp_server.envelopes) == 2


@pytest.mark.integration
def test_a_server_that_puts_off_gets_it_later_and_one_that_refuses_never(store, real, smtp_server, clock):  # noqa: F811
    smtp_server.refuse_recipient = "451 try later"
    file(store, letter())
    assert real.send_due(10) == Sent(retried=1)
    smtp_server.refuse_recipient, smtp_server.refuse_content = None, "554 no"
    clock.now += MINUTE
    assert real.send_due(10) == Sent(dead=1)
    smtp_server.refuse_content = None
    clock.now += dt.timedelta(days=1)
    assert real.send_due(10) == Sent()
    assert only(store).last_error == "554"


@pytest.mark.integration
def test_a_process_that_dies_loses_nothing_and_sends_twice_only_what_it_could_not_mark(
    store,
    database_url,
    smtp_server,  # noqa: F811
):
    """24 processes die, half of them between sending and marking: 12 duplicates, with the same Message-ID."""
    count, draw = 60, random.Random(6)
    file(store, *(letter(number) for number in range(count)))
    now, died = NOW, []
    for number in range(24):
        when = "after" if number % 2 else "before"
        now += LEASE
        died.append((when, worked(database_url, smtp_server.port, now, when, draw.randint(1, 3))))
    assert set(died) == {("before", 9), ("after", 9)}
    assert worked(database_url, smtp_server.port, now + LEASE, "after", 1_000) == 0
    arrived = Counter(one.message_id for one in smtp_server.envelopes)
    assert set(arrived) == {letter(number).message_id for number in range(count)}
    assert arrived.total() - count == sum(when == "after" for when, _ in died) == 12
    assert set(deliveries(store)) == {"sent"}


def worked(url, port, now, when, number) -> int:
    """The exit status of a worker process that dies on its NUMBERth e-mail."""
    script = [sys.executable, "-m", "tests.assistant.requests.dying_worker"]
    arguments = [url, str(port), now.isoformat(), when, str(number)]
    return subprocess.run([*script, *arguments], cwd=ROOT, timeout=120, check=False).returncode
