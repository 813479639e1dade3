"""How e-mails leave: exactly one checked address, headers that cannot be forged, and failures told apart."""

from __future__ import annotations

import socket
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.requests.mail.smtp import SmtpTransport, Undelivered, UnsafeHeader, email_message
from assistant.requests.records import Attachment
from tests.assistant.requests.mail_by_hand import INSURER_ADDRESS, MEMBER, SENDER, letter, settings
from tests.assistant.requests.smtp_server import (  # noqa: F401 smtp_server is a fixture
    HOST,
    SmtpServer,
    any_password,
    free_port,
    self_signed,
    smtp_server,
)

PDF = Attachment("Demande – effacement.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
WRONG_ADDRESSES = (
    "",
    "a@b.fr, c@d.fr",
    "a@b.fr;c@d.fr",
    "a@b.fr c@d.fr",
    "a@b.fr\r\nBcc: c@d.fr",
    "a@b.fr\n",
    "Camille <a@b.fr>",
    "<a@b.fr>",
    "a@b.fr\x00",
    "\u202ea@b.fr",
    "été@b.fr",
    "a@localhost",
    "a@[127.0.0.1]",
    '"a b"@b.fr',
    "a@b.fr>",
)
SMUGGLED = ("a\r\nBcc: c@d.fr", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\u0085b", "a\u202eb", "a\ud800b")


def read_back(email):
    return BytesParser(policy=policy.SMTP).parsebytes(email.as_bytes())


def test_an_email_carries_the_headers_of_its_record():
    email = read_back(email_message(letter(), SENDER, ()))
    wanted = {
        "From": SENDER,
        "To": INSURER_ADDRESS,
        "Reply-To": MEMBER,
        "Subject": letter().subject,
        "Date": "Mon, 22 Jun 2026 09:00:00 +0000",
        "Message-ID": letter().message_id,
        "Content-Language": "fr",
        "Content-Type": 'text/plain; charset="utf-8"',
    }
    assert {name: email[name] for name in wanted} == wanted
    assert email.get_content().replace("\r\n", "\n") == letter().body


def test_an_email_is_the_same_at_every_try():
    assert email_message(letter(), SENDER, ()).as_bytes() == email_message(letter(), SENDER, ()).as_bytes()


@pytest.mark.parametrize(
    ("kind", "announced"),
    [
        ("to_insurer", "no"),
        ("receipt", "auto-generated"),
        ("code", "auto-generated"),
        ("to_member", "auto-generated"),
    ],
)
def test_only_what_a_person_confirmed_is_not_announced_as_automatic(kind, announced):
    assert email_message(letter(kind=kind), SENDER, ())["Auto-Submitted"] == announced


def test_attachments_keep_name_type_and_content():
    email = read_back(email_message(letter(), SENDER, [PDF]))
    (found,) = email.iter_attachments()
    assert (found.get_filename(), found.get_content_type()) == (PDF.name, PDF.media_type)
    assert found.get_content() == PDF.content
    assert email["Content-Language"] == "fr"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.integers(0, 2_000))
def test_any_text_arrives_as_it_was_written(text, length):
    body = f"{text}\n.\nFrom {'x' * length}\n{text}."
    assert read_back(email_message(letter(body=body), SENDER, ())).get_content() == (body + "\n").replace(
        "\n", "\r\n"
    )


def test_headers_too_long_for_a_line_arrive_whole():
    domain = f"{'.'.join(['b' * 50] * 3)}.fr"
    long = letter(recipient=f"{'a' * 64}@{domain}", message_id=f"<{'a' * 32}@{domain}>", subject="référence " * 30)
    email = read_back(email_message(long, f"{'s' * 60}@{domain}", ()))
    assert (email["To"], email["Message-ID"]) == (long.recipient, long.message_id)
    assert email["Subject"].split() == long.subject.split()


def test_a_domain_with_accents_is_written_to_in_ascii():
    assert email_message(letter(recipient="dpo@santé.fr"), SENDER, ())["To"] == "dpo@xn--sant-epa.fr"


@pytest.mark.parametrize("address", WRONG_ADDRESSES)
def test_anything_but_one_address_is_refused(address):
    for wrong in (letter(recipient=address), letter(reply_to=address or " ")):
        with pytest.raises(UnsafeHeader) as refused:
            email_message(wrong, SENDER, ())
        assert refused.value.permanent
    with pytest.raises(UnsafeHeader):
        email_message(letter(), address, ())


@pytest.mark.parametrize("text", SMUGGLED)
def test_no_header_smuggles_in_another(text):
    for wrong, files in (
        (letter(subject=text), ()),
        (letter(message_id=f"<{text}@b.fr>"), ()),
        (letter(), [Attachment(f"{text}.pdf", "application/pdf", b"")]),
    ):
        with pytest.raises(UnsafeHeader) as refused:
            email_message(wrong, SENDER, files)
        assert "Bcc" not in str(refused.value)


@pytest.mark.integration
def test_an_email_arrives_once_at_the_one_address(smtp_server):  # noqa: F811
    SmtpTransport(settings(smtp_server.port)).send(email_message(letter(), SENDER, [PDF]))
    (arrived,) = smtp_server.envelopes
    assert (arrived.sender, arrived.recipients) == (SENDER, (INSURER_ADDRESS,))
    assert arrived.message_id == letter().message_id
    assert arrived.text == letter().body


@pytest.mark.integration
@pytest.mark.parametrize(
    ("asked", "answer", "kind", "permanent"),
    [
        ("refuse_recipient", "550 no such user", "550", True),
        ("refuse_recipient", "450 greylisted", "450", False),
        ("refuse_content", "554 camille.durand is spam", "554", True),
        ("refuse_content", "452 disk full", "452", False),
    ],
)
def test_what_the_server_refuses_for_good_is_told_from_what_it_puts_off(
    smtp_server,  # noqa: F811
    asked,
    answer,
    kind,
    permanent,
):
    setattr(smtp_server, asked, answer)
    fault = undelivered(settings(smtp_server.port))
    assert (fault.kind, fault.permanent, fault.unreachable) == (kind, permanent, False)


@pytest.mark.integration
def test_a_message_that_is_cut_off_on_its_way_may_have_arrived_and_is_tried_a_limited_number_of_times(smtp_server):  # noqa: F811
    smtp_server.drops = True
    fault = undelivered(settings(smtp_server.port))
    assert (fault.kind, fault.permanent, fault.unreachable) == ("connection lost", False, False)


def test_a_server_that_is_down_is_tried_again():
    fault = undelivered(settings(free_port()))
    assert (fault.kind, fault.permanent, fault.unreachable) == ("connection refused", False, True)


def test_a_server_that_never_answers_is_tried_again(monkeypatch):
    monkeypatch.setattr("assistant.requests.mail.smtp._TIMEOUT_SECONDS", 0.05)
    with socket.create_server((HOST, 0)) as silent:
        fault = undelivered(settings(silent.getsockname()[1]))
    assert (fault.kind, fault.permanent, fault.unreachable) == ("timeout", False, True)


@pytest.mark.integration
def test_nothing_is_sent_in_the_clear_to_a_server_without_encryption(smtp_server):  # noqa: F811
    fault = undelivered(settings(smtp_server.port, smtp_security="starttls"))
    assert (fault.kind, fault.permanent) == ("not supported", False)
    assert smtp_server.commands == ["EHLO"]


@pytest.mark.integration
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_sent_to_a_server_that_vouches_for_itself(tmp_path, security):
    server, _ = encrypted(tmp_path, security)
    with running(server):
        fault = undelivered(settings(server.port, smtp_security=security))
    assert (fault.kind, fault.permanent) == ("certificate", False)
    assert set(server.commands) <= {"EHLO"}


@pytest.mark.integration
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_email_travels_encrypted_to_a_trusted_server_that_knows_the_service(tmp_path, monkeypatch, security):
    server, authority = encrypted(tmp_path, security, authenticator=any_password)
    monkeypatch.setenv("SSL_CERT_FILE", authority)
    known = settings(server.port, smtp_security=security, smtp_username="mesdroits", smtp_password="right")
    with running(server):
        SmtpTransport(known).send(email_message(letter(), SENDER, ()))
    (arrived,) = server.envelopes
    assert (arrived.encrypted, arrived.login) == (True, "mesdroits")


@pytest.mark.integration
def test_a_wrong_password_is_a_fault_of_the_service_not_of_the_message(tmp_path, monkeypatch):
    server, authority = encrypted(tmp_path, "starttls", authenticator=any_password)
    monkeypatch.setenv("SSL_CERT_FILE", authority)
    with running(server):
        fault = undelivered(
            settings(server.port, smtp_security="starttls", smtp_username="mesdroits", smtp_password="wrong")
        )
    assert (fault.kind, fault.permanent, fault.unreachable) == ("535", False, True)


def undelivered(service) -> Undelivered:
    """The failure of sending a letter, after a look that it gives nothing away."""
    with pytest.raises(Undelivered) as failed:
        SmtpTransport(service).send(email_message(letter(), SENDER, ()))
    assert "@" not in str(failed.value)
    assert "camille" not in repr(failed.value)
    assert failed.value.__suppress_context__
    return failed.value


def encrypted(folder, security, **options):
    """A server that speaks TLS, and the file that makes it trusted."""
    context, authority = self_signed(folder)
    how = {
        "tls": {"ssl_context": context, "auth_require_tls": False},
        "starttls": {"tls_context": context, "require_starttls": True},
    }
    return SmtpServer(**how[security], **options), authority


class running:  # noqa: N801 reads as a sentence
    """A server for the time of a block."""

    def __init__(self, server) -> None:
        self._server = server

    def __enter__(self) -> None:
        self._server.start()

    def __exit__(self, *_) -> None:
        self._server.stop()
