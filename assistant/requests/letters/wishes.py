"""What is asked of the insurer, in full sentences: a paragraph for each type and a line for each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.catalogue import message
from assistant.requests.intake.questions import Answer, Question, questions
from assistant.requests.proposal.basis import ground_of
from assistant.requests.records import PersonalFile, RequestType

UNSAID = frozenset(
    {
        ("access", "scope", "some"),
        ("erasure", "scope", "some"),
        ("erasure", "minor", "no"),
        ("automated_decision", "review", "no"),
        ("portability", "to", "recipient"),
        ("post_mortem", "capacity", "oneself"),
        ("post_mortem", "capacity", "heir"),
    }
)
"""Answers without a line of their own: another line, or the paragraph, says the same, or nothing is asked."""


@dataclass(frozen=True)
class Wish:
    """One type of a request, in words."""

    name: str
    """The right in a few words, in lower case."""
    article: str
    ask: str
    """The paragraph that asks."""
    answers: tuple[str, ...]


def wishes(file: PersonalFile, types: tuple[RequestType, ...], language: str) -> tuple[Wish, ...]:
    """What a request asks, type by type, in their order."""
    return tuple(_wish(file, one, language) for one in types)


def _wish(file: PersonalFile, type_: RequestType, language: str) -> Wish:
    given = _given(file, type_)
    return Wish(
        name=message(language, f"letter.name.{type_}"),
        article=message(language, f"letter.article.{ground_of(type_, file.role, file.answers)}"),
        ask=_ask(file, type_, language),
        answers=tuple(_said(one, given[one.name], language) for one in questions(type_) if _says(one, given)),
    )


def _given(file: PersonalFile, type_: RequestType) -> Mapping[str, Answer]:
    """The answers to the type's questions. That the data are a minor's grounds nothing for heirs."""
    given = file.answers.get(type_, {})
    return {name: one for name, one in given.items() if file.role != "heir" or name != "minor"}


def _ask(file: PersonalFile, type_: RequestType, language: str) -> str:
    who = "self" if file.role == "self" else "other"
    blanks = {
        one: message(language, f"letter.{one}_{who}", subject=file.subject.name)
        for one in ("whose", "of_whose", "about")
    }
    if file.role == "heir":
        asked = message(language, f"letter.ask_heir.{type_}", **blanks)
        return message(language, "letter.ask_heir.under", ask=asked)
    return message(language, f"letter.ask.{type_}", **blanks)


def _says(question: Question, given: Mapping[str, Answer]) -> bool:
    answer = given.get(question.name)
    return bool(answer) and (question.type, question.name, answer) not in UNSAID


def _said(question: Question, answer: Answer, language: str) -> str:
    """An answer as a line: a text after its label, a choice as the catalogue says it."""
    key = f"letter.said.{question.type}.{question.name}"
    if question.kind == "choice":
        return message(language, f"{key}_{answer}")
    if question.kind == "choices":
        answer = ", ".join(message(language, f"{key}_{one}") for one in answer)
    return message(language, key, value=answer)
