"""The asking tab: an answer for the phone, and only of insurers within reach."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from assistant.answering.support import Fault
from assistant.catalogue import LANGUAGES, keys
from assistant.errors import EmptyQuestion, NotAllowed
from assistant.language_model.failures import Reason
from assistant.reply import Generation, Notice, Reply
from assistant.web.console.asking import CHARACTERS, SENTENCES, ask, opening, phone_text
from assistant.web.console.reasons import reasons_html
from tests.assistant.traced_reply import traced
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


def test_an_agent_is_told_that_a_machine_wrote_what_is_read_out():
    written = Reply(
        "c", "m", "bb", "fr", "answered", "Un mois.", notices=(Notice("generated", "Par une machine."),)
    )
    assert "Par une machine." in phone_text(written, "fr", {"bb": "BB"})


def test_the_reasons_say_in_words_what_the_language_model_wrote(back):
    written = Generation("mistral", 2, {"negation": 3, "novel": 1}, "timeout", 812.5, 900, 60, "Et mon père ?", 1)
    html = reasons_html(back, replace(traced(), generation=written))
    for part in ("mistral", "3 × négation différente", "1 × novel", "temps dépassé", "812 ms", "Et mon père ?"):
        assert part in html


def test_the_reasons_say_nothing_of_a_language_model_that_was_not_asked(back):
    assert "modèle de langage" not in reasons_html(back, traced())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code", [*(f"fault.{one}" for one in get_args(Fault)), *(f"failed.{one}" for one in get_args(Reason))]
)
def test_every_reason_for_not_showing_a_sentence_has_words(language, code):
    assert f"explanation.{code}" in keys(language)
