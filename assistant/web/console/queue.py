"""The queue of formal requests: what is urgent, one request whole, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.requests.queue_views import VIEWS
from assistant.requests.records import REQUEST_TYPES, STAFF, Actor
from assistant.web.console import action_forms as forms
from assistant.web.console.action_fields import action_form, fresh_values
from assistant.web.console.backstage import QUIET, Backstage, Tab
from assistant.web.console.components import row_list
from assistant.web.console.queue_rows import REFERENCE, headers, view_choices
from assistant.web.console.queue_work import Work

STATES = (
    "received",
    "in_progress",
    "identity_requested",
    "clarification_requested",
    "answered",
    "withdrawn",
    "duplicate",
    "redirected",
    "closed",
)
TEXT: dict[str, Any] = {"sanitize_html": True, "latex_delimiters": []}
_WIDTHS = ["20%", "26%", "13%", "18%", "13%", "10%"]
"""A reference fits on one line."""


def tab(gr: Any, back: Backstage) -> Tab:
    """The tab of the queue, for those who work on requests."""
    work, word, language = Work(back), back.word("console_desk"), back.language
    with gr.Tab(word("tab.queue"), id="queue", elem_classes="desk") as page:
        reference, revision = gr.State(""), gr.State(0)
        view = gr.Radio(
            view_choices(dict.fromkeys(VIEWS, 0), language),
            value="open",
            label=word("views"),
            elem_classes="desk-views",
        )
        with gr.Row(elem_classes=["desk-filters", "console-ask"]):
            insurer = gr.Dropdown([(word("filter.any"), "")], value="", label=word("filter.insurer"), min_width=140)
            kind = gr.Dropdown(_types(back), value="", label=word("filter.type"), min_width=140)
            state = gr.Dropdown(_states(back), value="", label=word("filter.state"), min_width=140)
            asked = gr.Textbox(
                label=word("open_label"), placeholder="MD-…", max_lines=1, max_length=60, min_width=180
            )
            go = gr.Button(word("open"), min_width=90, scale=0)
            refresh = gr.Button(word("refresh"), min_width=110, scale=0)
        with gr.Row(elem_classes="desk-panes"):
            with gr.Column(scale=3, min_width=700):
                said = gr.Markdown(elem_classes="desk-said", **TEXT)
                rows = row_list(gr, headers(language), _WIDTHS, 620)
            with gr.Column(scale=2, min_width=520):
                head = gr.Markdown(word("choose_one"), elem_classes="desk-case", **TEXT)
                again = gr.Button(word("send_again", count=0), visible=False)
                action = gr.Radio([], label=word("what_to_do"), visible=False, elem_classes="desk-actions")
                acting = {name: action_form(gr, back, name) for name in forms.FORMS}
                body = gr.Markdown(elem_classes="desk-case", **TEXT)

    filters, groups = [insurer, kind, state, view], [one.group for one in acting.values()]
    listed, case_parts = [insurer, view, rows, said], [reference, revision, head, body, action, again, *groups]
    hidden = [gr.update(visible=False)] * len(groups)

    def on(triggers: Any, do: Callable[..., Any], inputs: Any, outputs: Any) -> Any:
        return gr.on(triggers, back.handler(STAFF, do), inputs, outputs, **QUIET)

    def show(actor: Actor, wanted: str) -> tuple[Any, ...]:
        return (*work.shown(work.opened(actor, wanted)), *hidden)

    def choose(actor: Actor, wanted: str, name: str) -> list[Any]:
        case = work.opened(actor, wanted)
        return [
            update
            for one, form in acting.items()
            for update in (
                gr.update(visible=one == name),
                *fresh_values(gr, back, actor, case, form),
            )
        ]

    def do(name: str) -> Callable[..., Any]:
        def act(actor: Actor, wanted: str, seen: int, *values: Any) -> tuple[Any, ...]:
            chosen, typed = values[: len(filters)], values[len(filters) :]
            work.take(actor, wanted, seen, name, typed)
            return (*show(actor, wanted), *work.listed(actor, *chosen))

        return act

    def revive(actor: Actor, wanted: str, *chosen: Any) -> tuple[Any, ...]:
        work.send_again(actor, wanted)
        gr.Info(word("sent_again"))
        return (*show(actor, wanted), *work.listed(actor, *chosen))

    opening = back.handler(STAFF, show)

    def open_row(request: Any, event: Any) -> Any:
        return opening(request, event.row_value[REFERENCE])

    open_row.__annotations__ = {"request": gr.Request, "event": gr.SelectData}
    on([page.select, refresh.click, *(one.input for one in filters)], work.listed, filters, listed)
    on([go.click, asked.submit], show, [asked], case_parts)
    rows.select(open_row, None, case_parts, **QUIET)
    on(
        [action.input],
        choose,
        [reference, action],
        [part for one in acting.values() for part in (one.group, *one.fields)],
    )
    on([again.click], revive, [reference, *filters], [*case_parts, *listed])
    for name, form in acting.items():
        on([form.button.click], do(name), [reference, revision, *filters, *form.fields], [*case_parts, *listed])
    return Tab(page)


def _types(back: Backstage) -> list[tuple[str, str]]:
    every = (back.word("console_desk")("filter.any"), "")
    return [every, *((back.word("web")(f"request_{one}"), one) for one in REQUEST_TYPES)]


def _states(back: Backstage) -> list[tuple[str, str]]:
    every = (back.word("console_desk")("filter.open"), "")
    return [every, *((back.word("lifecycle")(f"state.{one}"), one) for one in STATES)]
