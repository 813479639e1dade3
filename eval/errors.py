"""The errors of the evaluation. All of them are one line that says what to mend.

EvaluationError
├── BadDataset          a line or a field of a data set is wrong
├── UnknownDataset      no data set of that name
├── BadRun              a run folder is incomplete or damaged
├── NotComparable       two runs were not made over the same questions and texts
└── MissingExtra        an optional package is needed and not installed
"""

from __future__ import annotations


class EvaluationError(Exception):
    """Anything that an evaluator can mend."""


class BadDataset(EvaluationError):
    """A data set that cannot be trusted; the message names the file, the line and the field."""


class UnknownDataset(EvaluationError):
    """No data set has that name."""


class BadRun(EvaluationError):
    """A run folder that is incomplete, damaged or of another version."""


class NotComparable(EvaluationError):
    """Two runs over different questions or texts."""


class BadReply(EvaluationError):
    """A deployment refused a request, or replied with something that is not its contract."""


class MissingExtra(EvaluationError):
    """An optional package is not installed."""
