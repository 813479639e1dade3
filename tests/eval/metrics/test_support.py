"""Which statements make a claim, and which quotes support them."""

import pytest

from eval.metrics.statements import statements
from eval.metrics.support import makes_claim, supports
from eval.observations import Cited

TEXT = (
    "Article 9 – Vos droits\n"
    "Vos données sont conservées pendant cinq ans après la fin du contrat, puis archivées 10 ans.\n"
    "Écrivez à Marie Dupont, dpo@fougeres.example. Nous répondons en un mois."
)
TEXTS = {"fougeres/privacy": TEXT}


def cited(quote, section="Article 9 – Vos droits"):
    start = TEXT.index(quote)
    return Cited(1, "fougeres/privacy", "v1", start, start + len(quote), quote, section)


KEPT = cited("Vos données sont conservées pendant cinq ans après la fin du contrat, puis archivées 10 ans.")
WRITE = cited("Écrivez à Marie Dupont, dpo@fougeres.example.")
MONTH = cited("Nous répondons en un mois.")


def supported(statement, *citations):
    return supports(citations, statements(statement)[0], TEXTS)


@pytest.mark.parametrize(
    "statement",
    [
        "La politique dit : « oui »",
        "Vos données sont protégées [1].",
        "Écrivez à dpo@fougeres.example.",
        "La réponse est due le 22 décembre 2026.",
        "They are kept for 5 years.",
        "It costs 12.50 €.",
        "See Article 17.",
        "Appelez le 01 23 45 67 89.",
    ],
)
def test_quotes_markers_and_telling_figures_make_a_claim(statement):
    assert makes_claim(statements(statement)[0])


@pytest.mark.parametrize(
    "statement",
    [
        "The list goes on in the policy (5 more items).",
        "To exercise your rights, the policy gives:",
        "La politique ne dit rien sur les cookies.",
        "Bonjour !",
    ],
)
def test_courtesy_makes_no_claim(statement):
    assert not makes_claim(statements(statement)[0])


def test_a_quote_is_supported_by_the_citation_that_holds_it():
    assert supported("La politique dit : « Nous répondons en  un mois. » [1]", MONTH)
    assert supported("La politique dit : « en un mois » [1]", MONTH)
    assert not supported("La politique dit : « Nous répondons en deux mois. » [1]", MONTH)
    assert not supported("La politique dit : « Nous répondons en un mois. » [1]", KEPT)


def test_every_quote_of_a_statement_needs_its_citation():
    both = "Elle dit : « en un mois » [1] et « puis archivées 10 ans » [2]"
    assert supported(both, MONTH, KEPT)
    assert not supported(both, MONTH)


def test_figures_around_a_quote_stand_in_the_quote_or_in_its_heading():
    assert supported("D'après l'article 9 : « en un mois » [1]", MONTH)
    assert not supported("D'après l'article 8 : « en un mois » [1]", MONTH)


def test_a_heading_that_the_text_does_not_have_proves_nothing():
    invented = cited("Nous répondons en un mois.", section="Article 8")
    assert not supported("D'après l'article 8 : « en un mois » [1]", invented)


def test_own_wording_repeats_figures_and_shares_words():
    assert supported("Les données conservées sont archivées 10 ans [1].", KEPT)
    assert not supported("Les données conservées sont archivées 12 ans [1].", KEPT)


def test_own_wording_on_something_else_is_not_supported():
    # longer words: assureur, partage, donnees, partenaires, commerciaux; only "donnees" is quoted: 1 of 5
    assert not supported("L'assureur partage vos données avec des partenaires commerciaux [1].", KEPT)


def test_half_of_the_longer_words_are_enough():
    # longer words: donnees, conservees, serveur, nuage: 2 of 4
    assert supported("Vos données sont conservées au serveur du nuage [1].", KEPT)


def test_names_and_addresses_come_from_the_cited_text():
    assert supported("Écrivez à Marie Dupont, dpo@fougeres.example [1].", WRITE)
    assert not supported("Écrivez à Jeanne Martin, dpo@fougeres.example [1].", WRITE)
    assert not supported("Écrivez à Marie Dupont, dpd@fougeres.example [1].", WRITE)


def test_a_date_follows_from_a_period_only():
    assert supported("Nous répondons au plus tard le 22 décembre 2026 [1].", MONTH)
    assert not supported("Écrivez à Marie Dupont avant le 22 décembre 2026 [1].", WRITE)


def test_wording_without_longer_words_needs_a_figure_that_is_stated():
    assert supported("10 ans [1].", KEPT)
    assert not supported("Oui [1].", KEPT)


def test_nothing_supports_a_statement_without_citations():
    assert not supported("Vos données sont conservées cinq ans.")
