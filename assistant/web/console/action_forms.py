"""What each action on a request asks of whoever takes it, and the action that comes of the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import ValidationError

from assistant.api import queue_actions as bodies
from assistant.catalogue import message
from assistant.errors import BadForm, Fault, MesdroitsError
from assistant.requests.actions import Action
from assistant.requests.intake import fields
from assistant.requests.intake.reading import Wrong
from assistant.requests.records import DECIDERS, REFUSALS, Actor, DecisionOutcome, IdentityMethod, Request

Kind = Literal["words", "line", "day", "choice", "tick"]


@dataclass(frozen=True)
class Field:
    """One thing to fill in; `options` are those of a choice."""

    name: str
    kind: Kind
    options: tuple[str, ...] = ()
    required: bool = True

    def option_label(self, option: str, language: str) -> str:
        """One of its options in words."""
        if self.name == "outcome":
            return message(language, f"lifecycle.outcome.{option}")
        return message(language, f"console_desk.option.{self.name}.{option}")


@dataclass(frozen=True)
class Form:
    """The fields of an action; `body` makes it."""

    body: type[bodies.ActionBody]
    fields: tuple[Field, ...] = ()


OUTCOMES: tuple[DecisionOutcome, ...] = get_args(DecisionOutcome)
FORMS: Mapping[str, Form] = {
    "assign": Form(bodies.AssignBody, (Field("to", "line"),)),
    "start": Form(bodies.StartBody),
    "ask_clarification": Form(bodies.AskClarificationBody, (Field("question", "words"),)),
    "clarify": Form(bodies.ReceiveClarificationBody, (Field("text", "words"),)),
    "ask_identity": Form(bodies.AskIdentityBody, (Field("doubt", "words"),)),
    "verify_identity": Form(
        bodies.VerifyIdentityBody,
        (Field("method", "choice", get_args(IdentityMethod)), Field("supplied_on", "day", required=False)),
    ),
    "extend": Form(
        bodies.ExtendBody,
        (
            Field("reason", "choice", ("complexity", "number")),
            Field("justification", "words"),
            Field("informed_on", "day"),
        ),
    ),
    "answer": Form(
        bodies.AnswerBody,
        (
            Field("outcome", "choice", OUTCOMES),
            Field("reasons", "words", required=False),
            Field("remedies_stated", "tick", required=False),
        ),
    ),
    "close": Form(bodies.CloseBody, (Field("note", "words", required=False),)),
    "withdraw": Form(bodies.WithdrawBody, (Field("note", "words"),)),
    "mark_duplicate": Form(bodies.DuplicateBody, (Field("of", "line"),)),
    "redirect": Form(bodies.RedirectBody, (Field("to", "line"),)),
}
"""In the order in which they are offered. Filing and purging are no part of the queue."""


def offered(allowed: Iterable[str]) -> list[str]:
    """The actions to choose from, of those that are allowed."""
    known = set(allowed)
    return [name for name in FORMS if name in known]


def outcomes(request: Request, actor: Actor) -> tuple[DecisionOutcome, ...]:
    """The answers that the actor can give: only deciders refuse, all there is while identity is awaited."""
    if request.state == "identity_requested":
        return ("refused",) if actor.role in DECIDERS else ()
    return tuple(one for one in OUTCOMES if one not in REFUSALS or actor.role in DECIDERS)


def field_label(name: str, field: str, language: str) -> str:
    """What a form calls a field of an action."""
    return message(language, f"console_desk.field.{name}.{field}")


def action_of(name: str, typed: Iterable[Any]) -> Action:
    """The action, from what was typed in its fields, in their order. Raises BadForm with every fault."""
    form = FORMS[name]
    faults: list[Fault] = []
    values = {
        field.name: value
        for field, given in zip(form.fields, typed, strict=True)
        if (value := _value(field, given, faults)) is not None
    }
    if faults:
        raise BadForm(faults)
    try:
        return form.body.model_validate(values).action()
    except ValidationError as error:
        raise BadForm([_fault(one) for one in error.errors()]) from error


def in_words(name: str, error: MesdroitsError, language: str) -> str:
    """Why an action was not taken: each field and what is wrong with it, else the refusal."""
    if not isinstance(error, BadForm):
        return error.detail(language)
    return " ".join(f"{field_label(name, one.field, language)} : {one.text(language)}" for one in error.faults)


def _value(field: Field, given: Any, faults: list[Fault]) -> Any:
    """What was typed as its body takes it; None for nothing."""
    if field.kind == "tick":
        return bool(given)
    text = str(given or "").strip()
    if not text:
        if field.required:
            faults.append(Fault(field.name, "missing"))
        return None
    return _day(field, text, faults) if field.kind == "day" else text


def _day(field: Field, text: str, faults: list[Fault]) -> dt.date | None:
    try:
        return fields.day(text)
    except Wrong as wrong:
        faults.append(Fault(field.name, wrong.code, tuple(wrong.values.items())))
        return None


def _fault(error: Mapping[str, Any]) -> Fault:
    """A fault of the body in the words of a form."""
    name = str(error["loc"][0])
    if error["type"] == "string_too_long":
        given = (("length", len(error["input"])), ("limit", error["ctx"]["max_length"]))
        return Fault(name, "too_long", given)
    return Fault(name, "hidden_characters" if error["type"] == "string_pattern_mismatch" else "unknown_choice")
