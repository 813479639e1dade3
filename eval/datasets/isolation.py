"""The isolation set: in the chat of each insurer, questions about each of the others."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Annotated

from pydantic import Field

from eval.cases import Case
from eval.datasets.corpus import Insurers
from eval.datasets.faults import Fault, Place, refuse
from eval.datasets.jsonl import Strict, read_lines
from eval.datasets.vocabulary import topics

_OTHER = "{other}"


class _Question(Strict):
    id: str = Field(min_length=1)
    language: str = Field(pattern=r"^[a-z]{2}$")
    question: Annotated[str, Field(pattern=r"\{other\}")]
    """With {other} where the name of the other insurer goes."""
    topic: str


def isolation_cases(path: Path, insurers: Insurers) -> list[Case]:
    """Every question for every ordered pair of insurers; the right outcome is always `out_of_scope`.

    Raises BadDataset naming file, line and field of every fault.
    """
    lines = read_lines(path, _Question)
    refuse(_faults(lines))
    return [
        Case(
            id=f"{line.id}~{insurer}~{other}",
            insurer=insurer,
            question=line.question.replace(_OTHER, insurers.names[other]),
            language=line.language,
            outcome="out_of_scope",
            topic=line.topic,
            group=line.id,
        )
        for insurer, other in permutations(insurers.names, 2)
        for _, line in lines
    ]


def _faults(lines: list[tuple[Place, _Question]]) -> list[Fault]:
    found, ids = [], set()
    for place, line in lines:
        if line.topic not in topics():
            found.append(Fault(place, "topic", f"{line.topic!r} is no topic of assistant/data/topics.toml"))
        if line.id in ids:
            found.append(Fault(place, "id", f"the id {line.id!r} stands twice"))
        ids.add(line.id)
    return found
