"""A quote can only be an exact slice of its document."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reply import Quote
from ingest.records import Document, Span


def document(text: str) -> Document:
    return Document("a", "policy", "v1", "Policy", text, "0" * 64, ("fr",), None, "test", False)


@given(st.text(min_size=1, max_size=80), st.integers(-5, 90), st.integers(-5, 90))
def test_a_quote_is_the_slice_of_its_span_or_it_cannot_be_built(text, start, end):
    try:
        quote = Quote(document(text), Span(start, end), "section", "fr")
    except ValueError:
        assert not 0 <= start < end <= len(text)
    else:
        assert quote.text == text[start:end]
        assert len(quote.text) == end - start


@given(st.text(min_size=2, max_size=40))
def test_the_text_of_a_quote_cannot_be_set(text):
    quote = Quote(document(text), Span(0, 1), "section", "fr")
    with pytest.raises((AttributeError, TypeError)):
        quote.text = "something else"  # type: ignore[misc]
    with pytest.raises(TypeError):
        dataclasses.replace(quote, text="something else")
    with pytest.raises(TypeError):
        Quote(document(text), Span(0, 1), "section", "fr", text="something else")  # type: ignore[call-arg]


def test_the_address_of_a_quote_opens_its_document_at_the_quote():
    quote = Quote(document("Bonjour à tous"), Span(3, 7), "section", "fr")
    assert quote.url == "/documents/a/v1?start=3&end=7#cited"
