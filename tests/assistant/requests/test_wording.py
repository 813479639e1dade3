"""What people write when they act on a request is kept without what has no place there."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest

from assistant.errors import BadForm
from assistant.requests.actions import (
    NAMES,
    Answer,
    AskClarification,
    AskIdentity,
    Assign,
    Clarify,
    Close,
    Extend,
    MarkDuplicate,
    Redirect,
    Start,
    Withdraw,
)
from assistant.requests.wording import as_kept

TODAY = dt.date(2026, 3, 5)
NIR, CARD = "280027511600143", "4970 1000 0000 0055"


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (AskIdentity(f"a {NIR}"), "doubt"),
        (AskClarification(f"a {NIR}"), "question"),
        (Clarify(f"a {NIR}"), "text"),
        (Extend("number", f"a {NIR}", TODAY), "justification"),
        (Answer("satisfied", f"a {NIR}"), "reasons"),
        (Close(f"a {NIR}"), "note"),
        (Withdraw(f"a {NIR}"), "note"),
        (Redirect(f"a {NIR}"), "to"),
    ],
)
def test_a_social_security_number_is_taken_out_of_every_free_text(action, field):
    kept = as_kept(action)
    assert NIR not in getattr(kept, field)
    assert getattr(kept, field).startswith("a ")
    assert type(kept) is type(action)


def test_every_text_of_an_action_is_a_name_or_is_looked_at():
    names = {(Assign, "to"), (MarkDuplicate, "of")}
    texts = {(action, one.name) for action in NAMES for one in fields(action) if one.type == "str"}
    made = {AskIdentity, AskClarification, Clarify, Extend, Answer, Close, Withdraw, Redirect}
    assert {action for action, _ in texts - names} == made
    assert len(texts - names) == len(made)


def test_a_bank_card_goes_and_an_account_stays():
    kept = as_kept(Clarify(f"Carte {CARD}, IBAN FR76 3000 6000 0112 3456 7890 189."))
    assert CARD not in kept.text
    assert "FR76 3000 6000 0112 3456 7890 189" in kept.text


def test_new_lines_stay_and_what_hides_or_turns_words_goes():
    assert as_kept(Clarify(" Un.\r\nDeux\u202e\x00\u200b.\n")) == Clarify("Un.\nDeux.")


def test_words_that_are_blank_stay_blank():
    assert as_kept(Clarify(" \n\t ")) == Clarify("")


@pytest.mark.parametrize("action", [Start(), Assign(NIR), MarkDuplicate("MD-0000-0000-0000-0000")])
def test_what_holds_no_free_text_stays_as_it_is(action):
    assert as_kept(action) is action


def test_the_limit_is_ten_thousand_characters():
    assert as_kept(Clarify("a" * 10_000)).text == "a" * 10_000
    with pytest.raises(BadForm) as refused:
        as_kept(Clarify("a" * 10_001))
    (fault,) = refused.value.faults
    assert (fault.field, fault.code, dict(fault.values)["limit"]) == ("text", "too_long", 10_000)
