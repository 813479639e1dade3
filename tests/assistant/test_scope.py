"""Which insurer a question names."""

from __future__ import annotations

import pytest

from assistant.scope import Scope, without_mentions
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
