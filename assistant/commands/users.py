"""mesdroits users …: the accounts of those who work here, and of programs that ask questions."""

from __future__ import annotations

import sys
from typing import Annotated, Any, Literal

import typer

from assistant.catalogue import message
from assistant.commands.office import AsJson, PlainErrors, accounts_of, err, language, out, plain_desk
from assistant.errors import UnknownInsurer
from assistant.settings import Settings, load_settings

users_app = typer.Typer(cls=PlainErrors, no_args_is_help=True, help="Accounts of those who work here.")
_RoleName = Literal["agent", "supervisor", "dpo", "evaluator", "administrator", "program"]
_GENERATED_BYTES = 18
"""Of a password that is made here: 24 characters."""
Name = Annotated[str, typer.Argument(help="Name of the account, in small letters.")]
RoleOption = Annotated[_RoleName, typer.Option("--role", help="What it may do.")]
InsurerOption = Annotated[list[str] | None, typer.Option("--insurer", help="An insurer it reaches; repeatable.")]
EveryOption = Annotated[bool, typer.Option("--all-insurers", help="It reaches every insurer.")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@users_app.command()
def add(
    name: Name,
    role: RoleOption,
    insurer: InsurerOption = None,
    all_insurers: EveryOption = False,
    password_stdin: FromInput = False,
    no_password: Annotated[bool, typer.Option("--no-password", help="It signs in through the provider.")] = False,
) -> None:
    """Make an account with a password: asked for at a terminal, else made here and printed once."""
    from assistant.accounts.passwords import Passwords

    settings = load_settings()
    reach = _reach(settings, role, insurer, all_insurers)
    accounts = accounts_of(plain_desk(settings))
    if role == "program" or no_password:
        accounts.add(name, role, reach)
        key = "desk.program_made" if role == "program" else "desk.provider_made"
        err.print(message(language(), key, name=name), markup=False)
        return
    given = _given_password(password_stdin)
    if given is not None:
        Passwords().hashed(given, name)  # a bad one makes no account
    accounts.add(name, role, reach)
    _set_password(settings, name, given)


@users_app.command()
def change(name: Name, role: RoleOption, insurer: InsurerOption = None, all_insurers: EveryOption = False) -> None:
    """Give an account another role and other insurers; its sessions end."""
    settings = load_settings()
    reach = _reach(settings, role, insurer, all_insurers)
    accounts_of(plain_desk(settings)).change(name, role, reach)
    err.print(message(language(), "desk.changed", name=name), markup=False)


@users_app.command()
def password(name: Name, password_stdin: FromInput = False) -> None:
    """Give an account a new password; its sessions end and a lock is lifted."""
    _set_password(load_settings(), name, _given_password(password_stdin))


@users_app.command()
def key(name: Name) -> None:
    """Print a key for programs, once; the one before is worth nothing any more."""
    made = accounts_of(plain_desk(load_settings())).new_key(name)
    err.print(message(language(), "desk.key_once"), markup=False)
    typer.echo(made)


@users_app.command()
def unlock(name: Name) -> None:
    """Let the right password open an account again."""
    accounts_of(plain_desk(load_settings())).unlock(name)
    err.print(message(language(), "desk.unlocked", name=name), markup=False)


@users_app.command()
def revoke(name: Name) -> None:
    """Make an account's password, key and sessions useless, at once."""
    accounts_of(plain_desk(load_settings())).revoke(name)
    err.print(message(language(), "desk.revoked", name=name), markup=False)


@users_app.command("list")
def show(as_json: AsJson = False) -> None:
    """Every account, those revoked included."""
    accounts = accounts_of(plain_desk(load_settings())).list()
    if as_json:
        from assistant.accounts.accounts import Account

        _print_json(list[Account], accounts)
        return
    from assistant.commands.tables import account_table

    out.print(account_table(accounts, language()))


@users_app.command()
def events(
    name: Annotated[str | None, typer.Argument(help="Only of this account.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most as many, the latest.")] = 100,
    as_json: AsJson = False,
) -> None:
    """What happened to accounts in the last year, the latest first."""
    found = accounts_of(plain_desk(load_settings())).events(name, limit)
    if as_json:
        from assistant.accounts.events import Event

        _print_json(list[Event], found)
        return
    from assistant.commands.tables import event_table

    out.print(event_table(found, language()))


def _print_json(kind: Any, value: object) -> None:
    from pydantic import TypeAdapter

    typer.echo(TypeAdapter(kind).dump_json(value, indent=2).decode())


def _set_password(settings: Settings, name: str, given: str | None) -> None:
    """Sets what was given, else a password made here, which is printed."""
    import secrets

    chosen = given or secrets.token_urlsafe(_GENERATED_BYTES)
    accounts_of(plain_desk(settings)).set_password(name, chosen)
    if given is not None:
        err.print(message(language(), "desk.password_set", name=name), markup=False)
        return
    err.print(message(language(), "desk.password_once"), markup=False)
    typer.echo(chosen)


def _given_password(from_input: bool) -> str | None:
    """A line of standard input, else what is typed twice at a terminal; None where nobody is there to type."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    prompt, again = (message(language(), f"desk.password_{one}") for one in ("prompt", "repeat"))
    return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True))


def _reach(
    settings: Settings, role: _RoleName, insurers: list[str] | None, every_insurer: bool
) -> list[str] | None:
    """The insurers of the account, None for every one; an administrator's are all unless some are named.

    Raises UnknownInsurer for one that is not published: a slip would make an account that reaches nothing.
    """
    from ingest.releases import ReleaseStore

    known = ReleaseStore(settings.data_dir).insurers()
    for insurer in insurers or []:
        if insurer not in known:
            raise UnknownInsurer(insurer=insurer, known=", ".join(known))
    return None if every_insurer or (role == "administrator" and not insurers) else insurers or []
