"""mesdroits requests …: the queue, for the operator of the machine in the name of an account."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.catalogue import message
from assistant.commands.office import As, AsJson, PlainErrors, Reference, filing_office, language, office, out
from assistant.commands.upkeep import upkeep
from assistant.commands.users import users_app
from assistant.errors import BadRequest
from assistant.requests.actions import (
    Action,
    Answer,
    AskClarification,
    AskIdentity,
    Assign,
    Clarify,
    Close,
    Extend,
    MarkDuplicate,
    Redirect,
    Start,
    VerifyIdentity,
    Withdraw,
)
from assistant.requests.records import DecisionOutcome, IdentityMethod, RequestType, State

if TYPE_CHECKING:
    from assistant.requests.casework import QueueFilter
    from assistant.requests.intake.form import RequestForm

__all__ = ["requests_app", "users_app"]

requests_app = typer.Typer(
    cls=PlainErrors, no_args_is_help=True, help="Formal requests: the queue, each request, and their upkeep."
)
requests_app.add_typer(upkeep)

Insurer = Annotated[str | None, typer.Option(help="Only this insurer.")]
Type = Annotated[RequestType | None, typer.Option("--type", help="Only this type.")]
InState = Annotated[State | None, typer.Option(help="Only this state.")]
Due = Annotated[Literal["overdue", "soon"] | None, typer.Option(help="Only those overdue, or due within a week.")]
AssignedTo = Annotated[str | None, typer.Option(help="Only those in the charge of this account.")]
Everything = Annotated[bool, typer.Option("--all", help="Also those that are owed no answer any more.")]
Limit = Annotated[int, typer.Option(min=1, help="At most as many.")]
Note = Annotated[str, typer.Option(help="Why, for the audit trail.")]
_NAME_LIMIT = 100
Day = typer.Option(parser=dt.date.fromisoformat, metavar="YYYY-MM-DD")


@requests_app.command("list")
def show_queue(
    name: As,
    insurer: Insurer = None,
    type_: Type = None,
    state: InState = None,
    due: Due = None,
    assigned_to: AssignedTo = None,
    everything: Everything = False,
    limit: Limit = 200,
    as_json: AsJson = False,
) -> None:
    """The queue, the most urgent first."""
    at = office(name)
    lines = at.desk.queue(at.actor, _wanted(insurer, type_, state, due, assigned_to, everything, limit))
    if as_json:
        from assistant.api.request_views import queue_out

        typer.echo(queue_out(lines).model_dump_json(indent=2))
        return
    from assistant.commands.tables import queue_table

    out.print(queue_table(lines, language()))


@requests_app.command()
def show(reference: Reference, name: As, as_json: AsJson = False) -> None:
    """One request with its audit trail, what was written and what was sent."""
    at = office(name)
    case = at.desk.case(at.actor, reference)
    if as_json:
        from assistant.api.request_views import case_out

        typer.echo(case_out(case, language()).model_dump_json(indent=2))
        return
    from assistant.commands.tables import case_tables

    for part in case_tables(case, language()):
        out.print(part)


@requests_app.command()
def file(
    name: As,
    form: Annotated[
        typer.FileBinaryRead,
        typer.Argument(help="The request form as JSON, as POST /v1/queue takes it; - for stdin."),
    ],
    key: Annotated[str | None, typer.Option(help="The same for every try of one form: it is filed once.")] = None,
    as_json: AsJson = False,
) -> None:
    """File a request on behalf of a member; prints its reference and what remains to be done."""
    from assistant.api.request_views import filed_out

    wanted = _form(form.read())
    at = filing_office(name)
    shown = filed_out(at.desk.file(wanted, language(), key, at.actor), language())
    if as_json:
        typer.echo(shown.model_dump_json(indent=2))
        return
    typer.echo(shown.reference)
    for step in shown.next_steps:
        out.print(step, markup=False)


@requests_app.command()
def assign(
    reference: Reference, to: Annotated[str, typer.Argument(help="Account that takes charge.")], name: As
) -> None:
    """Put somebody in charge."""
    if len(to) > _NAME_LIMIT:
        raise BadRequest(faults=message(language(), "desk.account.bad_name", name=to[:_NAME_LIMIT]))
    _act(name, reference, Assign(to))


@requests_app.command()
def start(reference: Reference, name: As) -> None:
    """Begin to work on it."""
    _act(name, reference, Start())


@requests_app.command("ask-identity")
def ask_identity(
    reference: Reference, name: As, doubt: Annotated[str, typer.Option(help="The documented reason.")]
) -> None:
    """Ask for proof of identity, on a documented doubt."""
    _act(name, reference, AskIdentity(doubt))


@requests_app.command("identity-verified")
def identity_verified(
    reference: Reference,
    name: As,
    method: Annotated[IdentityMethod, typer.Option(help="How; a document is looked at and never kept.")],
    supplied_on: Annotated[dt.date | None, Day] = None,
) -> None:
    """Record how identity was verified."""
    _act(name, reference, VerifyIdentity(method, supplied_on))


@requests_app.command("ask-clarification")
def ask_clarification(
    reference: Reference, name: As, question: Annotated[str, typer.Option(help="What to ask the member.")]
) -> None:
    """Ask the member what they mean."""
    _act(name, reference, AskClarification(question))


@requests_app.command()
def clarified(
    reference: Reference, name: As, text: Annotated[str, typer.Option(help="What the member answered.")]
) -> None:
    """Record what the member answered by another way than this service."""
    _act(name, reference, Clarify(text))


@requests_app.command()
def extend(
    reference: Reference,
    name: As,
    reason: Annotated[Literal["complexity", "number"], typer.Option(help="Why two more months are needed.")],
    justification: Annotated[str, typer.Option(help="In what it is complex, or which number.")],
    informed_on: Annotated[dt.date, Day],
) -> None:
    """Take two more months, once the person has been told (GDPR art. 12(3))."""
    _act(name, reference, Extend(reason, justification, informed_on))


@requests_app.command()
def answer(
    reference: Reference,
    name: As,
    outcome: Annotated[DecisionOutcome, typer.Option(help="What became of it.")],
    reasons: Annotated[str, typer.Option(help="Of a refusal, even a partial one.")] = "",
    remedies_stated: Annotated[
        bool, typer.Option("--remedies-stated", help="The answer states the complaint and the judicial remedy.")
    ] = False,
) -> None:
    """Record the answer that was given."""
    _act(name, reference, Answer(outcome, reasons, remedies_stated))


@requests_app.command()
def close(reference: Reference, name: As, note: Note = "") -> None:
    """Close it: nothing more is to be done."""
    _act(name, reference, Close(note))


@requests_app.command()
def withdraw(reference: Reference, name: As, note: Note = "") -> None:
    """Record that the member gave up."""
    _act(name, reference, Withdraw(note))


@requests_app.command()
def duplicate(
    reference: Reference, name: As, of: Annotated[str, typer.Option(help="Reference of the earlier request.")]
) -> None:
    """Record that it is the same as an earlier request."""
    _act(name, reference, MarkDuplicate(of))


@requests_app.command()
def redirect(
    reference: Reference, name: As, to: Annotated[str, typer.Option(help="The controller it belongs to.")]
) -> None:
    """Record that it belongs to another controller."""
    _act(name, reference, Redirect(to))


@requests_app.command()
def export(
    name: As,
    format_: Annotated[Literal["csv", "json"], typer.Option("--format", help="What to write.")] = "csv",
    personal: Annotated[bool, typer.Option("--personal", help="With names and contacts; not for agents.")] = False,
    insurer: Insurer = None,
    type_: Type = None,
    state: InState = None,
    due: Due = None,
    assigned_to: AssignedTo = None,
    everything: Everything = False,
    limit: Limit = 100_000,
) -> None:
    """The queue as CSV or JSON."""
    from assistant.requests.exporting import as_csv, as_json, exported

    at = office(name)
    lines = at.desk.queue(at.actor, _wanted(insurer, type_, state, due, assigned_to, everything, limit))
    rows = exported(lines, at.actor, personal=personal)
    typer.echo(as_csv(rows, personal=personal) if format_ == "csv" else as_json(rows), nl=False)


def _wanted(
    insurer: str | None,
    type_: RequestType | None,
    state: State | None,
    due: str | None,
    assigned_to: str | None,
    everything: bool,
    limit: int,
) -> QueueFilter:
    from assistant.requests.casework import QueueFilter

    return QueueFilter(insurer, type_, state, due, assigned_to, open_only=not everything, limit=limit)


def _act(name: str, reference: str, action: Action) -> None:
    """Does it and says where the request stands."""
    from assistant.requests.deadlines import due_dates

    at = office(name)
    request = at.desk.act(at.actor, reference, action)
    state = message(language(), f"lifecycle.state.{request.state}")
    done = message(
        language(), "desk.stands", reference=request.reference, state=state, due=due_dates(request).alert
    )
    out.print(done, markup=False)


def _form(text: bytes) -> RequestForm:
    """Raises BadRequest naming each field that has the wrong shape, without what was in it."""
    from pydantic import ValidationError

    from assistant.requests.intake.form import RequestForm

    try:
        return RequestForm.model_validate_json(text)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, one['loc'])) or 'JSON'} ({one['msg']})" for one in error.errors())
        raise BadRequest(faults=", ".join(faults)) from None
