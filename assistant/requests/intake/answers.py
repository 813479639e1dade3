"""The answers to what each type of request asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from assistant.requests.intake import cleaning
from assistant.requests.intake.form import RequestForm
from assistant.requests.intake.questions import Answer, Question, questions
from assistant.requests.intake.reading import Reading
from assistant.requests.records import RequestType

_ALL = "all"
"""The option of a list that stands for every other."""


def answers(form: RequestForm, types: tuple[RequestType, ...], reading: Reading) -> dict[str, dict[str, Answer]]:
    """The answers by type and question, blank ones left out; a chosen list in the order of its options."""
    given = {type_: _filled(found) for type_, found in form.answers.items()}
    known: dict[str, set[str]] = {type_: {one.name for one in questions(type_)} for type_ in types}
    if any(found.keys() - known.get(type_, set()) for type_, found in given.items()):
        reading.fault("answers", "unknown_answer")
    found: dict[str, dict[str, Answer]] = {one: _of_type(one, given.get(one, {}), reading) for one in types}
    capacity = found.get("post_mortem", {}).get("capacity")
    if capacity and (capacity == "heir") != (form.role == "heir"):
        reading.fault("answers.post_mortem.capacity", "role_and_capacity")
    return found


def _filled(given: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    return {
        name: answer for name, answer in given.items() if (answer.strip() if isinstance(answer, str) else answer)
    }


def _of_type(type_: RequestType, given: Mapping[str, str | list[str]], reading: Reading) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for question in questions(type_):
        answer = given.get(question.name, "")
        if not question.asked(found):
            if answer:
                reading.fault(question.path, "answer_not_asked")
        elif value := _answer(question, answer, reading):
            found[question.name] = value
    return found


def _answer(question: Question, answer: str | list[str], reading: Reading) -> Answer:
    if not answer:
        if question.required:
            reading.fault(question.path, "missing")
        return ""
    if question.kind == "choices":
        return _chosen(question, [answer] if isinstance(answer, str) else answer, reading)
    if not isinstance(answer, str):
        reading.fault(question.path, "bad_choice")
        return ""
    if question.kind == "choice":
        return next(iter(_chosen(question, [answer], reading)), "")
    check = cleaning.flat_prose if question.kind == "text" else cleaning.prose
    return reading.words(question.path, answer, partial(check, limit=question.limit), question.required)


def _chosen(question: Question, answer: list[str], reading: Reading) -> tuple[str, ...]:
    if not set(answer) <= set(question.options):
        reading.fault(question.path, "bad_choice")
        return ()
    return (_ALL,) if _ALL in answer else tuple(one for one in question.options if one in answer)
