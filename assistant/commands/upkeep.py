"""mesdroits requests …: what keeps the store of requests in order: trails, e-mails, retention, the schema."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.catalogue import message
from assistant.commands.office import As, AsJson, accounts_of, err, language, office, out, plain_desk
from assistant.commands.person import objections_app, person_app
from assistant.errors import BadRequest, BadSettings
from assistant.settings import load_settings

if TYPE_CHECKING:
    from assistant.requests.store.reading import Reading

_DIGITS = 18
"""Of a line's number at most."""
upkeep = typer.Typer()
upkeep.add_typer(person_app, name="person")
upkeep.add_typer(objections_app, name="objections")


@upkeep.command()
def verify(
    insurer: Annotated[str | None, typer.Option(help="Only this insurer.")] = None,
    expect: Annotated[
        list[str] | None,
        typer.Option(help="A head kept elsewhere, as this command prints it: insurer:number:mac; repeatable."),
    ] = None,
) -> None:
    """Check the audit trails; prints what is wrong, else the heads to keep elsewhere."""
    from assistant.requests.store import audit

    desk = plain_desk(load_settings())
    with desk.store.reading() as reading:
        found = audit.verify(reading, desk.keys, insurer, dict(map(_head, expect or [])))
        heads = {} if found else _heads(reading, insurer)
    for one in found:
        place = f"{one.insurer}:{one.number}" if one.number is not None else one.insurer
        out.print(f"{place}: {one.kind.replace('_', ' ')}: {one.detail}", markup=False)
    for name, (number, mac) in heads.items():
        typer.echo(f"{name}:{number}:{mac}")
    if found:
        raise typer.Exit(1)


@upkeep.command()
def undelivered(name: As, as_json: AsJson = False) -> None:
    """E-mails that were given up on."""
    at = office(name)
    messages = at.desk.undelivered(at.actor)
    if as_json:
        from assistant.api.request_views import messages_out

        typer.echo(messages_out(messages).model_dump_json(indent=2))
        return
    from assistant.commands.tables import message_table

    out.print(message_table(messages, language()))


@upkeep.command()
def send(limit: Annotated[int, typer.Option(min=1, help="At most as many e-mails.")] = 1_000) -> None:
    """Send the e-mails that are due now; the running service does so by itself."""
    from assistant.wiring import build_outbox

    settings = load_settings()
    outbox = build_outbox(settings, plain_desk(settings))
    if outbox is None:
        raise BadSettings(faults=message(language(), "desk.no_mail_server"))
    done = outbox.send_due(limit)
    counts = message(language(), "desk.sent", sent=done.sent, retried=done.retried, dead=done.dead)
    out.print(counts, markup=False)


@upkeep.command("send-again")
def send_again(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the e-mail, as `undelivered` prints it.")],
    name: As,
) -> None:
    """Put an e-mail that was given up on back into the outbox."""
    at = office(name)
    at.desk.send_again(at.actor, id_)
    out.print(message(language(), "desk.sent_again"), markup=False)


@upkeep.command()
def purge(
    name: As,
    yes: Annotated[bool, typer.Option("--yes/--dry-run", help="Do it; else only say what would go.")] = False,
) -> None:
    """Purge what has been kept long enough; for administrators."""
    from assistant.requests.retention.purging import purge_due
    from assistant.wiring import build_feedback

    at = office(name)
    done = purge_due(at.desk.store, at.actor, dt.datetime.now(dt.UTC), dry_run=not yes)
    opinions = build_feedback(at.desk).purge(at.actor, dry_run=not yes)
    if yes:
        accounts_of(at.desk).purge()
    for reference in done.references:
        typer.echo(reference)
    key = "desk.purged" if yes else "desk.would_purge"
    counts = {"count": len(done.references), "objections": done.objections, "opinions": opinions}
    err.print(message(language(), key, **counts), markup=False)


@upkeep.command()
def migrate() -> None:
    """Bring the database of requests to the schema of this version."""
    plain_desk(load_settings())
    out.print(message(language(), "desk.migrated"), markup=False)


def _heads(reading: Reading, insurer: str | None) -> dict[str, tuple[int, str]]:
    """The number and the MAC of the last line of each trail."""
    from sqlalchemy import select

    from assistant.requests.store.audit import head
    from assistant.requests.store.tables import AuditHeadRow

    known = select(AuditHeadRow.insurer).order_by(AuditHeadRow.insurer)
    insurers = [insurer] if insurer else reading.session.scalars(known).all()
    return {one: found for one in insurers if (found := head(reading, one))}


def _head(text: str) -> tuple[str, tuple[int, str]]:
    """Raises BadRequest unless it is insurer:number:mac."""
    insurer, _, rest = text.partition(":")
    number, _, mac = rest.partition(":")
    if not insurer or not mac or not number.isdecimal() or len(number) > _DIGITS:
        raise BadRequest(faults=f"--expect {text}: insurer:number:mac")
    return insurer, (int(number), mac)
