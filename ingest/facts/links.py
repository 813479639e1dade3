"""The targets of Markdown links, which the view of a statement leaves out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.facts.roles import audience_of, role_of
from ingest.facts.statements import Statement
from ingest.records import Fact, Span

_LINK = re.compile(
    r"\[(?P<label>(?:[^\[\]\n\\]|\\.|\[[^\[\]\n]*\])*)\]\(\s?<?(?:mailto:|tel:)?(?P<target>[^()\s<>]*)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a statement: its label, its target without "mailto:", where both stand."""

    label: str
    target: str
    start: int
    """Of the target, in the canonical text."""
    at: int
    """Of the label, in the statement's view."""

    def fact(self, kind: str, statement: Statement, at: tuple[int, int], normalised: str) -> Fact:
        """A contact whose evidence is `target[at[0]:at[1]]`."""
        return Fact(
            kind,
            role_of(statement, self.target, self.at),
            self.target[at[0] : at[1]],
            normalised,
            Span(self.start + at[0], self.start + at[1]),
            statement.passage.id,
            audience=audience_of(statement),
        )


def links_of(statement: Statement) -> Iterator[Link]:
    """The links of a statement, in order."""
    starts = statement.view.starts
    first, last = starts[0], statement.view.ends[-1]
    text = statement.document.text
    # The view ends with the last label: the target of a link that closes the statement stands behind it.
    line_end = text.find("\n", last)
    for match in _LINK.finditer(text, max(0, first - 2), line_end if line_end >= 0 else len(text)):
        if match.start("label") < last and match["target"]:
            at = bisect_left(starts, match.start("label"))
            yield Link(match["label"], match["target"], match.start("target"), at)
