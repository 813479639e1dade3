"""What counts as showing a fact."""

import pytest

from eval.metrics.matching import folded, shows


def test_typing_does_not_count():
    assert folded("L’« Accès » — *Étude*\u00a0d'œuvre n° 5") == "l'acces - etude d'oeuvre n° 5"


def test_letters_of_other_alphabets_keep_their_marks():
    assert folded("Йод и ёж") == "йод и ёж"


@pytest.mark.parametrize(
    ("text", "alternative"),
    [
        ("conservées pendant **2 ans**.", "2 ans"),
        ("Conservées deux\nANNÉES", "deux annees"),
        ("l’assureur “partage”", "l'assureur partage"),
        ("Centre — Direction", "Centre - Direction"),
        ("tél. 01.23.45.67.89", "01 23 45 67 89"),
        ("+33 (0)1 23 45 67 89", "0123456789"),
        ("01 23 45 67 89", "+33 1 23 45 67 89"),
        ("0033123456789", "01 23 45 67 89"),
        ("SIREN 775685399", "775 685 399"),
        ("écrivez à Dpo @ fougeres . example.", "dpo@fougeres.example"),
        ("le 5.", "5"),
        ("2 ans¹", "2 ans"),
        ("sous 48h", "48 h"),
        ("10% des cas", "10 %"),
        ("1 500 euros", "1 500 euros"),
        ("запазва се 5 години", "5 години"),
    ],
)
def test_a_fact_is_shown_however_it_is_typed(text, alternative):
    assert shows(text, alternative)


@pytest.mark.parametrize(
    ("text", "alternative"),
    [
        ("12 ans", "2 ans"),
        ("1,2 ans", "2 ans"),
        ("5,5 %", "5"),
        ("des données", "donnée"),
        ("201 23 45 67 89", "01 23 45 67 89"),
        ("01 23 45 67 890", "01 23 45 67 89"),
        ("02 23 45 67 89", "01 23 45 67 89"),
        ("contact.dpo@fougeres.example", "dpo@fougeres.example"),
        ("dpo@fougeres.example.org", "dpo@fougeres.example"),
        ("anything", ""),
        ("1 500 euros", "500 euros"),
        ("1/2 mois", "2 mois"),
        ("3² ans", "32 ans"),
        ("anything", "«»"),
    ],
)
def test_a_fact_is_not_shown_by_something_that_holds_it(text, alternative):
    assert not shows(text, alternative)
