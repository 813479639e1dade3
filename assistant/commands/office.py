"""What the commands about requests share: the desk, under whose name it is used, and how errors are told."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from assistant.errors import BadForm, MesdroitsError
from assistant.settings import Settings, load_settings
from assistant.terminal import terminal_language

if TYPE_CHECKING:
    from assistant.accounts.accounts import Accounts
    from assistant.requests.desk import RequestDesk
    from assistant.requests.records import Actor

_FILE_COLUMNS = 120
"""Columns of a table that goes to a file or another program."""
out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else _FILE_COLUMNS)
err = Console(stderr=True, soft_wrap=True, highlight=False)
As = Annotated[
    str, typer.Option("--as", envvar="MESDROITS_AGENT", help="Account under whose name and role this is done.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print what the HTTP API returns.")]
Reference = Annotated[str, typer.Argument(help="Reference of the request.")]


class PlainErrors(TyperGroup):
    """Commands whose errors are one line in the language of the locale, with exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except MesdroitsError as error:
            _tell(error)
            raise typer.Exit(1) from error


def _tell(error: MesdroitsError) -> None:
    """One line; for a form, a line more for each of its faults."""
    err.print(f"mesdroits: {error.detail(language())}", style="red", markup=False)
    if isinstance(error, BadForm):
        for fault in error.faults:
            err.print(f"  {fault.field}: {fault.text(language())}", markup=False)


def language() -> str:
    """The language of the locale."""
    return terminal_language(os.environ)


@dataclass(frozen=True)
class Office:
    """The desk as one account uses it."""

    desk: RequestDesk
    actor: Actor


def office(name: str) -> Office:
    """The desk without the policies: it files nothing and does everything else, without a model in memory.

    Raises BadAccount when no such account is in use.
    """
    desk = plain_desk(load_settings())
    return Office(desk, accounts_of(desk).named(name))


def filing_office(name: str) -> Office:
    """The desk with the policies. Raises BadAccount before the model is loaded."""
    from assistant.wiring import build_desk, build_engine

    settings = load_settings()
    actor = accounts_of(build_desk(settings)).named(name)
    return Office(build_desk(settings, build_engine(settings)), actor)


def plain_desk(settings: Settings) -> RequestDesk:
    """The desk without the policies."""
    from assistant.wiring import build_desk

    return build_desk(settings)


def accounts_of(desk: RequestDesk) -> Accounts:
    """Who may work at the desk."""
    from assistant.wiring import build_accounts

    return build_accounts(desk)
