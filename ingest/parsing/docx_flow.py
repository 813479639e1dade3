"""The paragraphs and tables of a Word document, in reading order, as blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.parsing.canonical import Block, clean_line, link_text, row_text, superscript, title_or_text
from ingest.parsing.docx_numbering import Numbering
from ingest.parsing.docx_xml import attribute, child, name_of, switched_on
from ingest.records import LeftOut

_HEADING_STYLE = re.compile(r"^(?:heading|titre|überschrift)\s*(\d)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"^(?:toc|tm)\s*(?:\d|heading)|^en-tête de table des matières", re.IGNORECASE)
_CONTAINERS = frozenset(
    {"sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "txbxContent", "AlternateContent"}
    | {"Choice", "dir", "bdo"}
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "‑", "softHyphen": "\u00ad"}
_SYMBOL_BULLETS = re.compile(r"^[•●▪■◦‣·\uf0b7\uf0a7\uf0d8\uf0fc]\s*")


@dataclass
class Flow:
    """Collects blocks while it walks the document."""

    styles: dict[str, Any]
    numbering: Numbering
    links: dict[str, str]
    notes: dict[str, Any]
    blocks: list[Block] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _called: list[str] = field(default_factory=list)
    """Notes that are called and not yet written, in order."""

    def body(self, element: Any) -> None:
        """The whole document, then its notes."""
        self._walk(element, 0)
        self.blocks += self._note_blocks()

    def _walk(self, element: Any, depth: int) -> None:
        if depth > 60:
            raise ValueError("its parts are nested too deeply")
        for one in element:
            name = name_of(one)
            if name == "p":
                self._paragraph(one, depth)
            elif name == "tbl":
                self._table(one, depth)
            elif name in _CONTAINERS or name in {"drawing", "pict", "r", "shape", "textbox"}:
                self._walk(one, depth + 1)
            elif name in {"altChunk", "oMath", "oMathPara"}:
                self._leave(one)

    def _leave(self, element: Any) -> None:
        """A formula, or a whole file that only a word processor can lay out in this place."""
        letters = "".join(one.text or "" for one in element.iter() if name_of(one) == "t")
        self.left_out.append(LeftOut("other", clean_line(letters) or "another file inserted here, not read"))

    def _paragraph(self, element: Any, depth: int) -> None:
        pieces = self._pieces(element, 0)
        text = "".join(piece for piece, _ in pieces)
        if _CONTENTS_STYLE.match(self._style_name(element)):
            self.left_out.append(LeftOut("navigation", clean_line(text)))
        elif clean_line(text):
            self.blocks.append(self._block(element, text, all(bold for piece, bold in pieces if piece.strip())))
        for box in _text_boxes(element):
            self._walk(box, depth + 1)

    def _style_name(self, element: Any) -> str:
        style = self.styles.get(attribute(child(child(element, "pPr"), "pStyle"), "val"))
        return getattr(style, "name", "") or ""

    def _block(self, element: Any, text: str, bold: bool) -> Block:
        properties = child(element, "pPr")
        style = self.styles.get(attribute(child(properties, "pStyle"), "val"))
        level = self._heading_level(properties, style)
        mark, depth = self._mark(properties, style)
        if level:
            return Block("heading", f"{mark if mark != '-' else ''} {clean_line(text)}", level)
        if mark:
            return Block("item", text, depth, mark)
        if _SYMBOL_BULLETS.match(text):
            return Block("item", _SYMBOL_BULLETS.sub("", text), 0)
        bold = bold or bool(_style_bold(style) and text.strip())
        return Block("paragraph", title_or_text(text, bold=bold))

    def _heading_level(self, properties: Any, style: Any) -> int:
        outline = attribute(child(properties, "outlineLvl"), "val")
        if outline.isdigit() and int(outline) < 9:
            return int(outline) + 1
        for one in _ancestry(style):
            match = _HEADING_STYLE.match(one.name or "")
            if match:
                return int(match[1])
            if (one.name or "").casefold() in {"title", "titre"}:
                return 1
            outline = attribute(child(child(one.element, "pPr"), "outlineLvl"), "val")
            if outline.isdigit() and int(outline) < 9:
                return int(outline) + 1
        return 0

    def _mark(self, properties: Any, style: Any) -> tuple[str, int]:
        """What opens the paragraph, and its depth in the list; ("", 0) outside lists."""
        for holder in (properties, *(child(one.element, "pPr") for one in _ancestry(style))):
            numbered = child(holder, "numPr")
            if numbered is None:
                continue
            number = attribute(child(numbered, "numId"), "val")
            depth = attribute(child(numbered, "ilvl"), "val")
            depth_number = min(8, int(depth)) if depth.isdigit() else _style_depth(style)
            return ("", 0) if number in {"", "0"} else (self.numbering.mark(number, depth_number), depth_number)
        if any(
            (one.name or "").casefold().startswith(("list bullet", "liste à puces")) for one in _ancestry(style)
        ):
            return "-", _style_depth(style)
        return "", 0

    def _pieces(self, element: Any, depth: int) -> list[tuple[str, bool]]:
        """The text of a paragraph in pieces, each bold or not; what was deleted is not there."""
        found: list[tuple[str, bool]] = []
        if depth > 60:
            return found
        for one in element:
            name = name_of(one)
            if name == "r":
                found += self._run(one)
            elif name == "hyperlink":
                found += self._link(one, depth)
            elif name in _CONTAINERS - {"txbxContent"}:
                found += self._pieces(one, depth + 1)
            elif name in {"oMath", "oMathPara"}:
                self._leave(one)
        return found

    def _link(self, element: Any, depth: int) -> list[tuple[str, bool]]:
        pieces = self._pieces(element, depth + 1)
        label = "".join(piece for piece, _ in pieces)
        target = next((self.links[key] for key in element.attrib.values() if key in self.links), "")
        bold = all(strong for _, strong in pieces)
        return [(link_text(label, target) if target and label.strip() else label, bold)] if pieces else []

    def _run(self, element: Any) -> list[tuple[str, bool]]:
        properties = child(element, "rPr")
        bold = switched_on(properties, "b") is True
        raised = attribute(child(properties, "vertAlign"), "val") == "superscript"
        found: list[tuple[str, bool]] = []
        for one in element:
            name = name_of(one)
            if name == "t":
                text = one.text or ""
                found.append((superscript(text) if raised else text, bold))
            elif name in {"footnoteReference", "endnoteReference"}:
                found.append((self._call(name, attribute(one, "id")), bold))
            elif name in _SIGNS and attribute(one, "type") not in {"page", "column"}:
                found.append((_SIGNS[name], bold))
            elif name == "sym":
                found.append(("•", bold))
        return found

    def _call(self, name: str, number: str) -> str:
        key = f"{name.removesuffix('Reference')}s-{number}"
        if key not in self.notes:
            return ""
        if key not in self._called:
            self._called.append(key)
        return superscript(str(self._called.index(key) + 1))

    def _note_blocks(self) -> list[Block]:
        blocks: list[Block] = []
        for place, key in enumerate(self._called, 1):
            text = " ".join(
                clean_line("".join(piece for piece, _ in self._pieces(one, 0)))
                for one in self.notes[key]
                if name_of(one) == "p"
            )
            blocks.append(Block("note", f"{superscript(str(place))} {clean_line(text)}"))
        return blocks

    def _table(self, element: Any, depth: int) -> None:
        rows = [_parts(row, "tc", 0) for row in _parts(element, "tr", 0)]
        nested = any(name_of(one) == "tbl" for row in rows for cell in row for one in cell)
        if nested or sum(len(row) >= 2 for row in rows) < 2:
            for row in rows:
                for cell in row:
                    self._walk(cell, depth + 1)
            return
        above: list[str] = []
        for row in rows:
            above = self._cells(row, above)
            if any(above):
                self.blocks.append(Block("row", row_text(above)))

    def _cells(self, row: list[Any], above: list[str]) -> list[str]:
        """The cells of a row; one that goes on from the row above says the same again."""
        filled: list[str] = []
        for cell in row:
            properties = child(cell, "tcPr")
            merged = child(properties, "vMerge")
            goes_on = merged is not None and attribute(merged, "val") != "restart"
            text = above[len(filled)] if goes_on and len(filled) < len(above) else self._cell(cell)
            span = attribute(child(properties, "gridSpan"), "val")
            filled += [text] * (max(1, min(50, int(span))) if span.isdigit() else 1)
        return filled

    def _cell(self, cell: Any) -> str:
        inner = Flow(
            self.styles, self.numbering, self.links, self.notes, left_out=self.left_out, _called=self._called
        )
        inner._walk(cell, 0)
        several = sum(block.kind == "item" for block in inner.blocks) > 1
        texts = [
            (f"• {block.text}" if several and block.kind == "item" else block.text).replace("**", "")
            for block in inner.blocks
        ]
        return " ".join(clean_line(text) for text in texts)


def visible_text(element: Any) -> str:
    """All the text below an element, paragraphs and cells apart."""
    return " ".join(
        "".join(node.text or "" for node in one.iter() if name_of(node) == "t") for one in _paragraphs(element)
    )


def _paragraphs(element: Any) -> list[Any]:
    return [one for one in element.iter() if name_of(one) == "p"]


def _parts(element: Any, wanted: str, depth: int) -> list[Any]:
    """The rows of a table or the cells of a row, also those in a content control."""
    found: list[Any] = []
    for one in element:
        if name_of(one) == wanted:
            found.append(one)
        elif name_of(one) in _CONTAINERS and depth < 20:
            found += _parts(one, wanted, depth + 1)
    return found


def _text_boxes(element: Any) -> list[Any]:
    """The text boxes anchored in a paragraph; of two renderings of one box, the first."""
    boxes = [one for one in element.iter() if name_of(one) == "txbxContent"]
    return [
        box
        for box in boxes
        if not any(name_of(parent) in {"Fallback", "txbxContent"} for parent in box.iterancestors())
    ]


def _ancestry(style: Any) -> list[Any]:
    """The style and those that it is based on."""
    found: list[Any] = []
    while style is not None and len(found) < 12:
        found.append(style)
        style = getattr(style, "base_style", None)
    return found


def _style_depth(style: Any) -> int:
    last = (getattr(style, "name", "") or "")[-1:]
    return int(last) - 1 if last.isdigit() and last != "0" else 0


def _style_bold(style: Any) -> bool:
    return any(switched_on(child(one.element, "rPr"), "b") for one in _ancestry(style))
