"""What people say about facts in the manifest, applied to what was extracted.

A correction holds as long as the document says the words it rests on; without them it stops the insurer's build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ingest.entries import FactEntry
from ingest.errors import CorpusError
from ingest.facts.conflicts import conflicts_of
from ingest.parsing.lines import reading_form
from ingest.records import Fact, ParsedDocument, Span


def corrected(parsed: ParsedDocument, entries: Iterable[FactEntry]) -> ParsedDocument:
    """The document with its facts confirmed, corrected, rejected or added as `entries` say, in their order.

    The conflicts are those among its facts as they are then. Rejecting what is not extracted changes nothing.
    Raises CorpusError, naming insurer, document, fact and evidence, when the words of an entry do not occur, occur
    several times without saying which, or are not those of an extracted fact to confirm or to correct.
    """
    for entry in entries:
        parsed = _applied(parsed, entry)
    return parsed


def _applied(parsed: ParsedDocument, entry: FactEntry) -> ParsedDocument:
    span = _evidence(parsed, entry)
    if entry.action == "add":
        return _with_facts(parsed, [*parsed.facts, _added(parsed, entry, span)])
    chosen = _concerned(parsed, entry, span)
    if entry.action == "reject":
        replaced: dict[Fact, Fact | None] = dict.fromkeys(chosen)
    elif not chosen:
        raise _wrong(parsed, entry, _nothing_to(entry, parsed, span))
    elif entry.action == "confirm":
        replaced = {fact: replace(fact, origin="confirmed") for fact in chosen}
    else:
        replaced = {fact: _rewritten(parsed, entry, fact, span) for fact in chosen}
    facts = [replaced.get(fact, fact) for fact in parsed.facts]
    return _with_facts(parsed, [fact for fact in facts if fact])


def _evidence(parsed: ParsedDocument, entry: FactEntry) -> Span:
    """Where the words of the entry stand, compared character by character."""
    starts = _occurrences(parsed.document.text, entry.evidence)
    if not starts:
        raise _wrong(
            parsed, entry, "these words do not occur in the document any more; correct or remove the entry"
        )
    if entry.occurrence is None and len(starts) > 1:
        raise _wrong(parsed, entry, f"these words occur {len(starts)} times; say which with the key occurrence")
    number = entry.occurrence or 1
    if number > len(starts):
        raise _wrong(parsed, entry, f"there is no occurrence {number}, the words occur {len(starts)} times")
    return Span(starts[number - 1], starts[number - 1] + len(entry.evidence))


def _occurrences(text: str, words: str) -> list[int]:
    starts = []
    start = text.find(words)
    while start >= 0:
        starts.append(start)
        start = text.find(words, start + len(words))
    return starts


def _concerned(parsed: ParsedDocument, entry: FactEntry, span: Span) -> list[Fact]:
    """The extracted facts that an entry is about: those with just these words, else those that share some."""
    filters = entry.given() if entry.action != "correct" else {}
    facts = [
        fact
        for fact in _facts_at(parsed, entry.kind, span)
        if all(getattr(fact, name) == value for name, value in filters.items())
    ]
    return [fact for fact in facts if fact.evidence == span] or facts


def _facts_at(parsed: ParsedDocument, kind: str, span: Span) -> list[Fact]:
    return [fact for fact in parsed.facts if fact.kind == kind and fact.evidence.overlaps(span)]


def _rewritten(parsed: ParsedDocument, entry: FactEntry, fact: Fact, span: Span) -> Fact:
    values: dict[str, Any] = entry.given()
    place = {"evidence": span, "passage": _passage(parsed, entry, span), "value": reading_form(entry.evidence)}
    return replace(fact, **{**place, **values, "origin": "corrected"})


def _added(parsed: ParsedDocument, entry: FactEntry, span: Span) -> Fact:
    values: dict[str, Any] = {"role": "", **entry.given()}
    return Fact(
        kind=entry.kind,
        value=reading_form(entry.evidence),
        evidence=span,
        passage=_passage(parsed, entry, span),
        origin="corrected",
        **values,
    )


def _passage(parsed: ParsedDocument, entry: FactEntry, span: Span) -> str:
    for passage in parsed.passages:
        if any(part.contains(span) for part in passage.spans):
            return passage.id
    raise _wrong(parsed, entry, "these words are no part of a passage; choose words of the policy itself")


def _with_facts(parsed: ParsedDocument, facts: Iterable[Fact]) -> ParsedDocument:
    ordered = sorted(dict.fromkeys(facts), key=lambda fact: (fact.evidence, fact.kind))
    return replace(parsed, facts=tuple(ordered), conflicts=tuple(conflicts_of(ordered)))


def _nothing_to(entry: FactEntry, parsed: ParsedDocument, span: Span) -> str:
    found = _facts_at(parsed, entry.kind, span)
    if found:
        return f"what is extracted there differs: role {found[0].role!r}, normalised {found[0].normalised!r}"
    return f'no {entry.kind} is extracted there, so there is nothing to {entry.action}; use action = "add"'


def _wrong(parsed: ParsedDocument, entry: FactEntry, fault: str) -> CorpusError:
    document = parsed.document
    where = f"insurers.toml: insurer {document.insurer}, document {document.id}, fact {entry.kind} ({entry.action})"
    return CorpusError(f"{where}, evidence {entry.evidence!r}: {fault}")
