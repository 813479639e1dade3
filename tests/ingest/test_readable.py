"""Normalised forms are shown as French readers write them."""

from __future__ import annotations

import pytest

from ingest.readable import date_in_words, period_in_words, readable
from ingest.records import Fact, Span


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("P5Y", "5 ans"),
        ("P1Y", "1 an"),
        ("P13M", "13 mois"),
        ("P1Y6M", "1 an 6 mois"),
        ("P30D", "30 jours"),
        ("PT30M", "30 minutes"),
        ("P12M/P24M", "12 mois à 24 mois"),
        ("P", "P"),
        ("soon", "soon"),
    ],
)
def test_a_period_is_in_words(iso, words):
    assert period_in_words(iso).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("iso", "words"),
    [("2017-10-01", "1er octobre 2017"), ("2022-04", "avril 2022"), ("2023-02-30", "2023-02-30"), ("", "")],
)
def test_a_date_is_in_words(iso, words):
    assert date_in_words(iso) == words


def stated(kind, normalised, *, role="", value="ses mots"):
    return readable(Fact(kind, role, value, normalised, Span(0, 1), "p"))


@pytest.mark.parametrize(
    ("kind", "normalised", "role", "words"),
    [
        ("phone", "+33140000000", "", "01 40 00 00 00"),
        ("phone", "+442079460000", "", "+44 20 7946 0000"),
        ("phone", "3639", "", "3639"),
        ("transfer", "US", "country", "États-Unis"),
        ("transfer", "none", "none", "Aucun, selon le texte"),
        ("siren", "443963988", "controller", "443 963 988"),
        ("right", "access", "", "Accès"),
        ("legal_basis", "legitimate_interest", "", "Intérêt légitime"),
        ("recipient", "nosgestionnaires", "", "ses mots"),
    ],
)
def test_a_fact_is_said_in_a_few_words(kind, normalised, role, words):
    assert stated(kind, normalised, role=role) == words
