"""A document is asked for only where the policy's own words demand one."""

from __future__ import annotations

import pytest

from assistant.requests.proposal.identity_proof import asks_document, asks_signature, identity_demand
from tests.assistant.requests.policies import written

WRITE = "## Vos droits\n\nPour exercer vos droits, écrivez à dpo@tilleuls.fr. "


@pytest.mark.parametrize(
    "words",
    [
        "accompagnée d’une copie d’un titre d’identité signé",
        "joindre la photocopie de votre carte nationale d'identité",
        "sous réserve de la fourniture d'une pièce justificative d'identité",
        "une copie de votre passeport ou de votre permis de conduire",
        "please enclose a copy of your ID",
        "together with an identity document",
    ],
)
def test_words_that_name_a_document_demand_one(words):
    assert asks_document(words)


@pytest.mark.parametrize(
    "words",
    [
        "à condition de justifier de son identité",
        "la mutuelle doit s'assurer de l'identité de l'utilisateur",
        "en précisant clairement vos nom, prénom et date de naissance",
        "you must prove your identity",
    ],
)
def test_other_words_demand_none(words):
    assert not asks_document(words)


@pytest.mark.parametrize(
    "words",
    [
        "une copie d'un titre d'identité signé",
        "une copie signée d'une pièce d'identité",
        "la photocopie d'un titre d'identité portant votre signature",
        "a signed copy of your identity card",
    ],
)
def test_a_copy_can_have_to_be_signed(words):
    assert asks_signature(words)


def test_a_signed_letter_is_not_a_signed_copy():
    assert not asks_signature("une demande signée, accompagnée de la copie de votre carte d'identité")


def test_a_document_asked_for_in_doubt_only_is_not_asked_for():
    policy = written(f"{WRITE}En cas de doute, une copie d'une pièce d'identité pourra vous être demandée.")
    demand = identity_demand(policy, ["access"], "self", "fr")
    assert demand.proof == "none"
    assert "en cas de doute" in demand.text
    assert demand.passage.quote.startswith("En cas de doute")


@pytest.mark.parametrize(("role", "proof"), [("self", "none"), ("heir", "statement")])
def test_what_is_asked_in_a_list_for_heirs_is_asked_of_heirs_only(role, proof):
    listed = "Les héritiers peuvent exercer :\n\n- le droit d'accès, à condition de justifier de leur identité ;\n"
    assert identity_demand(written(f"{WRITE}\n\n{listed}"), ["access"], role, "fr").proof == proof


class TestOnePolicyForEverybodyAndForRepresentatives:
    POLICY = (
        f"{WRITE}Toute demande doit être accompagnée d'une copie d'une pièce d'identité. "
        "Un mandataire doit fournir son mandat et justifier de son identité."
    )

    def test_the_document_is_asked_of_everybody(self):
        demand = identity_demand(written(self.POLICY), ["access"], "representative", "fr")
        assert demand.proof == "document"
        assert "le mandat" in demand.text

    def test_the_mandate_is_asked_of_representatives_only(self):
        without = self.POLICY.replace(
            "Toute demande doit être accompagnée d'une copie d'une pièce d'identité. ", ""
        )
        assert identity_demand(written(without), ["access"], "self", "fr").proof == "none"
        assert identity_demand(written(without), ["access"], "representative", "fr").proof == "statement"
