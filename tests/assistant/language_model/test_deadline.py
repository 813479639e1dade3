"""How much time is left."""

from __future__ import annotations

from assistant.language_model.deadline import Deadline


def test_what_is_left_shrinks_to_nothing_and_no_further():
    times = iter([100.0, 104.0, 112.0, 113.0])
    deadline = Deadline.after(12, lambda: next(times))
    assert [deadline.left() for _ in range(3)] == [8.0, 0.0, 0.0]
