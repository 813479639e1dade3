"""Words meet in the lexical index whatever their accents, endings and elisions."""

import pytest

from ingest.lexical import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("données conservées", "donnée conservée"),
        ("l'adhérent", "adhérents"),
        ("l’identité", "identité"),
        ("qu'un droit", "droit"),
        ("RÉCLAMATION", "réclamations"),
        ("jusqu'à cinq mois", "cinq mois"),
    ],
)
def test_two_forms_of_a_french_word_meet(one, other):
    assert terms(one, "fr") == terms(other, "fr")


def test_two_forms_of_an_english_word_meet():
    assert terms("exercising rights", "en") == terms("exercise right", "en")


def test_function_words_are_left_out():
    assert terms("le droit de la personne", "fr") == terms("droit personne", "fr")


def test_terms_carry_no_accent():
    assert terms("rétention", "fr") == ["retent"]


def test_terms_keep_the_order_and_the_repetitions_of_the_text():
    assert terms("droit accès droit", "fr") == ["droit", "acces", "droit"]


def test_a_language_without_a_stemmer_keeps_its_words():
    assert terms("Тези права", "bg") == ["тези", "права"]


def test_numbers_are_words():
    assert terms("loi 78-17", "fr") == ["loi", "78", "17"]


@pytest.mark.parametrize("text", ["", "…", "😀", "_ _"])
def test_a_text_without_words_has_no_terms(text):
    assert terms(text, "fr") == []
