"""Progress fits on a screen, however many insurers there are."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from assistant.progress import MOST_BARS, InsurerBars, progress_bars


@pytest.fixture
def bars():
    return progress_bars(Console(file=io.StringIO()))


def test_a_few_insurers_have_a_bar_each(bars):
    shown = InsurerBars(bars)
    for name in ("fern", "heath"):
        shown.advance(name, 1, 4)
    shown.advance("fern", 4, 4)
    assert [(one.description, one.completed, one.total) for one in bars.tasks] == [("fern", 4, 4), ("heath", 1, 4)]


def test_many_insurers_share_one_bar_that_counts_all_their_texts(bars):
    shown = InsurerBars(bars)
    for number in range(MOST_BARS + 5):
        shown.advance(f"moss-{number}", 1, 4)
        shown.advance(f"moss-{number}", 3, 4)
    (one,) = bars.tasks
    assert (one.description, one.completed, one.total) == ("25 insurers", 75, 100)
