"""What is wrong in a data set, and where: every fault of it is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eval.errors import BadDataset

_SHOWN = 20


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, counted from 1; line 0 is the file as a whole."""

    file: str
    line: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something that a person must mend, or look at where it is only a warning."""

    place: Place
    field: str
    """Such as "gold.0.start", or "column Question" of a table; empty where no single field is at fault."""
    message: str
    severity: Literal["fault", "warning"] = "fault"

    def __str__(self) -> str:
        line = f", line {self.place.line}" if self.place.line else ""
        field = f", {self.field}" if self.field else ""
        return f"{self.place.file}{line}{field}: {self.message}"


def refuse(faults: Sequence[Fault]) -> None:
    """Does nothing without faults. Raises BadDataset with one line a fault, the first twenty of them."""
    if faults:
        rest = len(faults) - _SHOWN
        more = [f"and {rest} more"] if rest > 0 else []
        raise BadDataset("\n".join([*map(str, faults[:_SHOWN]), *more]))
