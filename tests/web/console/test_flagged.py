"""Answers found not useful, in the console: what the member shared, and who looked at it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from types import SimpleNamespace

import pytest

from assistant.errors import UnknownMessage
from assistant.feedback.records import CitedPlace, Count, FeedbackItem
from assistant.requests.records import Actor
from assistant.web.console.flagged import Reading
from assistant.web.rendering import words

SACHA = Actor("sacha", "supervisor", frozenset({"tilleuls"}))
HOSTILE = "<script>alert('x')</script>"
AT = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
SHARED = FeedbackItem(
    id="1",
    at=AT,
    insurer="tilleuls",
    language="fr",
    outcome="answered",
    useful=False,
    reason="wrong",
    comment=f"Faux {HOSTILE}",
    question="Qui est le délégué ?",
    answer="Une adresse.\n\nUne autre.",
    citations=(CitedPlace("tilleuls", "v1", 3, 9),),
    looked_at=None,
    looked_by=None,
)
UNSHARED = FeedbackItem("2", AT, "", "fr", "out_of_scope", False, None, "", None, None, (), AT, "ada")


class Box:
    """Two opinions, one of which was looked at."""

    def flagged(self, _actor, *, unseen_only=True):
        return [SHARED] if unseen_only else [SHARED, UNSHARED]

    def counts(self, _actor, _since):
        return [Count("tilleuls", 3, 1, {"wrong": 1})]


@pytest.fixture
def reading():
    engine = SimpleNamespace(insurers=lambda: [SimpleNamespace(id="tilleuls", name="Tilleuls")])
    back = SimpleNamespace(feedback=Box(), engine=engine, language="fr", word=partial(words, "fr"))
    return Reading(back)


def test_what_nobody_looked_at_is_listed_first(reading):
    table, ids, _ = reading.listed(SACHA, every=False)
    assert ids == ["1"]
    assert table["data"][0][:3] == ["5 mars 2026, 10:30", "Tilleuls", "fausse"]


def test_what_was_looked_at_says_by_whom(reading):
    table, ids, _ = reading.listed(SACHA, every=True)
    assert ids == ["1", "2"]
    assert table["data"][1][-1] == "ada"


def test_the_counts_of_each_insurer_are_drawn_and_said(reading):
    *_, html = reading.listed(SACHA, every=False)
    assert "width:75%" in html
    assert "fausse (1)" in html


def test_what_was_shared_is_shown_as_text(reading):
    html = reading.one(SACHA, "1")
    assert "Qui est le délégué ?" in html
    assert HOSTILE not in html
    assert "\n" not in html


def test_what_was_not_shared_is_said(reading):
    assert "n’a pas souhaité partager" in reading.one(SACHA, "2")


def test_an_opinion_that_is_gone_is_not_found(reading):
    with pytest.raises(UnknownMessage):
        reading.one(SACHA, "3")
