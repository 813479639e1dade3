"""One insurer, one question: what to say on the phone, the whole answer, and the passages it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from assistant.errors import EmptyQuestion
from assistant.reply import Reply
from assistant.requests.records import STAFF, Actor
from assistant.web.answers.markup import AnswerLinks, answer_html, plain_text, question_html
from assistant.web.answers.prose import plain
from assistant.web.answers.text import BESIDE
from assistant.web.console.backstage import CONSOLE_ROLES, QUIET, SHOWN, Backstage, Tab, allowed
from assistant.web.console.components import question_fields
from assistant.web.console.reasons import reasons_html
from assistant.web.console.showing import html_block

SENTENCES = 4
CHARACTERS = 600
"""What an agent reads aloud before the caller has to ask for more: at most so many of each."""
LINKS = AnswerLinks(target="_blank")
_NUMBER = re.compile(r"(?<=« )\d+(?:\.\d+)*\.?\s+(?=[A-ZÀ-Ý])")
"""The number of a section at the head of a quote, which nobody says on the phone."""
_END = re.compile(r"(?<=[.!?…»])\s+(?=[A-ZÀ-Ý«\"])|\n+")


@dataclass(frozen=True)
class Asked:
    """What the tab shows of an answer."""

    reply: Reply
    page: str
    """The conversation as HTML, the latest answer first."""
    phone: str
    reasons: str


def ask(back: Backstage, actor: Actor, insurer: str | None, question: str, conversation: str | None) -> Asked:
    """The answer of one insurer. Raises NotAllowed for an insurer out of reach, and as `Engine.ask` does."""
    if not insurer or not question.strip():
        raise EmptyQuestion
    allowed(actor, CONSOLE_ROLES, insurer)
    earlier = back.engine.exchanges.conversation(conversation) if conversation else ()
    reply = back.engine.ask(insurer, question, None, conversation, interface_language=back.language)
    names = {one.id: one.name for one in back.insurers(actor)}
    answers = [(question, reply), *((one.question, one.reply) for one in reversed(earlier))]
    page = back.render(
        "console_asking.html",
        answers=[
            (
                question_html(said, back.language),
                answer_html(
                    replace(one, suggestions=()), language=back.language, names=names, links=LINKS, said=said
                ),
            )
            for said, one in answers
        ],
    )
    return Asked(reply, page, phone_text(reply, back.language, names), reasons_html(back, reply))


def phone_text(reply: Reply, language: str, names: dict[str, str]) -> str:
    """What to say to a caller: the first sentences of the answer, the notices beside them, then their sources."""
    short = _NUMBER.sub("", opening(reply.answer))
    cited = tuple(one for one in reply.citations if f"[{one.marker}]" in short)
    beside = tuple(one for one in reply.notices if one.code in BESIDE)
    return plain_text(replace(reply, answer=short, citations=cited, notices=beside), language, names)


def opening(answer: str) -> str:
    """The first sentences of an answer, whole ones, within `SENTENCES` and `CHARACTERS`; the first in any case."""
    taken: list[str] = []
    for sentence in _END.split(answer):
        fits = len(taken) < SENTENCES and sum(map(len, taken)) + len(plain(sentence)) <= CHARACTERS
        if taken and not fits:
            return " ".join(taken) + " […]"
        taken.append(sentence)
    return " ".join(taken)


def tab(gr: Any, back: Backstage) -> Tab:
    """The tab: insurer and question above, what to say beside the whole answer, the reasons below."""
    t = back.word()
    with gr.Tab(t("asking.tab"), id="asking") as made:
        with gr.Row(elem_classes="console-ask"):
            insurer, question = question_fields(gr, back)
            send = gr.Button(t("asking.send"), variant="primary", scale=1, min_width=120)
            anew = gr.Button(t("asking.anew"), scale=1, min_width=120)
        with gr.Row():
            with gr.Column(scale=4, min_width=340):
                phone = gr.Textbox(
                    label=t("asking.phone"),
                    info=t("asking.phone_info"),
                    interactive=False,
                    lines=9,
                    max_lines=24,
                    buttons=["copy"],
                    elem_classes="console-phone",
                )
                near = gr.Radio([], label=t("asking.near"), visible=False)
                leave = gr.Button(t("asking.file"), visible=False)
            with gr.Column(scale=7, min_width=400):
                answer = html_block(gr, t("asking.empty"))
        with gr.Accordion(t("asking.reasons"), open=False):
            reasons = html_block(gr)
        conversation, about, types = gr.State(None), gr.State(None), gr.State([])

        def handle(actor: Actor, chosen: str | None, text: str, under_way: str | None) -> list[Any]:
            asked = ask(back, actor, chosen, text, under_way)
            offered = list(asked.reply.suggestions)
            handoff = asked.reply.handoff
            return [
                asked.page,
                asked.phone,
                asked.reasons,
                asked.reply.conversation_id,
                chosen,
                list(handoff.request_types) if handoff else [],
                gr.update(visible=actor.role in STAFF),
                gr.update(choices=offered, value=None, visible=bool(offered)),
                "",
            ]

        def begin(_: Actor) -> list[Any]:
            hidden = gr.update(visible=False)
            return ["", "", "", None, None, [], hidden, gr.update(choices=[], value=None, visible=False)]

        def begin_anew(actor: Actor) -> list[Any]:
            return [*begin(actor), ""]

        shown = [answer, phone, reasons, conversation, about, types, leave, near, question]
        asked_by = [insurer, question, conversation]
        gr.on([send.click, question.submit], back.handler(CONSOLE_ROLES, handle), asked_by, shown, **SHOWN)
        near.input(back.handler(CONSOLE_ROLES, handle), [insurer, near, conversation], shown, **SHOWN)
        # Choosing an insurer leaves the question alone: it may be typed before the reply arrives.
        insurer.input(back.handler(CONSOLE_ROLES, begin), None, shown[:-1], **QUIET)
        anew.click(back.handler(CONSOLE_ROLES, begin_anew), None, shown, **QUIET)
    return Tab(made, choices=(insurer,), leave=leave, filled=(about, types))
