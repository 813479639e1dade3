"""A real SMTP server on a free port of this machine, which can be told to refuse, to drop and to be down."""

from __future__ import annotations

import datetime as dt
import email
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Envelope:
    """What arrived: the addresses of the envelope, and the message read back."""

    sender: str
    recipients: tuple[str, ...]
    email: EmailMessage
    encrypted: bool
    login: str | None

    @property
    def message_id(self) -> str:
        return str(self.email["Message-ID"])

    @property
    def text(self) -> str:
        return self.email.get_body(("plain",)).get_content().replace("\r\n", "\n")


class SmtpServer:
    """Keeps what it takes in `envelopes`."""

    def __init__(self, **options) -> None:
        self.envelopes: list[Envelope] = []
        self.commands: list[str] = []
        """Of the conversations so far: EHLO, MAIL, RCPT, DATA."""
        self.refuse_recipient: str | None = None
        """What to answer to RCPT instead of taking the address: "550 no such user"."""
        self.refuse_content: str | None = None
        """What to answer to the content instead of taking it."""
        self.drops = False
        """Whether the connection is cut at DATA."""
        self._options = options
        self._controller: Controller | None = None
        self.port = free_port()

    def start(self) -> None:
        self._controller = Controller(self, HOST, self.port, **self._options)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    # aiosmtpd calls these

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802, ARG002
        self.commands.append("EHLO")
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802, ARG002
        self.commands.append("MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802, ARG002
        self.commands.append("RCPT")
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.commands.append("DATA")
        if self.drops:
            server.transport.abort()
            return "421 gone"
        if self.refuse_content:
            return self.refuse_content
        self.envelopes.append(
            Envelope(
                sender=envelope.mail_from,
                recipients=tuple(envelope.rcpt_tos),
                email=email.message_from_bytes(envelope.content, policy=policy.SMTP),
                encrypted=server.transport.get_extra_info("ssl_object") is not None,
                login=session.auth_data.login.decode() if session.auth_data else None,
            )
        )
        return "250 taken"


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return found.getsockname()[1]


def any_password(server, session, envelope, mechanism, data):  # noqa: ARG001
    """An authenticator that takes the password "right"."""
    return AuthResult(success=data.password == b"right", handled=False, auth_data=data)


def self_signed(folder) -> tuple[ssl.SSLContext, str]:
    """A TLS context of a server that vouches for itself, and the file of its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    kept_key = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(pem + kept_key)
    (folder / "authority.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context, str(folder / "authority.pem")


@pytest.fixture
def smtp_server():
    """A server that takes everything, in the clear."""
    server = SmtpServer()
    server.start()
    yield server
    server.stop()
