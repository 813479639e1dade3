"""The isolation sets: in the chat of each insurer, questions about each of the others."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from assistant.reply import Outcome
from eval.cases import Case
from eval.datasets.contacts import foreign_contacts
from eval.datasets.corpus import Insurers
from eval.datasets.faults import Fault, Place, refuse
from eval.datasets.jsonl import Strict, read_lines
from eval.datasets.vocabulary import topics

OTHER = "{other}"
"""Where a question names the other insurer."""


class _Question(Strict):
    id: str = Field(min_length=1)
    language: str = Field(pattern=r"^[a-z]{2}$")
    question: Annotated[str, Field(pattern=r"\{other\}")]
    """With {other} where the name of the other insurer goes."""
    topic: str
    named: Literal["name", "alias", "lower"] = "name"
    """By its name, by one of its other names, or by its name in lower case."""


def isolation_cases(
    path: Path, insurers: Insurers, authority: str = "", also_outcomes: tuple[Outcome, ...] = ()
) -> list[Case]:
    """Every question for every ordered pair of insurers; the right outcome is `out_of_scope`.

    No reply may show a contact of the other insurer, unless the insurer asked or `authority`, the text on the
    supervisory authority, gives it too. Raises BadDataset naming file, line and field of every fault.
    """
    lines = read_lines(path, _Question)
    refuse(_faults(lines))
    pairs = [
        (insurer, other, foreign_contacts(insurers.texts, authority, insurer, other))
        for insurer, other in permutations(insurers.names, 2)
    ]
    return [
        Case(
            id=f"{line.id}~{insurer}~{other}",
            insurer=insurer,
            question=line.question.replace(OTHER, _called(line, number, other, insurers)),
            language=line.language,
            outcome="out_of_scope",
            also_outcomes=also_outcomes,
            topic=line.topic,
            forbidden=forbidden,
            group=line.id,
        )
        for insurer, other, forbidden in pairs
        for number, (_, line) in enumerate(lines)
    ]


def _called(line: _Question, number: int, other: str, insurers: Insurers) -> str:
    """What the question calls the other insurer; of its aliases, one after the other from question to question."""
    name = insurers.names[other]
    if line.named == "lower":
        return name.lower()
    aliases = [one for one, id in insurers.spellings.items() if id == other and one not in {other, name}]
    return aliases[number % len(aliases)] if line.named == "alias" and aliases else name


def _faults(lines: list[tuple[Place, _Question]]) -> list[Fault]:
    found, ids = [], set()
    for place, line in lines:
        if line.topic not in topics():
            found.append(Fault(place, "topic", f"{line.topic!r} is no topic of assistant/data/topics.toml"))
        if line.id in ids:
            found.append(Fault(place, "id", f"the id {line.id!r} stands twice"))
        ids.add(line.id)
    return found
