"""Reading a form: every field is looked at, and all that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.errors import Fault
from assistant.masking import Masked

Value = TypeVar("Value")


class Wrong(ValueError):
    """A value cannot be accepted: `code` is a key of the catalogue "form.fault". Never leaves a `Reading`."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


@dataclass
class Reading:
    """What was found wrong so far, and which kinds of identifiers were taken out of free text."""

    faults: list[Fault] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def fault(self, path: str, code: str, **values: object) -> None:
        """Notes what is wrong with a field."""
        self.faults.append(Fault(path, code, tuple(values.items())))

    def value(self, path: str, text: str, check: Callable[[str], Value], required: bool = False) -> Value | None:
        """The field's value; None where it is blank or, once noted, wrong."""
        if not text.strip():
            if required:
                self.fault(path, "missing")
            return None
        try:
            return check(text)
        except Wrong as wrong:
            self.fault(path, wrong.code, **wrong.values)
            return None

    def words(self, path: str, text: str, check: Callable[[str], Masked], required: bool = False) -> str:
        """The words of a free text, with note taken of what had to be masked in it; "" like `value`'s None."""
        masked = self.value(path, text, check, required)
        if masked is None:
            return ""
        if required and not masked.text:
            self.fault(path, "missing")
        self.removed += masked.kinds
        return masked.text
