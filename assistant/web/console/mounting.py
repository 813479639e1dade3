"""The pages of the console: one in French, one in English, each with the tabs of the account's role."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fastapi import FastAPI, Request

from assistant.requests.records import STAFF, Actor, Role
from assistant.web.console import asking, comparing, evaluation, filing, flagged, playground, queue
from assistant.web.console.backstage import CONSOLE_ROLES, EVALUATORS, QUIET, Backstage, Tab
from assistant.web.console.heading import heading
from assistant.web.console.shield import ACCOUNT, ENGLISH, ConsoleShield
from assistant.web.console.showing import html_block
from assistant.web.rendering import static_url

PATH = "/console"
FONTS = ["system-ui", "Segoe UI", "Roboto", "Liberation Sans", "Arial", "sans-serif"]
COLOURS = {
    "button_primary_background_fill": "#0b5563",
    "button_primary_background_fill_dark": "#0b5563",
    "button_primary_background_fill_hover": "#073d48",
    "button_primary_background_fill_hover_dark": "#073d48",
    "block_info_text_color": "*neutral_600",
    "block_info_text_color_dark": "*neutral_300",
}
STYLES = ("answer.css", "console.css", "console_desk.css")
"""Static files, linked so that Gradio does not rewrite them."""


@dataclass(frozen=True)
class Entry:
    """A tab of the page. `make(gr, back)` is called inside the page; `name` is its id, which other tabs select."""

    name: str
    roles: frozenset[Role]
    make: Callable[[Any, Backstage], Tab]


ENTRIES: tuple[Entry, ...] = (
    Entry("asking", CONSOLE_ROLES, asking.tab),
    Entry("comparing", CONSOLE_ROLES, comparing.tab),
    Entry("queue", STAFF, queue.tab),
    Entry("filing", STAFF, filing.tab),
    Entry("flagged", flagged.READERS, flagged.tab),
    Entry("evaluation", EVALUATORS, evaluation.tab),
    Entry("playground", EVALUATORS, playground.tab),
)


def mount_console(app: FastAPI, back: Backstage) -> None:
    """Serves the console at /console in French and at /console/en in English, to signed-in accounts only."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    import gradio as gr

    app.include_router(evaluation.report_router(back))
    for language, path in (("en", PATH + ENGLISH), ("fr", PATH)):  # the longer path has to be tried first
        _mount(gr, app, replace(back, language=language), path)
    app.add_middleware(ConsoleShield, path=PATH, actor_of=lambda cookie: back.sessions.current(cookie).actor)


def _mount(gr: Any, app: FastAPI, back: Backstage, path: str) -> None:
    font = [gr.themes.Font(name) for name in FONTS]
    spoken = {"common.complete": back.word()("done")}  # Gradio 6 announces its own key instead
    gr.mount_gradio_app(
        app,
        page(gr, back),
        path,
        auth_dependency=_account,
        theme=gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=font, font_mono=font).set(**COLOURS),
        head="".join(f'<link rel="stylesheet" href="{static_url(name)}">' for name in STYLES),
        show_error=False,
        ssr_mode=False,
        footer_links=[],
        run_history=False,
        i18n=gr.I18n(fr=spoken, en=spoken),
        enable_monitoring=False,
    )


def _account(request: Request) -> str | None:
    """The account that the shield let through, for Gradio's own check."""
    name = request.scope.get(ACCOUNT)
    return str(name) if name else None


def page(gr: Any, back: Backstage) -> Any:
    """The page with every tab; when it opens, those of other roles are hidden and the lists are filled."""
    with gr.Blocks(title=back.word()("title"), analytics_enabled=False) as blocks:
        top = html_block(gr)
        with gr.Tabs(elem_classes="console-tabs") as tabs:
            made = {entry.name: entry.make(gr, back) for entry in ENTRIES}
        for entry in ENTRIES:  # Gradio shows a tab when told to, and does not hide one that was shown
            made[entry.name].tab.visible = entry.roles >= CONSOLE_ROLES
        lists = [one for tab in made.values() for one in tab.choices]

        def open_page(actor: Actor) -> list[Any]:
            choices = back.choices(actor)
            chosen = choices[0][1] if len(choices) == 1 else None
            return [
                heading(back, actor),
                *(gr.update(visible=actor.role in entry.roles) for entry in ENTRIES),
                *(gr.update(choices=choices, **_chosen(one, chosen)) for one in lists),
            ]

        blocks.load(
            back.handler(CONSOLE_ROLES, open_page),
            outputs=[top, *(tab.tab for tab in made.values()), *lists],
            **QUIET,
        )
        _lead_to_filing(gr, back, tabs, made)
    return blocks


def _chosen(dropdown: Any, only: str | None) -> dict[str, Any]:
    """The only insurer of an account is chosen already."""
    return {} if only is None else {"value": [only] if dropdown.multiselect else only}


def _lead_to_filing(gr: Any, back: Backstage, tabs: Any, made: dict[str, Tab]) -> None:
    """The button of an answer that leads to the filing tab, its insurer and types of request filled in."""
    asked, filing = made["asking"], made["filing"]

    def lead(_: Actor, *values: Any) -> list[Any]:
        return [gr.update(selected="filing"), *values]

    asked.leave.click(back.handler(STAFF, lead), [*asked.filled], [tabs, *filing.prefill], **QUIET)
