"""What each type of request asks the member, from `assistant/data/request_questions.toml`; its words are in the
catalogue "form".
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.catalogue import keys, message
from assistant.requests.records import REQUEST_TYPES, RequestType

TEXT_LIMIT = 200
"""Characters of an answer on one line."""
LONG_TEXT_LIMIT = 4_000
"""Characters of a free text."""

QuestionKind = Literal["text", "long_text", "choice", "choices"]
Answer = str | tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """Met where the answer to `question` is one of `options`."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question about a type of request. `options` are those of a "choice" (one) or of "choices" (one or more)."""

    type: RequestType
    name: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    required: bool = False
    """Whether it must be answered, where it is asked."""
    depends: Condition | None = None
    """When it is asked; None for always."""

    @property
    def path(self) -> str:
        """Its field in a form, as faults name it."""
        return f"answers.{self.type}.{self.name}"

    @property
    def limit(self) -> int:
        """Characters of a text at most."""
        return LONG_TEXT_LIMIT if self.kind == "long_text" else TEXT_LIMIT

    def asked(self, answers: Mapping[str, Answer]) -> bool:
        """Whether it is asked, given the answers of the type so far."""
        return self.depends is None or answers.get(self.depends.question) in self.depends.options

    def label(self, language: str) -> str:
        """The question in words."""
        return message(language, f"form.question.{self.type}.{self.name}")

    def hint(self, language: str) -> str:
        """What helps to answer it; "" where nothing is needed."""
        key = f"form.hint.question.{self.type}.{self.name}"
        return message(language, key) if key in keys(language) else ""

    def option_label(self, option: str, language: str) -> str:
        """One of its options in words."""
        return message(language, f"form.option.{self.type}.{self.name}.{option}")


def questions(type_: RequestType) -> tuple[Question, ...]:
    """The questions of a type, in their order; a question never comes before one it depends on."""
    return _questions()[type_]


def takes_details(types: Collection[RequestType]) -> bool:
    """Whether a request of these types has room for free words: objecting to marketing alone asks for no reason."""
    return any(one != "marketing_objection" for one in types)


def field_label(path: str, language: str) -> str:
    """The label of a field as faults name it: "subject.email", "answers.erasure.scope".

    Raises KeyError when there is no such field.
    """
    kind, _, rest = path.partition(".")
    return message(language, f"form.question.{rest}" if kind == "answers" and rest else f"form.label.{path}")


@cache
def _questions() -> dict[RequestType, tuple[Question, ...]]:
    data = files("assistant") / "data" / "request_questions.toml"
    tables = tomllib.loads(data.read_text(encoding="utf-8"))
    return {type_: tuple(_question(type_, **table) for table in tables[type_]) for type_ in REQUEST_TYPES}


def _question(
    type_: RequestType, *, options: tuple[str, ...] = (), depends: dict[str, Any] | None = None, **table: Any
) -> Question:
    condition = Condition(depends["question"], tuple(depends["options"])) if depends else None
    return Question(type_, options=tuple(options), depends=condition, **table)
