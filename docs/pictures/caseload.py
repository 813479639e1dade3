"""Made-up requests for the queue: filed on various days of the last weeks, each taken as far as its line says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from assistant.requests.actions import (
    Action,
    Answer,
    AskClarification,
    AskIdentity,
    Assign,
    Close,
    Start,
    Withdraw,
)
from assistant.requests.desk import RequestDesk
from assistant.requests.intake.form import RequestForm
from assistant.requests.records import Actor
from pictures.service import AGENT, SUPERVISOR, Service

DECIDER = Actor(SUPERVISOR, "supervisor", None)
COUNT = 28
NAMES = ("Camara", "Delmas", "Ferrand", "Garnier", "Haddad", "Jourdain", "Keller", "Lemaire", "Moreau", "Nguyen")
INSURERS = ("mgen", "mieux-etre", "mgen", "sem", "mgen", "mese")
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("erasure", {"scope": "everything"}),
    ("access", {"scope": "everything", "copy": "electronic"}),
    ("rectification", {"wrong": "12 rue des Lilas", "right": "14 rue des Lilas"}),
    ("access", {"scope": "everything", "copy": "paper"}),
)
CLARIFY = AskClarification("De quel contrat parlez-vous ?")
TAKEN: tuple[tuple[Action, ...], ...] = (
    (),
    (Assign(AGENT), Start()),
    (Start(), CLARIFY),
    (Assign(SUPERVISOR), Start(), AskIdentity("Deux adhérents portent ce nom à cette adresse.")),
    (),
    (Start(),),
    (Start(), Answer("satisfied")),
    (Withdraw("La personne a rappelé."),),
    (Start(), Answer("no_data"), Close()),
)


@dataclass
class Clock:
    """The instant at which a made-up request was filed."""

    at: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.at


def fill(service: Service) -> str:
    """Files the made-up requests; the reference of one that is being worked on and due soon."""
    today = dt.datetime.now(dt.UTC)
    clock = Clock(today)
    desk = RequestDesk(service.desk.settings, service.desk.store, service.desk.keys, service.engine, clock)
    references = []
    for number in range(COUNT):
        clock.at = today - dt.timedelta(days=(number * 5) % 41, hours=number % 7)
        references.append(_filed(desk, number))
        clock.at = min(clock.at + dt.timedelta(hours=3), today)
        for action in TAKEN[number % len(TAKEN)]:
            desk.act(DECIDER, references[-1], action)
    clock.at = today - dt.timedelta(days=27)
    shown = _filed(desk, 1)
    clock.at = today - dt.timedelta(days=20)
    for action in (Assign(AGENT), Start()):
        desk.act(DECIDER, shown, action)
    return shown


def _filed(desk: RequestDesk, number: int) -> str:
    """The reference of a new request."""
    type_, answers = ASKED[number % len(ASKED)]
    family = NAMES[number % len(NAMES)]
    form = RequestForm.model_validate(
        {
            "insurer": INSURERS[number % len(INSURERS)],
            "types": [type_],
            "answers": {type_: answers},
            "subject": {
                "given_names": "Camille" if number % 2 else "Dominique",
                "family_name": family,
                "birth_date": f"{1950 + number}-05-12",
                "email": f"{family.lower()}@example.org",
                "street": f"{number + 1} rue des Lilas",
                "postcode": "75011",
                "town": "Paris",
                "member_number": f"{10_203_040 + number}",
            },
            "confirmed": True,
        }
    )
    return desk.file(form, "fr").request.reference
