"""A part of a data set that stands for the whole, for systems that take long over a question."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from eval.cases import Case, Dataset


def sampled(dataset: Dataset, size: int, seed: int) -> Dataset:
    """The data set with `size` of its cases, of each outcome, insurer and language its share, in their order.

    The cases of a share are drawn at random; the same seed draws the same. A smaller data set comes back whole.
    """
    if size >= len(dataset.cases):
        return dataset
    drawn = {case.id for case in _spread(dataset.cases, size, random.Random(seed))}
    return replace(dataset, cases=tuple(case for case in dataset.cases if case.id in drawn))


def _spread(cases: Sequence[Case], size: int, rng: random.Random) -> list[Case]:
    """Cases at equal distances of a row in which those of a kind stand together, shuffled among themselves."""
    row = sorted(rng.sample(cases, len(cases)), key=lambda one: (str(one.outcome), str(one.insurer), one.language))
    start = rng.random()
    return [row[int((place + start) * len(row) / size)] for place in range(size)]
