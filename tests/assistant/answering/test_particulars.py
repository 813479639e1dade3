"""What cannot be paraphrased is one thing however it is written, and nothing else."""

from __future__ import annotations

import pytest

from assistant.answering.particulars import Particular, absent, particulars


def of(kind: str, text: str, language: str = "fr") -> set[str]:
    return {one.value for one in particulars(text, language) if one.kind == kind}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("gardées 12 mois", "fr"),
        ("gardées un an", "fr"),
        ("gardées douze (12) mois", "fr"),
        ("kept for one year", "en"),
        ("kept for twelve months", "en"),
        ("a 12-month period", "en"),
        ("12 месеца", "bg"),
    ],
)
def test_a_year_is_twelve_months_in_three_languages(text: str, language: str):
    assert of("period", text, language) == {"12M"}


def test_thirty_days_are_no_month_and_working_days_are_no_days():
    assert of("period", "30 jours") == {"30D"}
    assert of("period", "un mois") == {"1M"}
    assert of("period", "dans les 30 jours ouvrés") == {"30D working"} == of("period", "30 working days", "en")


def test_a_fortnight_is_two_weeks():
    assert of("period", "within a fortnight", "en") == of("period", "deux semaines") == {"14D"}


def test_a_range_is_neither_of_its_ends():
    assert of("period", "de 12 à 24 mois") == {"12M/24M"}


@pytest.mark.parametrize("text", ["vingt-quatre", "24", "vingt quatre"])
def test_numbers_written_out_are_numbers(text: str):
    assert of("number", f"Il y a {text} partenaires.") == {"24"}


def test_what_is_part_of_a_date_is_no_number():
    found = particulars("le 25 mai 2018", "fr")
    assert found == {Particular("date", "2018-05-25")} == particulars("on 25 May 2018", "en")


def test_a_date_gives_its_month_and_its_year():
    assert not absent("Depuis 2018.", "fr", [("Applicable depuis le 25 mai 2018.", "fr")], ())
    assert absent("Depuis le 26 mai 2018.", "fr", [("Applicable depuis le 25 mai 2018.", "fr")], ())
    assert absent("Depuis le 25 mai 2018.", "fr", [("Applicable depuis 2018.", "fr")], ())


def test_articles_are_told_apart_by_paragraph_and_code():
    assert of("article", "l'article 15(3) et l'article L. 222-1") == {"15(3)", "L222-1"}
    assert of("article", "articles 15 à 22") == {"15", "22"}


def test_an_address_is_its_street_and_its_postcode():
    text = "28, rue Fortuny 75017 Paris"
    assert of("street", text) == {"28 rue fortuny"}
    assert of("postcode", text) == {"75017"} == of("postcode", "75 017 Paris")
    assert of("street", "171 avenue Ledru-Rollin") == of("street", "171, avenue Ledru Rollin")


def test_phones_are_compared_by_their_digits():
    assert of("phone", "+33 1 44 93 11 00") == of("phone", "01.44.93.11.00") == {"0144931100"}


def test_sites_are_compared_without_their_scheme():
    assert of("site", "https://www.cnil.fr/") == of("site", "cnil.fr") == {"cnil.fr"}
    assert of("site", "dpo@cnil.fr") == set()


def test_countries_are_codes_in_three_languages():
    assert (
        of("country", "au Maroc") == of("country", "in Morocco", "en") == of("country", "в Мароко", "bg") == {"MA"}
    )
    assert of("country", "aux États-Unis") == of("country", "in the USA", "en") == {"US"}


def test_the_union_is_not_the_economic_area():
    assert of("area", "hors de l'Union européenne") == of("area", "outside the EU", "en") == {"EU"}
    assert of("area", "hors EEE") == {"EEA"}


@pytest.mark.parametrize("text", ["le DPO", "le délégué à la protection des données", "le DPD"])
def test_the_officer_has_one_name(text: str):
    assert of("name", text) == of("name", "the data protection officer", "en") == {"dpo"}


def test_a_capital_that_begins_a_sentence_makes_no_name():
    assert of("name", "Les données sont gardées. Elles sont effacées.") == set()
    assert of("name", "Vos données vont à Google Analytics.") == {"google", "analytics"}


def test_the_insurer_may_always_be_named_and_others_not():
    evidence = [("Nous gardons vos données.", "fr")]
    assert not absent("La MESE garde vos données.", "fr", evidence, ("MESE",))
    assert absent("La MGEN garde vos données.", "fr", evidence, ("MESE",)) == (Particular("name", "mgen"),)


def test_amounts_and_percentages_are_not_numbers():
    assert of("amount", "une amende de 20 euros") == {"20"} == of("amount", "a fine of €20", "en")
    assert of("percentage", "50 % des cas") == {"50"} == of("percentage", "cinquante pour cent")
