"""The block that leads from an answer to a request form."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.answering.decision import Decision
from assistant.answering.grounding import ground
from assistant.answering.rights import handoff, how_to_claims, procedure_of
from tests.assistant.requests.policies import published

TODAY = dt.date(2026, 11, 22)


def offered(*actions, insurer="mese", audience=None, language="fr", likeliest=None):
    index = published(insurer)
    procedure = procedure_of(index)
    claims = how_to_claims(procedure, actions, index.release.insurer.name, language, brief=False)
    action = likeliest or (actions[0] if actions else None)
    decision = Decision("answered", "erasure", "wants to act", action, actions, how_to=True)
    return handoff(procedure, decision, audience, ground(claims, insurer, language), index, TODAY, language)


def test_a_request_opens_its_form():
    assert offered("erasure").url == "/requests/new?insurer=mese&type=erasure&lang=fr"


def test_several_requests_open_one_form():
    assert offered("access", "erasure", language="en").url == (
        "/requests/new?insurer=mese&type=access&type=erasure&lang=en"
    )


def test_the_likeliest_request_comes_first():
    found = offered("access", "erasure", likeliest="erasure")
    assert found.request_type == "erasure"
    assert found.request_types == ("erasure", "access")


def test_each_request_has_its_article():
    assert offered("access", "marketing_objection").basis == ("RGPD, article 15", "RGPD, article 21, § 2 et 3")


@pytest.mark.parametrize(
    ("audience", "role"), [("heir", "heir"), ("representative", "representative"), ("minor", "parent")]
)
def test_the_form_opens_in_the_role_of_the_person(audience, role):
    assert offered("access", audience=audience).url.endswith(f"&for={role}")


def test_an_adult_covered_by_the_contract_files_for_themself():
    assert "for=" not in offered("access", audience="beneficiary").url


def test_heirs_act_under_the_french_act():
    assert offered("access", audience="heir").basis[0].endswith("article 85, II")


def test_a_complaint_has_an_article_and_nothing_to_file():
    found = offered("complaint", audience="heir")
    assert found.url is None
    assert found.basis == ("RGPD, article 77",)


def test_beside_a_complaint_the_request_is_filed():
    found = offered("complaint", "access")
    assert found.url == "/requests/new?insurer=mese&type=access&lang=fr"
    assert found.request_types == ("complaint", "access")


def test_without_a_right_in_mind_the_form_asks_which():
    found = offered()
    assert found.url == "/requests/new?insurer=mese&lang=fr"
    assert (found.request_types, found.basis) == ((), ())


def test_the_channels_and_the_date_are_those_of_the_insurer():
    found = offered("erasure")
    assert [one.kind for one in found.channels] == ["email", "post"]
    assert found.answer_due == dt.date(2026, 12, 22)
