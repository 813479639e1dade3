"""The pipeline: a corpus becomes index releases. Read `understand`, `embed` and `publish` from top to bottom.

Each stage is a function of what it is given, so that it runs as well in a worker process or on a Ray cluster as
here; `ingest.runners` and `ingest.ray_runner` hold the other ways of running them.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from ingest.archive import Archive, Succession, keep_versions
from ingest.corrections import corrected
from ingest.embedding import Embedder, Vectors
from ingest.entries import InsurerEntry
from ingest.errors import CorpusError, IndexFault, IngestError
from ingest.facts import facts_of
from ingest.index import check_server, drop_release, holds_vectors, load_release, write_release
from ingest.loaded import self_check
from ingest.outcomes import IngestReport, InsurerReport, published_report
from ingest.parsing.text import parse_text
from ingest.passages import MAX_CHARACTERS, TARGET_CHARACTERS, passages_of
from ingest.published import (
    FORMAT,
    Embeddings,
    Published,
    Seal,
    file_hash,
    passage_text,
    read_embeddings,
    read_published,
    read_seal,
    seal,
    sentence_texts,
    text_key,
)
from ingest.quality import rated
from ingest.records import Document, ParsedDocument, Release
from ingest.releases import ReleaseStore
from ingest.sources import read_corpus, read_document

PIPELINE = f"5/{FORMAT}/{TARGET_CHARACTERS}/{MAX_CHARACTERS}"
"""Changes whenever the same document would give other passages or facts: old releases are then built again."""

Out = TypeVar("Out")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What every stage of one ingestion knows; travels to worker processes."""

    corpus: Path
    data_dir: Path
    model: str
    """The marks of the embedding model."""
    rebuild: bool
    chroma_url: str | None
    """The Chroma server that takes the vectors; None to keep them in the release folder."""

    @property
    def store(self) -> ReleaseStore:
        return ReleaseStore(self.data_dir, drop_release)


@dataclass(frozen=True)
class Understood:
    """An insurer's documents, parsed."""

    entry: InsurerEntry
    fingerprint: str
    documents: tuple[ParsedDocument, ...]
    seconds: float


@dataclass(frozen=True)
class Embedded:
    """A release with its vectors, not written yet."""

    published: Published
    embeddings: Embeddings
    report: InsurerReport
    """As it will read once the release is published."""


Progress = Callable[[str, int, int], None]
"""Told the insurer, how many texts are embedded so far, and how many there are."""
Runner = Callable[[Plan, Sequence[InsurerEntry], Embedder, Progress], Iterator[InsurerReport]]
"""Takes insurers through the stages, in any order; one report each, whatever happens to the insurer."""


def in_process(
    plan: Plan, entries: Sequence[InsurerEntry], embedder: Embedder, progress: Progress
) -> Iterator[InsurerReport]:
    """One insurer after the other, in this process."""
    for entry in entries:
        yield attempt(entry.id, partial(build_insurer, plan, entry, embedder, progress))


def ingest(
    corpus: Path,
    data_dir: Path,
    embedder: Embedder,
    *,
    only: str | None = None,
    rebuild: bool = False,
    progress: Progress = lambda *_: None,
    runner: Runner = in_process,
    chroma_url: str | None = None,
) -> IngestReport:
    """Brings the releases below `data_dir` up to date with the corpus.

    A wrong document is refused with its reason and the others are built. What an interrupted ingestion published
    is not built again. Raises CorpusError when the manifest itself is wrong or names no insurer `only`, IndexFault
    when another ingestion is running or no Chroma server answers at `chroma_url`.
    """
    manifest = read_corpus(corpus)
    entries = [entry for entry in manifest.insurer if only in (None, entry.id)]
    if not entries:
        raise CorpusError(f"{corpus / 'insurers.toml'}: no insurer {only!r}; add it or correct the id")
    if chroma_url:
        check_server(chroma_url)
    plan = Plan(corpus.absolute(), data_dir.absolute(), _marks(embedder), rebuild, chroma_url)
    with _alone(data_dir):
        plan.store.sweep()
        done = _doubled(corpus, entries)
        single = [entry for entry in entries if entry.id not in done]
        done |= {report.insurer: report for report in runner(plan, single, embedder, progress)}
        reports = [done[insurer] for insurer in dict.fromkeys(entry.id for entry in entries)]
        if only is None:
            reports += _retired(plan.store, set(done))
    return IngestReport(tuple(reports))


