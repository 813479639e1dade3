"""The playground: what differs from the settings in service, for evaluators and their insurers only."""

from __future__ import annotations

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


def test_both_answers_stand_side_by_side(back, actors, monkeypatch):
    monkeypatch.setattr(back.engine, "trying", lambda _: back.engine, raising=False)
    html = tried_html(back, actors["evaluator"], "bb", QUESTION, DEFAULTS)
    assert html.count("console-card") == 2


def test_agents_try_no_settings(back, actors):
    with pytest.raises(NotAllowed):
        tried_html(back, actors["agent"], "bb", QUESTION, DEFAULTS)
