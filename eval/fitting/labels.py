"""Labelled passages: which places of a policy answer which topic."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval import PolicyIndex
from eval.cases import Dataset
from eval.datasets.faults import Place
from eval.datasets.source_texts import file_text, source_text
from eval.errors import BadDataset

FOLDER = Path(__file__).resolve().parent.parent / "data" / "passages"
_DOCUMENT = "policy"
_FEWEST_SHARED = 15
"""Characters of a labelled place that a sentence shows at least."""


@dataclass(frozen=True)
class Label:
    """What one policy says on one topic: "yes", "weak" or "no", and the places that answer, as `(start, end)`."""

    policy: str
    topic: str
    verdict: str
    spans: tuple[tuple[int, int], ...]


def read_labels(path: Path = FOLDER / "labels.tsv") -> list[Label]:
    """The lines of a table with the columns policy, topic, verdict and spans."""
    return [Label(row["policy"], row["topic"], row["verdict"], tuple(_spans(row["spans"]))) for row in _table(path)]


def labelled_policies(folder: Path, marks: Path = FOLDER / "policies.tsv") -> Dataset:
    """The policies that the labels are about, as a data set without cases.

    Raises BadDataset where `folder` holds another text than the one that was labelled.
    """
    sources = []
    for row in _table(marks):
        path = folder / f"{row['policy']}.md"
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
            raise BadDataset(f"{path} is not the text that was labelled")
        place = Place(str(path))
        sources.append(source_text(row["policy"], _DOCUMENT, row["policy"], file_text(path), place))
    texts = {one.key: one.text for one in sources}
    return Dataset("labelled-policies", "1", "all", (), texts, tuple(sources))


def answering(index: PolicyIndex, spans: Sequence[tuple[int, int]], document: str = "") -> NDArray[np.bool_]:
    """Of each sentence, in the order of the index, whether it shows one of the spans, shape (sentences,).

    `document` limits the spans to one document, "<insurer>/<document id>".
    """
    found = []
    for name in index.release.order:
        own = index.release.documents[name].document
        ours = not document or document == f"{own.insurer}/{own.id}"
        for sentence in index.release.passages[name].sentences:
            shared = [
                min(one.end, end) - max(one.start, start) >= max(_FEWEST_SHARED, (end - start) / 2)
                or (start <= one.start and one.end <= end)
                for one in sentence.spans
                for start, end in spans
            ]
            found.append(ours and any(shared))
    return np.array(found)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for one in filter(None, text.split(",")):
        start, end = one.split("-")
        yield int(start), int(end)
