"""What the tabs of the console work with, and the checks that each of their events goes through."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.errors import MesdroitsError, NotAllowed, NotSignedIn
from assistant.requests.records import STAFF, Actor, Role
from assistant.web.console.showing import in_one_block
from assistant.web.rendering import templates, words
from assistant.web.staff.cookie import COOKIE

if TYPE_CHECKING:
    import gradio

    from assistant.accounts.sessions import Sessions
    from assistant.engine import Engine, InsurerView
    from assistant.feedback.box import FeedbackBox
    from assistant.requests.desk import RequestDesk
    from assistant.settings import Settings

EVALUATORS: frozenset[Role] = frozenset({"evaluator", "administrator"})
"""Who sees runs and tries settings."""
CONSOLE_ROLES: frozenset[Role] = STAFF | EVALUATORS
"""Who may open the console at all."""

QUIET: dict[str, Any] = {"concurrency_limit": None, "api_visibility": "private", "show_progress": "hidden"}
"""How an event is registered that shows nothing of its own while it runs."""
SHOWN: dict[str, Any] = {**QUIET, "show_progress": "minimal"}
"""How one is that takes a moment."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tab:
    """A tab as the page wires it to the others."""

    tab: Any
    """The gr.Tab."""
    prefill: tuple[Any, ...] = ()
    """Of the filing tab: the components for the insurer and the types of request, which the asking tab fills."""
    leave: Any = None
    """Of the asking tab: the button that leads to filing."""
    filled: tuple[Any, ...] = ()
    """Of the asking tab: the states that hold what `prefill` is filled with."""
    choices: tuple[Any, ...] = ()
    """Drop-down lists of insurers: filled, when the page opens, with those of the account."""


@dataclass(frozen=True)
class Backstage:
    """Everything behind the console, in one language; there is one page for each language."""

    settings: Settings
    engine: Engine
    desk: RequestDesk
    feedback: FeedbackBox
    sessions: Sessions
    language: str = "fr"

    def actor(self, request: gradio.Request) -> Actor:
        """Who is signed in, read again from the session at every event. Raises NotSignedIn."""
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            raise NotSignedIn
        return self.sessions.current(str(cookie)).actor

    def word(self, catalogue: str = "console") -> Callable[..., str]:
        """`word()("key")` is the message `console.key` in the language of the page."""
        return words(self.language, catalogue)

    def render(self, template: str, **values: Any) -> str:
        """A template of the console as HTML for a page of Gradio, every value escaped."""
        html = templates().get_template(template).render(t=self.word(), language=self.language, **values)
        return in_one_block(html)

    def insurers(self, actor: Actor) -> list[InsurerView]:
        """The insurers in service that the account may work for, by name."""
        return [one for one in self.engine.insurers() if actor.may_touch(one.id)]

    def choices(self, actor: Actor) -> list[tuple[str, str]]:
        """The same as a drop-down list offers them: name and id."""
        return [(one.name, one.id) for one in self.insurers(actor)]

    def handler(self, roles: Collection[Role], work: Callable[..., Any]) -> Callable[..., Any]:
        """`work(actor, *values)` as a Gradio event: only for signed-in accounts of these roles.

        What the page hides proves nothing; the session and the role are read at every event. Errors that are to be
        shown become a message on the page.
        """
        import gradio

        def handle(request: Any, *values: Any) -> Any:
            try:
                return work(allowed(self.actor(request), roles), *values)
            except MesdroitsError as error:
                log.info("console: refused (%s)", type(error).__name__)
                raise gradio.Error(html.escape(error.detail(self.language)), print_exception=False) from error

        handle.__annotations__ = {"request": gradio.Request}
        return handle


def allowed(actor: Actor, roles: Collection[Role], insurer: str | None = None) -> Actor:
    """The actor. Raises NotAllowed for another role, or an insurer out of reach."""
    if actor.role not in roles or (insurer is not None and not actor.may_touch(insurer)):
        raise NotAllowed
    return actor
