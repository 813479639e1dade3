"""Sentences are quoted with what they need to be understood, within a budget, character by character."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.quoting import best_extracts, contact_quote, nearest_sentence, quote_of
from assistant.retrieval import Candidate
from ingest.build import parse_document
from ingest.records import Document, Sentence, Span

POLICY = """# Durées

Nous gardons vos données de santé pendant cinq ans après la fin du contrat. Toutefois, les données de paiement \
sont effacées après treize mois. Le délai court à partir du dernier remboursement que nous avons versé.

# Destinataires

Vos données sont transmises aux personnes suivantes :
- nos salariés habilités ;
- nos prestataires de gestion ;
- la caisse primaire d'assurance maladie ;
- nos réassureurs.

# Droits

Vous disposez d'un droit d'accès à toutes vos données personnelles. Vous pouvez aussi les faire rectifier à tout \
moment par courrier. Sauf obligation légale de conservation, vous pouvez demander leur effacement.

# Sécurité

Oui. Nos serveurs sont protégés par des mesures techniques et organisationnelles. Voici ce que nous faisons pour \
vous : nous chiffrons les échanges. Nos équipes sont formées chaque année à la protection des données.

# Réponse

Nous répondons à votre demande dans les délais suivants :
- un mois à compter de la demande ;
- deux mois de plus pour une demande complexe.

# Contact

