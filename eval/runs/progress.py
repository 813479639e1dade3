"""How far a run is, as a bar on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


def case_progress(console: Console) -> Progress:
    """A bar that counts cases."""
    text = TextColumn("{task.description:>16}")
    failed = TextColumn("{task.fields[failed]}")
    return Progress(text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), failed, console=console)


class CaseBar:
    """The bar of one run; `advance` is what `run` takes as `progress`."""

    def __init__(self, bars: Progress, title: str) -> None:
        self._bars = bars
        self._task: TaskID = bars.add_task(title, total=None, failed="")

    def advance(self, done: int, total: int, failed: int) -> None:
        """Shows how many cases are observed, and how many of them failed."""
        note = f"{failed} failed" if failed else ""
        self._bars.update(self._task, completed=done, total=total, failed=note)
