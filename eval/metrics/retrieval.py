"""How good a ranking of passages is, by the gold spans that it covers.

Relevance: a passage shows a gold span when both lie in the same text and their overlap is at least half of the
shorter of the two. A passage that holds the span is relevant however long it is, and so is a small one that lies in
a long span; one that only touches an edge is not. A passage of another text never is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from eval.cases import GoldSpan

CUTOFFS = (1, 2, 4, 8, 16, 32, 64)
"""The k of LegalBench-RAG (Pipitone & Alami 2024, arXiv:2408.10343)."""
_READABLE = 40
"""Characters: fewer of a longer span say nothing."""


class Place(Protocol):
    """A half-open range `[start, end)` of characters of a text: a passage, a citation or a gold span."""

    @property
    def document(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def overlap(one: Place, other: Place) -> int:
    """Characters that two places share: max(0, min(e₁, e₂) − max(s₁, s₂)); 0 in different texts."""
    if one.document != other.document:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def relevant(passage: Place, gold: Place) -> bool:
    """Whether a passage shows a gold span: 2 · overlap ≥ min(length of the passage, length of the span) > 0, and
    overlap ≥ min(40, length of the span / 2), so that a scrap of a sentence shows nothing.
    """
    length = gold.end - gold.start
    shorter, shared = min(passage.end - passage.start, length), overlap(passage, gold)
    return shorter > 0 and 2 * shared >= shorter and shared >= min(_READABLE, length / 2)


def hit_rate(passages: Sequence[Place], gold: Sequence[GoldSpan], k: int) -> float:
    """1.0 when one of the first k passages shows a gold span, else 0.0 (success at k)."""
    return float(any(new_spans(passages[:k], gold)))


def recall(passages: Sequence[Place], gold: Sequence[GoldSpan], k: int) -> float:
    """Share of the gold spans that the first k passages show (Manning, Raghavan & Schütze 2008, §8.3)."""
    return sum(new_spans(passages[:k], gold)) / len(gold)


def reciprocal_rank(passages: Sequence[Place], gold: Sequence[GoldSpan]) -> float:
    """1 / rank of the first relevant passage, 0.0 without one; its mean over cases is MRR (Voorhees 1999)."""
    ranks = [rank for rank, found in enumerate(new_spans(passages, gold), start=1) if found]
    return 1 / ranks[0] if ranks else 0.0


def ndcg(passages: Sequence[Place], gold: Sequence[GoldSpan], k: int) -> float:
    """nDCG at k with binary gains: Σ gain(r) / log₂(r + 1) over its value in the ideal order (Järvelin & Kekäläinen
    2002).

    A passage gains 1 when it shows a gold span that no earlier one shows, so a repetition gains nothing. The ideal
    order has one passage for each passage that gained and one for each span that was not found: a passage that
    shows several spans at once is as good as it can be. With one passage to a span this is nDCG as in trec_eval.
    """
    found = new_spans(passages[:k], gold)
    gains = [rank for rank, spans in enumerate(found, start=1) if spans]
    needed = len(gains) + len(gold) - sum(found)
    return _discounted(gains) / _discounted(range(1, min(needed, k) + 1))


def document_mismatch(passages: Sequence[Place], gold: Sequence[GoldSpan], k: int) -> float:
    """Share of the first k passages that are of a text without a gold span (document-level retrieval mismatch,
    Reuter et al. 2025, arXiv:2510.06999); 1.0 when nothing was found."""
    right = {span.document for span in gold}
    first = passages[:k]
    return sum(passage.document not in right for passage in first) / len(first) if first else 1.0


def characters(passages: Sequence[Place], gold: Sequence[GoldSpan], k: int) -> tuple[float, float]:
    """Precision and recall of the first k passages in characters (LegalBench-RAG, Pipitone & Alami 2024).

    shared = Σ max(0, min(e, e′) − max(s, s′)) over passages and gold; precision = shared / Σ (e − s) of the
    passages, 0.0 when nothing was found; recall = shared / Σ (e′ − s′) of the gold. Passages are merged first, as
    is gold, so that no character counts twice.
    """
    found, wanted = merged(passages[:k]), merged(gold)
    shared = sum(overlap(one, other) for one in found for other in wanted)
    return shared / _length(found) if found else 0.0, shared / _length(wanted)


def recall_within(size: int, passages: Sequence[Place], gold: Sequence[GoldSpan]) -> float:
    """Share of the gold characters that the first `size` characters of the ranking hold, a passage that goes beyond
    them cut: what compares systems whose passages are long or short.
    """
    read: list[GoldSpan] = []
    for one in passages:
        read.append(GoldSpan(one.document, one.start, min(one.end, one.start + size)))
        size -= read[-1].end - read[-1].start
        if size == 0:
            break
    return characters(read, gold, len(read))[1]


def merged(places: Iterable[Place]) -> list[GoldSpan]:
    """The same characters as ranges that neither overlap nor touch, in order."""
    spans: list[GoldSpan] = []
    ordered = sorted(places, key=attrgetter("document", "start"))
    for document, group in groupby(ordered, key=attrgetter("document")):
        start = end = -1
        for place in group:
            if place.start > end:
                spans += [GoldSpan(document, start, end)] if end > start else []
                start, end = place.start, place.end
            end = max(end, place.end)
        spans += [GoldSpan(document, start, end)] if end > start else []
    return spans


def new_spans(passages: Sequence[Place], gold: Sequence[GoldSpan]) -> list[int]:
    """For each passage, the number of gold spans that it shows and no earlier passage does."""
    left = set(gold)
    counts = []
    for passage in passages:
        shown = {span for span in left if relevant(passage, span)}
        left -= shown
        counts.append(len(shown))
    return counts


def _discounted(ranks: Iterable[int]) -> float:
    return sum(1 / math.log2(rank + 1) for rank in ranks)


def _length(spans: Iterable[GoldSpan]) -> int:
    return sum(span.end - span.start for span in spans)
