"""Plain text → noise and sections. Offsets always refer to the canonical text."""

from __future__ import annotations

from ingest.parsing.headings import Heading, heading_title, headings_of
from ingest.parsing.lines import Line, lines_of
from ingest.parsing.noise import noise_kinds
from ingest.records import Noise, Section, Span


def parse_text(text: str) -> tuple[tuple[Section, ...], tuple[Noise, ...]]:
    """Sections, which together cover the text from its first filled line to its end, and noise, in order."""
    lines = lines_of(text)
    kinds = noise_kinds(lines, text)
    headings = headings_of(lines, kinds)
    return tuple(_sections(lines, headings)), tuple(_noise(lines, kinds))


def _noise(lines: list[Line], kinds: dict[int, str]) -> list[Noise]:
    """Neighbouring lines of one kind make one piece of noise."""
    pieces: list[Noise] = []
    last = -2
    for index in sorted(kinds):
        line = lines[index]
        adjacent = all(between.blank for between in lines[last + 1 : index]) if last >= 0 else False
        if pieces and adjacent and pieces[-1].kind == kinds[index]:
            pieces[-1] = Noise(Span(pieces[-1].span.start, line.end), kinds[index])
        else:
            pieces.append(Noise(line.span, kinds[index]))
        last = index
    return pieces


def _sections(lines: list[Line], headings: list[Heading]) -> list[Section]:
    filled = [line for line in lines if not line.blank]
    if not filled:
        return []
    end = filled[-1].end
    starts = [lines[heading.index].start for heading in headings]
    sections: list[Section] = []
    if not starts or filled[0].start < starts[0]:
        sections.append(Section("", 0, (), None, Span(filled[0].start, starts[0] if starts else end)))
    open_titles: list[tuple[int, str]] = []
    for heading, stop in zip(headings, [*starts, end][1:], strict=True):
        line = lines[heading.index]
        title = heading_title(line)
        open_titles = [one for one in open_titles if one[0] < heading.level]
        open_titles.append((heading.level, title))
        path = tuple(one[1] for one in open_titles)
        sections.append(Section(title, heading.level, path, line.span, Span(line.start, stop)))
    return sections
