"""Which passages an address marks, and where their words stand in another text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.documents.places import Places, address, places, same_words
from ingest.records import Span

TEXT = "Un mois. Deux mois.\n\nTrois  mois."
PIECES = ["un", "deux", " ", "\n", "\u00a0", "é", "."]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)


def test_white_space_around_a_passage_is_left_out():
    assert places("8", "20", (), TEXT).cited == Span(9, 19)


def test_a_passage_of_white_space_is_bad():
    assert places("19", "21", (), TEXT) == Places(None, (), bad=True)


def test_others_that_overlap_are_joined_and_none_overlaps_the_opened_one():
    assert places("0", "2", ["1-7", "9-13", "11-19"], TEXT) == Places(Span(0, 2), (Span(9, 19),), bad=False)


def test_an_address_says_again_what_it_was_read_from():
    marked = Places(Span(0, 2), (Span(9, 13), Span(14, 18)), bad=False)
    url = address("a b", "v", marked, "en")
    assert url == "/documents/a%20b/v?start=0&end=2&also=9-13&also=14-18&lang=en#cited"


@pytest.mark.parametrize(
    ("words", "other", "found"),
    [
        ("Trois  mois", "x Trois  mois", "Trois  mois"),
        ("Trois  mois", "x Trois\nmois.", "Trois\nmois"),
        ("ois  mo", "x Trois\n\tmois.", "ois\n\tmo"),
        ("Trois  mois", "Quatre mois", None),
    ],
)
def test_a_passage_is_found_with_other_white_space(words, other, found):
    start = TEXT.index(words)
    span = same_words(TEXT, Span(start, start + len(words)), other)
    assert (other[span.start : span.end] if span else None) == found


def test_words_that_stand_several_times_are_found_where_they_were():
    text = "mois. " * 9
    assert same_words(text, Span(24, 28), text) == Span(24, 28)


@given(TEXTS, st.integers(0, 30), st.integers(1, 30))
def test_a_passage_is_always_found_in_its_own_text_however_it_is_spaced(text, start, length):
    marked = places(str(start), str(start + length), (), text).cited
    if marked is None:
        return
    spaced = " ".join(text.split())
    found = same_words(text, marked, spaced)
    assert found is not None
    assert spaced[found.start : found.end].split() == text[marked.start : marked.end].split()
