"""Citations judged as ALCE does, after the verbatim gate."""

from dataclasses import replace

import pytest

from eval.cases import GoldSpan
from eval.metrics.citations import citation_precision, citation_recall, gold_cited, verbatim, verbatim_share
from eval.observations import Cited, Observation

TEXT = "Vos données sont conservées cinq ans. Nous ne les vendons jamais. Écrivez à dpo@fougeres.example."
LAW = "## [deadline] Délai\nL'organisme répond au plus tard un mois après avoir reçu la demande."
TEXTS = {"fougeres/privacy": TEXT, "law/gdpr-12": LAW}


def cited(marker, quote, document="fougeres/privacy"):
    start = TEXTS[document].index(quote)
    return Cited(marker, document, "v1", start, start + len(quote), quote)


KEPT = cited(1, "Vos données sont conservées cinq ans.")
SOLD = cited(2, "Nous ne les vendons jamais.")
DUE = cited(3, "L'organisme répond au plus tard un mois après avoir reçu la demande.", "law/gdpr-12")


def reply(answer, *citations, outcome="answered"):
    return Observation("c1", outcome, answer, "fr", citations=citations)


def test_the_gate_passes_what_stands_at_its_place():
    assert verbatim(KEPT, TEXTS)
    assert verbatim(DUE, TEXTS)


@pytest.mark.parametrize(
    "citation",
    [
        replace(KEPT, quote="Vos données sont conservées six ans."),
        replace(KEPT, start=KEPT.start + 1),
        replace(KEPT, start=-len(TEXT), end=KEPT.end - len(TEXT)),
        replace(KEPT, end=len(TEXT) + 9, quote=TEXT),
        replace(KEPT, start=5, end=5, quote=""),
        replace(KEPT, document="bruyeres/privacy"),
    ],
)
def test_the_gate_stops_everything_else(citation):
    assert not verbatim(citation, TEXTS)


def test_the_verbatim_share_is_of_the_citations():
    assert verbatim_share(reply("", KEPT, replace(SOLD, quote="Nous les vendons.")), TEXTS) == 1 / 2
    assert verbatim_share(reply(""), TEXTS) is None


PRODUCT = (
    "La politique dit : « Vos données sont conservées cinq ans. » [1]\n"
    "Elle dit aussi : « Nous ne les vendons jamais. » [2]\n"
    "Pour une demande reçue aujourd'hui, la réponse est due au plus tard le 22 décembre 2026. [3]"
)


def test_an_answer_that_quotes_what_it_cites_is_supported_throughout():
    good = reply(PRODUCT, KEPT, SOLD, DUE)
    assert (citation_recall(good, TEXTS), citation_precision(good, TEXTS)) == (3 / 3, 3 / 3)


def test_swapped_citations_support_nothing():
    swapped = reply(PRODUCT, replace(KEPT, marker=2), replace(SOLD, marker=1), DUE)
    assert (citation_recall(swapped, TEXTS), citation_precision(swapped, TEXTS)) == (1 / 3, 1 / 3)


def test_a_quote_that_fails_the_gate_supports_nothing():
    forged = reply(PRODUCT, replace(KEPT, start=KEPT.start + 1), SOLD, DUE)
    assert (citation_recall(forged, TEXTS), citation_precision(forged, TEXTS)) == (2 / 3, 2 / 3)


def test_a_claim_without_citation_lowers_recall_only():
    bare = reply("« Vos données sont conservées cinq ans. » [1]\nElles sont effacées sous 30 jours.", KEPT)
    assert (citation_recall(bare, TEXTS), citation_precision(bare, TEXTS)) == (1 / 2, 1 / 1)


def test_a_citation_that_adds_nothing_lowers_precision_only():
    padded = reply("La politique dit : « Vos données sont conservées cinq ans. » [1][2]", KEPT, SOLD)
    assert (citation_recall(padded, TEXTS), citation_precision(padded, TEXTS)) == (1 / 1, 1 / 2)


def test_citations_that_only_together_support_a_statement_all_count():
    joint = reply("« Vos données sont conservées cinq ans. » et « Nous ne les vendons jamais. » [1][2]", KEPT, SOLD)
    assert (citation_recall(joint, TEXTS), citation_precision(joint, TEXTS)) == (1 / 1, 2 / 2)


def test_a_marker_without_citation_counts_against_both():
    loose = reply("La politique dit : « Vos données sont conservées cinq ans. » [1][9]", KEPT)
    assert (citation_recall(loose, TEXTS), citation_precision(loose, TEXTS)) == (0 / 1, 0 / 2)


def test_a_citation_that_no_statement_points_to_lowers_precision():
    spare = reply("La politique dit : « Vos données sont conservées cinq ans. » [1]", KEPT, SOLD)
    assert citation_precision(spare, TEXTS) == 1 / 2


def test_a_line_before_a_list_is_supported_by_the_citations_of_the_list():
    listed = reply("Pour les données conservées 5 ans :\n– conservées cinq ans [1]", KEPT)
    # the figure 5 stands nowhere in the text, so the first of the two claims fails
    assert citation_recall(listed, TEXTS) == 1 / 2
    dated = reply(
        "Pour une demande reçue, répond le 22 décembre 2026 :\n– répond après avoir reçu la demande [3]", DUE
    )
    assert citation_recall(dated, TEXTS) == 2 / 2


def test_a_line_before_a_list_is_not_charged_for_the_citations_of_the_list():
    listed = reply("Pour les données conservées 5 ans :\n– conservées cinq ans [1]", KEPT)
    assert citation_precision(listed, TEXTS) == 1 / 1


def test_an_answer_without_any_source_has_no_recall_and_a_refusal_none_to_have():
    assert citation_recall(reply("Vos données sont en sécurité."), TEXTS) == 0.0
    assert citation_recall(reply("Je ne peux pas répondre.", outcome="out_of_scope"), TEXTS) is None
    assert citation_precision(reply("Vos données sont en sécurité."), TEXTS) is None


def test_gold_is_cited_when_a_verbatim_citation_shows_it():
    gold = [GoldSpan("fougeres/privacy", KEPT.start, KEPT.end)]
    assert gold_cited(reply("", SOLD, KEPT), gold, TEXTS) == 1.0
    assert gold_cited(reply("", SOLD), gold, TEXTS) == 0.0
    assert gold_cited(reply("", replace(KEPT, quote="Vos données")), gold, TEXTS) == 0.0
