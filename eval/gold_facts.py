"""Expected facts, and how what was found compares with them. Kinds and evidence are defined in docs/facts.md.

A gold file holds JSON lines: `kind`, `role`, `normalised`, then `quote` with `occurrence` (from 1) or `start` with
`end`; `subject` is for readers; an `optional` fact counts neither as missing nor as wrong.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.records import Fact, Span

BY_MENTION = frozenset({"retention", "cookie_period", "recipient", "purpose", "data_category", "response_time"})
"""Kinds of which each mention counts; of the others, each distinct thing does, however often it is stated."""
WITHOUT_ROLE = frozenset({"identity", "right", "recipient", "purpose", "data_category", "legal_basis"})
CONTACT_ROLES = frozenset({"rights", "dpo", "complaint", "authority", "marketing"})
"""Roles of a web address that make it a way to reach somebody; other links of a page are not compared."""
_SAME_SPAN = 0.5


@dataclass(frozen=True, slots=True)
class GoldFact:
    """One mention of a fact that a careful reader finds."""

    kind: str
    role: str
    normalised: str
    """ "" where only the evidence is compared."""
    span: Span
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """Expected against found, of one kind in one document or summed over several."""

    expected: int
    recalled: int
    found: int
    right: int
    missing: tuple[Span, ...] = ()
    wrong: tuple[Fact, ...] = ()

    @property
    def recall(self) -> float | None:
        """recalled / expected; None when nothing is expected."""
        return self.recalled / self.expected if self.expected else None

    @property
    def precision(self) -> float | None:
        """right / found; None when nothing is found."""
        return self.right / self.found if self.found else None

    def __add__(self, other: Score) -> Score:
        return Score(
            self.expected + other.expected,
            self.recalled + other.recalled,
            self.found + other.found,
            self.right + other.right,
            (*self.missing, *other.missing),
            (*self.wrong, *other.wrong),
        )


NOTHING = Score(0, 0, 0, 0)


def read_gold(path: Path, text: str) -> list[GoldFact]:
    """The gold facts of a file, with their places in `text`.

    Raises ValueError naming the line whose quote does not occur or whose keys are wrong.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            span = Span(row["start"], row["end"]) if "start" in row else _place(text, row)
            found.append(GoldFact(row["kind"], row["role"], row["normalised"], span, row.get("optional", False)))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number}: {error!r}") from error
    return found


def _place(text: str, row: dict[str, str | int]) -> Span:
    quote, start = str(row["quote"]), -1
    for _ in range(int(row.get("occurrence", 1))):
        start = text.find(quote, start + 1)
        if start < 0:
            raise ValueError(f"{quote!r} does not occur as often as that")
    return Span(start, start + len(quote))


def compare(found: Iterable[Fact], gold: Sequence[GoldFact]) -> dict[str, Score]:
    """The score of every kind that is expected or found."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    rows: dict[str, list[GoldFact]] = defaultdict(list)
    for fact in found:
        if fact.kind != "web" or fact.role in CONTACT_ROLES:
            facts[fact.kind].append(fact)
    for one in gold:
        if one.kind != "web" or one.role in CONTACT_ROLES:
            rows[one.kind].append(one)
    return {
        kind: (_by_mention if kind in BY_MENTION else _by_thing)(facts[kind], rows[kind])
        for kind in sorted({*facts, *rows})
    }


def answering(one: GoldFact, found: Iterable[Fact]) -> Fact | None:
    """The found fact that meets an expected one; None when it is missing."""
    least = _SAME_SPAN if one.kind in BY_MENTION else 0.0
    meeting = [
        (_overlap(fact.evidence, one.span), fact)
        for fact in found
        if fact.kind == one.kind and _same(fact, one) and _overlap(fact.evidence, one.span) > least - 1e-9
    ]
    best = max(meeting, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _by_mention(facts: list[Fact], gold: list[GoldFact]) -> Score:
    """Each expected mention is met by one found fact at most, whose evidence is the same up to trimming."""
    pairs = sorted(
        (
            (-_overlap(fact.evidence, one.span), at, place)
            for at, fact in enumerate(facts)
            for place, one in enumerate(gold)
            if _same(fact, one) and _overlap(fact.evidence, one.span) >= _SAME_SPAN
        ),
    )
    taken_facts: dict[int, int] = {}
    taken_gold: set[int] = set()
    for _, at, place in pairs:
        if at not in taken_facts and place not in taken_gold:
            taken_facts[at] = place
            taken_gold.add(place)
    wanted = [place for place, one in enumerate(gold) if not one.optional]
    counted = [at for at in range(len(facts)) if at not in taken_facts or not gold[taken_facts[at]].optional]
    return Score(
        expected=len(wanted),
        recalled=sum(place in taken_gold for place in wanted),
        found=len(counted),
        right=sum(at in taken_facts for at in counted),
        missing=tuple(gold[place].span for place in wanted if place not in taken_gold),
        wrong=tuple(facts[at] for at in counted if at not in taken_facts),
    )


def _by_thing(facts: list[Fact], gold: list[GoldFact]) -> Score:
    """A thing is recalled, or rightly found, when one of its mentions meets one of the other side."""
    expected: dict[tuple[str, str], list[GoldFact]] = defaultdict(list)
    things: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for one in gold:
        expected[_role(one.kind, one.role), one.normalised].append(one)
    for fact in facts:
        things[_role(fact.kind, fact.role), fact.normalised].append(fact)
    wanted = {key: group for key, group in expected.items() if not all(one.optional for one in group)}
    recalled = {
        key
        for key, group in wanted.items()
        if any(_meets(fact, one) for fact in facts for one in gold if any(_alternative(one, of) for of in group))
    }
    right = {key for key, group in things.items() if any(_meets(fact, one) for fact in group for one in gold)}
    spare = {
        key
        for key, group in things.items()
        if key in right and all(one.optional for fact in group for one in gold if _meets(fact, one))
    }
    return Score(
        expected=len(wanted),
        recalled=len(recalled),
        found=len(things) - len(spare),
        right=len(right) - len(spare),
        missing=tuple(group[0].span for key, group in wanted.items() if key not in recalled),
        wrong=tuple(group[0] for key, group in things.items() if key not in right),
    )


def _alternative(one: GoldFact, of: GoldFact) -> bool:
    """Whether `one` is `of`, or the other way a careful reader may take the same words."""
    return one is of or (one.optional and (one.span, one.normalised) == (of.span, of.normalised))


def _meets(fact: Fact, one: GoldFact) -> bool:
    return _same(fact, one) and _overlap(fact.evidence, one.span) > 0


def _same(fact: Fact, one: GoldFact) -> bool:
    same_form = not one.normalised or _form(one.normalised) == _form(fact.normalised)
    return same_form and _role(fact.kind, fact.role) == _role(one.kind, one.role)


def _form(normalised: str) -> str:
    """A normalised form without punctuation, nor the "cedex 9" that people leave out of an address."""
    return re.sub(r"\bcedex(?: \d+)?$|[^\w@/+]+", "", normalised)


def _role(kind: str, role: str) -> str:
    return "" if kind in WITHOUT_ROLE else role


def _overlap(one: Span, other: Span) -> float:
    """Characters in common over characters of either (Jaccard), from 0 to 1."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / (len(one) + len(other) - max(0, common))
