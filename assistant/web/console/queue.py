"""The queue of formal requests: what is urgent, one request whole, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from assistant.errors import MesdroitsError
from assistant.requests.casework import Case
from assistant.requests.records import REQUEST_TYPES, STAFF, Actor
from assistant.web.console import action_forms as forms
from assistant.web.console.backstage import QUIET, Backstage, Tab
from assistant.web.console.case_markup import case_html
from assistant.web.console.queue_rows import REFERENCE, VIEWS, Wanted, found, headers, table, view_choices

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
PARTS: tuple[Literal["head", "body"], ...] = ("head", "body")
TEXT: dict[str, Any] = {"sanitize_html": True, "latex_delimiters": []}
_WIDTHS = ["155px", "175px", "95px", "140px", "125px", "100px", "85px"]


@dataclass(frozen=True)
class _ActionForm:
    """An action's fields on the page, and the button that takes it."""

    group: Any
    fields: tuple[Any, ...]
    button: Any


@dataclass(frozen=True)
class Work:
    """What the events of the tab do, each for an actor whose session and role are known. Raises MesdroitsError."""

    back: Backstage

    def listed(self, actor: Actor, *chosen: Any) -> tuple[Any, ...]:
        """The insurers to choose from, the views with their numbers, the table, and how much it shows."""
        import gradio as gr

        insurer, kind, state, view = chosen
        wanted = Wanted(insurer or None, kind or None, state or None, view if view in VIEWS else "open")
        seen, language, word = found(self.back.desk, actor, wanted), self.back.language, self._word
        rows = table(seen.lines, self._names(), language)
        said = word("shown", count=len(seen.lines)) if seen.lines else word("nothing")
        export = f'<a href="{_export(wanted)}" target="_blank">{word("export")}</a>'
        insurers = [(word("filter.any"), ""), *self.back.choices(actor)]
        return (
            gr.update(choices=insurers),
            gr.update(choices=view_choices(seen.counts, language)),
            rows,
            f"{said} {export}",
        )

    def opened(self, actor: Actor, reference: str) -> Case:
        """A request within reach."""
        return self.back.desk.case(actor, str(reference or "").strip())

    def shown(self, case: Case) -> tuple[Any, ...]:
        """The reference to act on, the request whole, the actions allowed, and the e-mails to send again."""
        import gradio as gr

        allowed = [(self._action(name), name) for name in forms.offered(case.allowed)]
        lost = case.line.undelivered
        return (
            case.line.request.reference,
            *(case_html(case, self._names(), self.back.language, part) for part in PARTS),
            gr.update(choices=allowed, value=None, visible=bool(allowed)),
            gr.update(value=self._word("send_again", count=lost), visible=lost > 0),
        )

    def take(self, actor: Actor, reference: str, name: str, typed: Sequence[Any]) -> None:
        """Takes the action. Raises gr.Error with the reason in words, which stays until it is closed."""
        import html

        import gradio as gr

        try:
            self.back.desk.act(actor, reference, forms.action_of(name, typed))
        except MesdroitsError as error:
            said = forms.in_words(name, error, self.back.language)
            raise gr.Error(
                html.escape(said), duration=None, print_exception=False, title=self._word("not_done")
            ) from error
        gr.Info(self._word("done_now", action=self._action(name)), title=reference)

    def send_again(self, actor: Actor, reference: str) -> None:
        """Puts the request's e-mails that were given up on back into the outbox."""
        for one in self.back.desk.undelivered(actor):
            if one.reference == reference:
                self.back.desk.send_again(actor, one.id)

    def _action(self, name: str) -> str:
        return self.back.word("lifecycle")(f"action.{name}")

    def _names(self) -> dict[str, str]:
        return {one.id: one.name for one in self.back.engine.insurers()}

    @property
    def _word(self) -> Callable[..., str]:
        return self.back.word("console_desk")


def tab(gr: Any, back: Backstage) -> Tab:
    """The tab of the queue, for those who work on requests."""
    work, word, language = Work(back), back.word("console_desk"), back.language
    with gr.Tab(word("tab.queue"), id="queue", elem_classes="desk") as page:
        reference = gr.State("")
        view = gr.Radio(
            view_choices(dict.fromkeys(VIEWS, 0), language),
            value="open",
            label=word("views"),
            elem_classes="desk-views",
        )
        with gr.Row(elem_classes="desk-filters"):
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
                said = gr.Markdown(sanitize_html=True, elem_classes="desk-said")
                rows = gr.Dataframe(
                    headers=headers(language),
                    datatype="str",
                    interactive=False,
                    wrap=True,
                    show_label=False,
                    max_height=620,
                    column_widths=_WIDTHS,
                    buttons=[],
                    elem_classes="desk-rows",
                )
            with gr.Column(scale=2, min_width=520):
                head = gr.Markdown(word("choose_one"), elem_classes="desk-case", **TEXT)
                again = gr.Button(word("send_again", count=0), visible=False)
                action = gr.Radio([], label=word("what_to_do"), visible=False, elem_classes="desk-actions")
                acting = {name: _form(gr, back, name) for name in forms.FORMS}
                body = gr.Markdown(elem_classes="desk-case", **TEXT)

    filters, groups = [insurer, kind, state, view], [one.group for one in acting.values()]
    listed, case_parts = [insurer, view, rows, said], [reference, head, body, action, again, *groups]
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
            for update in (gr.update(visible=one == name), *_fresh(gr, back, actor, case, one, len(form.fields)))
        ]

    def do(name: str) -> Callable[..., Any]:
        def act(actor: Actor, wanted: str, *values: Any) -> tuple[Any, ...]:
            chosen, typed = values[: len(filters)], values[len(filters) :]
            work.take(actor, wanted, name, typed)
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
        on([form.button.click], do(name), [reference, *filters, *form.fields], [*case_parts, *listed])
    return Tab(page)


def _export(wanted: Wanted) -> str:
    """The address of the same part of the queue as a file."""
    given = {"insurer": wanted.insurer, "type": wanted.type, "state": wanted.state}
    return f"/desk/queue.csv?{urlencode({name: value for name, value in given.items() if value})}"


def _types(back: Backstage) -> list[tuple[str, str]]:
    every = (back.word("console_desk")("filter.any"), "")
    return [every, *((back.word("web")(f"request_{one}"), one) for one in REQUEST_TYPES)]


def _states(back: Backstage) -> list[tuple[str, str]]:
    every = (back.word("console_desk")("filter.open"), "")
    return [every, *((back.word("lifecycle")(f"state.{one}"), one) for one in STATES)]


def _form(gr: Any, back: Backstage, name: str) -> _ActionForm:
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
    return _ActionForm(group, fields, button)


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


def _fresh(gr: Any, back: Backstage, actor: Actor, case: Case, name: str, count: int) -> list[Any]:
    """What the fields of an action start from: whoever acts takes charge, and is offered what they can decide."""
    if name == "assign":
        return [actor.name]
    if name == "answer":
        outcome, *_ = forms.FORMS[name].fields
        offered = forms.outcomes(case.line.request, actor)
        return [gr.update(choices=_options(back, outcome, offered), value=None), "", False]
    return [None] * count
