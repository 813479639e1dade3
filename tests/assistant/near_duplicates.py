"""Pairs of texts that say the same in nearly the same characters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil
from operator import itemgetter

from eval.metrics.matching import folded

NEAR = 0.8
_GRAM = 4


def near_duplicates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of every two texts whose folded character 4-grams have a Jaccard similarity of `NEAR` or more.

    Such sets share one of the rarest 4-grams of either, and neither is much larger, so only texts for which both
    holds are compared (prefix and size filtering: Bayardo, Ma & Srikant 2007; Xiao, Wang, Lin & Yu 2008).
    """
    sets = [grams(text) for text in texts]
    known = Counter(gram for one in sets for gram in one)
    rank = {gram: place for place, (gram, _) in enumerate(sorted(known.items(), key=itemgetter(1, 0)))}
    by_gram: dict[int, list[int]] = defaultdict(list)
    for place in sorted(range(len(texts)), key=lambda place: len(sets[place])):
        one = sets[place]
        rarest = sorted(map(rank.__getitem__, one))
        seen = {before for gram in rarest[: _prefix(one, NEAR)] for before in by_gram[gram]}
        for before in seen:
            if len(sets[before]) >= NEAR * len(one) and similarity(sets[before], one) >= NEAR:
                yield min(before, place), max(before, place)
        for gram in rarest[: _prefix(one, 2 * NEAR / (1 + NEAR))]:
            by_gram[gram].append(place)


def _prefix(one: frozenset[str], shared: float) -> int:
    """How many of its rarest grams hold one of any set that shares this part of them."""
    return len(one) - ceil(shared * len(one) - 1e-9) + 1


def grams(text: str) -> frozenset[str]:
    """The character 4-grams of a text, folded; a shorter text is its only one."""
    plain = folded(text)
    return frozenset(plain[place : place + _GRAM] for place in range(max(1, len(plain) - _GRAM + 1)))


def similarity(first: frozenset[str], second: frozenset[str]) -> float:
    """Jaccard: what both have over what one of them has."""
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared)
