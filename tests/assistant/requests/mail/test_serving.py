"""A running service sends what the desk files: letter and receipt attached, made again from the request."""

from __future__ import annotations

import threading
import time
from io import BytesIO

import pytest
from pypdf import PdfReader

from assistant.errors import UnknownRequest
from assistant.requests.actions import AskIdentity
from assistant.requests.mail.outbox import Outbox
from assistant.requests.mail.serving import attachments_of, sending
from assistant.requests.mail.smtp import SmtpTransport
from tests.assistant.desk_by_hand import Clock
from tests.assistant.requests.office_by_hand import AGENT, MAIL, a_form, desk_over
from tests.assistant.requests.smtp_server import smtp_server  # noqa: F401 a fixture


@pytest.fixture
def desk(engine):
    return desk_over(engine, Clock(), **MAIL)


def messages(desk, reference):
    with desk.store.reading() as reading:
        return {one.kind: one for one in reading.messages(reference)}


def words(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


class TestAttachments:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_the_insurer_gets_the_letter_in_french_and_the_member_the_receipt(self, desk, language):
        done = desk.file(a_form(language=language, receipt_by_email=True), language)
        reference = done.request.reference
        made, kept = attachments_of(desk), messages(desk, reference)
        (letter,), (receipt,) = made(kept["to_insurer"]), made(kept["receipt"])
        for one in (letter, receipt):
            assert (one.name, one.media_type) == (f"{reference}.pdf", "application/pdf")
        assert letter.content == desk.letter_pdf(done.request, "fr")
        assert receipt.content == desk.receipt_pdf(done, language)
        assert reference in words(letter.content)
        assert reference in words(receipt.content)

    def test_codes_and_notices_carry_nothing(self, desk):
        reference = desk.file(a_form(), "fr").request.reference
        desk.send_code(reference, "fr")
        desk.act(AGENT, reference, AskIdentity("Homonyme."))
        made, kept = attachments_of(desk), messages(desk, reference)
        assert [made(kept["code"]), made(kept["to_member"])] == [[], []]

    @pytest.mark.parametrize("kind", ["to_insurer", "receipt"])
    def test_there_are_none_of_a_request_that_is_not_there(self, desk, kind):
        from tests.assistant.requests.filed_by_hand import a_message

        with pytest.raises(UnknownRequest):
            attachments_of(desk)(a_message(reference="MD-0000-0000-0000-0000", kind=kind))


class Rounds:
    """An outbox that takes rounds until it is told to stop."""

    def __init__(self) -> None:
        self.running, self.woken, self.ended = threading.Event(), threading.Event(), threading.Event()

    def run(self, stop) -> None:
        self.running.set()
        self.woken.wait(60)
        assert stop.is_set()
        self.ended.set()

    def wake(self) -> None:
        self.woken.set()


class TestTheThread:
    def test_it_works_while_the_block_runs_and_is_over_after_it(self):
        rounds = Rounds()
        with sending(rounds):
            assert rounds.running.wait(60)
            assert not rounds.ended.is_set()
        assert rounds.ended.is_set()
        assert "outbox" not in {one.name for one in threading.enumerate()}

    def test_it_is_stopped_when_the_block_fails(self):
        rounds = Rounds()
        with pytest.raises(RuntimeError), sending(rounds):
            raise RuntimeError
        assert rounds.ended.is_set()

    def test_without_an_outbox_there_is_none(self):
        before = threading.active_count()
        with sending(None):
            assert threading.active_count() == before


@pytest.mark.integration
def test_what_is_filed_and_done_reaches_the_mail_server(engine, smtp_server):  # noqa: F811
    mail = {**MAIL, "smtp_port": smtp_server.port, "smtp_security": "none"}
    clock = Clock()
    desk = desk_over(engine, clock, **mail)
    outbox = Outbox(desk.store, SmtpTransport(desk.settings), attachments_of(desk), desk.settings, clock)
    desk.wake = outbox.wake
    with sending(outbox):
        reference = desk.file(a_form(receipt_by_email=True), "fr").request.reference
        until(lambda: len(smtp_server.envelopes) == 2)
        desk.act(AGENT, reference, AskIdentity("Homonyme."))
        until(lambda: len(smtp_server.envelopes) == 3)  # at once: the next look by itself is half a minute away
    by_recipient = sorted(
        (one.recipients, len(list(one.email.iter_attachments()))) for one in smtp_server.envelopes
    )
    assert by_recipient == [
        (("chloe@example.org",), 0),
        (("chloe@example.org",), 1),
        (("dpo@tilleuls.fr",), 1),
    ]
    assert all(reference in one.email["Subject"] for one in smtp_server.envelopes)
    assert {one.delivery for one in desk.case(AGENT, reference).messages} == {"sent"}


def until(true):
    """Waits for something to become true, a minute at most."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
