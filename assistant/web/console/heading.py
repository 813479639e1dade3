"""The top of the console: who is signed in, in which role, for which insurers, and the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.requests.records import Actor

if TYPE_CHECKING:
    from assistant.web.console.backstage import Backstage


def heading(back: Backstage, actor: Actor) -> str:
    """The heading as HTML, every value escaped."""
    names = [one.name for one in back.insurers(actor)]
    return back.render("console_heading.html", actor=actor, insurers=names)
