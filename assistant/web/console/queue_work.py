"""What the events of the queue do: the list, one request whole, the action that was chosen."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from assistant.errors import MesdroitsError
from assistant.requests.casework import Case
from assistant.requests.queue_views import MOST, VIEWS, Wanted, found
from assistant.requests.records import Actor
from assistant.web.console import action_forms as forms
from assistant.web.console.backstage import Backstage
from assistant.web.console.case_markup import case_html
from assistant.web.console.queue_rows import table, view_choices

PARTS: tuple[Literal["head", "body"], ...] = ("head", "body")


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
        if seen.more:
            said = f"{said} {word('more', most=MOST)}"
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
        """The reference to act on and its revision, the request whole, what is allowed, e-mails to send again."""
        import gradio as gr

        allowed = [(self._action(name), name) for name in forms.offered(case.allowed)]
        lost = case.line.undelivered
        return (
            case.line.request.reference,
            case.line.request.revision,
            *(case_html(case, self._names(), self.back.language, part) for part in PARTS),
            gr.update(choices=allowed, value=None, visible=bool(allowed)),
            gr.update(value=self._word("send_again", count=lost), visible=lost > 0),
        )

    def take(self, actor: Actor, reference: str, revision: int, name: str, typed: Sequence[Any]) -> None:
        """Takes the action on the request as it was shown.

        Raises gr.Error with the reason in words, which stays until it is closed.
        """
        import gradio as gr

        try:
            self.back.desk.act(actor, reference, forms.action_of(name, typed), revision)
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


def _export(wanted: Wanted) -> str:
    """The address of the same part of the queue as a file."""
    given = {"insurer": wanted.insurer, "type": wanted.type, "state": wanted.state, "view": wanted.view}
    return f"/desk/queue.csv?{urlencode({name: value for name, value in given.items() if value})}"
