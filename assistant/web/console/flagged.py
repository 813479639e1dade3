"""Answers that members found not useful: how many by insurer, each in turn, and who looked at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from assistant.errors import UnknownMessage
from assistant.feedback.records import FeedbackItem
from assistant.requests.records import Actor, Role
from assistant.web.console.backstage import QUIET, Backstage, Tab
from assistant.web.console.case_markup import flat, moment
from assistant.web.console.components import row_list
from assistant.web.inline_markup import emphasis_markup
from assistant.web.rendering import templates

READERS: frozenset[Role] = frozenset({"supervisor", "dpo", "evaluator", "administrator"})
"""Who reads what members say of answers; the box of feedback checks it again."""
DAYS = 30
COLUMNS = ("at", "insurer", "reason", "outcome", "shared", "seen")
_WIDTHS = ["18%", "15%", "19%", "22%", "13%", "13%"]
"""The longest word of a reason fits on one line."""


@dataclass(frozen=True)
class Reading:
    """What the events of the tab do, for an actor whose role is known. Raises MesdroitsError."""

    back: Backstage

    def listed(self, actor: Actor, every: bool) -> tuple[dict[str, Any], list[str], str]:
        """The table, the ids of its lines, and the counts of the last days."""
        items = self.back.feedback.flagged(actor, unseen_only=not every)
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=DAYS)
        counts = self.back.feedback.counts(actor, since)
        data = {"headers": self.headers, "data": [self._row(one) for one in items]}
        return data, [one.id for one in items], self._html(counts=counts, days=DAYS)

    def one(self, actor: Actor, id_: str) -> str:
        """One opinion whole. Raises UnknownMessage when it is gone."""
        found = next((one for one in self.back.feedback.flagged(actor, unseen_only=False) if one.id == id_), None)
        if found is None:
            raise UnknownMessage
        return self._html(item=found)

    @property
    def headers(self) -> list[str]:
        """The names of the columns."""
        return [self._word(f"flagged.column.{name}") for name in COLUMNS]

    def _row(self, item: FeedbackItem) -> list[str]:
        word = self._word
        return [
            moment(self.back.language, item.at),
            self._names().get(item.insurer, item.insurer) or word("flagged.no_insurer"),
            word(f"flagged.reason.{item.reason}") if item.reason else word("flagged.no_reason"),
            self.back.word("reply")(f"outcome_{item.outcome}"),
            word("flagged.yes" if item.question else "flagged.no"),
            item.looked_by or "–",
        ]

    def _html(self, **given: Any) -> str:
        template = templates().get_template("console_flagged.html")
        words = {"d": self._word, "moment": partial(moment, self.back.language), "emphasis": emphasis_markup}
        return flat(template.render(names=self._names(), **words, **given))

    def _names(self) -> dict[str, str]:
        return {one.id: one.name for one in self.back.engine.insurers()}

    @property
    def _word(self) -> Callable[..., str]:
        return self.back.word("console_desk")


def tab(gr: Any, back: Backstage) -> Tab:
    """The tab of answers found not useful."""
    reading, word = Reading(back), back.word("console_desk")
    with gr.Tab(word("tab.flagged"), id="flagged", elem_classes="desk") as page:
        ids, chosen = gr.State([]), gr.State("")
        counts = gr.Markdown(sanitize_html=True, latex_delimiters=[], elem_classes="desk-case")
        every = gr.Checkbox(label=word("flagged.every"))
        with gr.Row(elem_classes="desk-panes"):
            with gr.Column(scale=5, min_width=600):
                rows = row_list(gr, reading.headers, _WIDTHS, 520)
            with gr.Column(scale=4, min_width=480):
                whole = gr.Markdown(
                    word("flagged.choose"), sanitize_html=True, latex_delimiters=[], elem_classes="desk-case"
                )
                seen = gr.Button(word("flagged.mark"), visible=False, variant="primary")

    def open_(actor: Actor, known: Sequence[str], row: int) -> tuple[Any, ...]:
        wanted = known[row]
        return wanted, reading.one(actor, wanted), gr.update(visible=True)

    def mark(actor: Actor, wanted: str, all_: bool) -> tuple[Any, ...]:
        back.feedback.look_at(actor, wanted)
        gr.Info(word("flagged.marked"))
        return reading.one(actor, wanted), gr.update(visible=False), *reading.listed(actor, all_)

    opening = back.handler(READERS, open_)

    def open_row(request: Any, event: Any, known: list[str]) -> Any:
        return opening(request, known, event.index[0])

    open_row.__annotations__ = {"request": gr.Request, "event": gr.SelectData}
    listed = [rows, ids, counts]
    gr.on([page.select, every.input], back.handler(READERS, reading.listed), every, listed, **QUIET)
    rows.select(open_row, ids, [chosen, whole, seen], **QUIET)
    seen.click(back.handler(READERS, mark), [chosen, every], [whole, seen, *listed], **QUIET)
    return Tab(page)
