"""A reference cannot be guessed, survives the phone, and tells a slip of the tongue from another request."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.requests.tracking.reference import ALPHABET, new_reference, normalised

references = st.builds(new_reference)


def test_a_reference_is_read_aloud_in_groups_of_four():
    assert re.fullmatch(r"MD(-[0-9A-HJKMNP-TV-Z]{4}){4}", new_reference())


def test_a_reference_has_75_random_bits():
    """15 of its 16 characters are drawn from 32 = 2⁵: every character turns up at each of the 15 places."""
    drawn = [new_reference().removeprefix("MD-").replace("-", "") for _ in range(2_000)]
    assert [set(place) for place in zip(*(one[:15] for one in drawn), strict=True)] == [set(ALPHABET)] * 15
    assert len(set(drawn)) == 2_000


@given(references)
def test_a_reference_is_its_own_normal_form(reference):
    assert normalised(reference) == reference


@given(references)
def test_a_reference_is_recognised_in_the_ways_people_type_it(reference):
    alike = reference.translate(str.maketrans("01", "oI"))
    ways = (
        reference.lower(),
        reference.replace("-", ""),
        reference.replace("-", " "),
        reference.replace("-", "\u2011"),
        reference.replace("-", "\u00a0–\u00a0"),
        f"  {reference}\n",
        reference.removeprefix("MD-"),
        alike,
        reference.replace("1", "l"),
        reference.replace("0", "O").lower(),
    )
    assert {normalised(one) for one in ways} == {reference}


@given(references, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(reference, place, other):
    body = reference.removeprefix("MD-").replace("-", "")
    wrong = f"{body[:place]}{other}{body[place + 1 :]}"
    assert (normalised(wrong) is None) == (wrong != body)


@given(references, st.integers(0, 14))
def test_two_neighbours_swapped_are_noticed(reference, place):
    body = reference.removeprefix("MD-").replace("-", "")
    swapped = f"{body[:place]}{body[place + 1]}{body[place]}{body[place + 2 :]}"
    assert (normalised(swapped) is None) == (swapped != body)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MD",
        "MD-0000-0000-0000",
        "MD-0000-0000-0000-00000",
        "XX-0000-0000-0000-0000",
        "MD-UUUU-0000-0000-0000",
        "MD-0000-0000-0000-000é",
        "MD-٠٠٠٠-0000-0000-0000",
        "MD-0000-0000-0000-0000" + " " * 100,
        "0" * 1_000_000,
        "' OR 1=1 --",
        "\x00" * 16,
    ],
)
def test_anything_else_is_no_reference(text):
    assert normalised(text) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_references(text):
    read = normalised(text)
    assert read is None or normalised(read) == read
