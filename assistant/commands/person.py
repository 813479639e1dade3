"""mesdroits requests person | objections: what is kept about one person, for whoever answers for their data."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.catalogue import message
from assistant.commands.office import As, err, language, office, out
from assistant.errors import BadRequest, NotAllowed

if TYPE_CHECKING:
    from assistant.requests.retention.finding import Sought

person_app = typer.Typer(no_args_is_help=True, help="Everything that is kept about one person.")
objections_app = typer.Typer(no_args_is_help=True, help="The list of marketing objections.")

Email = Annotated[str, typer.Option(help="Their e-mail.")]
MemberNumber = Annotated[str, typer.Option(help="Their member number.")]
FullName = Annotated[str, typer.Option("--name", help="Given names and family name; counts with the birth date.")]
BirthDate = Annotated[dt.date | None, typer.Option(parser=dt.date.fromisoformat, metavar="YYYY-MM-DD")]
Known = Annotated[
    list[str] | None, typer.Option("--reference", help="A request that was looked into and is theirs; repeatable.")
]


@person_app.command()
def export(
    account: As,
    email: Email = "",
    member_number: MemberNumber = "",
    name: FullName = "",
    birth_date: BirthDate = None,
    reference: Known = None,
) -> None:
    """A copy of all that is kept of a person's requests, as JSON; each copy leaves an audit line."""
    from assistant.requests.retention.copying import copied

    at = office(account)
    person = _sought(email, member_number, name, birth_date, reference)
    copy = copied(at.desk.store, at.desk.keys, at.actor, person, _now())
    typer.echo(json.dumps(copy, ensure_ascii=False, indent=2))


@person_app.command()
def erase(
    account: As,
    reason: Annotated[str, typer.Option(help="Why, for the audit trail.")],
    email: Email = "",
    member_number: MemberNumber = "",
    name: FullName = "",
    birth_date: BirthDate = None,
    reference: Known = None,
    yes: Annotated[bool, typer.Option("--yes/--dry-run", help="Do it; else only say what would go.")] = False,
) -> None:
    """Erase a person's requests before their time; those that are owed an answer stay."""
    from assistant.requests.retention.erasing import erased
    from assistant.requests.retention.finding import found

    at = office(account)
    person = _sought(email, member_number, name, birth_date, reference)
    if not yes:
        would_go = found(at.desk.store, at.desk.keys, at.actor, person)
        _say(would_go.theirs, "would_erase")
        _say(would_go.to_look_into, "to_look_into")
        return
    done = erased(at.desk.store, at.desk.keys, at.actor, person, _now(), reason)
    _say(done.references, "erased")
    _say(done.to_look_into, "to_look_into")
    for one, why in done.refused.items():
        out.print(f"{one}: {message(language(), f'lifecycle.refused.{why}')}", markup=False)
    if done.objections_kept:
        out.print(message(language(), "desk.person.objections_kept", count=done.objections_kept), markup=False)


@objections_app.command()
def check(
    account: As,
    contact: Annotated[str, typer.Argument(help="An e-mail, a phone number, or an address on one line.")],
    insurer: Annotated[str, typer.Option(help="Whose marketing it is.")],
    channel: Annotated[Literal["email", "phone", "post", "sms"], typer.Option(help="How it would be approached.")],
) -> None:
    """Whether marketing to a contact is objected to: exit code 2 if it is, 0 if not."""
    from assistant.requests.records import STAFF
    from assistant.requests.retention.purging import is_objected

    at = office(account)
    if at.actor.role not in STAFF or not at.actor.may_touch(insurer):
        raise NotAllowed
    with at.desk.store.reading() as reading:
        try:
            found = is_objected(reading, at.desk.keys, insurer, channel, contact)
        except ValueError:
            raise BadRequest(faults=message(language(), "desk.no_contact", channel=channel)) from None
    out.print(message(language(), "desk.objected" if found else "desk.not_objected"), markup=False)
    if found:
        raise typer.Exit(2)


def _sought(
    email: str, member_number: str, name: str, birth_date: dt.date | None, references: list[str] | None
) -> Sought:
    from assistant.requests.retention.finding import Sought

    return Sought(email or None, member_number or None, name, birth_date, frozenset(references or ()))


def _say(references: tuple[str, ...], what: str) -> None:
    err.print(message(language(), f"desk.person.{what}", count=len(references)), markup=False)
    for one in references:
        typer.echo(one)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
