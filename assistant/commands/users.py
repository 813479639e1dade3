"""mesdroits users add | list | revoke: the accounts of those who work on requests."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from assistant.catalogue import message
from assistant.commands.office import AsJson, PlainErrors, accounts_of, err, language, out, plain_desk
from assistant.errors import UnknownInsurer
from assistant.settings import Settings, load_settings

users_app = typer.Typer(
    cls=PlainErrors, no_args_is_help=True, help="Accounts of agents and data protection officers."
)
Name = Annotated[str, typer.Argument(help="Name of the account, in small letters.")]


@users_app.command()
def add(
    name: Name,
    role: Annotated[Literal["agent", "dpo", "administrator"], typer.Option(help="What it may do.")],
    insurer: Annotated[
        list[str] | None, typer.Option(help="An insurer whose requests it reaches; repeatable.")
    ] = None,
    all_insurers: Annotated[bool, typer.Option("--all-insurers", help="It reaches every insurer's.")] = False,
) -> None:
    """Make an account and print its token, which is shown this once."""
    settings = load_settings()
    _check_insurers(settings, insurer or [])
    reach = None if all_insurers or (role == "administrator" and not insurer) else insurer or []
    token = accounts_of(plain_desk(settings)).add(name, role, reach)
    err.print(message(language(), "desk.token_once"), markup=False)
    typer.echo(token)


@users_app.command()
def revoke(name: Name) -> None:
    """Make an account's token useless, at once."""
    accounts_of(plain_desk(load_settings())).revoke(name)
    err.print(message(language(), "desk.revoked", name=name), markup=False)


@users_app.command("list")
def show(as_json: AsJson = False) -> None:
    """Every account, those revoked included."""
    accounts = accounts_of(plain_desk(load_settings())).list()
    if as_json:
        from pydantic import TypeAdapter

        from assistant.requests.accounts import Account

        typer.echo(TypeAdapter(list[Account]).dump_json(accounts, indent=2).decode())
        return
    from assistant.commands.tables import account_table

    out.print(account_table(accounts, language()))


def _check_insurers(settings: Settings, wanted: list[str]) -> None:
    """Raises UnknownInsurer for one that is not published: a slip would make an account that reaches nothing."""
    from ingest.releases import ReleaseStore

    known = ReleaseStore(settings.data_dir).insurers()
    for insurer in wanted:
        if insurer not in known:
            raise UnknownInsurer(insurer=insurer, known=", ".join(known))
