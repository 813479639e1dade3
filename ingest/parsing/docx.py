"""A Word document → canonical Markdown, read from its XML in document order so that nothing visible is skipped."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from ingest.errors import CorpusError
from ingest.parsing.canonical import Canonical, clean_line, compose
from ingest.parsing.docx_flow import Flow, visible_text
from ingest.parsing.docx_numbering import numbering_of
from ingest.records import LeftOut

MAX_UNPACKED_BYTES = 100_000_000
_MAX_TEXT_PART_BYTES = 20_000_000
_MAX_RATIO = 200
_MAX_PARTS = 5_000
_MAIN = "word/document.xml"


def docx_canonical(raw: bytes) -> Canonical:
    """The document in Markdown; headers and footers of its pages are left out, footnotes stand below the text.

    Raises CorpusError when the file is not a Word document, is damaged, or unpacks to far more than it holds.
    """
    _check_archive(raw)
    try:
        return _canonical(_opened(raw))
    except CorpusError:
        raise
    except Exception as error:  # python-docx and lxml let errors of many kinds through on damaged files
        raise CorpusError(f"is a damaged Word document ({error}); save it again from a word processor") from error


def _check_archive(raw: bytes) -> None:
    """Reads every part to its end, within bounds: the sizes that an archive states about itself may be false."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if _MAIN not in names:
                raise CorpusError("is an archive but not a Word document (.docx); save the policy as DOCX or PDF")
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise _bomb()
            unpacked = sum(_unpacked(archive, part) for part in parts)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
    ) as error:
        raise CorpusError(f"is a damaged or protected Word document ({error}); save it again") from error
    except (ValueError, KeyError, zlib.error) as error:
        raise CorpusError(f"is a damaged Word document ({error}); save it again") from error
    if unpacked > max(1_000_000, len(raw) * _MAX_RATIO):
        raise _bomb()


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    limit = _MAX_TEXT_PART_BYTES if part.filename.endswith((".xml", ".rels")) else MAX_UNPACKED_BYTES
    size = 0
    with archive.open(part) as content:
        while piece := content.read(1 << 16):
            size += len(piece)
            if size > limit:
                raise _bomb()
    return size


def _bomb() -> CorpusError:
    return CorpusError("unpacks to far more than a policy can hold; check where the file comes from")


def _opened(raw: bytes) -> Any:
    from docx import Document

    return Document(io.BytesIO(raw))


def _canonical(document: Any) -> Canonical:
    notes = {**_notes(document, "footnotes"), **_notes(document, "endnotes")}
    links = {key: rel.target_ref for key, rel in document.part.rels.items() if rel.is_external}
    flow = Flow(_styles(document), numbering_of(document), links, notes)
    flow.body(document.element.body)
    text, places = compose(flow.blocks)
    if not text.strip():
        raise CorpusError("has no text; if its pages are pictures, ask the insurer for the text")
    return Canonical(text, "docx", places, (*flow.left_out, *_running(document)))


def _styles(document: Any) -> dict[str, Any]:
    return {style.style_id: style for style in document.styles if style.type is not None}


def _notes(document: Any, kind: str) -> dict[str, Any]:
    """The notes of the document by their id, each as its XML."""
    from lxml import etree

    found: dict[str, Any] = {}
    for rel in document.part.rels.values():
        if rel.is_external or not rel.reltype.endswith(f"/{kind}"):
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(rel.target_part.blob, parser)
        except etree.LxmlError as error:
            raise CorpusError(f"has damaged footnotes ({error}); save it again from a word processor") from error
        for note in root:
            name = {key.rpartition("}")[2]: value for key, value in note.attrib.items()}
            if "type" not in name and "id" in name:
                found[f"{kind}-{name['id']}"] = note
    return found


def _running(document: Any) -> list[LeftOut]:
    """What stands at the head and the foot of the pages, each text once."""
    seen: dict[str, LeftOut] = {}
    for rel in document.part.rels.values():
        if rel.is_external or not rel.reltype.endswith(("/header", "/footer")):
            continue
        text = clean_line(visible_text(rel.target_part.element))
        if text:
            seen.setdefault(text, LeftOut("running-header", text))
    return list(seen.values())