def _doubled(corpus: Path, entries: Sequence[InsurerEntry]) -> dict[str, InsurerReport]:
    """The insurers whose id stands in the manifest twice: whose policy is whose is for a person to say."""
    times = Counter(entry.id for entry in entries)
    path = corpus / "insurers.toml"
    return {
        one: InsurerReport(one, "refused", f"{path}: two entries share the insurer id {one}; rename one")
        for one, count in times.items()
        if count > 1
    }


def attempt(insurer: str, stage: Callable[[], Out]) -> Out | InsurerReport:
    """What `stage` gives, or why the insurer is refused: one wrong policy never stops the thousands after it."""
    try:
        return stage()
    except IngestError as error:
        return InsurerReport(insurer, "refused", str(error))
    except Exception as error:
        log.exception("%s: ingestion failed", insurer)
        return InsurerReport(insurer, "refused", f"a fault of this program: {type(error).__name__}: {error}")


def build_insurer(plan: Plan, entry: InsurerEntry, embedder: Embedder, progress: Progress) -> InsurerReport:
    """Builds, checks and publishes the release of one insurer, unless nothing changed.

    Raises IngestError; the previous release then stays in service.
    """
    understood = understand(plan, entry)
    if isinstance(understood, InsurerReport):
        return understood
    return publish(plan, embed(plan, understood, embedder, progress))


def understand(plan: Plan, entry: InsurerEntry) -> Understood | InsurerReport:
    """Reads and parses the insurer's documents, without any model; a report when its release is up to date."""
    started = time.monotonic()
    fingerprint = _fingerprint(plan, entry)
    if not plan.rebuild and (sealed := _up_to_date(plan, entry.id, fingerprint)):
        _complete_history(plan, entry.id, sealed.versions)
        return replace(sealed.report, status="unchanged", embedded=0, seconds=time.monotonic() - started)
    documents = tuple(
        corrected(parse_document(read_document(plan.corpus, entry, one)), one.fact) for one in entry.document
    )
    if not any(one.passages for one in documents):
        raise CorpusError(f"{entry.id}: no passage was recognised; is the document a policy?")
    return Understood(entry, fingerprint, documents, time.monotonic() - started)


def embed(plan: Plan, understood: Understood, embedder: Embedder, progress: Progress) -> Embedded:
    """The release with the vectors of its passages and sentences; those of the release in service are reused."""
    started = time.monotonic()
    entry, documents = understood.entry, understood.documents
    known = None if plan.rebuild else _known_vectors(plan.store, entry.id, embedder)
    embeddings, embedded = _embeddings(entry.id, documents, embedder, known, progress)
    created = datetime.now(UTC)
    release = Release(
        id=f"{created:%Y%m%dT%H%M%S%f}",
        insurer=entry.id,
        fingerprint=understood.fingerprint,
        model=embedder.name,
        dimension=embedder.dimension,
        created=created.isoformat(timespec="seconds"),
        documents=documents,
    )
    tokens = [embedder.count_tokens(one.passage_text(passage)) for one in documents for passage in one.passages]
    seconds = understood.seconds + time.monotonic() - started
    return Embedded(
        Published(
            format=FORMAT,
            insurer=entry,
            fingerprint_of_model=embedder.fingerprint,
            chroma_url=plan.chroma_url,
            release=release,
        ),
        embeddings,
        published_report(entry.id, documents, tokens, embedded=embedded, seconds=seconds),
    )


def publish(plan: Plan, embedded: Embedded) -> InsurerReport:
    """Writes the release, checks that every passage finds itself in it, and puts it into service."""
    started = time.monotonic()
    release = embedded.published.release
    if plan.store.serves(release.insurer, release.id):
        _complete_history(
            plan, release.insurer, {one.document.id: one.document.version for one in release.documents}
        )
        return embedded.report
    staged = plan.store.stage(release.insurer, release.id)
    write_release(staged, embedded.published, embedded.embeddings)
    loaded = load_release(staged)
    try:
        self_check(loaded, embedded.embeddings)
    finally:
        loaded.close()
    report = replace(embedded.report, seconds=embedded.report.seconds + time.monotonic() - started)
    seal(staged, release, report)
    successions = _archived(plan, embedded.published, _served(plan, release.insurer))
    plan.store.publish(release.insurer, staged)
    _commit(plan, release.insurer, successions)
    return replace(report, changes=tuple(one.changes for one in successions if one.changes))


