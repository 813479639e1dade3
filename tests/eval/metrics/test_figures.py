"""Figures are the same in digits and in words, in French, English and Bulgarian."""

import pytest

from eval.metrics.figures import Figure, figures, numbers


def found(text):
    return {f"{one.kind} {one.value}" for one in figures(text)[0]}


@pytest.mark.parametrize(
    "text",
    ["cinq ans", "5 ans", "cinq (5) ans", "five years", "60 mois", "a 5-year period", "пет години", "(5) години"],
)
def test_a_period_is_one_figure_however_it_is_written(text):
    assert found(text) == {"period 60 months"}


def test_days_are_no_months():
    assert found("30 jours") == {"period 30 days"}
    assert found("un mois") == {"period 1 months"}
    assert found("two weeks") == {"period 14 days"}


def test_a_range_is_both_of_its_ends():
    assert found("de 5 à 10 ans") == {"period 60 months", "period 120 months"}


def test_a_word_may_stand_between_a_count_and_its_unit():
    assert found("les trois dernières années") == {"period 36 months"}
    assert found("à sept jours") == {"period 7 days"}
    assert found("a few years") == set()


@pytest.mark.parametrize(
    "text", ["le 1er juin 2021", "1 June 2021", "June 1st, 2021", "01/06/2021", "2021-06-01", "1 юни 2021"]
)
def test_a_date_is_one_figure_however_it_is_written(text):
    assert found(text) == {"date 2021-06-01"}


def test_a_month_without_a_day_is_a_date():
    assert found("depuis mai 2018") == {"date 2018-05"}


def test_addresses_and_telephone_numbers_are_no_numbers_besides():
    text = "dpo2@fern.example, https://www.cnil.fr/fr/plaintes, 01 23 45 67 89"
    assert found(text) == {"email dpo2@fern.example", "site www.cnil.fr/fr/plaintes", "phone 01 23 45 67 89"}


@pytest.mark.parametrize(("text", "value"), [("1 200 euros", "1200"), ("12,5 %", "12.5"), ("douze", "12")])
def test_numbers_are_compared_by_value(text, value):
    assert figures(text)[0] == [Figure("number", value)]


def test_an_article_is_no_number():
    assert found("une demande, a request, un assureur") == set()


def test_the_numbers_of_evidence_are_all_of_them():
    assert numbers("le 6 janvier 1978, pendant cinq ans") == {"6", "1978", "5"}
