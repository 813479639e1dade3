"""Small systems and data sets to run."""

from __future__ import annotations

from threading import Event

from eval.cases import Case, Dataset, GoldSpan
from eval.observations import Cited, Observation, Retrieved

TEXT = "Vos données sont conservées cinq ans. Écrivez au délégué."
KEY = "fern/policy"


def case(name, **fields):
    """An answerable case about the first sentence of the text."""
    given = {
        "insurer": "fern",
        "question": f"Question {name} ?",
        "language": "fr",
        "outcome": "answered",
        "topic": "retention",
        "facts": (("cinq ans", "5 ans"),),
        "gold": (GoldSpan(KEY, 0, 37),),
    }
    return Case(id=name, **{**given, **fields})


def dataset(*cases, **fields):
    """A data set of these cases on the one text."""
    given = {"name": "small", "version": "1", "split": "development", "texts": {KEY: TEXT}}
    return Dataset(cases=cases, **{**given, **fields})


def right(asked):
    """A right reply to a case."""
    return Observation(
        case=asked.id,
        outcome="answered",
        answer="« Vos données sont conservées cinq ans. » [1]",
        language="fr",
        citations=(Cited(1, KEY, "undated-00000000", 0, 37, TEXT[0:37]),),
        retrieved=(Retrieved(KEY, 0, 37, 2.0, TEXT[0:37]), Retrieved(KEY, 38, len(TEXT), 1.0, TEXT[38:])),
        milliseconds=5.0,
    )


class Scripted:
    """A system that does with each case what it was told, and replies rightly to the others."""

    def __init__(self, deeds=None, about=None, name="scripted"):
        self.deeds = deeds or {}
        self.name = name
        self.asked = []
        self._about = about or {"kind": "scripted"}

    def about(self):
        return self._about

    def answer(self, asked, depth):  # noqa: ARG002 the passages are always the same two
        self.asked.append(asked.id)
        deed = self.deeds.get(asked.id, right)
        return deed(asked)


def raising(error):
    """A deed that raises."""

    def deed(_):
        raise error

    return deed


def hanging(release: Event):
    """A deed that does not end before `release` is set."""

    def deed(asked):
        release.wait()
        return right(asked)

    return deed
