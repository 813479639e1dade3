"""A desk over a SQLite file and two small policies, accounts that work there, and forms to file."""

from __future__ import annotations

import datetime as dt
from functools import cache
from types import SimpleNamespace

from argon2 import PasswordHasher

from assistant.accounts.accounts import Accounts
from assistant.accounts.passwords import Passwords
from assistant.errors import UnknownInsurer
from assistant.law import load_law
from assistant.requests.desk import RequestDesk
from assistant.requests.keys import Keys
from assistant.requests.store.database import open_database
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import Base, MessageRow
from assistant.settings import Settings
from tests.assistant.requests.policies import CORPUS, ReadPolicy, written

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
"""A Thursday; the answer to what is received then is due on Tuesday 7 April."""
SECRET = "a secret of the tests, long enough for them"
POLICY = (
    "## Vos droits\n\nVous disposez d'un droit d'accès, de rectification, d'effacement, de limitation, "
    "d'opposition et de portabilité. Pour exercer vos droits, écrivez à dpo@tilleuls.fr."
)


class Clock:
    """An instant that tests move."""

    def __init__(self, at: dt.datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at


def desk_at(folder, now=NOW, **settings) -> RequestDesk:
    """A desk that files with the insurers "tilleuls" and "fougeres"; `folder` keeps its database."""
    clock = now if isinstance(now, Clock) else Clock(now)
    known = Settings(data_dir=folder, secret_key=SECRET, **settings)
    engine = open_database(None, folder)
    Base.metadata.create_all(engine)
    return filing_desk(known, engine, clock)


def filing_desk(settings, engine, now) -> RequestDesk:
    """The desk over an open database."""
    keys = Keys(SECRET.encode())
    policies = SimpleNamespace(releases=SimpleNamespace(index=_index), law=_law())
    return RequestDesk(settings, RequestStore(engine, keys), keys, policies, now)


@cache
def _law():
    return load_law(CORPUS)


@cache
def _index(insurer: str) -> ReadPolicy:
    if insurer not in ("tilleuls", "fougeres"):
        raise UnknownInsurer(insurer=insurer, known="fougeres, tilleuls")
    policy = written(POLICY)
    entry = policy.release.insurer.model_copy(update={"id": insurer})
    return ReadPolicy(entry, policy.release.release.documents)


def quick_passwords() -> Passwords:
    """Passwords whose hashes take no time, and are worth as little."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def accounts_at(desk, now=lambda: NOW) -> Accounts:
    """The accounts of the desk's store."""
    return Accounts(desk.store, desk.keys, now, quick_passwords())


def key_of(accounts, name, role, insurers) -> str:
    """The key of a new account."""
    accounts.add(name, role, insurers)
    return accounts.new_key(name)


def form(insurer="tilleuls", **changes) -> dict:
    """A form that can be filed, as JSON."""
    subject = {
        "given_names": "Chloé",
        "family_name": "d’Aubigné",
        "birth_date": "1980-02-29",
        "email": "chloe@example.org",
        "street": "12 rue des Lilas",
        "postcode": "75011",
        "town": "Paris",
        "member_number": "12345678",
    }
    given = {
        "insurer": insurer,
        "types": ["erasure"],
        "language": "fr",
        "subject": subject,
        "answers": {"erasure": {"scope": "everything"}},
        "details": "Tout effacer, s’il vous plaît.",
        "confirmed": True,
    }
    return given | changes


def code_sent(desk, reference) -> str:
    """The tracking code in the outbox."""
    with desk.store.reading() as reading:
        (code,) = (one for one in reading.messages(reference) if one.kind == "code")
    return next(word.strip(".") for word in code.body.split() if len(word.replace("-", "")) == 8 and word.isupper())


def give_up(desk, reference) -> str:
    """Marks the e-mail to the insurer as given up on; its id."""
    with desk.store.writing() as writing:
        (message,) = (one for one in writing.messages(reference) if one.kind == "to_insurer")
        writing.session.get(MessageRow, message.id).delivery = "dead"
    return message.id
