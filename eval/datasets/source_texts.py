"""Texts that a data set brings along, in the form that ingestion keeps them, with ids that a manifest accepts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from anyascii import anyascii

from eval.cases import SourceText
from eval.datasets.faults import Fault, Place
from eval.datasets.jsonl import read_bytes
from eval.errors import BadDataset
from ingest.errors import CorpusError
from ingest.language import language_of
from ingest.parsing.formats import canonical_of

LANGUAGES = ("en", "fr")
_LONGEST_ID = 40
_SAMPLE = 2_000
"""Characters from the middle, where no menu and no list of versions stands."""


def safe_ids(names: Iterable[str]) -> dict[str, str]:
    """An id for each name: lower-case letters, digits and hyphens, 40 at most, no two alike, the order decides."""
    found: dict[str, str] = {}
    taken = {"law"}
    for name in names:
        base = _shortened(re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")) or "text"
        id, number = base, 1
        while name not in found and id in taken:
            number += 1
            id = f"{base[: _LONGEST_ID - len(str(number)) - 1].strip('-')}-{number}"
        taken.add(found.setdefault(name, id))
    return found


def _shortened(id: str) -> str:
    """The whole words of an id that fit; of one long word, its beginning."""
    cut = id[: _LONGEST_ID + 1]
    return id if cut == id[:_LONGEST_ID] else (cut.rpartition("-")[0] or id[:_LONGEST_ID])


def source_text(insurer: str, id: str, title: str, text: str, place: Place) -> SourceText:
    """A text whose spans stay valid once it is ingested as a UTF-8 file `<id>.txt`.

    Raises BadDataset naming `place` when ingestion would refuse it or read another text from it.
    """
    try:
        kept = canonical_of(text.encode(), f"{id}.txt").text
    except (CorpusError, UnicodeEncodeError) as error:
        raise BadDataset(str(Fault(place, "", f"the text {title!r} {error}"))) from error
    if kept != text:
        message = f"the text {title!r} would be ingested as another format; give plain text or Markdown"
        raise BadDataset(str(Fault(place, "", message)))
    middle = max(0, (len(text) - _SAMPLE) // 2)
    language = language_of(text[middle : middle + _SAMPLE], LANGUAGES)
    return SourceText(insurer, id, " ".join(title.split()) or id, text, (language,))


def file_text(path: Path) -> str:
    """The canonical text of a file, as ingestion reads it. Raises BadDataset when it cannot be read."""
    try:
        return canonical_of(read_bytes(path), path.name).text
    except CorpusError as error:
        raise BadDataset(f"{path} {error}") from error


def by_key(sources: Iterable[SourceText]) -> Mapping[str, str]:
    """The texts by the key under which gold spans name them."""
    return {source.key: source.text for source in sources}


def content_version(*paths: Path) -> str:
    """A version for data that has none of its own: the first twelve digits of the SHA-256 of its files."""
    return hashlib.sha256(b"".join(read_bytes(path) for path in paths)).hexdigest()[:12]
