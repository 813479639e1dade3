"""The article of each request is the one that the statutory layer explains."""

from __future__ import annotations

import pytest

from assistant.answering.law_rules import rules_of
from assistant.law import load_law
from assistant.requests.proposal.basis import basis_of
from assistant.requests.records import REQUEST_TYPES
from tests.assistant.requests.policies import CORPUS


@pytest.fixture(scope="module")
def article_of():
    law = load_law(CORPUS)

    def of(kind, name, language):
        return law.rule(rules_of(kind, name)[0], language).section.split(" – ")[0]

    return of


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("request_type", [*REQUEST_TYPES, "complaint"])
def test_a_type_rests_on_the_article_of_its_rule(article_of, request_type, language):
    assert basis_of(request_type, "self", language).startswith(article_of("action", request_type, language))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_heirs_rest_on_theirs(article_of, language):
    assert basis_of("access", "heir", language).startswith(article_of("audience", "heir", language))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_child_s_erasure_rests_on_the_french_act_too(language):
    act = load_law(CORPUS).rule("loi-1978-51.minors", language).section.split(" – ")[0]
    assert act.lower() in basis_of("erasure", "parent", language).lower()


def test_a_complaint_of_an_heir_is_a_complaint():
    assert basis_of("complaint", "heir", "fr") == "RGPD, article 77"
