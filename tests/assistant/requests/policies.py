"""Policies read from their text alone, without a model or an index: all that a proposal looks at."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from assistant.retrieval import PolicyIndex
from ingest.build import parse_document
from ingest.corrections import corrected
from ingest.entries import DocumentEntry, FactEntry, InsurerEntry
from ingest.records import Document, ParsedDocument
from ingest.sources import read_corpus, read_document

CORPUS = Path(__file__).parents[3] / "corpus"


class ReadPolicy(PolicyIndex):
    """A policy with its facts and passages, which no question can be asked of."""

    def __init__(self, insurer: InsurerEntry, parsed: tuple[ParsedDocument, ...]) -> None:
        self.release = SimpleNamespace(
            insurer=insurer,
            release=SimpleNamespace(documents=parsed),
            passages={passage.id: passage for one in parsed for passage in one.passages},
        )

    @property
    def text(self) -> str:
        return self.release.release.documents[0].document.text


@cache
def published(insurer: str) -> ReadPolicy:
    """The policy of an insurer of the corpus."""
    entry = next(one for one in read_corpus(CORPUS).insurer if one.id == insurer)
    parsed = (corrected(parse_document(read_document(CORPUS, entry, one)), one.fact) for one in entry.document)
    return ReadPolicy(entry, tuple(parsed))


def written(
    body: str, *facts: FactEntry, date: dt.date | None = dt.date(2024, 3, 1), region: str = "metropole"
) -> ReadPolicy:
    """A small policy of the Mutuelle des Tilleuls (legal name: Mutuelle des Tilleuls de France), its facts
    corrected by `facts`.
    """
    text = f"# Politique de protection des données\n\n{body}\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        insurer="tilleuls",
        id="privacy-policy",
        version=f"{date or 'undated'}-{digest[:8]}",
        title="Politique",
        text=text,
        sha256=digest,
        languages=("fr",),
        date=date,
        origin="written for a test",
        machine_translated=False,
    )
    entry = DocumentEntry(
        id="privacy-policy",
        title="Politique",
        file="p.md",
        languages=("fr",),
        date=date,
        origin="written for a test",
    )
    insurer = InsurerEntry(
        id="tilleuls",
        name="Tilleuls",
        legal_name="Mutuelle des Tilleuls de France",
        holiday_region=region,
        document=(entry,),
    )
    return ReadPolicy(insurer, (corrected(parse_document(document), facts),))
