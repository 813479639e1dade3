"""What members say about answers: kept as little as they agreed to, for those who answer for the quality."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from assistant.errors import BadRequest, NotAllowed, UnknownMessage
from assistant.feedback import Count
from assistant.feedback.box import COMMENT_CHARACTERS
from assistant.requests.records import Actor
from assistant.requests.store.tables import FeedbackRow

DPO = Actor("dpo.alpha", "dpo", frozenset({"alpha"}))
ROOT = Actor("root", "administrator", None)
TYPED = {
    "e-mail": "chloe.daubigne@example.org",
    "NIR": "2 80 02 75 116 001 67",
    "IBAN": "FR76 3000 6000 0112 3456 7890 189",
    "phone": "06 12 34 56 78",
}
DAY = dt.timedelta(days=1)


def say(box, message, *, useful=False, reason=None, comment="", share=False):
    box.leave(message, useful=useful, reason=reason, comment=comment, share=share)


def rows(store):
    with store.reading() as reading:
        return [
            {column.key: getattr(row, column.key) for column in FeedbackRow.__table__.columns}
            for row in reading.session.scalars(select(FeedbackRow))
        ]


def test_without_consent_nothing_of_the_conversation_is_kept(box, store, answered):
    say(box, answered("m1"), reason="wrong", comment="Faux.")
    (row,) = rows(store)
    assert (row["insurer"], row["outcome"], row["language"]) == ("alpha", "answered", "fr")
    assert (row["useful"], row["reason"]) == (False, "wrong")
    assert (row["comment"], row["question"], row["answer"], row["citations"]) == ("", None, None, [])


def test_with_consent_the_exchange_and_its_places_are_kept(box, answered):
    say(box, answered("m1"), reason="unclear", comment="Pas clair.\r\nVraiment.", share=True)
    (item,) = box.flagged(DPO)
    assert (item.question, item.comment) == ("Combien de temps ?", "Pas clair.\nVraiment.")
    assert "cinq ans" in item.answer
    assert [one.url for one in item.citations] == ["/documents/alpha/2020-01-01-abc?start=4&end=11#cited"]


@pytest.mark.parametrize("secret", TYPED.values(), ids=TYPED)
def test_what_identifies_a_person_never_reaches_the_table(box, store, answered, secret):
    typed = f"Je suis joignable ainsi : {secret}, merci."
    say(box, answered("m1", question=typed), comment=typed, share=True)
    (row,) = rows(store)
    assert secret not in f"{row}"
    assert row["comment"].endswith(", merci.")
    assert row["question"].endswith(", merci.")


@pytest.mark.parametrize("hidden", ["\x00", "\u202e", "\ud800"])
def test_characters_that_no_one_sees_are_dropped_from_a_comment(box, answered, hidden):
    say(box, answered("m1"), comment=f"Pas{hidden} clair", share=True)
    assert [one.comment for one in box.flagged(DPO)] == ["Pas clair"]


def test_a_comment_that_is_too_long_is_refused_and_nothing_kept(box, store, answered):
    with pytest.raises(BadRequest):
        say(box, answered("m1"), comment="a" * (COMMENT_CHARACTERS + 1), share=True)
    assert rows(store) == []


def test_a_second_opinion_takes_the_place_of_the_first_with_what_was_shared(box, store, answered):
    say(box, answered("m1"), reason="wrong", comment="Faux.", share=True)
    say(box, "m1", useful=True)
    (row,) = rows(store)
    assert (row["useful"], row["reason"], row["question"], row["comment"]) == (True, None, None, "")


def test_a_reason_does_not_stay_with_an_answer_that_was_useful(box, store, answered):
    say(box, answered("m1"), useful=True, reason="wrong")
    assert [row["reason"] for row in rows(store)] == [None]


def test_an_answer_that_is_forgotten_takes_no_opinion(box, store):
    with pytest.raises(UnknownMessage):
        say(box, "m1")
    assert rows(store) == []


def test_answers_that_were_not_useful_are_shown_latest_first(box, answered, clock):
    for number, useful in enumerate([False, True, False]):
        clock.at += DAY
        say(box, answered(f"m{number}"), useful=useful, reason=None if useful else "other")
    assert [one.at for one in box.flagged(DPO)] == [clock.at, clock.at - 2 * DAY]


def test_what_somebody_looked_at_is_shown_on_demand_only(box, answered, clock):
    say(box, answered("m1"))
    (item,) = box.flagged(DPO)
    box.look_at(DPO, item.id)
    box.look_at(ROOT, item.id)
    assert box.flagged(DPO) == []
    (seen,) = box.flagged(DPO, unseen_only=False)
    assert (seen.looked_by, seen.looked_at) == ("dpo.alpha", clock.at)


def test_nobody_can_look_at_what_is_gone(box):
    with pytest.raises(UnknownMessage):
        box.look_at(DPO, "gone")


def test_everybody_reads_what_is_about_their_insurers_only(box, answered):
    say(box, answered("m1"))
    say(box, answered("m2", "beta"))
    say(box, answered("m3", None))
    assert [one.insurer for one in box.flagged(DPO)] == ["alpha"]
    assert sorted(one.insurer for one in box.flagged(ROOT)) == ["", "alpha", "beta"]
    assert [one.insurer for one in box.counts(DPO, dt.datetime.min.replace(tzinfo=dt.UTC))] == ["alpha"]


def test_another_insurers_opinions_cannot_be_asked_for_or_looked_at(box, answered):
    say(box, answered("m2", "beta"))
    (item,) = box.flagged(ROOT, insurer="beta")
    with pytest.raises(NotAllowed):
        box.flagged(DPO, insurer="beta")
    with pytest.raises(NotAllowed):
        box.look_at(DPO, item.id)


@pytest.mark.parametrize("role", ["member", "agent", "program", "system"])
def test_other_roles_read_no_opinion(box, answered, clock, role):
    say(box, answered("m1"))
    actor = Actor("x", role, None)
    for reading in (
        lambda: box.flagged(actor),
        lambda: box.counts(actor, clock.at),
        lambda: box.look_at(actor, "any"),
        lambda: box.purge(actor, dry_run=False),
    ):
        with pytest.raises(NotAllowed):
            reading()


@pytest.mark.parametrize("role", ["supervisor", "dpo", "evaluator", "administrator"])
def test_those_who_answer_for_the_quality_read_them(box, answered, role):
    say(box, answered("m1"))
    assert len(box.flagged(Actor("x", role, frozenset({"alpha"})))) == 1


def test_opinions_are_counted_by_insurer_and_reason(box, answered, clock):
    say(box, answered("m0"), reason="wrong")
    clock.at += DAY
    for message, reason in (("m1", "wrong"), ("m2", "wrong"), ("m3", "unclear"), ("m4", None)):
        say(box, answered(message), reason=reason)
    say(box, answered("m5"), useful=True)
    say(box, answered("m6", "beta"), useful=True)
    alpha = Count("alpha", useful=1, not_useful=4, reasons={"wrong": 2, "unclear": 1})
    assert box.counts(ROOT, clock.at) == [alpha, Count("beta", useful=1, not_useful=0, reasons={})]


def test_opinions_go_when_they_were_kept_long_enough(box, store, answered, clock):
    say(box, answered("m1"))
    clock.at += DAY
    say(box, answered("m2"))
    clock.at += 30 * DAY
    assert box.purge(ROOT, dry_run=True) == 1
    assert len(rows(store)) == 2
    assert box.purge(ROOT, dry_run=False) == 1
    assert [row["message"] for row in rows(store)] == ["m2"]


def test_an_administrator_of_one_insurer_purges_nothing_of_others(box, answered, clock):
    say(box, answered("m1", "beta"))
    clock.at += 31 * DAY
    assert box.purge(Actor("x", "administrator", frozenset({"alpha"})), dry_run=False) == 0
