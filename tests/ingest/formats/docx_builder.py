"""A policy as a Word document."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.ingest.formats.policy import CALLS, Part, pieces_of

HEADER = "Mutuelle des Fougères – document à jour sur le site"
_STYLES = {"item": "List Bullet", "number": "List Number"}


def docx_of(parts: Iterable[Part]) -> bytes:
    """The parts as a document with a page header."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = HEADER
    for kind, group in groupby(parts, key=lambda part: part.kind):
        rows = list(group)
        if kind == "row":
            _table(document, rows)
            continue
        for part in rows:
            _paragraph(document, part)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _paragraph(document: Any, part: Part) -> None:
    if part.kind == "heading":
        document.add_heading(part.text, part.level)
        return
    style = _STYLES.get(part.kind)
    paragraph = document.add_paragraph(style=f"{style} {part.level + 1}" if style and part.level else style)
    _fill(paragraph, part.text, bold=part.kind == "bold")


def _table(document: Any, rows: list[Part]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0].cells))
    for row, part in zip(table.rows, rows, strict=True):
        for cell, content in zip(row.cells, part.cells, strict=True):
            _fill(cell.paragraphs[0], content, bold=False)


def _fill(paragraph: Any, text: str, *, bold: bool) -> None:
    for piece in pieces_of(text):
        if piece.target:
            _link(paragraph, piece.text, piece.target)
            continue
        run = paragraph.add_run(str(CALLS.index(piece.text) + 1) if piece.call else piece.text)
        run.bold = bold or None
        run.font.superscript = piece.call or None


def _link(paragraph: Any, label: str, target: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = OxmlElement("w:r")
    content = OxmlElement("w:t")
    content.text = label
    run.append(content)
    link.append(run)
    paragraph._p.append(link)
