"""A statement that denies what its quote affirms is counted; what cannot be compared is not."""

import pytest

from eval.metrics.reversal import denies, reversed_statements
from eval.observations import Cited, Observation

SELLS = "Nous ne vendons jamais vos données ; elles peuvent être transmises à nos prestataires techniques."
KEEPS = "Les enregistrements des appels sont conservés six mois."


def counted(answer, *quotes):
    citations = [Cited(place, "fern/policy", "v1", 0, len(quote), quote) for place, quote in enumerate(quotes, 1)]
    return reversed_statements(Observation("a", "answered", answer, citations=tuple(citations)))


@pytest.mark.parametrize(
    ("answer", "turned"),
    [
        ("Les données ne sont jamais vendues [1].", 0),
        ("Elles peuvent être transmises aux prestataires techniques [1].", 0),
        ("Elles ne peuvent pas être transmises aux prestataires techniques [1].", 1),
    ],
)
def test_a_statement_is_compared_with_the_clause_that_it_is_nearest_to(answer, turned):
    assert counted(answer, SELLS) == turned


def test_each_statement_counts():
    answer = "Les enregistrements des appels ne sont pas conservés [1].\nLes appels sont conservés six mois [1]."
    assert counted(answer, KEEPS) == 1.0


def test_across_languages_all_clauses_count_where_they_agree():
    assert counted("Recordings are kept for six months [1].", KEEPS) == 0.0
    assert counted("Recordings are never kept [1].", KEEPS) == 1.0
    assert counted("Your data is sold [1].", SELLS) is None  # one clause denies, the other affirms


def test_quotations_and_statements_without_a_source_are_not_compared():
    assert counted(f"La politique dit : « {KEEPS} » [1]", KEEPS) is None
    assert counted("Les appels ne sont pas conservés.", KEEPS) is None


@pytest.mark.parametrize(
    "text",
    [
        "Nous ne vendons rien.",
        "It isn't sold.",
        "sans votre accord",
        "Nobody may read it.",
        "Данните не се продават.",
    ],
)
def test_denials_in_three_languages(text):
    assert denies(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nous répondons sans délai.",
        "no later than one month",
        "not only members",
        "Elle n'est gardée que six mois.",
    ],
)
def test_words_that_only_look_like_a_denial(text):
    assert not denies(text)
