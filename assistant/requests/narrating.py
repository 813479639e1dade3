"""What the audit trail says of an action beside its name: the reason that somebody gave."""

from __future__ import annotations

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
    VerifyIdentity,
    Withdraw,
)
from assistant.requests.deadlines import due_dates, refused_late
from assistant.requests.records import Request


def note_of(action: Action, after: Request) -> str:
    """Why it was done, in the words of whoever did it; "" where there is nothing to say.

    `after` is the request as it then stands: a refusal that came late says so.
    """
    match action:
        case Assign(to) | Redirect(to):
            return to
        case AskIdentity(doubt):
            return doubt
        case VerifyIdentity(method):
            return method
        case AskClarification(question):
            return question
        case Clarify(text):
            return text
        case Extend(reason, justification, informed_on):
            return f"{reason}: {justification} (informed on {informed_on.isoformat()})"
        case Answer(outcome, reasons, _):
            said = f"{outcome}: {reasons}" if reasons else outcome
            late = f" (after {due_dates(after).refuse_by.isoformat()}: late, GDPR art. 12(4))"
            return said + late if refused_late(after) else said
        case Close(note) | Withdraw(note):
            return note
        case MarkDuplicate(of):
            return of
        case _:
            return ""
