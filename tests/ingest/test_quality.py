"""How readable a passage is, and what is damaged in it."""

import unicodedata
from dataclasses import replace
from time import process_time

import pytest

from ingest.parsing.text import parse_text
from ingest.passages import passages_of
from ingest.quality import COSTS, rated
from ingest.records import Document

SOUND = "Vos données personnelles sont conservées pendant la durée de votre contrat. "


def only_passage(text, languages=("fr",), machine_translated=False):
    document = Document("fern", "policy", "v", "t", text, "", languages, None, "", machine_translated)
    sections, noise = parse_text(text)
    passages = rated(document, passages_of(document, sections, noise))
    assert len(passages) == 1
    return passages[0]


def test_a_sound_passage_has_full_quality():
    passage = only_passage(SOUND)
    assert (passage.quality, passage.flaws) == (1.0, ())


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        (SOUND.encode().decode("cp1252"), "mojibake"),
        (SOUND.replace("données", "donn\ufffdes"), "mojibake"),
        (SOUND + "Nous traitons vos données.Elles sont utiles.", "glued_words"),
        (SOUND + "Le traitement des uns, le traitement des autres, le traitementDes demandes.", "glued_words"),
        (
            SOUND + "Des données personnelles et d'autres données personnelles : les donnéespersonnelles.",
            "glued_words",
        ),
        (SOUND + "Écrivez à [email protected] pour exercer vos droits.", "hidden_email"),
        (SOUND + "Écrivez à [email\u00a0protected] pour exercer vos droits.", "hidden_email"),
        (SOUND + "Écrivez à (adresse e-mail masquée) pour exercer vos droits.", "hidden_email"),
        (
            SOUND + "Écrivez à [\\[email protected\\]](https://fern.example) pour vos droits.",
            "hidden_email",
        ),
        (SOUND + "Cette adresse e-mail est protégée contre les robots spammeurs.", "hidden_email"),
        (unicodedata.normalize("NFD", SOUND), "decomposed_accents"),
    ],
)
def test_damage_is_named_and_costs_what_the_table_says(text, flaw):
    passage = only_passage(text)
    assert passage.flaws == (flaw,)
    assert passage.quality <= 1 - COSTS[flaw]


@pytest.mark.parametrize(
    "text",
    [
        SOUND + "Écrivez à dpo@fern.example ou voyez www.fern.example/droits,Aide.",
        SOUND + "Écrivez-nous par WhatsApp ou PayPal, et FernAssistance gère votre dossier.",
        SOUND + "Consultez l'article L.223-1 et le décret n°2015-390, etc.",
        SOUND + "Les conditions d'utilisation (voir ci-dessous) s'appliquent.",
        SOUND + "Les autres champs (adresse IP masquée) et [données protégées] restent chez nous.",
        SOUND + "Depuis l'entrée en vigueur, l'adresse de l'assuré est l'adresse d'envoi.",
    ],
)
def test_ordinary_writing_is_not_damage(text):
    assert only_passage(text).flaws == ()


def test_two_alphabets_in_one_passage_are_mixed():
    text = SOUND + "Администраторът на лични данни отговаря на вашето искане."
    assert only_passage(text, ("fr", "bg")).flaws == ("mixed_languages",)


def test_a_passage_in_another_language_than_the_first_of_the_document_is_foreign():
    text = "Администраторът на лични данни отговаря на вашето искане в срок."
    assert only_passage(text, ("fr", "bg")).flaws == ("foreign_language",)


def test_a_machine_translation_counts_in_every_passage():
    passage = only_passage(SOUND, machine_translated=True)
    assert passage.flaws == ("machine_translated",)
    assert passage.quality == pytest.approx(1 - COSTS["machine_translated"])


def test_more_broken_words_make_a_lower_quality():
    once = SOUND * 3 + "Vos donnÃ©es sont utiles."
    throughout = once.replace("é", "Ã©")
    assert only_passage(throughout).quality < only_passage(once).quality < 1


def test_quality_never_leaves_its_range():
    text = ("Ã©" * 10 + " ") * 20 + "[email protected]"
    passage = only_passage(text, machine_translated=True)
    assert 0.0 <= replace(passage).quality <= 1.0


@pytest.mark.parametrize("word", ["a" * 100_000, "a1" * 50_000, "a." * 50_000], ids=["letters", "digits", "points"])
def test_a_word_without_end_is_read_once(word):
    started = process_time()
    assert only_passage(SOUND + word).quality > 0
    assert process_time() - started < 4
