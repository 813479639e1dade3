"""A sentence leaves out whole parts of what its policy says, in its order, or it is not shown."""

from __future__ import annotations

import pytest

from assistant.answering.cutting import cut_wrongly
from assistant.answering.reading import read

KEPT = "Les données de contact sont conservées trois ans, et les données bancaires sont effacées après le paiement."
MAY = "Sous la même réserve, nous pouvons transmettre vos données à nos partenaires, à leur demande."
LIST = "Vous disposez : d'un droit d'opposition au traitement de vos données pour des motifs légitimes ;"
SIGNED = "Toute demande devra être accompagnée d'une copie d'un titre d'identité signé, et adressée au siège."
FILED = "Si vous nous contactez, nous conservons votre correspondance, vos commentaires et vos réponses."


def cut(sentence, *proofs, language="fr", policy="fr"):
    names = frozenset({"Alba"})
    return cut_wrongly(read(sentence, language, names), [read(one, policy, names) for one in proofs])


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("Les données de contact sont conservées trois ans.", KEPT),
        ("Les données bancaires sont effacées après le paiement.", KEPT),
        ("Toute demande devra être accompagnée d'une copie d'un titre d'identité signé.", SIGNED),
        ("Si vous nous contactez, nous conservons votre correspondance et vos réponses.", FILED),
        ("Sous la même réserve, nous pouvons transmettre vos données à nos partenaires, à leur demande.", MAY),
    ],
)
def test_whole_parts_can_go(sentence, proof):
    assert not cut(sentence, proof)


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("Nous pouvons transmettre vos données à nos partenaires, à leur demande.", MAY),
        ("Sous la même réserve, nous pouvons transmettre vos données à nos partenaires.", MAY),
        ("Vous disposez d'un droit d'opposition au traitement de vos données.", LIST),
        ("Toute demande devra être accompagnée d'une copie d'un titre d'identité.", SIGNED),
        ("Nous conservons votre correspondance.", FILED),
    ],
)
def test_what_limits_a_statement_stays(sentence, proof):
    assert cut(sentence, proof)


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("Les données bancaires sont conservées trois ans.", KEPT),
        ("Le siège adresse toute demande.", SIGNED),
        ("Vos réponses sont conservées si vous contactez nos commentaires.", FILED),
    ],
)
def test_words_that_change_places_say_something_else(sentence, proof):
    assert cut(sentence, proof)


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("Vos données sont conservées 3 ans.", "Les données des prospects sont conservées 3 ans."),
        ("Vos données sont conservées 3 ans.", "Les données des salariés sont conservées 3 ans."),
        ("Nous transmettons vos données.", "Nous transmettons les données des prospects."),
        (
            "Nous transmettons vos données de santé à nos partenaires.",
            "Nous transmettons vos données de santé à nos gestionnaires et vos coordonnées à nos partenaires.",
        ),
    ],
)
def test_what_is_said_of_others_is_not_said_of_the_reader(sentence, proof):
    assert cut(sentence, proof)


@pytest.mark.parametrize(
    ("sentence", "policy"),
    [
        ("We sell your data.", "Nous nous abstenons de vendre vos données."),
        (
            "We share your health data with our partners.",
            "Nous refusons de partager vos données de santé avec nos partenaires.",
        ),
        ("Your data are deleted.", "Vos données bancaires sont supprimées."),
        ("Your data are kept for 5 years.", "Les données des professionnels de santé sont conservées 5 ans."),
    ],
)
def test_across_languages_no_word_is_taken_out(sentence, policy):
    assert cut(sentence, policy, language="en")


@pytest.mark.parametrize("opening", ["Elles", "Ces données", "Cela"])
def test_a_sentence_that_leans_on_the_one_before_is_not_shown(opening):
    assert cut(f"{opening} sont conservées trois ans.", f"{opening} sont conservées trois ans.")


def test_may_not_is_no_cannot():
    policy = "La prestation pourrait ne pas être fournie."
    assert cut("La prestation ne pourra pas être fournie.", policy)
    assert not cut("La prestation pourra ne pas être fournie.", policy)


def test_what_a_policy_does_not_do_to_its_reader_is_not_done_to_them():
    assert cut("Le délégué peut vous contacter par courriel.", "Le délégué peut être contacté par courriel.")


def test_across_languages_a_restriction_stays():
    policy = "Nous utilisons vos données uniquement pour gérer votre contrat."
    assert cut("We use your data to manage your contract.", policy, language="en")
    assert not cut("We use your data only to manage your contract.", policy, language="en")


def test_only_keeps_the_whole_list():
    policy = "Nous transmettons vos données uniquement aux médecins, aux hôpitaux et aux juges."
    assert cut("Nous transmettons vos données uniquement aux médecins.", policy)
