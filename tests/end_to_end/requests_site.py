"""The whole application over the real desk and two small policies; no model, no Chroma."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlencode

from fastapi.testclient import TestClient

from assistant.app import create_app
from assistant.errors import UnknownInsurer
from assistant.requests.store.database import open_database
from assistant.requests.store.tables import Base
from assistant.settings import Settings
from tests.assistant.desk_by_hand import SECRET, Clock, accounts_at, code_sent, filing_desk, form, key_of
from tests.unlimited import UNLIMITED
from tests.web.fake_engine import FakeEngine

UNKNOWN = "MD-0000-0000-0000-0000"
INSURERS = ("fougeres", "tilleuls")
PAGE = {
    "insurer": "tilleuls", "type": "erasure", "lang": "fr", "role": "self", "key": "k-1", "reply_by": "email",
    "answers.erasure.scope": "everything", "details": "Tout effacer, s’il vous plaît.", "confirmed": "1",
    "subject.given_names": "Chloé", "subject.family_name": "d’Aubigné", "subject.birth_date": "29/02/1980",
    "subject.email": "chloe@example.org", "subject.street": "12 rue des Lilas", "subject.postcode": "75011",
    "subject.town": "Paris", "subject.member_number": "12345678",
}  # fmt: skip
"""The form of the pages, filled in and confirmed."""


class Policies(FakeEngine):
    """Knows the insurers that the desk files with."""

    def insurer(self, wanted):
        """The view of one of them."""
        if wanted not in INSURERS:
            raise UnknownInsurer(insurer=wanted, known=", ".join(INSURERS))
        return replace(self.known[0], id=wanted, name=wanted.title(), legal_name=wanted.title())

    def insurers(self):
        """The two of them."""
        return [self.insurer(one) for one in INSURERS]


class Site:
    """An installation on its own database, with a clock that stands still."""

    def __init__(self, folder, url=None, **settings) -> None:
        self.clock = Clock()
        known = {"smtp_host": "127.0.0.1", "mail_from": "droits@service.example", "console": False} | UNLIMITED
        self.settings = Settings(data_dir=folder, secret_key=SECRET, **known | settings)
        self.engine = open_database(url, folder)
        Base.metadata.create_all(self.engine)
        self.desk = filing_desk(self.settings, self.engine, self.clock)
        self.accounts = accounts_at(self.desk)
        self.app = create_app(self.settings, Policies(), self.desk)
        self._tokens: dict[str, str] = {}

    def client(self, language="fr", **headers):
        """A visitor's browser; what goes wrong in the service is an answer, as it is over the network."""
        return TestClient(
            self.app,
            headers={"Accept-Language": language, **headers},
            raise_server_exceptions=False,
            follow_redirects=False,
        )

    def token(self, role, *insurers):
        """The token of an account of that role; without insurers it reaches them all."""
        name = "-".join((role, *insurers))
        if name not in self._tokens:
            self._tokens[name] = key_of(self.accounts, name, role, insurers or None)
        return self._tokens[name]

    def staff(self, role, *insurers, language="fr"):
        """A client signed in as such an account."""
        return self.client(language, Authorization=f"Bearer {self.token(role, *insurers)}")

    def filed(self, insurer="tilleuls", **changes):
        """The reference of a new request, filed by its member."""
        response = self.client().post("/v1/requests", json=form(insurer, **changes))
        assert response.status_code == 201, response.text
        return response.json()["reference"]

    def member(self, reference, language="fr"):
        """The member of a request, who has entered the code."""
        client = self.client(language)
        client.post(f"/v1/requests/{reference}/code")
        session = client.post(f"/v1/requests/{reference}/session", json={"code": code_sent(self.desk, reference)})
        return self.client(language, Authorization=f"Bearer {session.json()['token']}")

    def trail(self, reference):
        """What the audit trail says of a request: who, what, why."""
        with self.desk.store.reading() as reading:
            return [(one.role, one.action, one.note) for one in reading.trail(reference)]

    def count(self):
        """How many requests there are."""
        with self.engine.connect() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM requests").scalar()

    def close(self):
        self.engine.dispose()


def posted(client, path, values):
    """What the service answers to a form of its pages."""
    content = urlencode(values, doseq=True)
    return client.post(path, content=content, headers={"Content-Type": "application/x-www-form-urlencoded"})


def words_of(page):
    """The text of a page on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
