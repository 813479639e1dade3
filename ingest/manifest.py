"""A policy is added to the corpus: its file copied, its entry written, both taken back when it is refused."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import TypeAdapter, ValidationError

from ingest.entries import DocumentEntry, InsurerEntry, InsurerId
from ingest.errors import CorpusError, IngestError
from ingest.files import FileChanges, explained, folder_locked
from ingest.identification import date_of, languages_of, title_of
from ingest.labels import labels
from ingest.parsing.lines import folded
from ingest.records import Document, ParsedDocument
from ingest.sources import (
    corpus_of,
    document_of,
    read_corpus,
    read_document,
    read_file,
)

DOCUMENT = "privacy-policy"
ANSWERED = ("fr", "en")
"""The languages of policies that questions can be answered from."""
_EXTENSIONS = {"text": "txt", "markdown": "md", "html": "html", "pdf": "pdf", "docx": "docx"}

Parse = Callable[[Document], ParsedDocument]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """What an operator gives: a file, whose it is, and for a new insurer what the file cannot say."""

    insurer: str
    file: Path
    name: str | None = None
    legal_name: str | None = None
    site: str | None = None


@dataclass(frozen=True)
class _Read:
    """The file that was given, read and understood."""

    raw: bytes
    parsed: ParsedDocument


@contextmanager
def policy_added(corpus: Path, wanted: Wanted, parse: Parse, today: dt.date) -> Iterator[bool]:
    """Adds a policy to the corpus, of a new insurer or as a new version of one that is there, and keeps it when the
    block ends without an error; otherwise the corpus is again as it was. Gives whether anything had to be added.

    Others that add a policy meanwhile wait. Raises CorpusError when the policy is refused.
    """
    if not corpus.is_dir():
        raise CorpusError(f"{corpus}: no such folder; point corpus_dir at the folder that holds insurers.toml")
    _check_id(wanted.insurer)
    with folder_locked(corpus):
        manifest = corpus / "insurers.toml"
        with explained(manifest, "read"):
            raw = manifest.read_bytes() if manifest.exists() else b""
        known = read_corpus(corpus).insurer if raw.strip() else ()
        text = raw.decode()
        insurer = next((entry for entry in known if entry.id == wanted.insurer), None)
        changed = FileChanges()
        try:
            if insurer is None:
                changed.write(manifest, _with_insurer(corpus, text, wanted, parse, today, changed))
            elif fresh := _with_version(corpus, text, wanted, insurer, parse, today, changed):
                changed.write(manifest, fresh)
                changed.write(corpus / _policy_of(insurer).file, None)
            yield bool(changed)
        except BaseException:
            changed.undo()
            raise


def _with_insurer(
    corpus: Path, text: str, wanted: Wanted, parse: Parse, today: dt.date, changed: FileChanges
) -> bytes:
    """The manifest with an entry for a new insurer; what stands in it stays as it is, to the character."""
    if not wanted.name:
        raise CorpusError(f"{wanted.insurer!r} is a new insurer: give its name (--name)")
    read = _read(wanted, parse)
    document = read.parsed.document
    target = corpus / "policies" / wanted.insurer / f"{DOCUMENT}.{_EXTENSIONS[document.format]}"
    block = tomlkit.dumps({"insurer": [_insurer_table(corpus, wanted, read, target, today)]})
    separator = "\n\n" if text and not text.endswith("\n") else "\n" if text else ""
    fresh = f"{text}{separator}{block}"
    corpus_of(fresh, corpus / "insurers.toml")
    _check_free(target, read.raw)
    changed.write(target, read.raw)
    return fresh.encode()


def _insurer_table(corpus: Path, wanted: Wanted, read: _Read, target: Path, today: dt.date) -> dict[str, Any]:
    facts = read.parsed.facts
    legal_name = next((fact.value for fact in facts if fact.kind == "controller"), wanted.name)
    siren = next((fact.normalised for fact in facts if (fact.kind, fact.role) == ("siren", "controller")), None)
    given = {
        "id": wanted.insurer,
        "name": wanted.name,
        "legal_name": wanted.legal_name or legal_name,
        "siren": siren,
        "site": wanted.site,
    }
    document = read.parsed.document
    entry = {"id": DOCUMENT, "title": document.title, **_version_keys(corpus, target, document, wanted, today)}
    return {**{key: value for key, value in given.items() if value is not None}, "document": [entry]}


def _with_version(
    corpus: Path,
    text: str,
    wanted: Wanted,
    insurer: InsurerEntry,
    parse: Parse,
    today: dt.date,
    changed: FileChanges,
) -> bytes | None:
    """The manifest with the file as the new version of an insurer's policy; None when that is in service.

    The file is named by its content and the one in service left alone: what is in service changes with the manifest
    and not before, wherever this is stopped.
    """
    _check_same(insurer, wanted)
    entry = _policy_of(insurer)
    old = read_document(corpus, insurer, entry)
    read = _read(wanted, parse, entry)
    document = read.parsed.document
    if document.sha256 == old.sha256:
        return None
    source = corpus / entry.file
    home = corpus / "policies" / insurer.id
    kept = home / "earlier" / f"{entry.id}-{old.version}{source.suffix}"
    target = home / f"{entry.id}-{document.sha256[:8]}.{_EXTENSIONS[document.format]}"
    _check_free(target, read.raw)
    toml = tomlkit.parse(text)
    table = _table_of(toml, insurer, entry)
    _append(table, "earlier", _earlier_table(entry, _relative(kept, corpus), today))
    for key, value in _version_keys(corpus, target, document, wanted, today).items():
        table[key] = value
    fresh = tomlkit.dumps(toml)
    corpus_of(fresh, corpus / "insurers.toml")
    changed.write(kept, source.read_bytes())
    changed.write(target, read.raw)
    return fresh.encode()


def _earlier_table(entry: DocumentEntry, file: str, today: dt.date) -> dict[str, Any]:
    """What is kept of the version in service when another takes its place."""
    return {
        "file": file,
        "date": entry.date or "undated",
        "origin": entry.origin,
        "title": entry.title,
        "languages": list(entry.languages),
        "machine_translated": entry.machine_translated,
        "replaced": today,
    }


def _check_id(insurer: str) -> None:
    """An id names a folder, so it is checked before any path is made of it."""
    try:
        TypeAdapter(InsurerId).validate_python(insurer)
    except ValidationError as error:
        fault = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise CorpusError(f"{insurer!r} cannot be the id of an insurer: {fault}") from error


def _check_free(target: Path, raw: bytes) -> None:
    with explained(target, "read"):
        if target.exists() and target.read_bytes() != raw:
            raise CorpusError(f"{target} exists with other content and is no insurer's policy; move it away")


def _check_same(insurer: InsurerEntry, wanted: Wanted) -> None:
    if wanted.name and folded(wanted.name) not in {folded(one) for one in (insurer.name, *insurer.aliases)}:
        raise CorpusError(
            f"the id {insurer.id!r} is taken by {insurer.name}; choose another id for {wanted.name}, "
            f"or leave the name out to give {insurer.name} a new version of its policy"
        )
    if wanted.legal_name or wanted.site:
        raise CorpusError(f"{insurer.id!r} is in the corpus already; change its names and site in insurers.toml")


def _policy_of(insurer: InsurerEntry) -> DocumentEntry:
    """The document that a new file is a version of."""
    policies = [one for one in insurer.document if one.id == DOCUMENT] or list(insurer.document)
    if len(policies) > 1:
        raise CorpusError(f"{insurer.id} has several documents, none of them {DOCUMENT!r}; edit insurers.toml")
    return policies[0]


def _read(wanted: Wanted, parse: Parse, known: DocumentEntry | None = None) -> _Read:
    """The file that was given with what it says of itself. Raises CorpusError when it cannot be a policy."""
    try:
        return _understood(wanted, parse, known)
    except IngestError:
        raise
    except Exception as error:
        log.exception("%s: not understood", wanted.file)
        raise CorpusError(f"{wanted.file}: a fault of this program: {type(error).__name__}: {error}") from error


def _understood(wanted: Wanted, parse: Parse, known: DocumentEntry | None) -> _Read:
    raw, canonical = read_file(wanted.file)
    languages = languages_of(canonical.text)
    if languages and languages[0] not in ANSWERED:
        raise CorpusError(
            f"{wanted.file} is written in another language ({languages[0]}) than {' and '.join(ANSWERED)}, "
            "in which questions are answered; give the policy in one of these"
        )
    entry = DocumentEntry(
        id=known.id if known else DOCUMENT,
        title=known.title if known else labels()["untitled"],
        file=wanted.file.name,
        languages=languages or ANSWERED[:1],
        date=None,
        origin=wanted.file.name,
    )
    parsed = parse(document_of(wanted.insurer, entry, raw, canonical))
    if not parsed.passages:
        raise CorpusError(f"{wanted.file}: no passage was recognised; is the document a policy?")
    title = entry.title if known else title_of(parsed) or entry.title
    document = replace(parsed.document, title=title, date=date_of(parsed.facts))
    return _Read(raw, replace(parsed, document=document))


def _version_keys(corpus: Path, target: Path, document: Document, wanted: Wanted, today: dt.date) -> dict[str, Any]:
    """The keys of a document that are those of one version."""
    return {
        "file": _relative(target, corpus),
        "languages": list(document.languages),
        "date": document.date or "undated",
        "origin": f"{wanted.file.name}, added {today}",
    }


def _table_of(toml: tomlkit.TOMLDocument, insurer: InsurerEntry, entry: DocumentEntry) -> Any:
    tables: Any = toml["insurer"]
    owner = next(one for one in tables if one["id"] == insurer.id)
    return next(one for one in owner["document"] if one["id"] == entry.id)


def _append(table: Any, key: str, value: dict[str, Any]) -> None:
    if key not in table:
        table.append(key, tomlkit.aot())
    item = tomlkit.item(value)
    item.add(tomlkit.nl())
    table[key].append(item)


def _relative(path: Path, corpus: Path) -> str:
    return path.relative_to(corpus).as_posix()
