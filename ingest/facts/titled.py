"""Periods and rights that only a title states: "### 3 ans" in the section on how long data are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, takewhile

from ingest.facts.keeping import COOKIE, SIGNAL, runs_from
from ingest.facts.periods import Period, periods_in
from ingest.facts.rights import rights_in_title
from ingest.facts.statements import Statement
from ingest.facts.subjects import cleaned, starting_point
from ingest.records import Fact

_LONGEST = 140
_CONTENTS = re.compile(r"\.{4}|…{2}")
_MARKS = re.compile(r"^[#\s]+")
_NUMBERING = re.compile(r"^[#\s]*(?:\d+[.)]\s|\d+(?:\.\d+)+[.)]?\s)?")


def titled_of(
    between: Iterable[Statement], statements: Sequence[Statement], stated: Iterable[Fact]
) -> Iterator[Fact]:
    """The periods and rights of the lines between passages that no statement gives.

    `between` are those lines, `statements` those of the passages, `stated` the facts of the latter.
    """
    stated = tuple(stated)
    rights = {fact.normalised for fact in stated if fact.kind == "right"}
    for line in between:
        if len(line.text) > _LONGEST or _CONTENTS.search(line.text) or line.passage.kind == "definition":
            continue
        below = _below(line, statements)
        yield from _periods(line, below, stated)
        if line.kind == "heading":
            new = [fact for fact in rights_in_title(line) if fact.normalised not in rights]
            rights |= {fact.normalised for fact in new}
            yield from new


def _below(line: Statement, statements: Sequence[Statement]) -> list[Statement]:
    """The statements of the section that a title opens; none where the line is no title."""
    depth = _depth(line)
    if not depth:
        return []
    path = line.passage.path[:depth]
    following = dropwhile(lambda one: one.passage.id != line.passage.id, statements)
    return list(takewhile(lambda one: one.passage.path[:depth] == path, following))


def _depth(line: Statement) -> int:
    """How many titles lead to the text below a title, itself included; 0 for a line that is no title."""
    title = _MARKS.sub("", line.text)
    return next((place for place, one in enumerate(line.path, 1) if one == title), 0)


def _periods(line: Statement, below: list[Statement], stated: Sequence[Fact]) -> Iterator[Fact]:
    ids = {one.passage.id for one in below}
    given = {fact.normalised for fact in stated if fact.passage in ids}
    for period in periods_in(line.text):
        before, after = _NUMBERING.sub("", line.text[: period.start]), line.text[period.end :]
        alone = not re.sub(r"\W", "", before + after)
        if period.iso not in given and (runs_from(after) or _placed(line, alone=alone)):
            yield _fact(line, period, cleaned(before) or _about(line, below), starting_point(after))


def _placed(line: Statement, *, alone: bool) -> bool:
    """Whether the title, or one above it when it is a period and nothing else, speaks of keeping data."""
    titles = (line.text, *line.path) if alone else (line.text,)
    return line.kind == "heading" and any(
        found.lastgroup == "kept" for title in titles for found in SIGNAL.finditer(title)
    )


def _about(line: Statement, below: list[Statement]) -> str:
    """What a title is about: the titles below it, else the first sentence below it."""
    depth = _depth(line)
    titles = dict.fromkeys(one.path[depth] for one in below if len(one.path) > depth)
    return cleaned(", ".join(titles) or (below[0].text if below else ""))


def _fact(line: Statement, period: Period, subject: str, start: str) -> Fact:
    kind = "cookie_period" if any(COOKIE.search(one) for one in (line.text, *line.path)) else "retention"
    details = (("from", start),) if start else ()
    return line.fact(kind, (period.start, period.end), period.iso, subject=subject, details=details)
