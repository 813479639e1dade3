"""British, Irish and American addresses are found whole, and nothing else is taken for one."""

import pytest

from ingest.foreign_addresses import foreign_addresses_in

WHOLE = [
    (
        "Courrier : Data Protection Officer, PO Box 1234, Edinburgh, EH3 5DA, Royaume-Uni.",
        "Data Protection Officer, PO Box 1234, Edinburgh, EH3 5DA, Royaume-Uni",
        "po box 1234 eh3 5da edinburgh",
    ),
    (
        "Write to Fern Ltd, 12 Garden Lane, London W1A 1AB, United Kingdom.",
        "Fern Ltd, 12 Garden Lane, London W1A 1AB, United Kingdom",
        "12 garden lane w1a 1ab london",
    ),
    (
        "à l'adresse : Fern LLC, 400 Forest Avenue, Springfield, CA 94043, USA.",
        "Fern LLC, 400 Forest Avenue, Springfield, CA 94043, USA",
        "400 forest avenue ca 94043 springfield",
    ),
    (
        "Fern Ireland, 5 Hanover Quay, Dublin 2, D02 VY79, Irlande",
        "Fern Ireland, 5 Hanover Quay, Dublin 2, D02 VY79, Irlande",
        "5 hanover quay d02 vy79 dublin 2",
    ),
]


@pytest.mark.parametrize(("text", "whole", "normalised"), WHOLE)
def test_an_address_abroad_is_found_whole(text, whole, normalised):
    (found,) = foreign_addresses_in(text)
    assert (text[found.start : found.end], found.normalised) == (whole, normalised)


@pytest.mark.parametrize(
    "text",
    [
        "Nous suivons la norme Lyon EH3 5DA, sans rue ni boîte.",
        "Le fichier Modèle A12 3BC pèse 12 mégaoctets.",
        "Fern, 3 rue du Bois, 69001 Lyon, France",
    ],
)
def test_a_code_without_street_or_box_is_no_address(text):
    assert list(foreign_addresses_in(text)) == []
