"""A name stands in its evidence in whichever language, or it is foreign to it."""

import pytest

from eval.metrics.names import foreign_names


def foreign(wording, evidence, *insurers):
    return foreign_names(wording, evidence, insurers)


def test_a_name_that_the_evidence_shows_is_not_foreign():
    assert foreign("Vos données vont à Accenture.", "nos prestataires, dont ACCENTURE") == []


def test_a_name_that_it_does_not_show_is():
    assert foreign("Vos données vont à Accenture.", "nos prestataires") == ["Accenture"]
    assert foreign("Vos données vont à l'Urssaf.", "nos prestataires") == ["Urssaf"]


def test_the_first_word_of_a_sentence_is_a_name_only_with_a_capital_inside():
    assert foreign("Elles sont gardées. Ensuite elles partent.", "") == []
    assert foreign("SOPRA les garde.", "") == ["SOPRA"]


@pytest.mark.parametrize(
    ("wording", "evidence"),
    [
        ("Data goes to the United States.", "transférées aux États-Unis"),
        ("Vos données vont au Maroc.", "данните се предават в Мароко"),
        ("They stay in the European Union.", "au sein de l'Union européenne"),
        ("Write to the DPO.", "le délégué à la protection des données"),
        ("The GDPR applies.", "le RGPD s'applique"),
        ("You can turn to the CNIL.", "la Commission nationale de l'informatique et des libertés"),
    ],
)
def test_countries_and_common_names_stand_for_themselves_in_every_language(wording, evidence):
    assert foreign(wording, evidence) == []


def test_another_country_is_foreign():
    assert foreign("Data goes to Canada.", "transférées aux États-Unis") == ["Canada"]


def test_a_name_in_cyrillic_is_compared_by_its_letters():
    assert foreign("Écrivez à Ivan Petrov.", "Иван Петров") == []


def test_the_insurer_s_own_name_is_not_foreign():
    assert foreign("La politique de Mutuelle Mieux-Être dit :", "", "mieux-etre") == []
    assert foreign("La politique de Mutuelle Bleue dit :", "", "mieux-etre") == ["Mutuelle", "Bleue"]


def test_the_language_of_a_quote_and_a_month_are_no_names():
    assert foreign("It also says, in French, since 3 June", "") == []


def test_a_french_participle_is_not_the_union():
    assert foreign("Vos données ont eu un destinataire.", "") == []
