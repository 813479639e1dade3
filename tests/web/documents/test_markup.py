"""Whatever a policy holds, the document page neither changes nor runs it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import DocumentView, SectionView
from assistant.web.documents.anchors import anchors
from assistant.web.documents.markup import Words, document_markup
from assistant.web.documents.places import Places
from assistant.web.inline_markup import emphasis_markup
from ingest.records import Span
from tests.web.fake_engine import HOSTILE
from tests.web.page_text import elements, texts

PIECES = ("<b>", "&amp;", "**", "*", " ", "\n", "\r\n", "\t", "#", "a", "é", "Я", '"', "<!--", "-->", "</article>")
ANY_TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


WORDS = Words("[", "]", "(", ")", HOSTILE)


def view(text: str) -> DocumentView:
    return DocumentView("a", "A", "d", "v", "T", dt.date(2020, 1, 1), ("fr", "bg"), text, (), ())


def titled(*titles: str) -> DocumentView:
    """A document that is nothing but headings."""
    return replace(
        view("\n\n".join(titles)),
        sections=tuple(
            SectionView(title, 1, start, start + len(title))
            for title, start in zip(titles, starts(titles), strict=True)
        ),
    )


def starts(titles: Sequence[str]) -> list[int]:
    return [sum(len(one) + 2 for one in titles[:number]) for number in range(len(titles))]


@given(ANY_TEXT, st.integers(0, 60), st.integers(1, 60))
def test_the_text_of_the_page_is_the_text_of_the_document(text, start, length):
    span = Span(start, start + length) if start + length <= len(text) else None
    also = (Span(0, start),) if 0 < start < len(text) else ()
    html = f"<article>{document_markup(view(text), Places(span, also, bad=False), WORDS)}</article>"
    assert texts(html, "article") == [text]


def test_a_paragraph_of_the_law_stays_on_its_line_and_a_policy_is_left_alone():
    policy = view("Écrivez un e-mail (article 12, § 3).")
    both = replace(policy, insurer="law"), policy
    law, own = (document_markup(one, Places(None, (), bad=False), WORDS) for one in both)
    assert texts(law, "span", **{"class": "kept"}) == ["e-mail", "§ 3"]
    assert texts(law, "p") == texts(own, "p") == [policy.text]
    assert elements(own, "span") == []


@pytest.mark.parametrize("hostile", [HOSTILE, '" onfocus="alert(1)', "x\u202egnp.exe", "[a](javascript:alert(1))"])
def test_hostile_headings_stay_text_in_anchors_links_and_labels(hostile):
    html = document_markup(titled(hostile), Places(None, (), bad=False), WORDS)
    (link,) = elements(html, "a")
    assert set(link) == {"class", "href", "aria-label"}
    assert link["aria-label"] == f"{HOSTILE} {hostile}"
    assert re.fullmatch(r"#s-[\w-]*", str(link["href"]))
    assert HOSTILE not in html


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("1. Vos droits : l’accès", "s-1-vos-droits-l-acces"),
        ("Вашите права", "s-вашите-права"),
        ("***", "s-"),
        ("cited", "s-cited"),
    ],
)
def test_an_anchor_is_made_of_the_words_of_a_heading(title, anchor):
    assert anchors(titled(title)) == [anchor]


def test_a_heading_that_comes_again_has_a_number():
    assert anchors(titled("Droits", "Droits 2", "Droits", "droits")) == [
        "s-droits",
        "s-droits-2",
        "s-droits-3",
        "s-droits-4",
    ]


def test_a_long_heading_has_a_short_anchor_of_whole_words():
    (anchor,) = anchors(titled("données personnelles " * 10))
    assert anchor == "s-donnees-personnelles-donnees-personnelles-donnees"


def test_bold_and_italic_are_shown_without_their_asterisks():
    assert (
        emphasis_markup("**Un** *mois*, et **deux**")
        == "<strong>Un</strong> <em>mois</em>, et <strong>deux</strong>"
    )


def test_an_asterisk_that_calls_a_footnote_stays():
    assert emphasis_markup("montant* hors taxe*, ou**") == "montant* hors taxe*, ou**"


def test_emphasis_does_not_run_over_a_line():
    assert emphasis_markup("**un\ndeux**") == "**un\ndeux**"
