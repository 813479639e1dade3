"""Our own format, JSON lines → rows: a case a line, or a conversation a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assistant.reply import Outcome
from eval.cases import Case, GoldSpan
from eval.datasets.faults import Place
from eval.datasets.jsonl import Filled, Strict, read_lines

Register = Literal["", "plain", "short", "rambling", "misspelt", "sms", "indirect", "emotional", "agent"]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class _Gold(Strict):
    document: Filled
    start: int = Field(ge=0)
    end: int
    quote: Filled

    @model_validator(mode="after")
    def _ordered(self) -> _Gold:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        return self


class _Asked(Strict):
    """A question with what a right reply is; the fields mean what they mean in `Case`."""

    question: Filled
    topic: Filled | None = None
    also_topics: tuple[Filled, ...] = ()
    outcome: Outcome
    also_outcomes: tuple[Outcome, ...] = ()
    request_type: Filled | None = None
    facts: tuple[Annotated[tuple[Filled, ...], Field(min_length=1)], ...] = ()
    gold: tuple[_Gold, ...] = ()
    forbidden: tuple[Filled, ...] = ()
    register_: Register = Field(default="", alias="register")


class _CaseLine(_Asked):
    id: Filled
    insurer: Filled | None
    language: _Language
    group: str = ""
    other_language: str = ""


class _Turn(_Asked):
    language: _Language | None = None
    """Where it is not that of the conversation."""


class _Conversation(Strict):
    id: Filled
    insurer: Filled | None
    language: _Language
    group: str = ""
    turns: tuple[_Turn, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A case as its author wrote it, with what proves it and what is derived from it."""

    case: Case
    quotes: tuple[str, ...] = ()
    """The words of each gold span, as the author read them."""
    other_language: str = ""
    """The same question in the other of French and English; empty where there is none."""
    place: Place = field(default=Place(""), compare=False)


def read_rows(path: Path) -> list[Row]:
    """The cases of a file. Raises BadDataset naming file, line and field of every fault."""
    return [
        _row(place, line, _case(line, line.id, line.insurer, line.language, line.group), line.other_language)
        for place, line in read_lines(path, _CaseLine)
    ]


def read_conversations(path: Path) -> list[Row]:
    """A row for each turn, "<id>.1" and on, whose history is the questions before it.

    Raises BadDataset naming file, line and field of every fault.
    """
    return [row for place, line in read_lines(path, _Conversation) for row in _turns(place, line)]


def _turns(place: Place, talk: _Conversation) -> Iterator[Row]:
    asked: tuple[str, ...] = ()
    for number, turn in enumerate(talk.turns, start=1):
        case = _case(turn, f"{talk.id}.{number}", talk.insurer, turn.language or talk.language, talk.group)
        yield _row(place, turn, replace(case, history=asked))
        asked = (*asked, turn.question)


def _row(place: Place, asked: _Asked, case: Case, other_language: str = "") -> Row:
    return Row(case, tuple(one.quote for one in asked.gold), other_language, place)


def _case(asked: _Asked, id: str, insurer: str | None, language: str, group: str) -> Case:
    return Case(
        id=id,
        insurer=insurer,
        question=asked.question,
        language=language,
        outcome=asked.outcome,
        also_outcomes=asked.also_outcomes,
        topic=asked.topic,
        also_topics=asked.also_topics,
        request_type=asked.request_type,
        facts=asked.facts,
        gold=tuple(GoldSpan(one.document, one.start, one.end) for one in asked.gold),
        forbidden=asked.forbidden,
        register=asked.register_,
        group=group,
    )
