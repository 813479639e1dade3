"""Filing for whoever calls or writes: what is asked is chosen here, and the form opens beside the console."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from assistant.requests.records import REQUEST_TYPES, REQUESTER_ROLES, STAFF, Actor
from assistant.web.console.backstage import QUIET, Backstage, Tab


def form_address(insurer: str | None, types: Sequence[str], role: str, language: str) -> str:
    """The address of the agents' form, with what is known already. Nothing of it is personal."""
    given = [("insurer", insurer or ""), *(("type", one) for one in types), ("for", role), ("lang", language)]
    return f"/desk/new?{urlencode(given)}"


def tab(gr: Any, back: Backstage) -> Tab:
    """The tab of filing, for those who work on requests; an answer leads there with what was asked."""
    word = back.word("console_desk")
    with gr.Tab(word("tab.filing"), id="filing", elem_classes="desk") as page:
        gr.Markdown(word("filing_intro"), sanitize_html=True)
        with gr.Row():
            insurer = gr.Dropdown([], label=word("filter.insurer"), min_width=240)
            role = gr.Radio(
                [(word(f"caller.{one}"), one) for one in REQUESTER_ROLES],
                value="self",
                label=word("who_calls"),
                scale=2,
            )
        types = gr.CheckboxGroup(
            [(back.word("web")(f"request_{one}"), one) for one in REQUEST_TYPES], label=word("what_is_asked")
        )
        opening = gr.Button(
            word("open_form"),
            variant="primary",
            link=form_address(None, (), "self", back.language),
            link_target="_blank",
        )

    def lead(_: Actor, insurer: str | None, types: list[str], role: str) -> Any:
        return gr.update(link=form_address(insurer, types, role, back.language))

    chosen = [insurer, types, role]
    gr.on([one.change for one in chosen], back.handler(STAFF, lead), chosen, opening, **QUIET)
    return Tab(page, prefill=(insurer, types), choices=(insurer,))
