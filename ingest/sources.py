"""Corpus → documents: the manifest is validated, each file is read, decoded and hashed, nothing is edited."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ingest.entries import Corpus, DocumentEntry, InsurerEntry
from ingest.errors import CorpusError
from ingest.parsing.acceptance import check_kind
from ingest.parsing.canonical import Canonical
from ingest.parsing.formats import canonical_of
from ingest.records import Document

MAX_DOCUMENT_BYTES = 5_000_000
MAX_LAID_OUT_BYTES = 25_000_000
"""Of a PDF or DOCX file, which may hold pictures."""


def read_corpus(folder: Path) -> Corpus:
    """The validated manifest `insurers.toml` of a corpus folder.

    Raises CorpusError naming the file, the key and the fix.
    """
    path = folder / "insurers.toml"
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: no such file; point corpus_dir at the folder that holds it") from error
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}); make it a readable file") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    return corpus_of(text, path)


def corpus_of(text: str, path: Path) -> Corpus:
    """The validated manifest in `text`, the content of `path`. Raises CorpusError as `read_corpus` does."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: not valid TOML: {error}") from error
    try:
        return Corpus.model_validate(raw)
    except ValidationError as error:
        faults = error.errors()
        inner = [one for one in faults if not any(_within(other["loc"], one["loc"]) for other in faults)]
        raise CorpusError("\n".join(_explain(path, raw, one) for one in inner)) from error


def read_document(folder: Path, insurer: InsurerEntry, entry: DocumentEntry) -> Document:
    """One document with its canonical text. Its version is its date and the hash of that text, so that a place in
    the text stays true of its version even when another release of the tool reads the same PDF differently.

    Raises CorpusError when the file is missing, too large or cannot be read as a policy.
    """
    path = folder / entry.file
    where = f"{folder / 'insurers.toml'}: insurer {insurer.id}, document {entry.id}, key file"
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CorpusError(f"{where}: {entry.file} lies outside the corpus; move it below {folder}")
    try:
        raw, canonical = read_file(path)
        if not entry.kind_confirmed:
            _check(path, canonical, entry)
    except CorpusError as error:
        raise CorpusError(f"{where}: {error}") from error
    return document_of(insurer.id, entry, raw, canonical)


def _check(path: Path, canonical: Canonical, entry: DocumentEntry) -> None:
    try:
        check_kind(canonical.text, entry.languages)
    except CorpusError as error:
        raise CorpusError(f"{path} {error}") from error


def read_file(path: Path) -> tuple[bytes, Canonical]:
    """The bytes of a published file and its canonical text.

    Raises CorpusError, naming the file, when it is missing, too large or cannot be read as a policy.
    """
    if not path.is_file():
        raise CorpusError(f"{path} does not exist; correct the path or add the file")
    size = path.stat().st_size
    limit = MAX_LAID_OUT_BYTES if path.suffix.lower() in {".pdf", ".docx"} else MAX_DOCUMENT_BYTES
    if size > limit:
        raise CorpusError(f"{path} has {size} bytes, the limit is {limit}; give the policy alone, without pictures")
    try:
        raw = path.read_bytes()
        return raw, canonical_of(raw, path.name)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}); make it a readable file") from error
    except CorpusError as error:
        raise CorpusError(f"{path} {error}") from error


def document_of(insurer: str, entry: DocumentEntry, raw: bytes, canonical: Canonical) -> Document:
    """A document from its entry and its file, `raw`, whose canonical text is `canonical`."""
    return Document(
        insurer=insurer,
        id=entry.id,
        version=f"{entry.date or 'undated'}-{_sha256(canonical.text.encode())[:8]}",
        title=entry.title,
        text=canonical.text,
        sha256=_sha256(raw),
        languages=entry.languages,
        date=entry.date,
        origin=entry.origin,
        machine_translated=entry.machine_translated,
        format=canonical.format,
        places=canonical.places,
        left_out=canonical.left_out,
    )


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _explain(path: Path, raw: dict[str, Any], error: Any) -> str:
    """One line: file, the entry by its own id, the key, what is wrong and what was found."""
    names: list[str] = []
    value: Any = raw
    for step in error["loc"]:
        value = _child(value, step)
        if isinstance(step, int) and names:
            label = value.get("id") if isinstance(value, dict) else None
            names[-1] += f" {label or f'number {step + 1}'}"
        else:
            names.append(str(step))
    found = "" if isinstance(value, (dict, list)) or value is None else f" (found {value!r})"
    advice = {
        "missing": "the key is missing; add it",
        "extra_forbidden": "unknown key; remove it or correct its spelling",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{path}: {', '.join(names) or 'the file'}: {advice}{found}"


def _within(inner: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _child(value: Any, step: int | str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return value
