"""Passages → facts: what the policy states, each with the characters that state it.

General rules only; `docs/facts.md` defines every kind. One file per family of facts.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.facts.contacts import contacts_of
from ingest.facts.processing import processing_of
from ingest.facts.statements import statements_of
from ingest.records import Conflict, Document, Fact, Passage


def facts_of(document: Document, passages: Iterable[Passage]) -> tuple[tuple[Fact, ...], tuple[Conflict, ...]]:
    """The facts of a document in order of their evidence, and the conflicts among them."""
    passages = tuple(passages)
    facts, conflicts = contacts_of(document, passages)
    statements = tuple(statements_of(document, passages))
    facts = (*facts, *processing_of(statements))
    ordered = sorted(dict.fromkeys(facts), key=lambda fact: (fact.evidence, fact.kind))
    return tuple(ordered), conflicts
