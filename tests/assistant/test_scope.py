"""Which insurer a question names, and which organisation that is not served."""

from __future__ import annotations

import tomllib

import pytest

from assistant.scope import Scope, Strangers, load_strangers, without_mentions
from ingest.sources import read_corpus
from tests.conftest import CORPUS


@pytest.fixture(scope="module")
def scope():
    return Scope(read_corpus(CORPUS).insurer)


@pytest.mark.parametrize(
    ("question", "insurer"),
    [
        ("comment exercer mes droits à la MGEN", "mgen"),
        ("how do I exercise my rights at mgen?", "mgen"),
        ("Mieux Etre garde mes données combien de temps", "mieux-etre"),
        ("la mutuelle mieux-être vend mes données ?", "mieux-etre"),
        ("je suis à la smerep", "sem"),
        ("mutuelle Schneider : qui contacter", "mese"),
        ("chez mutuelle de l'hôtellerie restauration, mes droits ?", "mhr"),
        ("M.G.E.N. mes droits", "mgen"),
        ("MUTUELLE DES ASSURES SOCIAUX", "mhr"),
    ],
)
def test_names_and_spellings_are_recognised(scope, question, insurer):
    assert [one.insurer for one in scope.mentions(question)] == [insurer]


@pytest.mark.parametrize(
    "question",
    [
        "comment exercer mes droits ?",
        "pour mieux être informé, qui contacter ?",
        "un semestre de cotisation",
        "je voudrais mieux etre protégé",
    ],
)
def test_ordinary_words_name_nobody(scope, question):
    assert scope.mentions(question) == []


def test_the_longest_name_wins(scope):
    found = scope.mentions("Mutuelle d'Entreprises Schneider Electric")
    assert [(one.insurer, one.start, one.end) for one in found] == [("mese", 0, 41)]


def test_names_weigh_nothing_in_a_search(scope):
    question = "comment la MGEN protège mes données ?"
    assert (
        without_mentions(question, scope.mentions(question), "mutuelle")
        == "comment la mutuelle protège mes données ?"
    )


def test_no_insurers_no_mentions():
    assert Scope([]).mentions("la MGEN") == []


@pytest.fixture(scope="module")
def strangers():
    return load_strangers(CORPUS)


def test_every_organisation_of_the_list_is_recognised(strangers):
    names = tomllib.loads((CORPUS / "organisations.toml").read_text(encoding="utf-8"))["names"]
    found = [strangers.asked_about(f"Que fait {name} de mes données ?", "") for name in names]
    assert found == names


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("combien de temps Netflix garde-t-il mes données ?", "Netflix"),
        ("does Google sell my data", "Google"),
        ("la politique d’Amazon", "Amazon"),
        ("les cookies de Ociane Matmut", "Ociane Matmut"),
        ("Mutuelle Bleue : mes droits", "Mutuelle Bleue"),
    ],
)
def test_an_organisation_that_is_not_served_is_recognised(strangers, question, name):
    assert strangers.asked_about(question, "") == name


@pytest.mark.parametrize(
    "question",
    [
        "Transmettez-vous mes données à Google ?",
        "est-ce que notre dossier part chez Amazon",
        "do you share my data with Facebook?",
        "r u sharing with Google",
    ],
)
def test_a_question_to_the_insurer_is_for_this_assistant_whoever_else_it_names(strangers, question):
    assert strangers.asked_about(question, "") is None


@pytest.mark.parametrize(
    "question",
    ["l'accès est-il free ?", "la carte orange", "comment exercer mes droits ?", "les Alanguis", "GoogleMaps", ""],
)
def test_ordinary_words_and_parts_of_words_are_no_organisation(strangers, question):
    assert strangers.asked_about(question, "") is None


def test_an_organisation_that_the_policy_names_is_no_stranger(strangers):
    question = "Que fait Google de mes données, et Netflix ?"
    assert strangers.asked_about(question, "Mesure d'audience : GOOGLE Analytics.") == "Netflix"
    assert strangers.asked_about(question, "google, netflix") is None


def test_the_longest_name_of_an_organisation_wins():
    found = Strangers(["Crédit", "Crédit Agricole"]).asked_about("les données du Crédit Agricole", "")
    assert found == "Crédit Agricole"


def test_a_corpus_without_the_list_knows_no_strangers(tmp_path):
    assert load_strangers(tmp_path).asked_about("Que fait Google de mes données ?", "") is None
