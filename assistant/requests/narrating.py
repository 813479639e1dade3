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


def note_of(action: Action) -> str:
    """Why it was done, in the words of whoever did it; "" where there is nothing to say."""
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
            return f"{outcome}: {reasons}" if reasons else outcome
        case Close(note) | Withdraw(note):
            return note
        case MarkDuplicate(of):
            return of
        case _:
            return ""
