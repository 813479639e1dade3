"""The pages of requests over the real desk and policies read without a model, and what a browser posts to them."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api import problems
from assistant.engine import InsurerView
from assistant.errors import StoreUnavailable, UnknownInsurer
from assistant.law import load_law
from assistant.protection.bounded_bodies import BoundedBodies
from assistant.requests.desk import RequestDesk
from assistant.requests.keys import Keys
from assistant.requests.records import Actor
from assistant.requests.store.database import open_database
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import Base
from assistant.settings import Settings
from assistant.web.filing import pages as request_pages
from assistant.web.filing import tracking as tracking_pages
from tests.assistant.desk_by_hand import SECRET, Clock
from tests.assistant.requests.policies import CORPUS, published, written

INSURERS = ("mgen", "mese", "mieux-etre", "sem", "mhr")
HOSTILE = "<script>alert('x')</script>"
DPO = Actor("dpo@tilleuls.example", "dpo", frozenset({"tilleuls"}))
PERSON = {
    "given_names": "Chloé",
    "family_name": "d’Aubigné",
    "email": "chloe@example.org",
    "phone": "06 12 34 56 78",
    "street": "Bâtiment B\r\n12 rue des Lilas",
    "postcode": "75011",
    "town": "Paris",
    "country": "FR",
}
SUBJECT = PERSON | {"birth_date": "29/02/1980", "member_number": "12345678"}
ANSWERS = {
    "access": {"scope": "some", "which": "Mes remboursements\r\net mes appels", "period": "2024", "copy": "paper"},
    "rectification": {"wrong": "Mon prénom", "right": "Chloé"},
    "erasure": {"scope": "everything", "minor": "no"},
    "restriction": {"case": "accuracy", "which": "Mon adresse"},
    "portability": {"to": "recipient", "recipient_name": "A", "recipient_contact": "a@b.fr", "format": "json"},
    "objection": {"situation": "Je change d’emploi."},
    "marketing_objection": {"channels": ["email", "sms"]},
    "automated_decision": {"decision": "Le refus de mon adhésion", "review": "yes"},
    "withdraw_consent": {"consent": "La lettre d’information"},
    "post_mortem": {"capacity": "oneself", "wish": "erase", "executor_name": "Zoé", "executor_contact": "z@b.fr"},
}
MANDATE = {"right": "L’accès", "scope": "Tout", "duration": "Un an", "principal": "Chloé", "recipient": "subject"}


def posted(*types, insurer="tilleuls", role="self", lang="fr", **changes):
    """What the form posts for such a request; `changes` by field name, their first "__" standing for a dot."""
    fields = {"insurer": insurer, "type": types, "role": role, "lang": lang, "key": "a key", "reply_by": "email"}
    fields |= {f"subject.{name}": value for name, value in SUBJECT.items()}
    if role != "self":
        fields |= {f"requester.{name}": value for name, value in PERSON.items()}
    if role in ("parent", "heir"):
        fields["link"] = "Mère"
    if role == "parent":
        fields["subject.birth_date"] = "01/02/2020"
    if role == "representative":
        fields |= {f"mandate.{name}": value for name, value in MANDATE.items()}
    for kind in types:
        fields |= {f"answers.{kind}.{name}": value for name, value in ANSWERS[kind].items()}
    if set(types) != {"marketing_objection"}:
        fields["details"] = "Merci de répondre vite.\r\nBien à vous."
    if role == "heir" and "post_mortem" in types:
        fields |= {"answers.post_mortem.capacity": "heir"}
        del fields["answers.post_mortem.executor_name"], fields["answers.post_mortem.executor_contact"]
    return fields | {name.replace("__", ".", 1): value for name, value in changes.items()}


def post(client, path, fields, **options):
    """The reply to a form, as browsers send it."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", **options.pop("headers", {})}
    return client.post(path, content=urlencode(fields, doseq=True), headers=headers, **options)


def desk_over(folder, clock=None, **settings) -> RequestDesk:
    """A desk for the five insurers and two written ones: "tilleuls", and "fougeres" with markup in its policy."""
    known = Settings(data_dir=folder, secret_key=SECRET, **settings)
    engine = open_database(None, folder)
    Base.metadata.create_all(engine)
    keys = Keys(SECRET.encode())
    policies = SimpleNamespace(releases=SimpleNamespace(index=_index), law=_law())
    return RequestDesk(known, RequestStore(engine, keys), keys, policies, clock or Clock())


def client_over(desk, **options) -> TestClient:
    """A browser that follows no redirection."""
    engine = SimpleNamespace(insurer=_view, insurers=lambda: [_view("fougeres"), _view("tilleuls")])
    app = FastAPI()
    problems.install(app)
    app.add_middleware(BoundedBodies)
    app.include_router(request_pages.router(engine, desk))
    app.include_router(tracking_pages.router(desk))
    return TestClient(app, follow_redirects=False, **options)


class StoreThatIsDown:
    """A store whose database does not answer."""

    @contextmanager
    def reading(self):
        raise StoreUnavailable
        yield

    writing = reading


@cache
def _law():
    return load_law(CORPUS)


@cache
def _index(insurer):
    if insurer in INSURERS:
        return published(insurer)
    if insurer not in ("tilleuls", "fougeres"):
        raise UnknownInsurer(insurer=insurer, known="fougeres, tilleuls")
    aside = f" {HOSTILE}" if insurer == "fougeres" else ""
    return written(
        "## Vos droits\n\nVous disposez d'un droit d'accès, de rectification, d'effacement, de limitation, "
        f"d'opposition et de portabilité. Pour exercer vos droits, écrivez à dpo@tilleuls.fr{aside}."
    )


def _view(insurer):
    index = _index(insurer)
    return InsurerView(insurer, index.release.insurer.name, index.release.insurer.legal_name, None, (), index)
