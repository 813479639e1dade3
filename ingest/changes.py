"""Two versions of a document → what changed between them, passage by passage and fact by fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ingest.parsing.lines import folded, reading_form
from ingest.records import Fact, ParsedDocument, Passage, Span

ChangeKind = Literal["added", "removed", "altered"]
SIMILAR = 0.5
"""Share of words two passages, or two facts' words, must have in common for one to be a rewording of the other."""
_ONE_OF_A_ROLE = frozenset(
    ("controller", "siren", "host", "address", "email", "phone", "web", "identity", "response_time", "version_date")
)
"""Kinds where another value in the same role for the same people takes the place of the first."""
_ONE_OF_A_SUBJECT = frozenset(("retention", "cookie_period"))


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage as a change report shows it."""

    section: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that is new, gone or reworded; `old` is None for a new one, `new` for one that is gone."""

    old: PassageText | None
    new: PassageText | None

    @property
    def kind(self) -> ChangeKind:
        return _kind(self.old, self.new)

    @property
    def shown(self) -> PassageText:
        """The new one, or the one that is gone."""
        one = self.new or self.old
        assert one is not None
        return one


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that is new, gone or stated otherwise; `old` is None for a new one, `new` for one that is gone."""

    old: Fact | None
    new: Fact | None

    @property
    def kind(self) -> ChangeKind:
        return _kind(self.old, self.new)

    @property
    def shown(self) -> Fact:
        """The new one, or the one that is gone."""
        one = self.new or self.old
        assert one is not None
        return one


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two versions of a document, or between two readings of one."""

    insurer: str
    document: str
    old_version: str
    new_version: str
    same_file: bool
    """Whether the published file is the same, so that only our reading of it differs."""
    passages: tuple[PassageChange, ...]
    facts: tuple[FactChange, ...]

    def __bool__(self) -> bool:
        return bool(self.passages or self.facts)

    def counts(self) -> dict[str, Counter[str]]:
        """How many passages and facts were added, removed and altered."""
        return {
            "passages": Counter(change.kind for change in self.passages),
            "facts": Counter(change.kind for change in self.facts),
        }


def changes_between(old: ParsedDocument, new: ParsedDocument) -> Changes:
    """What a reader of `old` must know about `new`: in the order of `new`, what is gone last.

    A passage all of whose sentences stand in the other version is unchanged, wherever it moved to.
    """
    return Changes(
        insurer=new.document.insurer,
        document=new.document.id,
        old_version=old.document.version,
        new_version=new.document.version,
        same_file=old.document.sha256 == new.document.sha256,
        passages=tuple(_passage_changes(old, new)),
        facts=tuple(_fact_changes(old, new)),
    )


