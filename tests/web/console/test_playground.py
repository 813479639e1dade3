"""The playground: what differs from the settings in service, for evaluators and their insurers only."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from assistant.errors import NotAllowed
from assistant.settings import RetrievalSettings
from assistant.web.console.playground import settings_of, toml_of, tried_html

DEFAULTS = RetrievalSettings().model_dump()
QUESTION = "Comment exercer mes droits ?"


def test_only_what_was_changed_is_written_as_toml():
    changed = {**DEFAULTS, "dense": 0.7, "topics": 6.0}
    assert toml_of(RetrievalSettings(), changed) == "[retrieval]\ndense = 0.7\ntopics = 6"


def test_settings_out_of_their_bounds_are_refused():
    with pytest.raises(ValidationError):
        settings_of({**DEFAULTS, "silent_above": 1.5})


def tried(back, actors, *, without_model=False, **changed):
    wanted = {**DEFAULTS, **changed}
    return tried_html(back, actors["evaluator"], "bb", QUESTION, wanted, without_model=without_model)


def test_both_answers_stand_side_by_side(back, actors, monkeypatch):
    other = SimpleNamespace(ask=lambda *given, **more: replace(back.engine.ask(*given, **more), answer="Autre."))
    monkeypatch.setattr(back.engine, "trying", lambda _: other, raising=False)
    html = tried(back, actors, dense=0.7)
    assert html.count("console-card") == 2
    assert "console-same" not in html


def test_the_answer_without_the_language_model_stands_beside_that_with_it(back, actors, monkeypatch):
    plain = SimpleNamespace(ask=lambda *given, **more: replace(back.engine.ask(*given, **more), answer="Autre."))
    modelled = SimpleNamespace(without_model=lambda: plain)
    monkeypatch.setattr(back.engine, "trying", lambda _: modelled, raising=False)
    html = tried(back, actors, without_model=True)
    assert html.count("console-card") == 2
    assert "Autre." in html


def test_settings_that_change_nothing_are_said_to(back, actors, monkeypatch):
    monkeypatch.setattr(back.engine, "trying", lambda _: back.engine, raising=False)
    assert "Rien ne change" in tried(back, actors, dense=0.7)


def test_the_settings_of_the_service_are_not_compared_with_themselves(back, actors):
    html = tried(back, actors)
    assert html.count("console-card") == 1
    assert "rien à comparer" in html


def test_agents_try_no_settings(back, actors):
    with pytest.raises(NotAllowed):
        tried_html(back, actors["agent"], "bb", QUESTION, DEFAULTS, without_model=False)
