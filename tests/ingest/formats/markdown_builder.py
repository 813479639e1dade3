"""A policy as a Markdown file."""

from __future__ import annotations

from collections.abc import Iterable

from tests.ingest.formats.policy import Part


def markdown_of(parts: Iterable[Part]) -> bytes:
    """The parts in Markdown, as an author writes it."""
    lines: list[str] = []
    before = ""
    count = 0
    for part in parts:
        count = count + 1 if part.kind == "number" else 0
        if part.kind != before or part.kind not in {"item", "number", "row"}:
            lines.append("")
        lines.append(_line(part, count))
        if part.kind == "row" and before != "row":
            lines.append("|" + "---|" * len(part.cells))
        before = part.kind
    return ("\n".join(lines).strip() + "\n").encode()


def _line(part: Part, count: int) -> str:
    if part.kind == "heading":
        return f"{'#' * part.level} {part.text}"
    if part.kind == "bold":
        return f"**{part.text}**"
    if part.kind == "item":
        return f"{'  ' * part.level}- {part.text}".replace("\n", f"\n{'  ' * part.level}  ")
    if part.kind == "number":
        return f"{count}. {part.text}"
    if part.kind == "row":
        return f"| {' | '.join(part.cells)} |"
    return part.text
