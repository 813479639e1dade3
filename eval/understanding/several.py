"""Messages with several wishes, one or none: which types of request are found, as one text and clause by clause."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from assistant.examples import NO_ACTION
from assistant.settings import RetrievalSettings
from assistant.topics import QuestionBank
from assistant.wishes import wishes_of
from eval.metrics.estimates import Estimate, mean
from eval.understanding.reading import cleaned
from ingest.embedding import Embedder

SEVERAL = files("eval") / "data" / "understanding" / "several-wishes.tsv"
SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Wished:
    """A message: the types of request that it holds, those found, and that found when it is read as one text."""

    split: str
    right: frozenset[str]
    found: frozenset[str]
    as_one: frozenset[str]
    embedded: int
    """How many clauses were embedded."""


GROUPS: Mapping[str, Callable[[Wished], bool]] = {
    "every message": lambda _: True,
    "several wishes": lambda one: len(one.right) > 1,
    "one wish": lambda one: len(one.right) == 1,
    "no wish": lambda one: not one.right,
}


def read_several(
    content: str,
    bank: QuestionBank,
    embedder: Embedder,
    settings: RetrievalSettings,
    advance: Callable[[int, int], None] = lambda *_: None,
) -> list[Wished]:
    """Every message of the table as the product understands it."""
    rows = list(csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for done, row in enumerate(rows, start=1):
        found.append(_wished(row, bank, embedder, settings))
        advance(done, len(rows))
    return found


def _wished(row: Mapping[str, str], bank: QuestionBank, embedder: Embedder, settings: RetrievalSettings) -> Wished:
    text = bank.spelling.corrected(cleaned(row["text"]))
    whole = bank.action_of.probabilities(text, embedder.query(text))
    likeliest = next(name for name in whole if name != NO_ACTION)
    embedded: list[str] = []

    def embed(clause: str) -> Any:
        embedded.append(clause)
        return embedder.query(clause)

    wishes = wishes_of(text, row["language"], whole, bank.action_of, embed)
    return Wished(
        split=row["split"],
        right=frozenset(filter(None, row["types"].split(","))),
        found=frozenset(wishes.actions if wishes.probability > settings.act_above else ()),
        as_one=frozenset({likeliest} if 1 - whole[NO_ACTION] > settings.act_above else ()),
        embedded=len(embedded),
    )


def several_results(messages: Sequence[Wished]) -> dict[str, Any]:
    """The figures of each split and kind of message."""
    return {
        split: {
            name: _figures([one for one in messages if one.split == split and has(one)])
            for name, has in GROUPS.items()
        }
        for split in SPLITS
    }


def _figures(messages: Sequence[Wished]) -> dict[str, Any]:
    return {
        "exact": _plain(mean([float(one.found == one.right) for one in messages])),
        "exact_as_one_text": _plain(mean([float(one.as_one == one.right) for one in messages])),
        "precision": _plain(mean([float(name in one.right) for one in messages for name in sorted(one.found)])),
        "recall": _plain(mean([float(name in one.found) for one in messages for name in sorted(one.right)])),
        "clauses_embedded": _plain(mean([float(one.embedded) for one in messages])),
    }


def _plain(one: Estimate | None) -> dict[str, float] | None:
    return {name: round(value, 4) for name, value in asdict(one).items()} if one else None
