"""Everything the assistant raises, as a tree. Each error knows its HTTP status and its message in the catalogues.

MesdroitsError
├── BadQuestion             422  nothing that could be answered
│   ├── EmptyQuestion
│   ├── LongQuestion
│   └── WordlessQuestion
├── BadRequest              422  a field of the request is wrong
├── ExplanationRefused      403  explanations are for agents' and evaluators' deployments
├── UnknownInsurer          404
├── UnknownDocument         404
├── InsurerUnavailable      503  its index cannot be served
└── BadSettings             the process cannot start
"""

from __future__ import annotations

from assistant.catalogue import message


class MesdroitsError(Exception):
    """An error to show: `code` names it for programs, `detail` says it in the user's language."""

    status = 500
    code = "internal"

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


class ExplanationRefused(MesdroitsError):
    """An explanation was asked for where the settings allow none."""

    status = 403
    code = "explanation_refused"


class UnknownInsurer(MesdroitsError):
    """No insurer has this id."""

    status = 404
    code = "unknown_insurer"


class UnknownDocument(MesdroitsError):
    """The insurer has no document of this version."""

    status = 404
    code = "unknown_document"


class InsurerUnavailable(MesdroitsError):
    """The insurer is known but its index cannot be served at the moment."""

    status = 503
    code = "insurer_unavailable"


class BadSettings(MesdroitsError):
    """A setting is unknown or out of bounds."""

    code = "bad_settings"
