"""The pipeline: a corpus becomes index releases. Read `build_insurer` from top to bottom."""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ingest.embedding import Embedder, Vectors
from ingest.errors import CorpusError, IndexFault, IngestError
from ingest.facts import facts_of
from ingest.index import (
    FORMAT,
    Embeddings,
    Published,
    ReleaseStore,
    load_release,
    passage_text,
    read_embeddings,
    read_published,
    self_check,
    sentence_texts,
    text_key,
    write_release,
)
from ingest.parsing.text import parse_text
from ingest.passages import MAX_CHARACTERS, TARGET_CHARACTERS, passages_of
from ingest.records import Document, ParsedDocument, Release
from ingest.sources import InsurerEntry, read_corpus, read_document

PIPELINE = f"4/{FORMAT}/{TARGET_CHARACTERS}/{MAX_CHARACTERS}"
"""Changes whenever the same document would give other passages or facts: old releases are then built again."""


@dataclass(frozen=True)
class InsurerReport:
    """What ingestion did for one insurer."""

    insurer: str
    status: str
    """"published", "unchanged", "retired" or "refused"."""
    detail: str = ""
    documents: int = 0
    sections: int = 0
    passages: int = 0
    embedded: int = 0
    """Texts given to the model; the others were taken over from the previous release."""
    languages: tuple[str, ...] = ()
    median_tokens: int = 0
    largest_tokens: int = 0
    coverage: float = 0.0
    """Share of the filled characters that are passages, headings or recognised noise."""
    seconds: float = 0.0


@dataclass(frozen=True)
class IngestReport:
    """What ingestion did, insurer by insurer."""

    insurers: tuple[InsurerReport, ...] = field(default_factory=tuple)

    @property
    def failed(self) -> bool:
        return any(one.status == "refused" for one in self.insurers)


Progress = Callable[[str, int, int], None]
"""Told the insurer, how many texts are embedded so far, and how many there are."""


def ingest(
    corpus: Path,
    data_dir: Path,
    embedder: Embedder,
    *,
    only: str | None = None,
    rebuild: bool = False,
    progress: Progress = lambda *_: None,
) -> IngestReport:
    """Brings the releases below `data_dir` up to date with the corpus.

    A wrong document is refused with its reason and the others are built. Raises CorpusError when the manifest
    itself is wrong or names no insurer `only`, IndexFault when another ingestion is running.
    """
    manifest = read_corpus(corpus)
    entries = [entry for entry in manifest.insurer if only in (None, entry.id)]
    if not entries:
        raise CorpusError(f"{corpus / 'insurers.toml'}: no insurer {only!r}; add it or correct the id")
    store = ReleaseStore(data_dir)
    reports: list[InsurerReport] = []
    with _alone(data_dir):
        store.sweep()
        for entry in entries:
            reports.append(_reported(corpus, store, embedder, entry, rebuild, progress))
        known = {entry.id for entry in manifest.insurer}
        for insurer in store.insurers() if only is None else ():
            if insurer not in known:
                store.retire(insurer)
                reports.append(InsurerReport(insurer, "retired", "no longer in the corpus"))
    return IngestReport(tuple(reports))


def _reported(
    corpus: Path, store: ReleaseStore, embedder: Embedder, entry: InsurerEntry, rebuild: bool, progress: Progress
) -> InsurerReport:
    try:
        return build_insurer(corpus, store, embedder, entry, rebuild=rebuild, progress=progress)
    except IngestError as error:
        return InsurerReport(entry.id, "refused", str(error))


def build_insurer(
    corpus: Path,
    store: ReleaseStore,
    embedder: Embedder,
    entry: InsurerEntry,
    *,
    rebuild: bool,
    progress: Progress,
) -> InsurerReport:
    """Builds, checks and publishes the release of one insurer, unless nothing changed.

    Raises IngestError; the previous release then stays in service.
    """
    started = time.monotonic()
    documents = [read_document(corpus, entry, one) for one in entry.document]
    fingerprint = _fingerprint(entry, documents, embedder)
    previous = _previous(store, entry.id)
    if previous and previous.release.fingerprint == fingerprint and not rebuild:
        return _report(entry, "unchanged", previous.release.documents, embedder, 0, started)

    parsed = tuple(parse_document(document) for document in documents)
    if not any(one.passages for one in parsed):
        raise CorpusError(f"{entry.id}: no passage was recognised; is the document a policy?")
    known = None if rebuild else _known_vectors(store, entry.id, previous, embedder)
    embeddings, embedded = _embed(entry.id, parsed, embedder, known, progress)

    created = datetime.now(UTC)
    release = Release(
        id=f"{created:%Y%m%dT%H%M%S%f}",
        insurer=entry.id,
        fingerprint=fingerprint,
        model=embedder.name,
        dimension=embedder.dimension,
        created=created.isoformat(timespec="seconds"),
        documents=parsed,
    )
    published = Published(format=FORMAT, insurer=entry, fingerprint_of_model=embedder.fingerprint, release=release)
    staged = store.stage(entry.id, release.id)
    write_release(staged, published, embeddings)
    loaded = load_release(staged)
    try:
        self_check(loaded, embeddings)
    finally:
        loaded.close()
    store.publish(entry.id, staged)
    return _report(entry, "published", parsed, embedder, embedded, started)


