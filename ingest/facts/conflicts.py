"""Facts of one document that cannot all be right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.records import Conflict, Fact


def conflicts_of(facts: Iterable[Fact]) -> Iterator[Conflict]:
    """Streets that differ at one house number and postcode; delays or dates that differ for one thing."""
    facts = tuple(facts)
    yield from _streets([fact for fact in facts if fact.kind == "address"])
    for kind in ("response_time", "version_date"):
        yield from _differing(kind, [fact for fact in facts if fact.kind == kind])


def _streets(addresses: list[Fact]) -> Iterator[Conflict]:
    places: dict[tuple[str, str], dict[str, Fact]] = {}
    for fact in addresses:
        parts = dict(fact.details)
        if {"number", "street", "postcode"} <= parts.keys():
            streets = places.setdefault((parts["number"], parts["postcode"]), {})
            streets.setdefault(parts["street"], fact)
    for streets in places.values():
        if len({fact.normalised for fact in streets.values()}) > 1:
            yield Conflict("address", tuple(streets.values()))


def _differing(kind: str, facts: list[Fact]) -> Iterator[Conflict]:
    """The first fact of each value, where values of one role and audience exclude each other."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        known = groups.setdefault((fact.role, fact.audience), [])
        if not any(_agree(one.normalised, fact.normalised) for one in known):
            known.append(fact)
    for group in groups.values():
        if len(group) > 1:
            yield Conflict(kind, tuple(group))


def _agree(one: str, other: str) -> bool:
    """Whether two values can both be right: "2022-04" and "2022-04-12", a month and thirty days."""
    return one.startswith(other) or other.startswith(one) or _in_days(one) == _in_days(other)


def _in_days(period: str) -> str:
    found = re.fullmatch(r"P(\d+)([MWD])", period)
    if not found:
        return period
    number, unit = int(found[1]), found[2]
    days = number * {"M": 30, "W": 7, "D": 1}[unit]
    return f"{30 if days == 31 else days} days"
