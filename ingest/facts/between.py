"""The lines between passages: titles, page headers. Only a few kinds of facts may be stated there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from ingest.facts.statements import Statement
from ingest.parsing.lines import folded, lines_of
from ingest.records import Document, Passage, Span
from ingest.views import view_of


def lines_between(document: Document, passages: Iterable[Passage]) -> Iterator[Statement]:
    """Each line that lies in no passage, as a statement of the next passage (of the last one at the end).

    `kind` is "heading" for the title of a section, "noise" otherwise.
    """
    passages = sorted(passages, key=lambda one: one.spans[0])
    if not passages:
        return
    taken = [span for passage in passages for span in passage.spans]
    starts = [passage.spans[0].start for passage in passages]
    titles = {folded(title) for passage in passages for title in passage.path}
    place = 0
    for line in lines_of(document.text):
        while place < len(taken) and taken[place].end <= line.start:
            place += 1
        if line.blank or (place < len(taken) and taken[place].start < line.end):
            continue
        below = passages[min(bisect_left(starts, line.end), len(passages) - 1)]
        view = view_of(document.text, (Span(line.start, line.end),))
        if view.text.strip():
            kind = "heading" if folded(view.text) in titles else "noise"
            yield Statement(document, below, view, kind, "", "", ())
