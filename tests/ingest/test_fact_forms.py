"""The normalised form that a person writes for a fact is the one that its kind has."""

import pytest

from ingest.fact_forms import expected_form

WELL_FORMED = [
    ("email", "dpo@exemple.fr"), ("hidden_email", ""), ("phone", "+33144931100"), ("phone", "3639"),
    ("web", "exemple.fr/contact"), ("siren", "351058151"), ("retention", "P12M/P24M"), ("cookie_period", "P1Y6M"),
    ("response_time", "PT48H"), ("version_date", "2022-04"), ("version_date", "2022-04-30"), ("transfer", "US"),
    ("transfer", "none"), ("right", "access"), ("exclusion", "erasure"), ("legal_basis", "contract"),
    ("health", "none"), ("host", "nuage sas"), ("address", "3 rue du bois 69001 lyon"),
]  # fmt: skip
MALFORMED = [
    ("email", "pas une adresse"), ("email", "DPO@exemple.fr"), ("hidden_email", "dpo@exemple.fr"),
    ("phone", "01 44 93 11 00"), ("web", "https://www.exemple.fr/"), ("siren", "351058152"), ("retention", "5 ans"),
    ("response_time", "P"), ("version_date", "2022-02-31"), ("version_date", "avril 2022"), ("transfer", "USA"),
    ("right", "accès"), ("legal_basis", "contrat"), ("host", ""), ("host", "Nuage SAS"), ("purpose", " gestion"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "normalised"), WELL_FORMED)
def test_what_has_the_form_of_its_kind_is_accepted(kind, normalised):
    assert expected_form(kind, normalised) is None


@pytest.mark.parametrize(("kind", "normalised"), MALFORMED)
def test_what_has_another_form_is_told_the_form_of_its_kind(kind, normalised):
    assert expected_form(kind, normalised)


def test_every_fact_of_the_policies_has_the_form_of_its_kind(policies):
    facts = [fact for parsed in policies.values() for fact in parsed.facts]
    assert [fact for fact in facts if expected_form(fact.kind, fact.normalised)] == []