Pour les adhérents de Paris et de la région, écrivez à : 12 rue des Lilas, 75020 Paris. Vous pouvez aussi écrire à \
dpo@exemple.fr.
"""
KEEPING, RECIPIENTS, RIGHTS, SAFETY, REPLY, CONTACT = range(6)
FAR = -50.0


def policy(text=POLICY):
    document = Document("a", "policy", "v1", "Politique", text, "0" * 64, ("fr",), None, "test", False)
    return parse_document(document)


SHARED = policy()


@pytest.fixture
def parsed():
    return SHARED


def candidate(parsed, place, *scores):
    """A passage whose sentences score this; the rest are far from the answer."""
    passage = parsed.passages[place]
    padded = [*scores, *[FAR] * (len(passage.sentences) - len(scores))]
    found = np.array(padded, dtype=np.float32)
    return Candidate(passage, parsed, float(found.max()), {}, found)


def quoted(candidates, passages=4, characters=900):
    return [quote.text for one in best_extracts(candidates, passages, characters) for quote in one.quotes]


def test_no_passage_no_quote():
    assert best_extracts([], 4, 900) == []


def test_the_best_sentence_is_quoted_alone_when_it_is_surely_the_answer(parsed):
    assert quoted([candidate(parsed, SAFETY, FAR, FAR, FAR, 0.0)]) == [
        "Nos équipes sont formées chaque année à la protection des données."
    ]


def test_a_sentence_that_may_be_the_answer_is_quoted_too_and_one_that_is_not_is_left(parsed):
    # e^0 : e^-1 : e^-6 = 0.73 : 0.27 : 0.002
    scores = [0.0, FAR, -6.0]
    found = quoted([candidate(parsed, KEEPING, *scores), candidate(parsed, RIGHTS, FAR, -1.0)])
    assert len(found) == 2
    assert "dernier remboursement" not in " ".join(found)
    assert found[1].startswith("Vous pouvez aussi les faire rectifier")


def test_quoting_stops_when_the_answer_is_surely_held(parsed):
    # 0.982 : 0.018, the second over the least but not needed
    assert len(quoted([candidate(parsed, SAFETY, FAR, FAR, FAR, 4.0), candidate(parsed, RIGHTS, FAR, 0.0)])) == 1


def test_the_passage_of_the_best_sentence_comes_first(parsed):
    candidates = [candidate(parsed, RIGHTS, -0.5), candidate(parsed, SAFETY, FAR, FAR, FAR, 0.0)]
    assert [one.passage.section for one in best_extracts(candidates, 4, 900)] == ["Sécurité", "Droits"]


@pytest.mark.parametrize("place", [KEEPING, RIGHTS])
def test_a_sentence_is_never_cut_from_the_one_that_limits_it(parsed, place):
    passage = parsed.passages[place]
    limits = next(
        number
        for number, one in enumerate(passage.sentences)
        if parsed.sentence_text(one).startswith(("Toutefois", "Sauf"))
    )
    for number in (limits - 1, limits):
        scores = [FAR] * len(passage.sentences)
        scores[number] = 0.0
        (found,) = quoted([candidate(parsed, place, *scores)])
        assert parsed.sentence_text(passage.sentences[limits - 1]) in found
        assert parsed.sentence_text(passage.sentences[limits]) in found


@pytest.mark.parametrize(
    "limit",
    [
        "Cependant, cela change.",
        "Néanmoins, cela change.",
        "Excepté en cas de litige.",
        "En revanche, rien ne change.",
        "À défaut, rien ne change.",
        "However, this may change.",
        "Unless you object.",
        "À l'exception des litiges.",
    ],
)
def test_every_word_that_limits_keeps_the_sentence_before_it(limit):
    kept = "Nous gardons vos données pendant cinq ans après la fin du contrat."
    parsed = policy(f"# Durées\n\n{kept} {limit}\n")
    assert quoted([candidate(parsed, 0, 0.0)]) == quoted([candidate(parsed, 0, FAR, 0.0)]) == [f"{kept} {limit}"]


def test_a_limit_of_a_limit_keeps_both_sentences_before_it():
    whole = (
        "Nous gardons vos données pendant cinq ans après la fin du contrat. Toutefois, elles sont archivées "
        "ensuite pour trois ans. Sauf en cas de litige, elles sont alors effacées."
    )
    parsed = policy(f"# Durées\n\n{whole}\n")
    assert [quoted([candidate(parsed, 0, *[FAR] * place, 0.0)]) for place in range(3)] == [[whole]] * 3


def test_a_sentence_that_announces_is_quoted_with_what_it_announces():
    parsed = policy(
        "# Sécurité\n\nNous prenons les mesures de sécurité techniques suivantes :\n\n"
        "Les échanges sont chiffrés de bout en bout. Les accès sont journalisés.\n"
    )
    (found,) = quoted([candidate(parsed, 0, 0.0)])
    assert found.startswith("Nous prenons")
    assert "chiffrés" in found


def test_a_very_short_sentence_is_quoted_with_the_next(parsed):
    (found,) = quoted([candidate(parsed, SAFETY, 0.0)])
    assert found.startswith("Oui. Nos serveurs sont protégés")


def test_the_introduction_of_a_list_is_kept_and_the_items_left_out_are_counted(parsed):
    (found,) = best_extracts([candidate(parsed, RECIPIENTS, FAR, FAR, 0.0)], 4, 900)
    assert [one.text for one in found.quotes] == ["nos prestataires de gestion ;"]
    assert found.introduction is not None
    assert found.introduction.text == "Vos données sont transmises aux personnes suivantes :"
    assert found.more == 3


def test_a_list_quoted_whole_leaves_nothing_out(parsed):
    (found,) = best_extracts([candidate(parsed, RECIPIENTS, *[0.0] * 5)], 4, 900)
    assert found.introduction is None
    assert found.more == 0
    assert found.quotes[0].text.startswith("Vos données sont transmises")
    assert found.quotes[-1].text.endswith("nos réassureurs.")


def test_the_introduction_of_a_list_is_never_quoted_without_items(parsed):
    (found,) = best_extracts([candidate(parsed, RECIPIENTS, 0.0)], 4, 900)
    assert found.introduction is None
    assert found.quotes[-1].text.endswith("la caisse primaire d'assurance maladie ;")
    assert found.more == 1


def test_prose_has_no_items_to_count(parsed):
    (found,) = best_extracts([candidate(parsed, KEEPING, FAR, FAR, 0.0)], 4, 900)
    assert (found.introduction, found.more) == (None, 0)


def test_a_short_gap_between_two_quotes_is_filled(parsed):
    (found,) = quoted([candidate(parsed, KEEPING, 0.0, FAR, 0.0)])
    assert found == parsed.passage_text(parsed.passages[KEEPING])


def test_at_most_so_many_passages_are_quoted(parsed):
    candidates = [candidate(parsed, place, 0.0) for place in (KEEPING, RIGHTS, SAFETY)]
    assert [len(best_extracts(candidates, most, 5_000)) for most in (1, 2, 3)] == [1, 2, 3]


def test_the_best_sentence_is_quoted_whatever_it_costs(parsed):
    assert quoted([candidate(parsed, RECIPIENTS, FAR, 0.0)], characters=1) == ["nos salariés habilités ;"]


def test_what_does_not_fit_gives_way_to_what_does(parsed):
    first, long, short = (
        candidate(parsed, RECIPIENTS, FAR, 0.0),
        candidate(parsed, KEEPING, -0.5),
        candidate(parsed, CONTACT, FAR, -1.0),
    )
    left = len("nos salariés habilités ;") + len("Vous pouvez aussi écrire à dpo@exemple.fr.")
    found = quoted([first, long, short], characters=left)
    assert found == ["nos salariés habilités ;", "Vous pouvez aussi écrire à dpo@exemple.fr."]


scores_of_all = st.lists(st.floats(-8, 8), min_size=30, max_size=30)


def spread(parsed, numbers):
    """Every passage of the policy with scores taken from `numbers`."""
    left = iter(numbers)
    return [
        candidate(parsed, place, *[next(left) for _ in one.sentences]) for place, one in enumerate(parsed.passages)
    ]


@settings(max_examples=60)
@given(scores_of_all, st.integers(1, 4), st.integers(1, 900))
def test_whatever_the_scores_quotes_are_exact_slices_within_their_passage(numbers, passages, characters):
    parsed = SHARED
    found = best_extracts(spread(parsed, numbers), passages, characters)
    assert 1 <= len(found) <= passages
    for one in found:
        assert one.quotes
        for quote in one.quotes:
            assert quote.text == POLICY[quote.span.start : quote.span.end]
            assert one.passage.hull.contains(quote.span)
        assert 0 <= one.more < len(one.passage.sentences)


@settings(max_examples=60)
@given(scores_of_all, st.integers(300, 900))
def test_whatever_the_scores_the_budget_is_kept(numbers, characters):
    """Filled gaps and the marks between the items of a list come on top."""
    found = best_extracts(spread(SHARED, numbers), 4, characters)
    sentences = {
        (one.passage.id, place)
        for one in found
        for place, sentence in enumerate(one.passage.sentences)
        if any(quote.span.contains(span) for quote in one.quotes for span in sentence.spans)
    }
    gaps = 160 * sum(len(one.passage.sentences) for one in found)
    lengths = {one.id: [sum(map(len, each.spans)) for each in one.sentences] for one in SHARED.passages}
    assert sum(lengths[name][place] for name, place in sentences) <= characters + gaps


def test_the_sentence_on_a_neighbouring_topic_is_the_best_of_those_that_prove_something(parsed):
    one = candidate(parsed, SAFETY, 3.0, 1.0, 0.0, 2.0)
    assert [quote.text for quote in nearest_sentence(one, [False, True, False, True])] == [
        "Nos équipes sont formées chaque année à la protection des données."
    ]
    assert nearest_sentence(one, [False] * 4) == ()


def test_a_sentence_that_noise_interrupts_makes_two_quotes(parsed):
    passage = parsed.passages[KEEPING]
    start = passage.hull.start
    halves = Sentence((Span(start, start + 12), Span(start + 20, start + 40)))
    alone = replace(passage, sentences=(halves,))
    interrupted = Candidate(alone, parsed, 1.0, {}, np.ones(1, dtype=np.float32))
    (found,) = best_extracts([interrupted], 1, 400)
    assert [one.span for one in found.quotes] == [*halves.spans]


def facts(parsed, kind):
    passages = {one.id: one for one in parsed.passages}
    return [(fact, passages) for fact in parsed.facts if fact.kind == kind]


def test_a_promised_period_is_quoted_with_what_promises_it(parsed):
    fact, passages = facts(parsed, "response_time")[0]
    text = quote_of(parsed, fact, passages).text
    assert text.startswith("Nous répondons à votre demande dans les délais suivants :")
    assert text.endswith("deux mois de plus pour une demande complexe.")


def test_any_other_fact_is_quoted_as_it_is_written(parsed):
    fact, passages = facts(parsed, "retention")[0]
    assert quote_of(parsed, fact, passages).text == "cinq ans"


def test_an_address_is_quoted_with_the_people_it_is_for(parsed):
    fact, passages = facts(parsed, "address")[0]
    assert contact_quote(parsed, fact, passages).text.startswith("Pour les adhérents de Paris")


def test_a_contact_for_everybody_is_quoted_alone(parsed):
    fact, passages = facts(parsed, "email")[0]
    assert contact_quote(parsed, fact, passages).text == "dpo@exemple.fr"
