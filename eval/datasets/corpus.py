"""The corpus of a deployment as data sets need it: canonical texts, and how insurers are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval.errors import BadDataset
from eval.metrics.matching import folded
from ingest.errors import CorpusError
from ingest.sources import read_corpus, read_document


@dataclass(frozen=True, slots=True)
class Insurers:
    """The texts of the insurers of a corpus, and their names."""

    texts: Mapping[str, str] = field(repr=False)
    """Canonical texts by "<insurer>/<document id>"."""
    names: Mapping[str, str]
    """The name of each insurer by its id, in the order of the corpus."""
    spellings: Mapping[str, str] = field(repr=False)
    """Ids by every id, name, legal name and alias, as the corpus writes them."""

    def called(self, name: str) -> str | None:
        """The id of the insurer of that name, however it is typed; None when there is none."""
        return next((id for known, id in self.spellings.items() if _words(known) == _words(name)), None)

    def named(self, question: str) -> bool:
        """Whether the question names one of the insurers, however it is typed."""
        words = f" {_words(question)} "
        return any(f" {_words(spelling)} " in words for spelling in self.spellings)

    def pattern(self) -> str:
        """Finds the names as people write them, with or without accents; the longest where several fit."""
        written = {*self.spellings, *map(folded, self.spellings)}
        longest_first = sorted(written, key=lambda one: (-len(one), one))
        return rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"


def read_insurers(corpus_dir: Path) -> Insurers:
    """The insurers of a corpus folder with their documents in service. Raises BadDataset when it cannot be read."""
    try:
        corpus = read_corpus(corpus_dir)
        documents = [
            read_document(corpus_dir, insurer, entry) for insurer in corpus.insurer for entry in insurer.document
        ]
    except CorpusError as error:
        raise BadDataset(str(error)) from error
    return Insurers(
        texts={f"{document.insurer}/{document.id}": document.text for document in documents},
        names={insurer.id: insurer.name for insurer in corpus.insurer},
        spellings={
            name: insurer.id
            for insurer in corpus.insurer
            for name in (insurer.id, insurer.name, insurer.legal_name, *insurer.aliases)
        },
    )


def _words(text: str) -> str:
    """The folded words of a text, so that hyphens and apostrophes do not hide a name."""
    return " ".join(re.findall(r"\w+", folded(text)))
