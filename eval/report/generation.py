"""What a language model had to do with a run, in rows of words and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from eval.metrics.generation import Generations, Spent, generations
from eval.metrics.latency import Latency
from eval.observations import Observation
from eval.report.formats import NONE, duration, percent

Rows = list[tuple[str, str]]
"""What is told, and its figure."""


def generation_rows(seen: Iterable[Observation]) -> Rows:
    """What a model did with the replies of a run and what it took; nothing where none was asked."""
    replies = tuple(seen)
    found = generations(replies)
    if found is None:
        return []
    models = sorted({one.generation.model for one in replies if one.generation})
    return [("Model", ", ".join(models)), *counts(found), *_times(found), *tokens(found)]


def counts(found: Generations) -> Rows:
    """What became of its sentences."""
    written = found.shown + found.dropped.total()
    return [
        ("Replies that it was asked for", f"{found.asked} of {found.replies}"),
        ("Of these, replies with words of its own", f"{found.worded} ({percent(found.worded_share)})"),
        ("Replies without, by reason", tallied(found.fallbacks)),
        ("Replies with, though it was cut short, by reason", tallied(found.cut_short)),
        ("Sentences shown", f"{found.shown} of {written}"),
        ("Sentences dropped, by fault", f"{tallied(found.dropped)} ({percent(found.dropped_share)} of all)"),
        ("Follow-ups written out", str(found.rewritten)),
        ("Translations shown beside quotes", str(found.glosses)),
    ]


def tokens(found: Generations) -> Rows:
    """Tokens for each reply that it was asked for."""
    return [
        ("Tokens read per reply, mean / p95", spent(found.tokens_in)),
        ("Tokens written per reply, mean / p95", spent(found.tokens_out)),
    ]


def tallied(counter: Counter[str]) -> str:
    """ "content 12, negation 3", the most frequent first; "none" of nothing."""
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered) or "none"


def spread(found: Latency | None) -> str:
    """Median and 95th percentile."""
    return f"{duration(found.p50)} / {duration(found.p95)}" if found else NONE


def spent(found: Spent | None) -> str:
    """Mean and 95th percentile, with the sum."""
    return f"{found.mean:.0f} / {found.p95:.0f}; {found.total:,} in all" if found else NONE


def _times(found: Generations) -> Rows:
    return [
        ("Time to the complete reply, of these, median / p95", spread(found.milliseconds)),
        ("Time from asking it to its first sentence shown, median / p95", spread(found.first_sentence)),
    ]
