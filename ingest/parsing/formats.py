"""A published file in any format → canonical text, with what was left out and where each part stands."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import CorpusError
from ingest.records import LeftOut, Place


@dataclass(frozen=True, slots=True)
class Canonical:
    """The text that citations are slices of. Of a text or Markdown file: the bytes decoded, nothing else."""

    text: str
    format: str
    """"text", "markdown", "html", "pdf" or "docx"."""
    places: tuple[Place, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def canonical_of(raw: bytes, name: str) -> Canonical:
    """The canonical text of the file `name` with content `raw`; the format is found by content, then by name.

    Raises CorpusError, whose message follows the path: "is empty; replace it…".
    """
    if not raw.strip():
        raise CorpusError("is empty; replace it with the published text")
    if b"\x00" in raw:
        raise CorpusError("is a binary file, not a text; convert it to UTF-8 text")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"is not UTF-8 at byte {error.start}; convert it (iconv -f LATIN1 -t UTF-8)") from error
    return Canonical(text, "markdown" if name.endswith((".md", ".markdown")) else "text")
