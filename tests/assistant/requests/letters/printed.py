"""PDFs as their readers find them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject


def opened(pdf: bytes) -> PdfReader:
    """The PDF, as a reader opens it."""
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    """Its text on one line, without the feet of its pages."""
    text = " ".join(page.extract_text() for page in opened(pdf).pages)
    return flat(re.sub(r"MD-[\w-]+ – \d+ / \d+", " ", text))


def flat(text: str) -> str:
    """Text on one line, every space alike."""
    return " ".join(text.replace("\u00a0", " ").split())


def fonts(pdf: bytes) -> list[DictionaryObject]:
    """The descriptor of every font of every page."""
    found = []
    for page in opened(pdf).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            for one in font.get_object().get("/DescendantFonts", [font]):
                found.append(one.get_object()["/FontDescriptor"].get_object())
    return found


def tags(pdf: bytes) -> list[str]:
    """The structure tags, in reading order."""
    return list(_tags(opened(pdf).trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]


def _tags(node: object) -> Iterator[str]:
    if isinstance(node, IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from _tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        yield from _tags(node.get("/K"))
