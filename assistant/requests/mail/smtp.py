"""How e-mails leave: one message for one address, handed to the SMTP server of the settings."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NoReturn

from email_validator import EmailNotValidError, validate_email

from assistant.requests.records import Attachment, Message
from assistant.settings import Settings

_TIMEOUT_SECONDS = 30.0
"""For each answer of the server; a whole delivery has less than ten of them."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What ends a header line, or turns the direction of reading: never part of a header of ours."""
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_FAILURES: tuple[tuple[type[OSError], str], ...] = (
    (ConnectionRefusedError, "connection refused"),
    (TimeoutError, "timeout"),
    (socket.gaierror, "unknown server"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "encryption"),
    (smtplib.SMTPNotSupportedError, "not supported"),
)


class Undelivered(Exception):
    """An e-mail that the server did not take. `kind` names the failure, without address or content.

    `permanent` when another try would end the same; `unreachable` when the server was never ready to take it, so
    that other messages would fare no better. One cut off on the way may have arrived: it is not `unreachable`.
    """

    def __init__(self, kind: str, *, permanent: bool, unreachable: bool = False) -> None:
        super().__init__(kind)
        self.kind = kind
        self.permanent = permanent
        self.unreachable = unreachable


class UnsafeHeader(Undelivered):
    """A header that would smuggle in another one, or an address that is not exactly one."""

    def __init__(self, header: str) -> None:
        super().__init__(f"unsafe {header}", permanent=True)


def email_message(message: Message, sender: str, attachments: Sequence[Attachment]) -> EmailMessage:
    """The message as it is sent, the same at every try. Raises UnsafeHeader."""
    email = EmailMessage(policy=policy.SMTP)
    email["From"] = _one_address("From", sender)
    email["To"] = _one_address("To", message.recipient)
    if message.reply_to:
        email["Reply-To"] = _one_address("Reply-To", message.reply_to)
    email["Subject"] = _safe("Subject", message.subject)
    email["Date"] = format_datetime(message.created_at)
    if not _MESSAGE_ID.fullmatch(message.message_id):
        raise UnsafeHeader("Message-ID")
    email["Message-ID"] = message.message_id
    # A person confirmed the request to the insurer: announced as automatic (RFC 3834), it could be filed unread.
    email["Auto-Submitted"] = "no" if message.kind == "to_insurer" else "auto-generated"
    # Quoted-printable passes through any server unchanged, long lines and lone dots included.
    email.set_content(message.body, charset="utf-8", cte="quoted-printable")
    for one in attachments:
        main, _, sub = one.media_type.partition("/")
        email.add_attachment(one.content, maintype=main, subtype=sub, filename=_safe("attachment", one.name))
    email["Content-Language"] = message.language  # setting the content removes what describes it
    return email


def _safe(header: str, value: str) -> str:
    if _UNSAFE.search(value):
        raise UnsafeHeader(header)
    return value


def _one_address(header: str, text: str) -> str:
    """The address in ASCII, its domain in punycode. Refuses a display name, a list, a local part beyond ASCII."""
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise UnsafeHeader(header) from None  # its text repeats the address
    if checked.ascii_email is None:
        raise UnsafeHeader(header)
    return checked.ascii_email


class SmtpTransport:
    """Hands e-mails to the server that the settings name, one connection each. Safe for concurrent use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, email: EmailMessage) -> None:
        """Returns once the server has taken it. Raises Undelivered."""
        sender, recipient = (email[name].addresses[0].addr_spec for name in ("From", "To"))
        server = self._connected(sender.rpartition("@")[2])
        try:
            server.sendmail(sender, [recipient], email.as_bytes())
        except (OSError, smtplib.SMTPException) as error:
            _translate(error)
        finally:
            _leave(server)

    def greet(self, sender: str) -> None:
        """Connects and signs in as for an e-mail of `sender`, and sends none. Raises Undelivered."""
        _leave(self._connected(sender.rpartition("@")[2]))

    def _connected(self, name: str) -> smtplib.SMTP:
        """A connection that is encrypted and signed in as the settings say; nothing is sent over a weaker one."""
        host, port = self._settings.smtp_host or "", self._settings.smtp_port
        context = ssl.create_default_context()
        server: smtplib.SMTP | None = None
        try:
            if self._settings.smtp_security == "tls":
                server = smtplib.SMTP_SSL(host, port, name, timeout=_TIMEOUT_SECONDS, context=context)
            else:
                server = smtplib.SMTP(host, port, name, timeout=_TIMEOUT_SECONDS)
            if self._settings.smtp_security == "starttls":
                server.starttls(context=context)
            if self._settings.smtp_username and self._settings.smtp_password:
                server.login(self._settings.smtp_username, self._settings.smtp_password.get_secret_value())
            server.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            if server is not None:
                server.close()
            raise Undelivered(_kind(error), permanent=False, unreachable=True) from None
        return server


def _leave(server: smtplib.SMTP) -> None:
    """Taken is taken: whatever goes wrong with the farewell must not send an e-mail again."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _translate(error: OSError) -> NoReturn:
    """Raises the failure of a message. Drops the cause: its text repeats addresses and what the server said."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        raise Undelivered(str(code), permanent=code >= 500) from None
    if isinstance(error, smtplib.SMTPDataError):
        raise Undelivered(_kind(error), permanent=error.smtp_code >= 500) from None
    if isinstance(error, smtplib.SMTPResponseException):
        # The sender, which is the service itself, was refused: a person can put that right.
        raise Undelivered(_kind(error), permanent=False) from None
    raise Undelivered(_kind(error), permanent=False) from None


def _kind(error: BaseException | None) -> str:
    if isinstance(error, smtplib.SMTPServerDisconnected):
        error = error.__context__  # smtplib tells a server that is silent from one that is gone by this only
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return next((name for kind, name in _FAILURES if isinstance(error, kind)), "connection lost")
