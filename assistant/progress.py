"""How far an ingestion is, as bars on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

MOST_BARS = 20
"""More than these do not fit on a screen; one bar then stands for all insurers."""


def progress_bars(console: Console) -> Progress:
    """Bars that count texts."""
    text = TextColumn("{task.description:>16}")
    return Progress(text, BarColumn(), MofNCompleteColumn(), TextColumn("texts"), console=console)


class InsurerBars:
    """One bar for each insurer, or a single one once there are more than `MOST_BARS`."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._known: dict[str, tuple[int, int]] = {}
        self._sum = (0, 0)
        self._all: TaskID | None = None

    def advance(self, insurer: str, done: int, total: int) -> None:
        """Shows that `done` of the `total` texts of an insurer are embedded."""
        before = self._known.get(insurer, (0, 0))
        self._known[insurer] = (done, total)
        self._sum = (self._sum[0] + done - before[0], self._sum[1] + total - before[1])
        if len(self._known) > MOST_BARS:
            self._advance_all()
        else:
            if insurer not in self._tasks:
                self._tasks[insurer] = self._bars.add_task(insurer, total=total)
            self._bars.update(self._tasks[insurer], completed=done)

    def _advance_all(self) -> None:
        if self._all is None:
            for task in self._tasks.values():
                self._bars.remove_task(task)
            self._all = self._bars.add_task("", total=None)
        done, total = self._sum
        self._bars.update(self._all, description=f"{len(self._known)} insurers", completed=done, total=total)
