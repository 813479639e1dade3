"""The matrix of facts: each thing once, in its row, with the words that prove it; nothing means silence."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from assistant.web.console.fact_matrix import QUESTIONS, column, years
from ingest.records import Document, Fact, Span

TEXT = "Écrivez au DPO : dpo@example.org. Nous gardons vos données 5 ans. Encore dpo@example.org."


def fact(kind, role, words, normalised, nth=0):
    start = TEXT.index(words) if not nth else TEXT.rindex(words)
    return Fact(kind, role, words, normalised, Span(start, start + len(words)), "p1")


@pytest.fixture
def parsed():
    document = Document("bb", "policy", "v1", "Politique", TEXT, "", ("fr",), dt.date(2020, 1, 1), "", False)
    facts = (
        fact("email", "dpo", "dpo@example.org", "dpo@example.org"),
        fact("email", "dpo", "dpo@example.org", "dpo@example.org", nth=1),
        fact("retention", "", "5 ans", "P5Y"),
    )
    return SimpleNamespace(document=document, facts=facts, passages=())


def test_a_thing_said_twice_stands_once_with_its_quote(parsed):
    (said,) = column("bb", "BB", [parsed], "fr").cells["dpo"]
    assert (said.value, said.evidence) == ("dpo@example.org", "dpo@example.org")
    assert said.url == f"/documents/bb/v1?start={TEXT.index('dpo@')}&end={TEXT.index('dpo@') + 15}#cited"


def test_what_a_policy_does_not_say_is_an_empty_cell(parsed):
    found = column("bb", "BB", [parsed], "fr")
    assert found.answered == 2
    assert [name for name, cell in found.cells.items() if cell] == ["dpo", "retention"]
    assert len(found.cells) == len(QUESTIONS)


def test_periods_read_in_the_language_of_the_page(parsed):
    assert column("bb", "BB", [parsed], "fr").cells["retention"][0].value == "5\u00a0ans"
    assert column("bb", "BB", [parsed], "en").cells["retention"][0].value == "5 years"


@pytest.mark.parametrize(("iso", "expected"), [("P5Y", 5), ("P6M", 0.5), ("P1Y/P3Y", 3), ("x", None), ("", None)])
def test_the_longest_period_is_in_years(iso, expected):
    assert years(iso) == expected
