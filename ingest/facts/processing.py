"""What is done with the data: how long they are kept, who receives them, where they go, on what basis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.facts.automated import automated_of
from ingest.facts.bases import bases_of
from ingest.facts.categories import categories_of
from ingest.facts.contexts import contexts_of
from ingest.facts.processors import processors_of
from ingest.facts.purposes import purposes_of
from ingest.facts.recipients import recipients_of
from ingest.facts.retention import retention_of
from ingest.facts.sensitive import sensitive_of
from ingest.facts.statements import Statement
from ingest.facts.transfers import transfers_of
from ingest.records import Fact


def processing_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """The facts about processing, in the order of the rules."""
    contexts = tuple(contexts_of(statements))
    for rule in (retention_of, transfers_of, bases_of, sensitive_of, automated_of):
        yield from rule(contexts)
    for context in contexts:
        for one in (recipients_of, processors_of, purposes_of, categories_of):
            yield from one(context)
