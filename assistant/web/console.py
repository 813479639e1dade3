"""The agents' console: one question put to several insurers, with the passages retrieved for each."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from assistant.catalogue import long_date
from assistant.errors import MesdroitsError
from assistant.web.console_shield import ConsoleShield
from assistant.web.rendering import STATIC, templates, words
from ingest.changes import Changes, word_changes
from ingest.labels import label
from ingest.readable import readable

if TYPE_CHECKING:
    from assistant.engine import Engine, InsurerView

PATH = "/console"
LANGUAGE = "fr"
PASSAGES = 8
SCORES = ("dense", "sentence", "lexical", "keywords", "statement", "evidence")
FONTS = ["system-ui", "Segoe UI", "Roboto", "Liberation Sans", "Arial", "sans-serif"]
COLOURS = {
    "button_primary_background_fill": "#0b5563",
    "button_primary_background_fill_dark": "#0b5563",
    "button_primary_background_fill_hover": "#073d48",
    "button_primary_background_fill_hover_dark": "#073d48",
    "block_info_text_color": "*neutral_600",
    "block_info_text_color_dark": "*neutral_300",
}

log = logging.getLogger(__name__)


def mount_console(app: FastAPI, engine: Engine) -> None:
    """Serves the console of `engine` at /console."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    import gradio as gr

    font = [gr.themes.Font(name) for name in FONTS]
    spoken = {"common.complete": words(LANGUAGE)("console_done")}  # Gradio 6 announces its own key instead
    theme = gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=font, font_mono=font).set(**COLOURS)
    gr.mount_gradio_app(
        app,
        _blocks(gr, engine),
        PATH,
        theme=theme,
        css_paths=STATIC / "console.css",
        show_error=False,
        ssr_mode=False,
        footer_links=[],
        run_history=False,
        i18n=gr.I18n(fr=spoken, en=spoken),
        enable_monitoring=False,
    )
    app.add_middleware(ConsoleShield, path=PATH, language=LANGUAGE)


def _blocks(gr: Any, engine: Engine) -> Any:
    t = words(LANGUAGE)
    columns = [t(f"console_column_{name}") for name in ("insurer", "section", "score")]
    headers = [*columns, *(t(f"console_score_{name}") for name in SCORES), t("console_column_text")]
    with gr.Blocks(title=t("console_title"), analytics_enabled=False) as blocks:
        gr.Markdown(f"# {t('console_heading')}\n\n{t('console_intro')}", sanitize_html=True)
        with gr.Row():
            insurers = gr.Dropdown(
                _choices(engine),
                label=t("console_insurers"),
                info=t("console_insurers_info"),
                multiselect=True,
                scale=2,
            )
            question = gr.Textbox(
                label=t("console_question"), placeholder=t("console_placeholder"), max_lines=4, scale=3
            )
        button = gr.Button(t("console_ask"), variant="primary")
        gr.Markdown(f"## {t('console_answers')}", sanitize_html=True)
        answers = gr.Markdown(
            t("console_empty"), sanitize_html=True, latex_delimiters=[], elem_classes="console-answers"
        )
        gr.Markdown(f"## {t('console_passages')}\n\n{t('console_passages_info')}", sanitize_html=True)
        passages = gr.Dataframe(
            headers=headers,
            datatype="str",
            interactive=False,
            wrap=True,
            show_label=False,
            column_widths=["90px", "130px", *["80px"] * (1 + len(SCORES)), "400px"],
        )

        def ask(chosen: list[str], text: str) -> tuple[str, list[list[str]]]:
            return consult(engine, chosen, text)

        blocks.load(
            lambda: gr.update(choices=_choices(engine)),  # an insurer published since the start is offered too
            outputs=insurers,
            concurrency_limit=None,
            api_visibility="private",
        )
        gr.on(
            [button.click, question.submit],
            ask,
            [insurers, question],
            [answers, passages],
            concurrency_limit=None,
            api_visibility="private",
        )
    return blocks


def _choices(engine: Engine) -> list[tuple[str, str]]:
    return [(insurer.name, insurer.id) for insurer in engine.insurers()]


def consult(engine: Engine, chosen: list[str], question: str) -> tuple[str, list[list[str]]]:
    """The answers as HTML, and the rows of the passages table, for the insurers chosen (none chosen: all)."""
    if not question.strip():
        return words(LANGUAGE)("question_empty"), []
    insurers = [insurer for insurer in engine.insurers() if not chosen or insurer.id in chosen]
    answers = [_answer(engine, insurer, question) for insurer in insurers]
    rows = [row for insurer in insurers for row in _rows(engine, insurer, question)]
    return f'<div class="console-grid">{"".join(answers)}</div>', rows


def _answer(engine: Engine, insurer: InsurerView, question: str) -> str:
    """One insurer's reply; the error of one insurer never hides the others."""
    try:
        reply, failure = engine.ask(insurer.id, question, None, None), ""
    except MesdroitsError as error:
        log.warning("console: %s refused the question (%s)", insurer.id, type(error).__name__)
        reply, failure = None, error.detail(LANGUAGE)
    template = templates().get_template("console_answer.html")
    html = template.render(
        t=words(LANGUAGE),
        insurer=insurer,
        reply=reply,
        failure=failure,
        changed=list(_changed(engine, insurer)),
        label=label,
        readable=readable,
        word_changes=word_changes,
    )
    return "".join(line.strip() for line in html.splitlines())  # a blank line would end the HTML block of Markdown


def _changed(engine: Engine, insurer: InsurerView) -> Iterator[tuple[str, Changes]]:
    """For each document in service that was changed since it was first published: the day, and what changed."""
    try:
        for one in engine.documents(insurer.id):
            if one.current and one.changed_on and (changes := engine.changes(insurer.id, one)):
                yield long_date(LANGUAGE, one.changed_on), changes
    except MesdroitsError as error:
        log.warning("console: no versions of %s (%s)", insurer.id, type(error).__name__)


def _rows(engine: Engine, insurer: InsurerView, question: str) -> list[list[str]]:
    try:
        passages = engine.search(insurer.id, question, PASSAGES)
    except MesdroitsError:
        return []
    return [
        [
            insurer.name,
            passage.section,
            f"{passage.score:.2f}",
            *(f"{passage.scores[name]:.2f}" if name in passage.scores else "–" for name in SCORES),
            passage.text,
        ]
        for passage in passages
    ]
