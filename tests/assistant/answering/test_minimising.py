"""Names and addresses of members stay out of what a language model is told; what the policy names stays."""

from __future__ import annotations

import pytest

from assistant.answering.minimising import minimised
from assistant.spelling import Spelling

POLICY = (
    "MGEN transmet vos données à la CNIL et à Natixis, en France. Écrivez au Délégué à la protection des données."
)
SPELLING = Spelling(["Combien qui comment effacez est-ce le mes données cordialement j habite ?"])


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Leroy peut-il voir mes données ?", "[nom] peut-il voir mes données ?"),
        ("mon fils s'appelle lucas, qui voit ses données ?", "mon fils s'appelle [nom], qui voit ses données ?"),
        ("nom : durand, prénom : paul", "nom : [nom], prénom : [nom]"),
        ("je m'appelle Jeanne Martin, qui voit mes données ?", "je m'appelle [nom], qui voit mes données ?"),
        ("Je m’appelle jeanne martin et je veux mes données", "Je m’appelle [nom] et je veux mes données"),
        ("Mon nom est Le Goff. Qui voit mes données ?", "Mon nom est [nom]. Qui voit mes données ?"),
        ("le dossier de Paul Durand est-il effacé ?", "le dossier de [nom] est-il effacé ?"),
        ("Madame Ndiaye peut-elle voir mes données ?", "Madame [nom] peut-elle voir mes données ?"),
        ("Est-ce que Bernard voit mes données ?", "Est-ce que [nom] voit mes données ?"),
        ("j'habite 12 bis rue de l'Église, 69003 Lyon", "j'habite [adresse], [adresse]"),
        ("J'habite à Clermont, qui voit mes données ?", "J'habite à [adresse], qui voit mes données ?"),
        ("Effacez tout. Cordialement, Anne-Sophie Petit", "Effacez tout. Cordialement, [nom]"),
    ],
)
def test_who_asks_is_left_out(question, left):
    assert minimised(question, "fr", POLICY, SPELLING) == left


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("my name is John Smith and I want my data", "my name is [name] and I want my data"),
        ("does Mr. Okafor see my data?", "does Mr. [name] see my data?"),
    ],
)
def test_who_asks_is_left_out_in_english(question, left):
    assert minimised(question, "en", POLICY, SPELLING) == left


@pytest.mark.parametrize(
    "question",
    [
        "Est-ce que Natixis reçoit mes données ?",
        "mes données quittent-elles la France ?",
        "Qui est le Délégué à la protection des données ?",
        "comment saisir la CNIL ?",
        "Combien de temps gardez-vous mon dossier ?",
        "combien de temps gardez-vous mes données après 5 ans ?",
    ],
)
def test_what_the_policy_names_stays(question):
    assert minimised(question, "fr", POLICY, SPELLING) == question


def test_a_placeholder_stays():
    assert minimised("mon numéro est [e-mail] ?", "fr", POLICY, SPELLING) == "mon numéro est [e-mail] ?"
