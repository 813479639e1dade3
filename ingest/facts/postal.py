"""Postal addresses, which cross the lines and sentences of a passage, as facts with their parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ingest.addresses import Address, addresses_in
from ingest.facts.roles import audience_of, role_of
from ingest.facts.statements import Statement
from ingest.foreign_addresses import foreign_addresses_in
from ingest.records import Fact
from ingest.views import view_of

_PARTS = ("recipient", "number", "street", "box", "postcode", "town")


def postal_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """The postal addresses, in order."""
    for _, group in groupby(statements, key=lambda one: one.passage.id):
        together = list(group)
        passage, document = together[0].passage, together[0].document
        view = view_of(document.text, passage.spans, keep="\n\t")
        for address in _addresses(view.text):
            evidence = view.span(address.start, address.end)
            statement = _holding(together, evidence.start)
            yield Fact(
                "address",
                _role(statement, address, evidence.start),
                " ".join(view.text[address.start : address.end].split()),
                address.normalised,
                evidence,
                passage.id,
                audience=audience_of(statement),
                details=tuple((part, getattr(address, part)) for part in _PARTS if getattr(address, part)),
            )


def _addresses(text: str) -> list[Address]:
    """The French addresses, and the others that lie beside them."""
    french = list(addresses_in(text))
    taken = [(one.start, one.end) for one in french]
    others = [
        one
        for one in foreign_addresses_in(text)
        if all(one.end <= start or end <= one.start for start, end in taken)
    ]
    return sorted([*french, *others], key=lambda one: one.start)


def _holding(statements: list[Statement], offset: int) -> Statement:
    """The statement that holds a character of the document; the last that begins before it, where noise does."""
    before = [one for one in statements if one.view.starts[0] <= offset]
    return before[-1] if before else statements[0]


def _role(statement: Statement, address: Address, offset: int) -> str:
    at = sum(start < offset for start in statement.view.starts)
    return role_of(statement, f"{address.recipient} {address.normalised}", at)
