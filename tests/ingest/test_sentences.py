"""A quote ends where the sentence ends, not at an abbreviation."""

import pytest

from ingest.records import Span
from ingest.sentences import sentence_spans


def sentences(text):
    return [text[span.start : span.end] for span in sentence_spans(text, Span(0, len(text)))]


def test_two_sentences_are_told_apart():
    assert sentences("Vous avez des droits. Écrivez-nous.") == ["Vous avez des droits.", "Écrivez-nous."]


def test_two_bulgarian_sentences_are_told_apart():
    assert sentences("Тези права са лични. Насоките могат.") == ["Тези права са лични.", "Насоките могат."]


@pytest.mark.parametrize(
    "text",
    [
        "La loi n. 78-17 s'applique.",
        "Voir art. 15 du règlement.",
        "M. Dupont et Mme. Durand répondent.",
        "Tél. 01 44 93 11 00 en semaine.",
        "Le 1. Janvier est férié.",
        "Écrivez au DPO, av. Joseph Rollo.",
        "Le site www.exemple.fr est à nous.",
        "Une durée de 3.5 ans.",
        "Un contrat (voir les annexes p. 4) vous lie.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text):
    assert sentences(text) == [text]


def test_etc_ends_a_sentence_before_a_capital():
    assert sentences("Nom, prénom, etc. Nous les gardons.") == ["Nom, prénom, etc.", "Nous les gardons."]


def test_a_closing_quote_stays_with_its_sentence():
    assert sentences("Il dit « oui. » Puis il part.") == ["Il dit « oui. »", "Puis il part."]


def test_a_question_ends_a_sentence():
    assert sentences("Pourquoi ? Parce que.") == ["Pourquoi ?", "Parce que."]


def test_a_bold_sentence_keeps_its_marks():
    assert sentences("**Jamais.** Nous le jurons.") == ["**Jamais.**", "Nous le jurons."]


def test_a_semicolon_at_the_end_of_a_line_ends_an_item():
    assert sentences("l'accès ;\nla rectification") == ["l'accès ;", "la rectification"]


def test_a_line_break_does_not_end_a_sentence():
    assert sentences("Vous pouvez\nécrire.") == ["Vous pouvez\nécrire."]


def test_only_the_given_part_of_the_text_is_cut():
    text = "Avant. Un. Deux. Après."
    assert [text[one.start : one.end] for one in sentence_spans(text, Span(7, 16))] == ["Un.", "Deux."]