def word_changes(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Two texts as runs of words: ("same" | "removed" | "added", words), in reading order."""
    before, after = old.split(), new.split()
    for name, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if name == "equal":
            yield "same", " ".join(after[start:end])
            continue
        if last > first:
            yield "removed", " ".join(before[first:last])
        if end > start:
            yield "added", " ".join(after[start:end])


def _kind(old: object | None, new: object | None) -> ChangeKind:
    if old is None:
        return "added"
    return "removed" if new is None else "altered"


@dataclass(frozen=True, slots=True)
class _Compared:
    """A passage with what its comparison needs."""

    shown: PassageText
    words: tuple[str, ...]
    bag: Counter[str]
    touched: bool
    """Whether a sentence of it stands nowhere in the other version."""


def _passage_changes(old: ParsedDocument, new: ParsedDocument) -> Iterator[PassageChange]:
    before, after = _compared(old, new), _compared(new, old)
    pairs = _pairs(
        [
            (_similarity(first, second), row, column)
            for row, first in enumerate(before)
            for column, second in enumerate(after)
            if first.touched or second.touched
        ]
    )
    rows = {column: row for row, column in pairs.items()}
    for column, one in enumerate(after):
        if column in rows:
            yield PassageChange(before[rows[column]].shown, one.shown)
        elif one.touched:
            yield PassageChange(None, one.shown)
    for row, one in enumerate(before):
        if one.touched and row not in pairs:
            yield PassageChange(one.shown, None)


def _compared(parsed: ParsedDocument, other: ParsedDocument) -> list[_Compared]:
    there = {folded(other.sentence_text(one)) for passage in other.passages for one in passage.sentences}
    return [_compared_passage(parsed, passage, there) for passage in parsed.passages]


def _compared_passage(parsed: ParsedDocument, passage: Passage, there: set[str]) -> _Compared:
    text = reading_form(parsed.passage_text(passage))
    words = tuple(folded(word) for word in text.split())
    touched = any(folded(parsed.sentence_text(one)) not in there for one in passage.sentences)
    return _Compared(PassageText(passage.section, text, passage.hull), words, Counter(words), touched)


def _similarity(first: _Compared, second: _Compared) -> float:
    """The share of words in the same order, from 0 to 1; 0 below `SIMILAR`."""
    length = len(first.words) + len(second.words)
    if 2 * sum((first.bag & second.bag).values()) < SIMILAR * length:
        return 0.0
    ratio = SequenceMatcher(None, first.words, second.words, autojunk=False).ratio()
    return ratio if ratio >= SIMILAR else 0.0


def _pairs(scores: Sequence[tuple[float, int, int]]) -> dict[int, int]:
    """Each row with its column, the best score first; equal scores by the order of the documents."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, row, column in sorted(scores, key=lambda one: (-one[0], one[1], one[2])):
        if score > 0 and row not in pairs and column not in taken:
            pairs[row] = column
            taken.add(column)
    return pairs


def _fact_changes(old: ParsedDocument, new: ParsedDocument) -> Iterator[FactChange]:
    before, after = _distinct(old.facts), _distinct(new.facts)
    gone = [fact for key, fact in before.items() if key not in after]
    come = [fact for key, fact in after.items() if key not in before]
    pairs = _pairs(
        [
            (_likeness(first, second), row, column)
            for row, first in enumerate(gone)
            for column, second in enumerate(come)
            if first.kind == second.kind
        ]
    )
    rows = {column: row for row, column in pairs.items()}
    for column, fact in enumerate(come):
        yield FactChange(gone[rows[column]] if column in rows else None, fact)
    for row, fact in enumerate(gone):
        if row not in pairs:
            yield FactChange(fact, None)


def _distinct(facts: Sequence[Fact]) -> dict[tuple[object, ...], Fact]:
    """The first mention of each thing that is stated."""
    found: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        about = (folded(fact.subject), folded(fact.audience), fact.details)
        found.setdefault((fact.kind, fact.role, fact.normalised, *about), fact)
    return found


def _likeness(old: Fact, new: Fact) -> float:
    """How surely `new` takes the place of `old`, a fact of the same kind; 0 when it is another thing."""
    alike = SequenceMatcher(None, folded(old.value), folded(new.value), autojunk=False).ratio()
    same_role = (old.role, folded(old.audience)) == (new.role, folded(new.audience))
    if old.normalised and old.normalised == new.normalised:
        return 3 + same_role + alike
    if old.kind in _ONE_OF_A_SUBJECT and same_role and _same_subject(old, new):
        return 2 + alike
    if old.kind in _ONE_OF_A_ROLE and same_role:
        return 1 + alike
    return alike if old.kind not in _CLOSED and alike >= SIMILAR and same_role else 0.0


_CLOSED = frozenset((*_ONE_OF_A_SUBJECT, "right", "legal_basis", "transfer", "nir", "health", "authority"))
"""Kinds whose values are things of their own: one that goes and one that comes are two changes."""


def _same_subject(old: Fact, new: Fact) -> bool:
    first, second = folded(old.subject), folded(new.subject)
    return first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.8
