"""Published addresses as the lines of a window envelope."""

from __future__ import annotations

import re

import pytest

from assistant.requests.proposal.postal_lines import LONGEST_LINE, MOST_LINES, postal_lines
from ingest.entries import DocumentEntry, InsurerEntry
from ingest.records import Document, Fact, ParsedDocument, Span

INSURER = InsurerEntry(
    id="tilleuls",
    name="Tilleuls",
    legal_name="Mutuelle des Tilleuls",
    aliases=("MDT",),
    document=(DocumentEntry(id="p", title="P", file="p.md", languages=("fr",), date=None, origin="a test"),),
)


def lines(published, recipient="Tilleuls", postcode="75011", reading_form=None):
    document = Document("tilleuls", "p", "v", "P", published, "0", ("fr",), None, "a test", False)
    value = reading_form or " ".join(published.replace("**", "").replace("’", "'").split())
    details = (("recipient", recipient), ("postcode", postcode)) if recipient else (("postcode", postcode),)
    fact = Fact("address", "rights", value, value, Span(0, len(published)), "1", details=details)
    return postal_lines(fact, ParsedDocument(document, (), (), (), (fact,), ()), INSURER)


@pytest.mark.parametrize(
    ("published", "wanted"),
    [
        ("Tilleuls – 3 rue des Lilas – 75011 Paris", ("Tilleuls", "3 rue des Lilas", "75011 Paris")),
        ("Tilleuls, 3, rue des Lilas, 75011 Paris", ("Tilleuls", "3, rue des Lilas", "75011 Paris")),
        ("Tilleuls 3 rue de l’Octant- 75011 Paris", ("Tilleuls 3 rue de l’Octant", "75011 Paris")),
        ("Tilleuls\n3 rue des Lilas\n75011 Paris", ("Tilleuls", "3 rue des Lilas", "75011 Paris")),
        ("**Tilleuls** : 3 rue des Lilas 75011 Paris", ("Tilleuls", "3 rue des Lilas", "75011 Paris")),
        (
            "Tilleuls - TSA 12345, 75 011 Paris Cedex 11, France",
            ("Tilleuls", "TSA 12345", "75 011 Paris Cedex 11", "France"),
        ),
        ("Tilleuls | Saint-Denis | 75011 Paris", ("Tilleuls", "Saint-Denis", "75011 Paris")),
    ],
)
def test_the_parts_of_an_address_have_a_line_each(published, wanted):
    assert lines(published) == wanted


def test_an_addressee_that_does_not_name_the_insurer_is_preceded_by_its_legal_name():
    assert lines("DPO, 3 rue des Lilas, 75011 Paris", "DPO")[:2] == ("Mutuelle des Tilleuls", "DPO")


def test_an_address_that_a_page_header_interrupts_is_read_without_it():
    published = "Tilleuls\n\nPage 3 sur 7\n\n3 rue des Lilas 75011 Paris"
    reading_form = "Tilleuls 3 rue des Lilas 75011 Paris"
    assert lines(published, reading_form=reading_form) == ("Tilleuls 3 rue des Lilas", "75011 Paris")


def test_an_alias_names_the_insurer():
    assert lines("MDT, 3 rue des Lilas, 75011 Paris", "MDT")[0] == "MDT"


LONG = (
    "Tilleuls – Direction de la conformité et de la protection des données personnelles "
    "– Bâtiment B – Escalier 2 – 3 rue des Lilas – BP 12 – 75011 Paris"
)


def test_long_addresses_keep_every_word():
    assert " ".join(lines(LONG)).replace(",", "").split() == re.sub(" –", "", LONG).split()


def test_long_addresses_keep_to_the_envelope():
    found = lines(LONG)
    assert len(found) <= MOST_LINES
    assert max(map(len, found)) <= LONGEST_LINE
    assert found[-1] == "75011 Paris"
