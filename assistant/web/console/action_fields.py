"""The fields of each action on a request, as components of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.requests.casework import Case
from assistant.requests.records import Actor
from assistant.web.console import action_forms as forms
from assistant.web.console.backstage import Backstage


@dataclass(frozen=True)
class ActionForm:
    """An action's fields on the page, and the button that takes it."""

    name: str
    group: Any
    fields: tuple[Any, ...]
    button: Any


def action_form(gr: Any, back: Backstage, name: str) -> ActionForm:
    """The fields of an action, hidden until it is chosen."""
    word = back.word("console_desk")
    with gr.Group(visible=False, elem_classes="desk-form") as group:
        if name == "answer":
            gr.Markdown(word("answer_info"), sanitize_html=True)
        fields = tuple(_field(gr, back, name, one) for one in forms.FORMS[name].fields)
        button = gr.Button(
            word("confirm", action=back.word("lifecycle")(f"action.{name}")),
            variant="primary",
            elem_classes=f"act-{name}",
        )
    return ActionForm(name, group, fields, button)


def _field(gr: Any, back: Backstage, action: str, field: forms.Field) -> Any:
    label = forms.field_label(action, field.name, back.language)
    if field.kind == "tick":
        return gr.Checkbox(label=label)
    if field.kind == "choice":
        return gr.Radio(_options(back, field, field.options), label=label)
    info = back.word("console_desk")("day_info") if field.kind == "day" else None
    return gr.Textbox(
        label=label, info=info, lines=3 if field.kind == "words" else 1, max_lines=12, max_length=10_000
    )


def _options(back: Backstage, field: forms.Field, options: Sequence[str]) -> list[tuple[str, str]]:
    return [(field.option_label(one, back.language), one) for one in options]


def fresh_values(gr: Any, back: Backstage, actor: Actor, case: Case, form: ActionForm) -> list[Any]:
    """What the fields of an action start from: whoever acts takes charge, and is offered what they can decide."""
    if form.name == "assign":
        return [actor.name]
    if form.name == "answer":
        outcome, *_ = forms.FORMS[form.name].fields
        offered = forms.outcomes(case.line.request, actor)
        return [gr.update(choices=_options(back, outcome, offered), value=None), "", False]
    return [None] * len(form.fields)
