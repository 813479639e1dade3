"""The asking tab: an answer for the phone, and only of insurers within reach."""

from __future__ import annotations

import pytest

from assistant.errors import EmptyQuestion, NotAllowed
from assistant.reply import Reply
from assistant.web.console.asking import CHARACTERS, SENTENCES, ask, opening, phone_text
from tests.web.fake_engine import HOSTILE

QUESTION = "Comment exercer mes droits ?"


def test_an_answer_is_shown_and_ready_for_the_phone(back, actors):
    asked = ask(back, actors["agent"], "bb", QUESTION, None)
    assert "dpo@example.org" in asked.page
    assert "dpo@example.org" in asked.phone


def test_an_insurer_out_of_reach_is_refused_whatever_the_page_offers(back, actors):
    with pytest.raises(NotAllowed):
        ask(back, actors["agent"], "cc", QUESTION, None)


def test_a_program_asks_nothing_here(back, actors):
    with pytest.raises(NotAllowed):
        ask(back, actors["program"], "bb", QUESTION, None)


@pytest.mark.parametrize(("insurer", "question"), [(None, QUESTION), ("bb", "  ")])
def test_nothing_is_asked_without_an_insurer_and_a_question(back, actors, insurer, question):
    with pytest.raises(EmptyQuestion):
        ask(back, actors["agent"], insurer, question, None)


def test_hostile_text_stays_text(back, actors):
    assert HOSTILE not in ask(back, actors["agent"], "bb", f"{QUESTION} {HOSTILE}", None).page


def test_the_phone_answer_opens_with_whole_sentences():
    assert opening("Un. Deux. Trois. Quatre. Cinq. Six.") == "Un. Deux. Trois. Quatre. […]"
    assert SENTENCES == 4


def test_a_long_second_sentence_is_left_for_the_whole_answer():
    assert opening(f"Un. {'A' * CHARACTERS}.") == "Un. […]"


def test_a_short_answer_is_said_whole():
    assert opening("Un mois [1]. Ensuite rien.") == "Un mois [1]. Ensuite rien."


def test_the_number_of_a_section_is_not_read_out():
    reply = Reply("c", "m", "bb", "fr", "answered", "La politique dit : « 8.1. Dans le cadre du régime : »")
    assert "« Dans le cadre" in phone_text(reply, "fr", {"bb": "BB"})
