"""Several insurers side by side: what each policy states, and what each answers to one question."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.catalogue import long_date
from assistant.errors import BadRequest, EmptyQuestion, MesdroitsError
from assistant.requests.deadlines import today_in_paris
from assistant.requests.records import Actor
from assistant.web.answers.markup import AnswerLinks, answer_html, failure_html
from assistant.web.console.backstage import CONSOLE_ROLES, SHOWN, Backstage, Tab, allowed
from assistant.web.console.fact_matrix import QUESTIONS, Column, column
from assistant.web.console.showing import html_block

if TYPE_CHECKING:
    from assistant.engine import InsurerView

MOST = 8
"""Insurers side by side at most."""
USUAL = 5
"""How many are shown where none was chosen."""
_SHOWN = 3
"""Statements of a cell that are seen without opening it."""
LINKS = AnswerLinks(target="_blank")

log = logging.getLogger(__name__)


def chosen_of(back: Backstage, actor: Actor, chosen: Sequence[str]) -> list[InsurerView]:
    """The insurers chosen, in the order of their names; none chosen: the first ones of the account.

    Raises NotAllowed when one is out of reach, BadRequest for more than `MOST`.
    """
    for insurer in chosen:
        allowed(actor, CONSOLE_ROLES, insurer)
    if len(chosen) > MOST:
        raise BadRequest(faults=f"insurers (> {MOST})")
    known = back.insurers(actor)
    return [one for one in known if one.id in chosen] if chosen else known[:USUAL]


def matrix_html(back: Backstage, actor: Actor, chosen: Sequence[str]) -> str:
    """What the policies state, as a table, under a chart of how much, how long and since when."""
    columns = [_column(back, one) for one in chosen_of(back, actor, chosen)]
    return back.render(
        "console_matrix.html",
        columns=columns,
        questions=QUESTIONS,
        long_date=long_date,
        shown=_SHOWN,
        today=today_in_paris(dt.datetime.now(dt.UTC)),
        longest=max((one.longest or 0 for one in columns), default=0) or 1,
    )


def _column(back: Backstage, insurer: InsurerView) -> Column:
    """One insurer's column; its failure never hides the others."""
    try:
        documents = back.engine.insurer(insurer.id).index.release.release.documents
    except MesdroitsError as error:
        return Column(insurer.id, insurer.name, failure=error.detail(back.language))
    return column(insurer.id, insurer.name, documents, back.language)


def answers_html(back: Backstage, actor: Actor, chosen: Sequence[str], question: str) -> str:
    """The answers to one question, side by side; the error of one insurer stands in its place."""
    if not question.strip():
        raise EmptyQuestion
    asked = [(one.name, *_answer(back, actor, one, question)) for one in chosen_of(back, actor, chosen)]
    return back.render("console_answers.html", question=question, asked=asked)


def _answer(back: Backstage, actor: Actor, insurer: InsurerView, question: str) -> tuple[str, str]:
    """The outcome and the answer as HTML."""
    names = {one.id: one.name for one in back.insurers(actor)}
    try:
        reply = back.engine.ask(insurer.id, question, None, None, interface_language=back.language)
    except MesdroitsError as error:
        log.warning("console: %s refused the question (%s)", insurer.id, type(error).__name__)
        return "failed", failure_html(error.detail(back.language), back.language)
    answer = replace(reply, suggestions=())
    return reply.outcome, answer_html(answer, language=back.language, names=names, links=LINKS, said=question)


def tab(gr: Any, back: Backstage) -> Tab:
    """The tab: the insurers above, one question to all of them, and what their policies state."""
    t = back.word()
    with gr.Tab(t("comparing.tab"), id="comparing") as made:
        insurers = gr.Dropdown(
            [],
            label=t("comparing.insurers"),
            info=t("comparing.insurers_info", usual=USUAL, most=MOST),
            multiselect=True,
            max_choices=MOST,
        )
        with gr.Row(elem_classes="console-ask"):
            question = gr.Textbox(
                label=t("comparing.question"), placeholder=t("asking.example"), max_lines=4, scale=6
            )
            send = gr.Button(t("comparing.send"), variant="primary", scale=1, min_width=160)
            facts = gr.Button(t("comparing.facts"), scale=1, min_width=160)
        shown = html_block(gr, t("comparing.empty"))

        def compare(actor: Actor, chosen: list[str] | None, text: str) -> str:
            return answers_html(back, actor, chosen or [], text)

        def state(actor: Actor, chosen: list[str] | None) -> str:
            return matrix_html(back, actor, chosen or [])

        asked = back.handler(CONSOLE_ROLES, compare)
        gr.on([send.click, question.submit], asked, [insurers, question], shown, **SHOWN)
        facts.click(back.handler(CONSOLE_ROLES, state), insurers, shown, **SHOWN)
    return Tab(made, choices=(insurers,))
