"""The canonical text of a format that has none of its own: blocks become Markdown, and each knows its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.records import LeftOut, Place

_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PATH_ONLY = re.compile(r"^(?:mailto:|tel:|https?://)?(?:www\.)?", re.IGNORECASE)
_MAX_TITLE = 130


@dataclass(frozen=True, slots=True)
class Canonical:
    """The text that citations are slices of. Of a text or Markdown file: the bytes decoded, nothing else."""

    text: str
    format: str
    """"text", "markdown", "html", "pdf" or "docx"."""
    places: tuple[Place, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, rest of a list item, table row or footnote of a published file."""

    kind: str
    """"heading", "paragraph", "item", "rest", "row" or "note"."""
    text: str
    """In Markdown already; a paragraph keeps its line breaks."""
    level: int = 0
    """Of a heading from 1, of an item the depth from 0."""
    mark: str = "-"
    """What opens an item: "-" or its number."""
    page: int | None = None
    anchor: str | None = None


def compose(blocks: Iterable[Block]) -> tuple[str, tuple[Place, ...]]:
    """The Markdown of `blocks`, and a place wherever page or anchor changes. Empty blocks leave no trace."""
    parts: list[str] = []
    places: list[Place] = []
    length = 0
    before: Block | None = None
    for block in blocks:
        written = _written(block)
        if not written:
            continue
        separator = "" if before is None else _separator(before, block)
        length += len(separator)
        place = Place(length, block.page, block.anchor)
        known = (places[-1].page, places[-1].anchor) if places else (None, None)
        if (block.page, block.anchor) != known:
            places.append(place)
        parts += [separator, written]
        length += len(written)
        before = block
    return "".join(parts) + ("\n" if parts else ""), tuple(places)


def _separator(before: Block, block: Block) -> str:
    listed = block.kind in {"item", "rest"} and before.kind in {"item", "rest"}
    return "\n" if listed or block.kind == before.kind == "row" else "\n\n"


def _written(block: Block) -> str:
    lines = [line for line in map(clean_line, block.text.split("\n")) if line]
    if not lines:
        return ""
    indent = "  " * block.level
    if block.kind == "heading":
        return f"{'#' * min(6, block.level)} {' '.join(lines)}"
    if block.kind == "item":
        return "\n".join([f"{indent}{block.mark} {lines[0]}", *(f"{indent}  {line}" for line in lines[1:])])
    if block.kind == "rest":
        return "\n".join(f"{indent}  {line}" for line in lines)
    if block.kind == "row":
        return " ".join(lines)
    return "\n".join(_escaped(line) for line in lines)


def _escaped(line: str) -> str:
    """A line that only looks like a heading or a table row of Markdown must not become one."""
    return f"\\{line}" if line.startswith(("#", "|")) else line


def clean_line(text: str) -> str:
    """One line: white space folded (a no-break space stays), what cannot be printed replaced."""
    return _UNPRINTABLE.sub("\ufffd", _SPACE.sub(" ", text)).strip(" ")


def row_text(cells: Sequence[str]) -> str:
    """A table row; line breaks and bars inside a cell do not break it."""
    return f"| {' | '.join(clean_line(cell.replace('|', '¦')) for cell in cells)} |"


def link_text(label: str, target: str) -> str:
    """A Markdown link; the label alone where the target says nothing more or leads nowhere outside the page."""
    label, target = clean_line(label), target.strip()
    shown = _PATH_ONLY.sub("", target).rstrip("/").casefold()
    if not label or not target or target.startswith("#") or target.lower().startswith(("javascript:", "data:")):
        return label
    if any(one in label for one in "[]"):
        return f"{label} ({target})" if shown not in label.casefold() else label
    if shown in {_PATH_ONLY.sub("", label).rstrip("/").casefold(), "".join(label.split()).casefold()}:
        return label
    for one, code in ((" ", "%20"), ("(", "%28"), (")", "%29")):
        target = target.replace(one, code)
    return f"[{label}]({target})"


def title_or_text(text: str, *, bold: bool) -> str:
    """A short paragraph that is bold from end to end keeps its marks: it may be a title."""
    line = clean_line(text)
    return f"**{line}**" if bold and "\n" not in text.strip() and 0 < len(line) <= _MAX_TITLE else text


def superscript(text: str) -> str:
    """The number of a footnote in superior figures; anything else unchanged."""
    return text.strip().translate(_SUPERSCRIPTS) if text.strip().isascii() and text.strip().isdigit() else text
