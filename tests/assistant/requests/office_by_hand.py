"""A desk over any database and a few small policies, the people who work there, and what they find in the store."""

from __future__ import annotations

import re
from functools import cache
from types import SimpleNamespace

from sqlalchemy import select

from assistant.errors import UnknownInsurer
from assistant.law import load_law
from assistant.requests.desk import RequestDesk
from assistant.requests.intake.form import RequestForm
from assistant.requests.keys import Keys
from assistant.requests.records import Actor
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import Base
from assistant.settings import Settings
from tests.assistant.desk_by_hand import POLICY, SECRET, Clock, form
from tests.assistant.requests.policies import CORPUS, ReadPolicy, published, written

MAIL = {"smtp_host": "127.0.0.1", "mail_from": "droits@service.example"}
AGENT = Actor("zoe", "agent", frozenset({"tilleuls"}))
DPO = Actor("dpo.tilleuls", "dpo", frozenset({"tilleuls"}))
ELSEWHERE = Actor("ali", "agent", frozenset({"fougeres"}))
EVERYWHERE = Actor("ops", "administrator", None)
BY_POST = (
    "## Vos droits\n\nVous disposez d'un droit d'accès et d'effacement. Pour exercer vos droits, écrivez à : "
    "Mutuelle des Tilleuls, Délégué à la protection des données, 12 rue des Lilas, 75011 Paris."
)
SILENT = "## Vos données\n\nNous traitons vos données pour gérer votre contrat."


@cache
def policy(insurer: str) -> ReadPolicy:
    """By e-mail to "tilleuls" and "fougeres", by post to "houx", no way to "ajoncs"; "sem" as it is published."""
    bodies = {"tilleuls": POLICY, "fougeres": POLICY, "houx": BY_POST, "ajoncs": SILENT}
    if insurer == "sem":
        return published(insurer)
    if insurer not in bodies:
        raise UnknownInsurer(insurer=insurer, known=", ".join(bodies))
    read = written(bodies[insurer])
    entry = read.release.insurer.model_copy(update={"id": insurer})
    return ReadPolicy(entry, read.release.release.documents)


@cache
def law():
    return load_law(CORPUS)


def desk_over(engine, clock=None, policies=policy, **settings) -> RequestDesk:
    """A desk over an open database; `policies` gives the policy of an insurer."""
    keys = Keys(SECRET.encode())
    known = Settings(secret_key=SECRET, **settings)
    published_ones = SimpleNamespace(releases=SimpleNamespace(index=policies), law=law())
    return RequestDesk(known, RequestStore(engine, keys), keys, published_ones, clock or Clock())


def a_form(insurer="tilleuls", subject=None, **changes) -> RequestForm:
    """A form that can be filed; `subject` changes fields of the person."""
    given = form(insurer, **changes)
    return RequestForm.model_validate({**given, "subject": {**given["subject"], **(subject or {})}})


def contents(store) -> dict[str, list[str]]:
    """Every row of every table."""
    with store.reading() as reading:
        return {
            table.name: sorted(repr(tuple(row)) for row in reading.session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def trail(desk, reference) -> list[tuple[str, str, str, str, str | None]]:
    """Who did what to a request, from which state to which, and why."""
    with desk.store.reading() as reading:
        lines = reading.trail(reference)
    return [(one.actor, one.action, one.from_state, one.to_state, one.note) for one in lines]


def emails(desk, reference) -> list[tuple[str, str]]:
    """Kind and recipient of each e-mail about a request, in alphabetical order."""
    with desk.store.reading() as reading:
        return sorted((one.kind, one.recipient) for one in reading.messages(reference))


def notices(desk, reference):
    """The e-mails to the member, oldest first."""
    with desk.store.reading() as reading:
        return [one for one in reading.messages(reference) if one.kind == "to_member"]


def code_in_the_mail(desk, reference) -> str:
    """The last tracking code in the outbox; it stands on a line of its own."""
    with desk.store.reading() as reading:
        *_, last = (one for one in reading.messages(reference) if one.kind == "code")
    (code,) = re.findall(r"^\s+([0-9A-Z-]{8,9})$", last.body, re.MULTILINE)
    return code


def follow(desk, reference) -> str:
    """A tracking token, by way of a code."""
    desk.send_code(reference, "fr")
    return desk.open_session(reference, code_in_the_mail(desk, reference))