def parse_document(document: Document) -> ParsedDocument:
    """Everything that ingestion understands of a document, without any model."""
    sections, noise = parse_text(document.text)
    passages = passages_of(document, sections, noise)
    facts, conflicts = facts_of(document, passages)
    return ParsedDocument(document, sections, noise, passages, facts, conflicts)


def coverage(parsed: ParsedDocument) -> float:
    """Share of the filled characters that lie in a passage, a heading or recognised noise, from 0 to 1."""
    covered = bytearray(len(parsed.document.text))
    spans = [span for passage in parsed.passages for span in passage.spans]
    spans += [piece.span for piece in parsed.noise]
    spans += [section.heading for section in parsed.sections if section.heading]
    for span in spans:
        covered[span.start : span.end] = b"\x01" * len(span)
    filled = [
        place for place, one in enumerate(parsed.document.text) if not one.isspace() and one not in "\u200b\ufeff"
    ]
    return sum(covered[place] for place in filled) / max(1, len(filled))


def _fingerprint(entry: InsurerEntry, documents: Sequence[Document], embedder: Embedder) -> str:
    parts = [PIPELINE, entry.model_dump_json(), embedder.name, repr(embedder.fingerprint)]
    parts += [document.sha256 for document in documents]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _previous(store: ReleaseStore, insurer: str) -> Published | None:
    """The release in service, if it can still be read; a damaged one is simply built again."""
    try:
        folder = store.current(insurer)
        load_release(folder).close()
        return read_published(folder)
    except IndexFault:
        return None


def _known_vectors(
    store: ReleaseStore, insurer: str, previous: Published | None, embedder: Embedder
) -> Embeddings | None:
    if previous is None:
        return None
    release = previous.release
    if not embedder.same_as(release.model, release.dimension, previous.fingerprint_of_model):
        return None
    return read_embeddings(store.current(insurer))


def _embed(
    insurer: str,
    documents: Sequence[ParsedDocument],
    embedder: Embedder,
    known: Embeddings | None,
    progress: Progress,
) -> tuple[Embeddings, int]:
    """The vectors of all passages and sentences, and how many texts had to be embedded for them."""
    texts: dict[str, str] = {}
    for parsed in documents:
        for passage in parsed.passages:
            for text in (passage_text(parsed, passage), *sentence_texts(parsed, passage)):
                texts.setdefault(text_key(text), text)
    have: dict[str, Vectors] = dict(zip(known.keys, known.vectors, strict=True)) if known else {}
    missing = [key for key in texts if key not in have]
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(insurer, done, len(missing))

    fresh = embedder.passages([texts[key] for key in missing], advance)
    have.update(zip(missing, fresh, strict=True))
    vectors = np.stack([have[key] for key in texts]).astype(np.float32)
    return Embeddings(tuple(texts), vectors), len(missing)


def _report(
    entry: InsurerEntry,
    status: str,
    documents: Sequence[ParsedDocument],
    embedder: Embedder,
    embedded: int,
    started: float,
) -> InsurerReport:
    passages = [(parsed, one) for parsed in documents for one in parsed.passages]
    tokens = sorted(embedder.count_tokens(parsed.passage_text(one)) for parsed, one in passages)
    return InsurerReport(
        insurer=entry.id,
        status=status,
        documents=len(documents),
        sections=sum(len(parsed.sections) for parsed in documents),
        passages=len(passages),
        embedded=embedded,
        languages=tuple(sorted({one.language for _, one in passages})),
        median_tokens=tokens[len(tokens) // 2],
        largest_tokens=tokens[-1],
        coverage=min(coverage(parsed) for parsed in documents),
        seconds=time.monotonic() - started,
    )


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Two ingestions never write at the same time."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "ingest.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexFault(f"another ingestion is writing to {data_dir}; wait for it to finish") from error
        yield