def _served(plan: Plan, insurer: str) -> tuple[ParsedDocument, ...]:
    try:
        return read_published(plan.store.current(insurer)).release.documents
    except IndexFault:
        return ()


def _archived(plan: Plan, published: Published, served: Sequence[ParsedDocument]) -> tuple[Succession, ...]:
    """Keeps the texts of versions that take the place of `served`; gives what their histories will say."""
    release = published.release
    today = datetime.fromisoformat(release.created).date()
    archive = Archive(plan.data_dir)
    return keep_versions(archive, plan.corpus, published.insurer, release.documents, served, parse_document, today)


def _commit(plan: Plan, insurer: str, successions: Sequence[Succession]) -> None:
    """Writes the histories of the versions in service."""
    try:
        for one in successions:
            Archive(plan.data_dir).commit(one)
    except OSError as error:
        # The release is served: that has to be said, and `_complete_history` does the rest.
        log.warning("%s: the next ingestion completes its history: %s", insurer, error)


def _complete_history(plan: Plan, insurer: str, versions: dict[str, str]) -> None:
    """Records what an ingestion that stopped after it published did not: the served versions, since that day."""
    try:
        latest = Archive(plan.data_dir).latest(insurer)
        if versions.items() <= latest.items():
            return
        published = read_published(plan.store.current(insurer))
        _commit(plan, insurer, _archived(plan, published, ()))
    except (IndexFault, OSError) as error:
        log.warning("%s: its history cannot be completed: %s", insurer, error)


def parse_document(document: Document) -> ParsedDocument:
    """Everything that ingestion understands of a document, without any model."""
    sections, noise = parse_text(document.text)
    passages = rated(document, passages_of(document, sections, noise))
    facts, conflicts = facts_of(document, passages)
    return ParsedDocument(document, sections, noise, passages, facts, conflicts)


def _marks(embedder: Embedder) -> str:
    return f"{embedder.name} {embedder.fingerprint!r}"


def _fingerprint(plan: Plan, entry: InsurerEntry) -> str:
    """Hash of all that the release depends on; the files are not parsed for it."""
    parts = [PIPELINE, plan.model, str(plan.chroma_url), entry.model_dump_json()]
    files = [file for one in entry.document for file in (one.file, *(old.file for old in one.earlier))]
    parts += [file_hash(plan.corpus / file) for file in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _up_to_date(plan: Plan, insurer: str, fingerprint: str) -> Seal | None:
    """The seal of the release in service, if it is whole and nothing it was built from changed."""
    try:
        folder = plan.store.current(insurer)
    except IndexFault:
        return None
    sealed = read_seal(folder)
    if sealed is None or sealed.fingerprint != fingerprint or not holds_vectors(folder, plan.chroma_url):
        return None
    return sealed


def _known_vectors(store: ReleaseStore, insurer: str, embedder: Embedder) -> Embeddings | None:
    """The vectors of the release in service, if this model made them and they can still be read."""
    try:
        folder = store.current(insurer)
        served = read_published(folder)
        if embedder.same_as(served.release.model, served.release.dimension, served.fingerprint_of_model):
            return read_embeddings(folder)
    except (IndexFault, OSError, ValueError) as error:
        log.info("%s: nothing is taken over from its release: %s", insurer, error)
    return None


def _embeddings(
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


def _retired(store: ReleaseStore, known: set[str]) -> Iterator[InsurerReport]:
    for insurer in store.insurers():
        if insurer not in known:
            store.retire(insurer)
            yield InsurerReport(insurer, "retired", "no longer in the corpus")


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Two ingestions never write at the same time."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / "ingest.lock").open("w")
    except OSError as error:
        raise IngestError(f"{data_dir}: cannot be written ({error.strerror})") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexFault(f"another ingestion is writing to {data_dir}; wait for it to finish") from error
        yield
