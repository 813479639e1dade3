"""A language model is tried before members wait for it."""

from __future__ import annotations

import pytest

from assistant.language_model.building import language_model
from assistant.measuring import Measures
from assistant.settings import Settings
from assistant.trial import LANGUAGES, tried
from tests import failing_model as server_that
from tests.failing_model import failing_model

pytestmark = pytest.mark.integration  # a server for each test


def trial(behaviour, language="fr", seconds=20.0):
    with failing_model(behaviour) as server:
        known = Settings(llm="openai:m", llm_base_url=server.url)
        found = tried(language_model(known, known.llm, Measures()), language, seconds)
    return found, server


def test_a_model_that_keeps_to_the_form_passes():
    found, _ = trial(server_that.says("[1] Trois ans après la fin du contrat.", "", "[1] Pas plus."))
    assert (found.failure, found.follows, found.usage.output_tokens) == (None, True, 30)
    assert found.first_token <= found.whole


@pytest.mark.parametrize(
    "lines",
    [("Trois ans.",), ("[1] Trois ans.", "Voilà !"), ("[2] Trois ans.",), ("[1]",), ("Bien sûr : [1] Oui.",)],
)
def test_one_that_does_not_is_found_out(lines):
    found, _ = trial(server_that.says(*lines))
    assert (found.failure, found.follows) == (None, False)


@pytest.mark.parametrize(
    ("behaviour", "reason"), [(server_that.refuses(401), "refused"), (server_that.cut_by_length(), "truncated")]
)
def test_one_that_fails_is_told_by_its_reason(behaviour, reason):
    found, _ = trial(behaviour)
    assert (found.failure, found.follows) == (reason, False)


def test_one_that_says_nothing_has_no_first_token():
    found, _ = trial(server_that.never_answers, seconds=0.3)
    assert (found.failure, found.first_token) == ("timeout", None)


def test_each_language_is_tried_with_a_passage_of_its_own():
    asked = [trial(server_that.says("[1] Oui."), language)[1].bodies[0]["messages"][1] for language in LANGUAGES]
    assert "conservées trois ans" in asked[0]["content"]
    assert "kept for three years" in asked[1]["content"]
