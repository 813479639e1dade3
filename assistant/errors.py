"""Everything the assistant raises, as a tree. Each error knows its HTTP status and its message in the catalogues.

MesdroitsError
├── BadQuestion             422  nothing that could be answered
│   ├── EmptyQuestion
│   ├── LongQuestion
│   └── WordlessQuestion
├── BadRequest              422  a field of the request is wrong
│   ├── UnsupportedField    400  a completion asks for what this service does not do
│   └── TextOnly            400  a question holds something else than text
├── ExplanationRefused      403  explanations are for agents' and evaluators' deployments
├── UnknownInsurer          404
├── UnknownModel            404  no insurer within the caller's reach goes by this name
├── UnknownDocument         404
├── InsurerUnavailable      503  its index cannot be served
├── BodyTooLarge            413  more was sent than a form can hold
├── ForeignPage             403  a page of another site posted a form of ours
├── ForeignOrigin           403  a page of a site that is not this insurer's calls the API
├── TooManyRequests         429  a client, or everybody at an insurer, asks too often
├── UnknownMessage          404  feedback on an answer that is forgotten or was never given
├── RequestError
│   ├── NotFilable          422  no such request can be filed with an insurer
│   ├── BadForm             422  fields of a request form are wrong; `faults` says which
│   ├── UnknownRequest      404
│   ├── BadCode             403  a tracking code, or the reference it was given for
│   ├── NotSignedIn         401
│   ├── BadSignIn           403  wrong name or password, or too many attempts: nothing tells which
│   ├── SignInUnavailable   503  the provider through which people sign in cannot be reached
│   ├── NotAllowed          403  the role, or the insurer, is out of the actor's reach
│   ├── TransitionRefused   409  the request's state or dates do not allow it; `reason` says why
│   ├── IdempotencyConflict 409  the same key with another form
│   ├── StaleRequest        409  somebody else changed it meanwhile
│   └── StoreUnavailable    503
└── BadSettings             the process cannot start
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.catalogue import long_date, message


class MesdroitsError(Exception):
    """An error to show: `code` names it for programs, `detail` says it in the user's language."""

    status = 500
    code = "internal"
    headers: Mapping[str, str] = {}
    """What a reply that tells of it has to say beside."""
    field: str | None = None
    """The one field of a JSON body that is wrong, where the error is of a field."""

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(message("en", f"error.{self.code}", **values))

    def detail(self, language: str) -> str:
        """What went wrong and what to do, in French or English."""
        return message(language, f"error.{self.code}", **self.values)


class BadQuestion(MesdroitsError):
    """The question cannot be answered as it stands."""

    status = 422


class EmptyQuestion(BadQuestion):
    """Nothing was asked."""

    code = "empty_question"


class LongQuestion(BadQuestion):
    """The question exceeds the limit of the settings."""

    code = "long_question"


class WordlessQuestion(BadQuestion):
    """The question holds no word."""

    code = "wordless_question"


class BadRequest(MesdroitsError):
    """A field of the request has the wrong form."""

    status = 422
    code = "bad_request"


class UnsupportedField(BadRequest):
    """A completion asks for what this service does not do."""

    status = 400
    code = "unsupported_field"

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field=field)


class TextOnly(BadRequest):
    """A question holds an image, sound or a file."""

    status = 400
    code = "text_only"
    field = "messages"


class ExplanationRefused(MesdroitsError):
    """An explanation was asked for where the settings allow none."""

    status = 403
    code = "explanation_refused"


class UnknownInsurer(MesdroitsError):
    """No insurer has this id."""

    status = 404
    code = "unknown_insurer"


class UnknownModel(MesdroitsError):
    """No insurer that the caller may ask about goes by this name of a model."""

    status = 404
    code = "unknown_model"
    field = "model"


class UnknownDocument(MesdroitsError):
    """The insurer has no document of this version."""

    status = 404
    code = "unknown_document"


class InsurerUnavailable(MesdroitsError):
    """The insurer is known but its index cannot be served at the moment."""

    status = 503
    code = "insurer_unavailable"


class BodyTooLarge(MesdroitsError):
    """More was sent than a form can hold."""

    status = 413
    code = "body_too_large"


class ForeignPage(MesdroitsError):
    """A page of another site posted a form of ours."""

    status = 403
    code = "foreign_page"


class ForeignOrigin(MesdroitsError):
    """A page of a site that is not this insurer's calls the API."""

    status = 403
    code = "foreign_origin"


class TooManyRequests(MesdroitsError):
    """A client, or everybody at an insurer, asks too often: `seconds` until it is worth trying again."""

    status = 429
    code = "too_many_requests"

    def __init__(self, seconds: int) -> None:
        self.headers = {"Retry-After": str(seconds)}
        super().__init__(seconds=seconds)


class UnknownMessage(MesdroitsError):
    """Feedback on an answer that is forgotten by now, or was never given."""

    status = 404
    code = "unknown_message"


class RequestError(MesdroitsError):
    """A formal request cannot be filed, found or changed."""


class NotFilable(RequestError):
    """No such request can be filed with an insurer, such as a complaint to the authority."""

    status = 422
    code = "not_filable"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field: `field` is its path ("subject.email"), `code` a key of "form.fault"."""

    field: str
    code: str
    values: tuple[tuple[str, object], ...] = ()

    def text(self, language: str) -> str:
        """What is wrong and what to do, for the person who filled in the form."""
        return message(language, f"form.fault.{self.code}", **dict(self.values))


class BadForm(RequestError):
    """Fields of a request form are wrong."""

    status = 422
    code = "bad_form"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len(self.faults))


class UnknownRequest(RequestError):
    """No request has this reference, or none that this person may see."""

    status = 404
    code = "unknown_request"


class BadCode(RequestError):
    """The tracking code or its reference is wrong, or too old."""

    status = 403
    code = "bad_code"


class NotSignedIn(RequestError):
    """No valid token was given."""

    status = 401
    code = "not_signed_in"


class BadSignIn(RequestError):
    """The name or the password is wrong, or there were too many attempts: nothing tells which."""

    status = 403
    code = "bad_sign_in"


class SignInUnavailable(RequestError):
    """The provider through which people sign in cannot be reached, or does not answer as one does."""

    status = 503
    code = "sign_in_unavailable"


class NotAllowed(RequestError):
    """The actor's role does not allow it, or the insurer is not theirs."""

    status = 403
    code = "not_allowed"


class TransitionRefused(RequestError):
    """The request does not allow it: `reason` is a key of the catalogue "lifecycle.refused"."""

    status = 409
    code = "transition_refused"

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.reason_values = values
        super().__init__()

    def detail(self, language: str) -> str:
        values = {
            name: long_date(language, one) if isinstance(one, dt.date) else one
            for name, one in self.reason_values.items()
        }
        return message(language, f"lifecycle.refused.{self.reason}", **values)


class IdempotencyConflict(RequestError):
    """This key was used for another form."""

    status = 409
    code = "idempotency_conflict"


class StaleRequest(RequestError):
    """Somebody else changed the request meanwhile."""

    status = 409
    code = "stale_request"


class StoreUnavailable(RequestError):
    """The store of requests cannot be reached: nothing was filed."""

    status = 503
    code = "store_unavailable"


class BadSettings(MesdroitsError):
    """A setting is unknown or out of bounds."""

    code = "bad_settings"
