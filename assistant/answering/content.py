"""How much of a text another one says: its words, and their order."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.reading import Reading
from assistant.answering.wording import Word, goes_without_saying, same


def content(reading: Reading) -> list[Word]:
    """The words that a proof has to hold: all but the pronouns of the two parties of every policy."""
    return [word for word in reading.words if not goes_without_saying(word, reading.language)]


def share(words: Sequence[Word], among: Sequence[Word]) -> float:
    """The share of words that stand among others; 1 of none."""
    if not words:
        return 1.0
    senses = {sense for word in among for sense in word.senses}
    return sum(not word.senses.isdisjoint(senses) for word in words) / len(words)


def in_order(words: Sequence[Word], among: Sequence[Word]) -> float:
    """The longest run of words, gaps allowed, that both texts have in the same order, as a share of the words."""
    if not words:
        return 0.0
    row = [0] * (len(among) + 1)
    for word in words:
        last = 0
        for place, other in enumerate(among, start=1):
            kept = row[place]
            row[place] = last + 1 if same(word, other) else max(row[place], row[place - 1])
            last = kept
    return row[-1] / len(words)
