"""The one thing that a run asks of whatever it evaluates."""

from __future__ import annotations

from typing import Any, Protocol

from eval.cases import Case
from eval.observations import Observation


class System(Protocol):
    """Something that answers cases. `answer` is called from several threads at once."""

    @property
    def name(self) -> str:
        """A short name for tables."""

    def about(self) -> dict[str, Any]:
        """What has to be known to repeat the run, as JSON: settings, model, versions, texts with their hashes."""

    def answer(self, case: Case, depth: int) -> Observation:
        """The reply to a case with the first `depth` passages; only the passages where `case.outcome` is None.

        Any exception counts as a failed case; the run goes on.
        """
