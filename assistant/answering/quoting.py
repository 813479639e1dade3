"""Passages → quotes: the best sentence with what it needs to be understood, within a bounded length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reply import Quote
from assistant.retrieval import Candidate
from ingest.records import Fact, ParsedDocument, Passage, Sentence, Span

LONGEST_QUOTE = 520
LONGEST_INTRODUCTION = 260
_AUDIENCE = re.compile(r"(?:Pour|Si|Les|For|If)\b[^.\n]{0,160}:\s")


@dataclass(frozen=True)
class Extract:
    """Quotes of one passage that belong together.

    `introduction` is the sentence that introduces a list when it does not touch the quoted items; `more` counts
    the items of the list that follow the quote.
    """

    quotes: tuple[Quote, ...]
    introduction: Quote | None
    more: int
    passage: Passage


def best_extracts(candidates: Sequence[Candidate], limit: int) -> list[Extract]:
    """Up to `limit` extracts of different passages, best first, by the best sentence of each."""
    scored = sorted(candidates, key=lambda one: -one.score)
    return [extract(one.parsed, one.passage, int(one.sentence_scores.argmax())) for one in scored[:limit]]


def extract(parsed: ParsedDocument, passage: Passage, place: int) -> Extract:
    """The sentence at `place` with its neighbours, as far as the bound allows.

    A list is quoted from its introduction when that fits; otherwise the introduction is quoted apart.
    """
    sentences = passage.sentences
    listed = passage.kind in {"list", "table"} and len(sentences) > 1
    first = last = place
    if listed and place > 0 and _length(sentences[: place + 1]) <= LONGEST_QUOTE:
        first = 0
    while last + 1 < len(sentences) and _length(sentences[first : last + 2]) <= LONGEST_QUOTE:
        last += 1
    if not listed:
        while first > 0 and _length(sentences[first - 1 : last + 1]) <= LONGEST_QUOTE:
            first -= 1
    if listed and last == first == 0:
        last = 1
    introduction = None
    if first > 0 and listed:
        introduction = _introduction(parsed, passage, sentences[0].spans[0])
    elif passage.introduction:
        introduction = _introduction(parsed, passage, passage.introduction)
    quotes = _joined(parsed, passage, sentences[first : last + 1])
    more = len(sentences) - 1 - last if listed else 0
    return Extract(quotes, introduction, more, passage)


def quote_of(parsed: ParsedDocument, fact: Fact, passages: dict[str, Passage]) -> Quote:
    """The evidence of a fact as a quote; a promised period with the sentences that promise it."""
    passage = passages[fact.passage]
    span = _promise(parsed, fact, passage) if fact.kind == "response_time" else fact.evidence
    return Quote(parsed.document, span, passage.section, passage.language)


def _promise(parsed: ParsedDocument, fact: Fact, passage: Passage) -> Span:
    """The sentences of a passage that hold its promised periods, with those that introduce them."""
    periods = [one.evidence for one in parsed.facts if one.kind == fact.kind and one.passage == fact.passage]
    places = [
        place
        for place, sentence in enumerate(passage.sentences)
        if any(span.contains(one) for span in sentence.spans for one in periods)
    ]
    if not places:
        return fact.evidence
    first = places[0]
    while first and parsed.sentence_text(passage.sentences[first - 1]).rstrip("*_ ").endswith((":", ";")):
        first -= 1
    return Span(passage.sentences[first].spans[0].start, passage.sentences[places[-1]].spans[-1].end)


def contact_quote(parsed: ParsedDocument, fact: Fact, passages: dict[str, Passage]) -> Quote:
    """A contact; with its whole sentence when that says for whom the contact is."""
    passage = passages[fact.passage]
    for sentence in passage.sentences:
        for span in sentence.spans:
            if span.contains(fact.evidence) and _AUDIENCE.match(parsed.document.slice(span)):
                return Quote(parsed.document, span, passage.section, passage.language)
    return quote_of(parsed, fact, passages)


def _introduction(parsed: ParsedDocument, passage: Passage, span: Span) -> Quote | None:
    if len(span) > LONGEST_INTRODUCTION:
        return None
    return Quote(parsed.document, span, passage.section, passage.language)


def _joined(parsed: ParsedDocument, passage: Passage, sentences: Sequence[Sentence]) -> tuple[Quote, ...]:
    """One quote for each run of characters that no noise interrupts."""
    runs: list[Span] = []
    for span in (span for sentence in sentences for span in sentence.spans):
        whole = next((one for one in passage.spans if one.contains(span)), span)
        if runs and whole.contains(runs[-1]):
            runs[-1] = Span(runs[-1].start, span.end)
        else:
            runs.append(span)
    return tuple(Quote(parsed.document, run, passage.section, passage.language) for run in runs)


def _length(sentences: Sequence[Sentence]) -> int:
    return sentences[-1].spans[-1].end - sentences[0].spans[0].start
