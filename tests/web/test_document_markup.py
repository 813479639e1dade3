"""Whatever a policy holds, the document page neither changes nor runs it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import DocumentView
from assistant.web.document_markup import document_markup
from assistant.web.inline_markup import emphasis_markup
from ingest.records import Span
from tests.web.page_text import texts

PIECES = ("<b>", "&amp;", "**", "*", " ", "\n", "\r\n", "\t", "#", "a", "é", "Я", '"', "<!--", "-->", "</article>")
ANY_TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def view(text: str) -> DocumentView:
    return DocumentView("a", "A", "d", "v", "T", dt.date(2020, 1, 1), ("fr", "bg"), text, (), ())


@given(ANY_TEXT, st.integers(0, 60), st.integers(1, 60))
def test_the_text_of_the_page_is_the_text_of_the_document(text, start, length):
    span = Span(start, start + length) if start + length <= len(text) else None
    html = f"<article>{document_markup(view(text), span)}</article>"
    assert texts(html, "article") == [text]


def test_bold_and_italic_are_shown_without_their_asterisks():
    assert (
        emphasis_markup("**Un** *mois*, et **deux**")
        == "<strong>Un</strong> <em>mois</em>, et <strong>deux</strong>"
    )


def test_an_asterisk_that_calls_a_footnote_stays():
    assert emphasis_markup("montant* hors taxe*, ou**") == "montant* hors taxe*, ou**"


def test_emphasis_does_not_run_over_a_line():
    assert emphasis_markup("**un\ndeux**") == "**un\ndeux**"
