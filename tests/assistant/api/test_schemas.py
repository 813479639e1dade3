"""What the API says of a passage and of a fact holds where it stands in the published file."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from assistant.api.schemas import chat_reply, facts_out, versions_out
from assistant.documents import VersionView
from assistant.reply import Citation, Quote, Reply
from ingest.records import Conflict, Document, Fact, ParsedDocument, Place, Span

TEXT = "Page une.\n\nÉcrivez à dpo@fern.example.\n"
EVIDENCE = Span(TEXT.index("dpo"), TEXT.index(".\n", 20))


def document(places=()):
    return Document(
        insurer="fern",
        id="policy",
        version="undated-0000000a",
        title="Politique",
        text=TEXT,
        sha256="a",
        languages=("fr",),
        date=None,
        origin="invented",
        machine_translated=False,
        places=places,
    )


PLACES = {
    "a PDF": ((Place(0, page=1), Place(11, page=2)), 2, None),
    "a web page": ((Place(0), Place(11, anchor="droits")), None, "droits"),
    "a text": ((), None, None),
}


@pytest.mark.parametrize(("places", "page", "anchor"), PLACES.values(), ids=PLACES)
def test_a_citation_says_its_page_or_anchor(places, page, anchor):
    quote = Quote(document(places), EVIDENCE, "", "fr")
    reply = Reply("c", "m", "fern", "fr", "answered", "[1]", (Citation(1, quote),))
    (citation,) = chat_reply(reply).citations
    assert (citation.page, citation.anchor) == (page, anchor)
    assert TEXT[citation.start : citation.end] == citation.quote == "dpo@fern.example"


@pytest.fixture
def facts():
    """The facts of a PDF with one contact."""
    fact = Fact(
        kind="email",
        role="dpo",
        value="dpo@fern.example",
        normalised="dpo@fern.example",
        evidence=EVIDENCE,
        passage="p",
        subject="vos demandes",
        audience="les retraités",
        details=(("town", "Lyon"),),
        origin="confirmed",
    )
    parsed = ParsedDocument(document(PLACES["a PDF"][0]), (), (), (), (fact,), (Conflict("email", (fact, fact)),))
    release = SimpleNamespace(release=SimpleNamespace(documents=(parsed,)))
    return facts_out(SimpleNamespace(id="fern", index=SimpleNamespace(release=release)))


def test_a_fact_says_whom_and_what_it_is_about_and_who_vouches_for_it(facts):
    (shown,) = facts.facts
    assert (shown.subject, shown.audience, shown.details, shown.origin, shown.page) == (
        "vos demandes",
        "les retraités",
        {"town": "Lyon"},
        "confirmed",
        2,
    )


def test_a_conflict_shows_its_facts_in_the_same_form(facts):
    assert facts.conflicts == [[facts.facts[0]] * 2]


def test_a_version_links_to_its_page():
    view = VersionView("policy", "undated-0000000a", "P", None, "a", "pdf", True, dt.date(2026, 1, 1), None, None)
    (shown,) = versions_out("fern", [view]).documents
    assert shown.url == "/documents/fern/undated-0000000a"
    assert shown.model_dump(mode="json")["since"] == "2026-01-01"
