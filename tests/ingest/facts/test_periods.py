"""Periods in digits and words, French, English and Bulgarian; never an age, a clock time or a date."""

import pytest

from ingest.facts.periods import periods_in


@pytest.mark.parametrize(
    ("text", "words", "iso"),
    [
        ("conservées trois (3) ans à compter de la fin", "trois (3) ans", "P3Y"),
        ("pendant 10 (dix) années", "10 (dix) années", "P10Y"),
        ("un délai d'un (1) mois", "un (1) mois", "P1M"),
        ("au-delà de treize mois", "treize mois", "P13M"),
        ("soit quatre-vingt-dix jours", "quatre-vingt-dix jours", "P90D"),
        ("vingt et un jours", "vingt et un jours", "P21D"),
        ("cent vingt jours", "cent vingt jours", "P120D"),
        ("pendant une année civile", "une année", "P1Y"),
        ("vingt-quatre heures", "vingt-quatre heures", "PT24H"),
        ("sous 48h", "48h", "PT48H"),
        ("supprimé après 30 minutes", "30 minutes", "PT30M"),
        ("un an et demi après", "un an et demi", "P18M"),
        ("deux ans et six mois", "deux ans et six mois", "P2Y6M"),
        ("chaque dossier, un trimestre", "un trimestre", "P3M"),
        ("pendant deux semestres", "deux semestres", "P12M"),
        ("gardées 5ans", "5ans", "P5Y"),
        ("de 12 à 24 mois", "12 à 24 mois", "P12M/P24M"),
        ("entre trois et cinq ans", "trois et cinq ans", "P3Y/P5Y"),
        ("trente-six mois (3 ans)", "trente-six mois", "P36M"),
        ("kept for two weeks", "two weeks", "P2W"),
        ("for a year", "a year", "P1Y"),
        ("a six-month period", "six-month", "P6M"),
        ("се съхранява (3) години", "(3) години", "P3Y"),
    ],
)
def test_a_period_is_read_in_digits_and_words(text, words, iso):
    assert [(text[found.start : found.end], found.iso) for found in periods_in(text)] == [(words, iso)]


def test_each_period_of_a_sentence_is_found():
    text = "Trois ans pour les prospects, cinq ans pour les clients et dix (10) ans pour les factures."
    assert [found.iso for found in periods_in(text)] == ["P3Y", "P5Y", "P10Y"]


@pytest.mark.parametrize(
    "text",
    [
        "le 6 mars 2018 et l'article 6 du règlement",
        "une personne âgée de 16 ans",
        "les mineurs de moins de 15 ans",
        "toute personne majeure de plus de 18 ans",
        "si vous avez moins de 16 ans",
        "15 ans révolus",
        "children under 13 years",
        "24h/24 et 7 jours sur 7",
        "ouvert de 9 heures à 18 heures",
        "open 24 hours a day",
        "once a year",
        "deux fois par an",
        "une mise à jour de la politique",
        "20 ans d'expérience",
    ],
)
def test_what_looks_like_a_period_is_not_one(text):
    assert list(periods_in(text)) == []
