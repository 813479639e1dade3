"""Postal addresses are found whole: recipient, street or box, postcode and town, and nothing else."""

import pytest

from ingest.addresses import addresses_in


def found(text):
    return list(addresses_in(text))


def texts(text):
    return [text[one.start : one.end] for one in found(text)]


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
    "a colon": (
        "Courrier adressé à la Mutuelle de l'hôtellerie (MHR) : 87 rue la Boétie 75008 Paris",
        "Mutuelle de l'hôtellerie (MHR) : 87 rue la Boétie 75008 Paris",
    ),
    "the attention of": (
        "courrier :\nFougères\nA l'attention du DPO\n1, cours Michelet – CS 30051\n92076 Paris La Défense Cedex",
        "Fougères\nA l'attention du DPO\n1, cours Michelet – CS 30051\n92076 Paris La Défense Cedex",
    ),
    "the officer": (
        "Écrivez à l'attention du Délégué à la protection des données, Fougères, 3 rue du Bois, 69001 Lyon, France",
        "Délégué à la protection des données, Fougères, 3 rue du Bois, 69001 Lyon, France",
    ),
    "brackets": (
        "Le DPO (Fougères, Immeuble Le Parc, 12 bis av. Foch, 75008 Paris) vous répond.",
        "Fougères, Immeuble Le Parc, 12 bis av. Foch, 75008 Paris",
    ),
    "the town first": (
        "domiciliée au 44, rue Traversière, à Boulogne-Billancourt (92100).",
        "44, rue Traversière, à Boulogne-Billancourt (92100)",
    ),
    "a building": (
        "Service DPO\nTour Horizon\n16 place de l'Iris\n92040 Paris La Défense Cedex",
        "Service DPO\nTour Horizon\n16 place de l'Iris\n92040 Paris La Défense Cedex",
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
        "Nous avons 75000 Adhérents en France.",
        "La mutuelle, 75000 Adhérents, répond.",
        "Déclaration numéro 1759610 Faite par nous.",
        "le SIREN 443 963 988 de la mutuelle",
        "Décret 2015-390 du 3 avril 2015",
    ],
)
def test_a_number_in_prose_is_no_address(text):
    assert texts(text) == []


BOXES = [
    ("Fougères – TSA 12345 – 75990 PARIS CEDEX 20", "tsa 12345", "tsa 12345 75990 paris cedex 20"),
    ("Fougères, B.P. 12, 34196 Montpellier cedex 5", "bp 12", "bp 12 34196 montpellier cedex 5"),
    ("3 Place du Marché – TSA80715 – 75334 PARIS CEDEX 07", "tsa 80715", "3 place du marche 75334 paris cedex 07"),
]


@pytest.mark.parametrize(("text", "box", "normalised"), BOXES)
def test_a_box_takes_the_place_of_the_street_where_there_is_none(text, box, normalised):
    (address,) = found(f"Écrivez à {text}.")
    assert (address.box, address.normalised) == (box, normalised)


@pytest.mark.parametrize(
    ("written", "number"),
    [("6 B rue du Bois", "6b"), ("15bis rue du Bois", "15 bis"), ("40 / 42, rue du Bois", "40-42")],
)
def test_a_house_number_has_one_spelling(written, number):
    assert [one.number for one in found(f"Écrivez au {written}, 69001 Lyon.")] == [number]
