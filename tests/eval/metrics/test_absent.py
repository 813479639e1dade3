"""Facts of an answer's own words that nothing it cites holds are counted, one by one; nothing else is."""

import pytest

from eval.metrics.absent import absent, absent_facts
from eval.observations import Cited, Observation

QUOTES = (
    "Vos données sont conservées trois (3) ans après la fin du contrat.",
    "Écrivez à dpo@fern.example ou au 4 rue du Parc, 75012 Paris.",
    "Nous répondons dans un délai d'un mois.",
)
TEXT = "\n".join(("Article 7 – Durées", *QUOTES))
TEXTS = {"fern/policy": TEXT}


def cited(marker):
    quote = QUOTES[marker - 1]
    start = TEXT.index(quote)
    return Cited(marker, "fern/policy", "v1", start, start + len(quote), quote, "Article 7 – Durées")


def reply(answer, outcome="answered", **fields):
    return Observation("a", outcome, answer, citations=tuple(map(cited, (1, 2, 3))), **fields)


def missing(answer, **fields):
    return absent(reply(answer, **fields), TEXTS)


@pytest.mark.parametrize(
    "answer",
    [
        "Fern garde vos données 3 ans après la fin du contrat [1].",
        "Your data is kept for three years [1].",
        "Elles sont gardées 36 mois [1].",
        "D'après l'article 7, elles sont gardées trois ans [1].",
        "Écrivez à dpo@fern.example, 75012 Paris [2].",
        "Fern conserve vos données [1], et répond en un mois [3].",
    ],
)
def test_what_the_citations_hold_in_another_form_is_there(answer):
    assert missing(answer) == []


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        ("Elles sont gardées 5 ans [1].", ["60 months"]),
        ("Elles sont gardées 3 mois [1].", ["3 months"]),
        ("Écrivez à dpd@fern.example [2].", ["dpd@fern.example"]),
        ("Écrivez au 6 rue du Parc, 75012 Paris [2].", ["6"]),
        ("Écrivez à Lyon [2].", ["Lyon"]),
        ("Appelez le 01 23 45 67 89 [2].", ["01 23 45 67 89"]),
        ("Depuis le 25 mai 2018, elles sont gardées trois ans [1].", ["2018-05-25"]),
        ("D'après l'article 15 du RGPD [1].", ["15", "RGPD"]),
        ("Accenture les garde 5 ans, à Lyon [1].", ["60 months", "Lyon"]),  # a first word may be any word
    ],
)
def test_each_fact_that_they_do_not_hold_counts(answer, facts):
    assert missing(answer) == facts
    assert absent_facts(reply(answer), TEXTS) == len(facts)


def test_a_fact_has_to_stand_in_what_its_own_statement_cites():
    assert missing("Nous répondons en trois ans [3].") == ["36 months"]
    assert missing("Nous répondons en trois ans [1].") == []


def test_a_statement_without_a_marker_may_take_facts_from_any_citation():
    assert missing("Elles sont gardées trois ans.") == []
    assert missing("Elles sont gardées cinq ans.") == ["60 months"]
    assert missing("Il y a 12 autres durées.") == ["12"]
    assert missing("La liste continue dans la politique (12 autres éléments).") == []


def test_words_in_quotation_marks_are_no_wording():
    assert missing(f"La politique dit : « {QUOTES[0]} » [1]") == []


def test_plain_words_after_a_quotation_may_be_about_those_that_it_goes_on_from():
    answer = f"It says, in French: “{QUOTES[0]}” [1]\n“{QUOTES[2]}” [3] (in plain words: 3 years, {{}})"
    assert missing(answer.format("1 month")) == []
    assert missing(answer.format("2 months")) == ["2 months"]


def test_the_day_by_which_an_answer_is_due_may_stand():
    answer = "La réponse est due le 22 décembre 2026 [3]."
    assert missing(answer, answer_due="2026-12-22") == []
    assert missing(answer, answer_due="2026-12-23") == ["2026-12-22"]


def test_a_heading_that_the_text_does_not_have_holds_nothing():
    invented = Cited(1, "fern/policy", "v1", 0, 9, "Article 7", "Article 99")
    assert absent(Observation("a", "answered", "Selon l'article 99 [1].", citations=(invented,)), TEXTS) == ["99"]


def test_only_answers_are_counted():
    assert absent_facts(reply("Cela fait 12 ans.", outcome="policy_silent"), TEXTS) is None
    assert absent_facts(reply("Elles sont gardées [1]."), TEXTS) == 0.0
