"""Answers found not useful, in the console: what the member shared, and who looked at it."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest

from assistant.errors import UnknownMessage
from assistant.exchanges import Exchange, Exchanges
from assistant.feedback.box import FeedbackBox
from assistant.reply import Reply
from assistant.requests.records import Actor
from assistant.web.console.flagged import Reading
from assistant.web.rendering import words
from tests.assistant.desk_by_hand import Clock, desk_at

SACHA = Actor("sacha", "supervisor", frozenset({"tilleuls"}))
HOSTILE = "<script>alert('x')</script>"


@pytest.fixture
def exchanges():
    return Exchanges(10, 10)


@pytest.fixture
def box(tmp_path, exchanges):
    desk = desk_at(tmp_path)
    return FeedbackBox(desk.store, exchanges, desk.settings, Clock())


@pytest.fixture
def reading(box):
    engine = SimpleNamespace(insurers=lambda: [SimpleNamespace(id="tilleuls", name="Tilleuls")])
    return Reading(SimpleNamespace(feedback=box, engine=engine, language="fr", word=partial(words, "fr")))


@pytest.fixture
def said(box, exchanges):
    """Leaves opinions on as many answers."""

    def leave(*, useful=False, share=False, times=1, answer="Une adresse.\n\nUne autre."):
        for number in range(times):
            reply = Reply("c", f"{useful}{number}", "tilleuls", "fr", "answered", answer)
            exchanges.remember(Exchange("Qui est le délégué ?", reply))
            comment = f"Faux {HOSTILE}" if share else ""
            reason = None if useful else "wrong"
            box.leave(reply.message_id, useful=useful, reason=reason, comment=comment, share=share)

    return leave


def test_what_nobody_looked_at_is_listed(reading, said):
    said()
    table, (_,), _ = reading.listed(SACHA, every=False)
    assert table["data"] == [
        ["5 mars 2026, 10:30", "Tilleuls", "fausse", "Réponse tirée de la politique", "non", "–"]
    ]


def test_what_was_looked_at_is_listed_on_demand_and_says_by_whom(reading, said, box):
    said()
    _, (id_,), _ = reading.listed(SACHA, every=False)
    box.look_at(SACHA, id_)
    assert reading.listed(SACHA, every=False)[1] == []
    table, *_ = reading.listed(SACHA, every=True)
    assert table["data"][0][-1] == "sacha"


def test_the_counts_of_each_insurer_are_drawn_and_said(reading, said, monkeypatch):
    monkeypatch.setattr("assistant.web.console.flagged.DAYS", 10_000)
    said()
    said(useful=True, times=3)
    *_, html = reading.listed(SACHA, every=False)
    assert "width:75%" in html
    assert "fausse (1)" in html


def test_what_was_shared_is_shown_as_text(reading, said):
    said(share=True)
    _, (id_,), _ = reading.listed(SACHA, every=False)
    html = reading.one(SACHA, id_)
    assert "Qui est le délégué ?" in html
    assert HOSTILE not in html
    assert "\n" not in html


def test_the_emphasis_of_an_answer_is_shown_as_such(reading, said):
    said(share=True, answer="Le **délégué** répond.")
    _, (id_,), _ = reading.listed(SACHA, every=False)
    assert "Le <strong>délégué</strong> répond." in reading.one(SACHA, id_)


def test_what_was_not_shared_is_said(reading, said):
    said()
    _, (id_,), _ = reading.listed(SACHA, every=False)
    assert "n’a pas souhaité partager" in reading.one(SACHA, id_)


def test_an_opinion_that_is_gone_is_not_found(reading):
    with pytest.raises(UnknownMessage):
        reading.one(SACHA, "3")
