"""A policy says its own title, languages and date; what it does not say is not invented."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.identification import date_of, languages_of, title_of
from ingest.records import Fact, Span

FRENCH = "Nous conservons vos données pendant la durée du contrat puis pendant cinq ans après sa fin.\n"
BULGARIAN = "Вие имате право на достъп до вашите лични данни и право да поискате тяхното коригиране.\n"
ENGLISH = "We keep your personal data for as long as the contract lasts and for five years after its end.\n"


@pytest.mark.parametrize(
    ("insurer", "title"),
    [
        ("mgen", "Politique de confidentialité MGEN"),
        ("mhr", "Politique de confidentialité"),
        ("mieux-etre", "POLITIQUE DE PROTECTION DES DONNEES A CARACTERE PERSONNEL"),
        ("mese", "POLITIQUE DE PROTECTION DES DONNEES PERSONNELLES DE LA MESE"),
    ],
)
def test_the_title_is_the_first_heading_that_reads_like_one(policies, insurer, title):
    assert title_of(policies[insurer]) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Mentions\n\n# Charte de protection des données\n\nTexte.\n", "Charte de protection des données"),
        ("**Politique de confidentialité**\n\nTexte.\n", "Politique de confidentialité"),
        ("Nous protégeons la confidentialité de vos données personnelles.\n\nTexte.\n", None),
        ("1. Introduction\n\nBonjour.\n", None),
    ],
)
def test_a_sentence_is_no_title(parsed_of, text, title):
    assert title_of(parsed_of(text)) == title


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (FRENCH * 3, ("fr",)),
        (ENGLISH * 3, ("en",)),
        (FRENCH * 3 + BULGARIAN, ("fr", "bg")),
        (FRENCH * 60 + BULGARIAN, ("fr",)),
        ("Art. 1\n\nOK\n", ()),
    ],
    ids=["French", "English", "a French text with Bulgarian parts", "one stray line", "no prose"],
)
def test_the_languages_are_those_of_a_noticeable_share_of_the_text(text, languages):
    assert languages_of(text) == languages


def dated(role, iso):
    return Fact("version_date", role, iso, iso, Span(0, 1), "p")


@pytest.mark.parametrize(
    ("facts", "date"),
    [
        ([], None),
        ([dated("version", "2022-04")], dt.date(2022, 4, 1)),
        ([dated("effective", "2024-01-01"), dated("updated", "2023-12-15")], dt.date(2023, 12, 15)),
        ([dated("updated", "2021-06-30"), dated("updated", "2023-12-15")], dt.date(2023, 12, 15)),
        ([dated("updated", "2023-02-30")], None),
    ],
    ids=["none", "a month", "the last change first", "the latest of several", "a day that does not exist"],
)
def test_the_date_is_the_last_change_the_document_states(facts, date):
    assert date_of(facts) == date
