"""A policy of the corpus as parts: what its insurer could have published in another format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.parsing.lines import Line, lines_of
from ingest.records import ParsedDocument
from tests.ingest.formats.policy import Part


def parts_of(parsed: ParsedDocument) -> list[Part]:
    """Its headings, paragraphs, items and rows, without what was recognised as noise."""
    levels = {section.heading.start: section.level for section in parsed.sections if section.heading}
    parts: list[Part] = []
    end = 0
    for line in _policy_lines(parsed):
        part = _part(line, levels.get(line.start))
        tight = parsed.document.text.count("\n", end, line.start) == 1
        open_end = (
            parts and parts[-1].kind in {"paragraph", "item"} and not parts[-1].text.endswith((".", ":", ";"))
        )
        if tight and open_end and part.kind == "paragraph":
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text}\n{part.text}")
        else:
            parts.append(part)
        end = line.end
    return list(_even_rows(parts))


def _part(line: Line, level: int | None) -> Part:
    text = re.sub(r"\[([^]]*)\]\(#\)", r"\1", line.text).replace("**", "")
    if level is not None:
        return Part("heading", text.strip("*:=~ "), 1 + min(2, level))
    if line.is_row:
        return Part("row", cells=tuple(cell.strip() for cell in text.strip("|").replace("|", "\t").split("\t")))
    return Part("item", text[line.bullet :]) if line.bullet else Part("paragraph", text)


def _policy_lines(parsed: ParsedDocument) -> Iterator[Line]:
    noise = [piece.span for piece in parsed.noise]
    for line in lines_of(parsed.document.text):
        if not line.blank and not any(span.contains(line.span) for span in noise):
            yield line


def _even_rows(parts: list[Part]) -> Iterator[Part]:
    """A row alone is no table: its cells become paragraphs."""
    for place, part in enumerate(parts):
        near = (*parts[max(0, place - 1) : place], *parts[place + 1 : place + 2])
        if part.kind == "row" and not any(
            other.kind == "row" and len(other.cells) == len(part.cells) for other in near
        ):
            yield Part("paragraph", " ".join(part.cells))
        else:
            yield part
