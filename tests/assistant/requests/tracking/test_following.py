"""A member follows a request with its reference and a code; who tries references learns nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from assistant.errors import BadCode
from assistant.requests.actions import Purge, Withdraw
from tests.assistant.desk_by_hand import Clock
from tests.assistant.requests.office_by_hand import EVERYWHERE, MAIL, a_form, code_in_the_mail, contents, desk_over

pytestmark = pytest.mark.integration  # each test writes to a database or prints letters

MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)
UNKNOWN = [
    "MD-Q19B-8Z77-MZHX-TKT8",
    "MD-0000-0000-0000-0000",
    "MD-0000-0000-0000-0001",
    "",
    "x" * 1_000,
    "\x00",
    "é",
]
MEMBERS_ADDRESS = "chloe@example.org"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(engine, clock):
    return desk_over(engine, clock, **MAIL)


@pytest.fixture
def reference(desk):
    return desk.file(a_form(), "fr").request.reference


def sent_codes(desk, reference):
    with desk.store.reading() as reading:
        return [one for one in reading.messages(reference) if one.kind == "code"]


def wrong(code):
    return code[:-1] + ("2" if code[-1] != "2" else "3")


def no_entry(desk, reference, code):
    """What is said to somebody who is not let in."""
    with pytest.raises(BadCode) as refused:
        desk.open_session(reference, code)
    return refused.value


class TestACode:
    @pytest.mark.parametrize(("language", "word"), [("fr", "Bonjour"), ("en", "Hello"), ("de", "Bonjour")])
    def test_it_goes_to_the_address_on_file_in_the_language_of_the_page(self, desk, reference, language, word):
        desk.send_code(reference, language)
        (message,) = sent_codes(desk, reference)
        assert message.recipient == MEMBERS_ADDRESS
        assert word in message.body
        assert code_in_the_mail(desk, reference) not in message.subject

    def test_it_opens_the_request(self, desk, reference):
        desk.send_code(reference, "fr")
        token = desk.open_session(reference, code_in_the_mail(desk, reference))
        assert desk.followed(token).line.request.reference == reference

    def test_reference_and_code_may_be_typed_in_any_way(self, desk, reference):
        typed = f" {reference.lower().replace('-', ' ')} "
        desk.send_code(typed, "fr")
        token = desk.open_session(typed, code_in_the_mail(desk, reference).lower())
        assert desk.followed(token).line.request.reference == reference

    def test_it_opens_once(self, desk, reference):
        desk.send_code(reference, "fr")
        code = code_in_the_mail(desk, reference)
        desk.open_session(reference, code)
        no_entry(desk, reference, code)

    def test_it_does_not_open_after_a_quarter_of_an_hour(self, desk, reference, clock):
        desk.send_code(reference, "fr")
        code = code_in_the_mail(desk, reference)
        clock.at += 15 * MINUTE
        no_entry(desk, reference, code)

    def test_it_opens_until_then(self, desk, reference, clock):
        desk.send_code(reference, "fr")
        clock.at += 15 * MINUTE - SECOND
        assert desk.open_session(reference, code_in_the_mail(desk, reference))

    def test_five_wrong_ones_close_it_and_a_new_one_opens(self, desk, reference, clock):
        desk.send_code(reference, "fr")
        code = code_in_the_mail(desk, reference)
        for _ in range(5):
            no_entry(desk, reference, wrong(code))
        no_entry(desk, reference, code)
        clock.at += MINUTE
        desk.send_code(reference, "fr")
        assert desk.open_session(reference, code_in_the_mail(desk, reference))

    def test_a_new_one_takes_the_place_of_the_one_before(self, desk, reference, clock):
        desk.send_code(reference, "fr")
        before = code_in_the_mail(desk, reference)
        clock.at += MINUTE
        desk.send_code(reference, "fr")
        assert len(sent_codes(desk, reference)) == 2
        (last,) = {code_in_the_mail(desk, reference), *texts(desk, reference)} - {before}
        no_entry(desk, reference, before)
        assert desk.open_session(reference, last)

    def test_asking_twice_in_a_minute_sends_one(self, desk, reference, clock):
        desk.send_code(reference, "fr")
        clock.at += MINUTE - SECOND
        desk.send_code(reference, "fr")
        assert len(sent_codes(desk, reference)) == 1
        assert desk.open_session(reference, code_in_the_mail(desk, reference))

    def test_it_opens_no_other_request(self, desk, reference):
        other = desk.file(a_form("fougeres"), "fr").request.reference
        desk.send_code(reference, "fr")
        no_entry(desk, other, code_in_the_mail(desk, reference))

    def test_a_representative_gets_it_not_the_subject(self, desk):
        requester = {"given_names": "Ana", "family_name": "Roy", "email": "ana@example.org"}
        mandate = {"right": "effacement", "scope": "tout", "duration": "un an", "principal": "Chloé d’Aubigné"}
        form = a_form(role="representative", requester=requester, mandate=mandate)
        reference = desk.file(form, "fr").request.reference
        desk.send_code(reference, "fr")
        assert [one.recipient for one in sent_codes(desk, reference)] == ["ana@example.org"]

    def test_it_is_kept_nowhere_but_in_the_outbox(self, desk, reference):
        desk.send_code(reference, "fr")
        code = code_in_the_mail(desk, reference)
        kept = contents(desk.store)
        assert code in "".join(kept.pop("messages"))
        assert code not in repr(kept)


def texts(desk, reference):
    """The codes in the outbox."""
    return {re.findall(r"^\s+([0-9A-Z-]{8,9})$", one.body, re.MULTILINE)[0] for one in sent_codes(desk, reference)}


class TestNothingIsLearnt:
    @pytest.mark.parametrize("unknown", UNKNOWN)
    def test_an_unknown_reference_is_answered_like_a_known_one(self, desk, reference, unknown):
        woken = []
        desk.wake = lambda: woken.append(True)
        assert desk.send_code(unknown, "fr") == desk.send_code(reference, "fr")
        assert len(woken) == 2

    @pytest.mark.parametrize("unknown", UNKNOWN)
    @pytest.mark.usefixtures("reference")
    def test_an_unknown_reference_leaves_nothing(self, desk, unknown):
        before = contents(desk.store)
        desk.send_code(unknown, "fr")
        no_entry(desk, unknown, "ABCD2345")
        assert contents(desk.store) == before

    @pytest.mark.parametrize("unknown", UNKNOWN)
    def test_a_wrong_code_is_refused_in_the_same_words_whatever_is_wrong(self, desk, reference, unknown, clock):
        never_asked = no_entry(desk, reference, "ABCD2345")
        desk.send_code(reference, "fr")
        code = code_in_the_mail(desk, reference)
        refusals = [never_asked, no_entry(desk, unknown, code), no_entry(desk, reference, wrong(code))]
        clock.at += 16 * MINUTE
        refusals.append(no_entry(desk, reference, code))
        for language in ("fr", "en"):
            assert len({one.detail(language) for one in refusals}) == 1

    @pytest.mark.parametrize("code", ["", " ", "x" * 10_000, "\x00", "é", "-" * 64])
    def test_what_is_no_code_is_a_wrong_one(self, desk, reference, code):
        desk.send_code(reference, "fr")
        no_entry(desk, reference, code)
        assert desk.open_session(reference, code_in_the_mail(desk, reference))


class TestWithoutAnAddress:
    def test_nothing_is_sent_and_nothing_opens(self, desk):
        reference = desk.file(a_form(subject={"email": ""}, reply_by="post"), "fr")
        assert not reference.by_code
        desk.send_code(reference.request.reference, "fr")
        assert sent_codes(desk, reference.request.reference) == []

    def test_without_a_mail_server_nothing_is_sent(self, engine, clock):
        desk = desk_over(engine, clock)
        reference = desk.file(a_form(), "fr").request.reference
        desk.send_code(reference, "fr")
        assert sent_codes(desk, reference) == []

    def test_what_is_purged_sends_no_code_any_more(self, desk, reference, clock):
        desk.act(EVERYWHERE, reference, Withdraw("Par téléphone."))
        clock.at += dt.timedelta(days=6 * 366)
        desk.act(EVERYWHERE, reference, Purge())
        desk.send_code(reference, "fr")
        assert sent_codes(desk, reference) == []
