"""A text read for checking: its particulars, its words, and the marks that turn its sense, each with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from assistant.answering.particular_names import unaccented
from assistant.answering.particulars import Found, found_in, with_digits, without_names
from assistant.answering.wording import Word, words_of

Span = tuple[int, int, str]
"""Start, end and kind of a mark."""
_AFTER_VERB = frozenset({"pas", "plus", "jamais", "point", "guère"})
_INSTEAD_OF_NAMES = {"fr": " nous ", "en": " we ", "bg": " ние "}
_RESTRICTING = 70
"""Characters between "ne" and the word that completes it."""
_SEVERAL = frozenset({"sans", "without", "без"})
"""Words that are marks of several kinds."""
_FAR = 60
"""Characters between a mark and the word that it is about."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that turns the sense, such as "neg", "may" or "only", and the word that it is about, if any."""

    start: int
    end: int
    kind: str
    about: Word | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read; all places are those in `text`."""

    text: str
    language: str
    particulars: tuple[Found, ...]
    words: tuple[Word, ...]
    marks: tuple[Mark, ...]
    clauses: tuple[tuple[int, int], ...]

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that stand between two places."""
        return tuple(word for word in self.words if start <= word.start < end)

    def marks_in(self, start: int, end: int) -> tuple[Mark, ...]:
        """The marks that stand between two places."""
        return tuple(mark for mark in self.marks if start <= mark.start < end)

    def clause_at(self, place: int) -> tuple[int, int]:
        """The clause that holds a place."""
        return next(one for one in reversed(self.clauses) if one[0] <= place)

    @property
    def senses(self) -> frozenset[str]:
        """The senses of all words."""
        return frozenset(sense for word in self.words for sense in word.senses)


@lru_cache(maxsize=4096)
def read(text: str, language: str, allowed: frozenset[str]) -> Reading:
    """The text read in its language; the names `allowed`, the insurer's, are read as "we"."""
    named = without_names(text, allowed, _INSTEAD_OF_NAMES.get(language, " "))
    digits = with_digits(re.sub(r"[*_`]{1,3}", "", named))
    found = found_in(digits, language)
    plain = _without(unaccented(digits), [(start, end) for start, end, _ in found])
    marked = list(_marks(plain, language))
    rest = _without(
        _without(digits, [(start, end) for start, end, _ in found]), [(one[0], one[1]) for one in marked]
    )
    words = words_of(rest, language)
    return Reading(
        text=digits,
        language=language,
        particulars=tuple(found),
        words=words,
        marks=tuple(Mark(*one, _about(_from_ne(one, digits, marked), words)) for one in sorted(marked)),
        clauses=_clauses(unaccented(digits), language),
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\s\d]", "_", text[start:end]) + text[end:]
    return text


def _marks(plain: str, language: str) -> Iterator[Span]:
    """Start, end and kind of each mark; what one kind has read is read by no later one, except that a text may be
    without something on a condition."""
    for kind, pattern in _patterns(language):
        spans = []
        for found in pattern.finditer(plain):
            end = found.end()
            read_as = kind
            if kind == "neg" and found[0] in {"ne", "n'"}:
                read_as, end = _completed(plain, found)
            if read_as != "not_neg":
                yield found.start(), end, read_as
            if found[0] not in _SEVERAL and kind != "never":
                spans.append((found.start(), found.end()))
        plain = _without(plain, spans)


def _completed(plain: str, found: re.Match[str]) -> tuple[str, int]:
    """What "ne" says with the word that completes it: "ne … que" restricts."""
    table = _table()
    after = plain[found.end() : found.end() + _RESTRICTING]
    after = re.split(r"[;:.!?\n]", after)[0]
    negator = re.search(table["negators"]["fr"], after)
    restrictor = re.search(table["negators"]["restrict"], after)
    if negator and (not restrictor or negator.start() < restrictor.start()):
        return "ne", found.end()
    if restrictor and not negator:
        return "only", found.end()
    return ("only" if restrictor else "neg"), found.end()


def _from_ne(mark: Span, text: str, marks: Sequence[Span]) -> Span:
    """A "pas" with its "ne", between which stands what is negated: "ne vendons pas"."""
    if text[mark[0] : mark[1]].lower() not in _AFTER_VERB:
        return mark
    before = [start for start, end, kind in marks if kind == "ne" and mark[0] - _RESTRICTING < end <= mark[0]]
    return (max(before), max(before) + 2, mark[2]) if before else mark


def _about(mark: Span, words: tuple[Word, ...]) -> Word | None:
    """The next word that is no pronoun."""
    near = (
        word for word in words if mark[1] <= word.start <= mark[1] + _FAR and word.senses.isdisjoint({"we", "you"})
    )
    return next(near, None)


def _clauses(plain: str, language: str) -> tuple[tuple[int, int], ...]:
    pattern = _table()["clauses"].get(language, _table()["clauses"]["en"])
    cuts = [0, *(found.start() for found in re.finditer(pattern, plain)), len(plain)]
    return tuple((start, end) for start, end in pairwise(cuts) if plain[start:end].strip(" ,;:.()\n•–-"))


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    marks: dict[str, str] = _table()["marks"].get(language, {})
    return tuple((kind, re.compile(pattern)) for kind, pattern in marks.items())


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("assistant") / "data" / "sense.toml").read_text(encoding="utf-8"))
