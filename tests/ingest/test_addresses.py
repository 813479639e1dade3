"""Postal addresses are found whole: recipient, street or box, postcode and town, and nothing else."""

import pytest

from ingest.addresses import addresses_in
from ingest.records import Span


def found(text):
    return list(addresses_in(text, Span(0, len(text))))


def texts(text):
    return [text[one.span.start : one.span.end] for one in found(text)]


WHOLE = {
    "dashes": (
        "Écrivez à Service Droits – 6 rue du Bois – 69001 Lyon.",
        "Service Droits – 6 rue du Bois – 69001 Lyon",
    ),
    "commas": (
        "par courrier : DPO, 12 avenue Foch, 75011 Paris Cedex 11.",
        "DPO, 12 avenue Foch, 75011 Paris Cedex 11",
    ),
    "a box": (
        "par courrier : Fougères, BP 12, 34196 Montpellier cedex 5.",
        "Fougères, BP 12, 34196 Montpellier cedex 5",
    ),
    "recipient only": (
        "Écrire à Fougères, DPO – 38050 Grenoble Cedex 9.",
        "Fougères, DPO – 38050 Grenoble Cedex 9",
    ),
    "lines": (
        "à l'adresse suivante :\nFougères\n3 bis rue du Bois\n69001 Lyon",
        "Fougères\n3 bis rue du Bois\n69001 Lyon",
    ),
    "street only": ("dont le siège est situé 28, rue Fortuny 75017 Paris.", "28, rue Fortuny 75017 Paris"),
    "Cyrillic": ("на следния адрес:\nМГЕН\n6Б Авеню Роло\n78320 Навесът", "МГЕН\n6Б Авеню Роло\n78320 Навесът"),
}


@pytest.mark.parametrize(("text", "whole"), WHOLE.values(), ids=WHOLE)
def test_an_address_is_found_whole(text, whole):
    assert texts(text) == [whole]


def test_the_parts_of_an_address_are_lower_case_ascii():
    (address,) = found("Écrivez à Service Droits – 6 B Rue du Général – 78320 La Verrière.")
    assert (address.number, address.street, address.postcode, address.town) == (
        "6b",
        "rue du general",
        "78320",
        "la verriere",
    )


def test_a_postcode_may_be_written_with_a_space():
    assert [one.postcode for one in found("au siège, 171 avenue Ledru – 75 544 Paris")] == ["75544"]


def test_prose_after_the_town_is_left_out():
    assert texts("Écrivez à Fougères, 3 rue du Bois, 69001 Lyon pour exercer vos droits") == [
        "Fougères, 3 rue du Bois, 69001 Lyon"
    ]


def test_two_addresses_of_one_text_are_found_apart():
    text = "Membres : Fougères – 3 rue du Bois – 69001 Lyon.\nAutres : Fougères – BP 7 – 34196 Montpellier"
    assert [one.postcode for one in found(text)] == ["69001", "34196"]


@pytest.mark.parametrize(
    "text",
    [
        "Nous avons 75000 adhérents en France.",
        "Déclaration numéro 1759610 Faite par nous.",
        "le SIREN 443 963 988 de la mutuelle",
        "Décret 2015-390 du 3 avril 2015",
    ],
)
def test_a_number_in_prose_is_no_address(text):
    assert texts(text) == []


def test_only_the_given_part_of_the_text_is_searched():
    text = "3 rue du Bois, 69001 Lyon. 4 rue du Pré, 75011 Paris."
    assert [one.postcode for one in addresses_in(text, Span(26, len(text)))] == ["75011"]
