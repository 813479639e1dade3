"""Passages → facts: what the policy states, each with the characters that state it.

General rules only; `docs/facts.md` defines every kind. One file per family of facts.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.facts.between import lines_between
from ingest.facts.channels import channels_of
from ingest.facts.conflicts import conflicts_of
from ingest.facts.contacts import contacts_of
from ingest.facts.dates import version_dates_of
from ingest.facts.identity import identity_of
from ingest.facts.organisations import organisations_of
from ingest.facts.postal import postal_of
from ingest.facts.processing import processing_of
from ingest.facts.refusals import refusals_of
from ingest.facts.response import response_times_of
from ingest.facts.rights import rights_of
from ingest.facts.statements import statements_of
from ingest.facts.titled import titled_of
from ingest.records import Conflict, Document, Fact, Passage

_FAMILIES = (
    contacts_of,
    channels_of,
    postal_of,
    identity_of,
    response_times_of,
    rights_of,
    refusals_of,
    processing_of,
)


def facts_of(document: Document, passages: Iterable[Passage]) -> tuple[tuple[Fact, ...], tuple[Conflict, ...]]:
    """The facts of a document in order of their evidence, and the conflicts among them."""
    passages = tuple(passages)
    statements = tuple(statements_of(document, passages))
    found = [fact for family in _FAMILIES for fact in family(statements)]
    between = tuple(lines_between(document, passages))
    found += titled_of(between, statements, found)
    found += organisations_of(statements, between)
    found += version_dates_of([*statements, *between])
    ordered = sorted(dict.fromkeys(found), key=lambda fact: (fact.evidence, fact.kind))
    return tuple(ordered), tuple(conflicts_of(ordered))
