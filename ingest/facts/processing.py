"""What is done with the data: how long they are kept, who receives them, where they go, on what basis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.facts.statements import Statement
from ingest.records import Fact


def processing_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """The facts about processing, in the order of the rules."""
    for _ in statements:
        yield from ()
