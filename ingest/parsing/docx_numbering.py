"""The numbers and bullets that a word processor draws before paragraphs: they are not in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.parsing.docx_xml import attribute, child

_LEVEL = re.compile(r"%(\d)")
_ROMANS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """How one depth of a list is numbered."""

    style: str
    pattern: str
    """Such as "%1.%2"."""
    start: int


@dataclass
class Numbering:
    """Counts the paragraphs of each list."""

    levels: dict[str, dict[int, Level]]
    """By the id of the list and by depth."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def mark(self, number: str, depth: int) -> str:
        """What opens the next paragraph of the list `number` at `depth`: "-" for any bullet, "" for nothing."""
        levels = self.levels.get(number, {})
        level = levels.get(depth)
        if level is None:
            return "-"
        counts = self._counts.setdefault(number, {})
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        if level.style in {"bullet", "none"}:
            return "-" if level.style == "bullet" else ""
        return _LEVEL.sub(lambda match: self._shown(levels, counts, int(match[1]) - 1), level.pattern).strip()

    @staticmethod
    def _shown(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(depth)
        return shown_number(counts.get(depth, level.start if level else 1), level.style if level else "decimal")


def shown_number(count: int, style: str) -> str:
    """A number as Word writes it in the number format `style`."""
    if style in {"lowerLetter", "upperLetter"} and 1 <= count <= 26:
        letter = chr(ord("a") + count - 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"} and 1 <= count <= 39:
        roman, rest = "", count
        for value, sign in _ROMANS:
            roman += sign * (rest // value)
            rest %= value
        return roman.upper() if style == "upperRoman" else roman
    return str(count)


def numbering_of(document: Any) -> Numbering:
    """The lists that the document defines; none where it has no numbering part."""
    root = next(
        (
            rel.target_part.element
            for rel in document.part.rels.values()
            if not rel.is_external and rel.reltype.endswith("/numbering")
        ),
        None,
    )
    if root is None:
        return Numbering({})
    kinds = {attribute(one, "abstractNumId"): _levels(one) for one in root if one.tag.endswith("}abstractNum")}
    lists = [one for one in root if one.tag.endswith("}num")]
    return Numbering({attribute(one, "numId"): kinds.get(_kind_of(one), {}) for one in lists})


def _kind_of(number: Any) -> str:
    return attribute(child(number, "abstractNumId"), "val")


def _levels(kind: Any) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for one in kind:
        if not one.tag.endswith("}lvl"):
            continue
        start = attribute(child(one, "start"), "val")
        style = attribute(child(one, "numFmt"), "val") or "decimal"
        pattern = attribute(child(one, "lvlText"), "val")
        depth = attribute(one, "ilvl")
        levels[int(depth) if depth.isdigit() else 0] = Level(style, pattern, int(start) if start.isdigit() else 1)
    return levels
