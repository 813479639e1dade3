"""What a release folder says besides its two search indexes: texts and structure, vectors by text, and a seal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.embedding import Embedder, Vectors
from ingest.entries import InsurerEntry
from ingest.errors import ForeignIndex, IndexFault
from ingest.outcomes import InsurerReport
from ingest.records import ParsedDocument, Passage, Release
from ingest.views import clean

FORMAT = 1
AGAIN = "run `mesdroits ingest --rebuild`"


class Published(BaseModel):
    """What release.json holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    insurer: InsurerEntry
    fingerprint_of_model: tuple[float, ...]
    chroma_url: str | None = None
    """The Chroma server that holds the vectors; None where they are in the release folder."""
    release: Release


@dataclass(frozen=True)
class Embeddings:
    """The vectors of a release by the hash of the text they stand for: what a later build need not embed again."""

    keys: tuple[str, ...]
    vectors: Vectors

    def rows(self) -> dict[str, int]:
        """The row of each text, by its key."""
        return {key: place for place, key in enumerate(self.keys)}


def passage_text(parsed: ParsedDocument, passage: Passage) -> str:
    """What stands for a passage in both indexes: its headings, what introduces it, its text."""
    title = " – ".join(passage.path[1:] or passage.path)
    lead = parsed.document.slice(passage.introduction) if passage.introduction else ""
    return "\n".join(clean(part) for part in (title, lead, parsed.passage_text(passage)) if part)


def sentence_texts(parsed: ParsedDocument, passage: Passage) -> list[str]:
    """What stands for each sentence of a passage, as clean as the rules that read it."""
    return [clean(parsed.sentence_text(sentence)) for sentence in passage.sentences]


def text_key(text: str) -> str:
    """The name of a text in `Embeddings.keys`."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def write_published(folder: Path, published: Published, embeddings: Embeddings) -> None:
    """Writes release.json and embeddings.npz."""
    (folder / "release.json").write_text(published.model_dump_json(), encoding="utf-8")
    np.savez(folder / "embeddings.npz", keys=np.array(embeddings.keys), vectors=embeddings.vectors)


def read_published(folder: Path) -> Published:
    """The texts and the structure of a release, without its vectors. Raises IndexFault."""
    path = folder / "release.json"
    try:
        published = Published.model_validate_json(path.read_bytes())
    except (OSError, ValidationError, ValueError) as error:
        raise IndexFault(f"{path}: unreadable ({type(error).__name__}); {AGAIN}") from error
    if published.format != FORMAT:
        raise IndexFault(f"{path}: format {published.format}, this version reads {FORMAT}; {AGAIN}")
    return published


def read_embeddings(folder: Path) -> Embeddings:
    """The vectors of a release. Raises OSError or ValueError."""
    with np.load(folder / "embeddings.npz", allow_pickle=False) as stored:
        return Embeddings(tuple(stored["keys"].tolist()), stored["vectors"].astype(np.float32))


def check_model(published: Published, embedder: Embedder) -> None:
    """Raises ForeignIndex when the release was embedded by another model."""
    release = published.release
    if not embedder.same_as(release.model, release.dimension, published.fingerprint_of_model):
        raise ForeignIndex(
            f"the index of {release.insurer} was made by {release.model!r} ({release.dimension} dimensions), "
            f"the configured model is {embedder.name!r} ({embedder.dimension}); run `mesdroits ingest`"
        )


class Seal(BaseModel):
    """What seal.json holds, written last: enough to know in milliseconds that a release is whole and up to date."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fingerprint: str
    report: InsurerReport
    versions: dict[str, str]
    """Of each document the version, by its id."""
    files: dict[str, str]
    """Of each file its SHA-256, or its size where Chroma rewrites bytes of it whenever it is opened."""


def seal(folder: Path, release: Release, report: InsurerReport) -> None:
    """Writes the seal of a complete release."""
    content = Seal(
        fingerprint=release.fingerprint,
        report=replace(report, changes=()),
        versions={one.document.id: one.document.version for one in release.documents},
        files=_files(folder),
    )
    (folder / "seal.json").write_text(content.model_dump_json(), encoding="utf-8")


def read_seal(folder: Path) -> Seal | None:
    """The seal of a release whose files are all as they were sealed; None where one is not."""
    try:
        found = Seal.model_validate_json((folder / "seal.json").read_bytes())
    except (OSError, ValidationError, ValueError):
        return None
    return found if _files(folder).items() >= found.files.items() else None


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): _mark(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "seal.json"
    }


def _mark(path: Path) -> str:
    if "chroma" in path.parts[-3:-1]:
        return f"{path.stat().st_size} bytes"
    return file_hash(path)


def file_hash(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal; "" when there is no such file."""
    if not path.is_file():
        return ""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
