"""Spans count characters, the end left out."""

import pytest

from ingest.records import Span


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (Span(0, 4), False),
        (Span(0, 5), True),
        (Span(5, 6), True),
        (Span(7, 9), True),
        (Span(8, 9), False),
    ],
)
def test_spans_overlap_where_they_share_a_character(other, shared):
    assert Span(4, 8).overlaps(other) is shared
    assert other.overlaps(Span(4, 8)) is shared
