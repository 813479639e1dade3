"""The comparing tab: answers side by side, no failure hides another insurer."""

from __future__ import annotations

import pytest

from assistant.errors import BadRequest, EmptyQuestion, InsurerUnavailable, NotAllowed
from assistant.web.console.comparing import MOST, answers_html, chosen_of, matrix_html
from tests.web.fake_engine import HOSTILE
from tests.web.page_text import elements, texts

QUESTION = "Comment exercer mes droits ?"


def test_every_insurer_of_the_account_answers_where_none_was_chosen(back, actors):
    assert len(elements(answers_html(back, actors["supervisor"], [], QUESTION), "section")) >= 2
    assert [one.id for one in chosen_of(back, actors["agent"], [])] == ["bb"]


def test_an_insurer_out_of_reach_is_not_compared(back, actors):
    with pytest.raises(NotAllowed):
        answers_html(back, actors["agent"], ["bb", "cc"], QUESTION)


def test_too_many_insurers_are_refused(back, actors):
    with pytest.raises(BadRequest):
        chosen_of(back, actors["supervisor"], [f"x{number}" for number in range(MOST + 1)])


def test_an_empty_question_is_not_asked(back, actors):
    with pytest.raises(EmptyQuestion):
        answers_html(back, actors["supervisor"], [], " ")


def test_the_failure_of_an_insurer_stands_in_its_place_beside_the_others(back, actors, monkeypatch):
    answer = back.engine.ask

    def ask(insurer, *args, **values):
        if insurer == "cc":
            raise InsurerUnavailable(insurer=insurer)
        return answer(insurer, *args, **values)

    monkeypatch.setattr(back.engine, "ask", ask)
    html = answers_html(back, actors["supervisor"], [], QUESTION)
    assert texts(html, "td") == ["La politique répond", "Pas de réponse\u00a0: erreur"]


def test_hostile_text_stays_text(back, actors):
    assert HOSTILE not in answers_html(back, actors["supervisor"], [], f"{QUESTION} {HOSTILE}")


def test_policies_that_cannot_be_read_are_said_to_be_in_the_matrix(back, actors, monkeypatch):
    def insurer(name):
        raise InsurerUnavailable(insurer=name)

    monkeypatch.setattr(back.engine, "insurer", insurer, raising=False)
    html = matrix_html(back, actors["agent"], [])
    assert len(elements(html, "td", **{"class": "failed"})) == 1
    assert HOSTILE not in html
