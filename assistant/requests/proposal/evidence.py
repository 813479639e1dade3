"""Where a policy, or the law, says something that a proposal rests on."""

from __future__ import annotations

from assistant.law import Rule
from assistant.requests.records import Passage
from assistant.retrieval import PolicyIndex
from ingest.records import Document, Fact, ParsedDocument, Span

LONGEST = 700
"""Characters of a statement; of a longer one, only the words that state the fact are shown."""
Stated = tuple[Fact, ParsedDocument]
"""A fact with the document that states it."""


def passage_of(index: PolicyIndex, stated: Stated) -> Passage:
    """The statement around a fact: its sentence, list item or table row, and the next ones that it runs into."""
    fact, parsed = stated
    passage = index.release.passages[fact.passage]
    return _passage(parsed.document, statement_of(index, stated), passage.section, passage.language)


def statement_of(index: PolicyIndex, stated: Stated) -> Span:
    """The span of that statement."""
    fact, _ = stated
    sentences = index.release.passages[fact.passage].sentences
    touched = [span for one in sentences for span in one.spans if span.overlaps(fact.evidence)]
    if not touched:
        return fact.evidence
    whole = Span(min(touched[0].start, fact.evidence.start), max(touched[-1].end, fact.evidence.end))
    return whole if len(whole) <= LONGEST else fact.evidence


def passage_of_rule(rule: Rule) -> Passage:
    """A rule of the statutory layer."""
    return _passage(rule.document, rule.span, rule.section, rule.language)


def _passage(document: Document, span: Span, section: str, language: str) -> Passage:
    return Passage(
        insurer=document.insurer,
        document=document.id,
        version=document.version,
        section=section,
        start=span.start,
        end=span.end,
        quote=document.slice(span),
        language=language,
    )
