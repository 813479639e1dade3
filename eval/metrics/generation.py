"""What a language model had to do with the replies of a run, and what it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

from assistant.reply import Generation
from eval.metrics.latency import Latency, latency
from eval.observations import Observation

NOTHING_PASSED = "no sentence passed"
NOTHING_WRITTEN = "no sentence written"


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens of the replies that a model was asked for."""

    total: int
    mean: float
    p95: float


@dataclass(frozen=True, slots=True)
class Generations:
    """The replies of a run that a language model was asked for."""

    replies: int
    """Every reply of the run, those without a model included."""
    asked: int
    worded: int
    """Of those asked for, the replies that show a sentence or a translation of the model's."""
    shown: int
    """Sentences of the model's in all of them."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Sentences that were not shown, by what the checks found wanting."""
    fallbacks: Counter[str] = field(default_factory=Counter)
    """Replies that show neither, so are those without a model, by why."""
    cut_short: Counter[str] = field(default_factory=Counter)
    """Replies that show some, though the model was not heard to its end, by why."""
    rewritten: int = 0
    glosses: int = 0
    milliseconds: Latency | None = None
    """From the question to the complete reply."""
    first_sentence: Latency | None = None
    """From asking the model to its first sentence that passed, of the replies that have one."""
    tokens_in: Spent | None = None
    """None where the server of the model does not tell."""
    tokens_out: Spent | None = None

    @property
    def worded_share(self) -> float:
        """worded / asked."""
        return self.worded / self.asked

    @property
    def dropped_share(self) -> float | None:
        """Sentences dropped / sentences written; None where none was."""
        written = self.shown + self.dropped.total()
        return self.dropped.total() / written if written else None


def generations(observations: Sequence[Observation]) -> Generations | None:
    """What a model did in a run; None where none was asked."""
    pairs = [(one, one.generation) for one in observations if one.generation is not None]
    if not pairs:
        return None
    told = [one for _, one in pairs]
    first = [one.first_sentence for one in told if one.first_sentence is not None]
    return Generations(
        replies=len(observations),
        asked=len(told),
        worded=sum(map(_shows, told)),
        shown=sum(one.shown for one in told),
        dropped=sum((Counter(one.dropped) for one in told), Counter()),
        fallbacks=Counter(_why(one) for one in told if not _shows(one)),
        cut_short=Counter(one.failure for one in told if _shows(one) and one.failure),
        rewritten=sum(one.rewritten is not None for one in told),
        glosses=sum(one.glosses for one in told),
        milliseconds=latency([one.milliseconds for one, _ in pairs]),
        first_sentence=latency(first) if first else None,
        tokens_in=_spent([one.input_tokens for one in told]),
        tokens_out=_spent([one.output_tokens for one in told]),
    )


def _shows(generation: Generation) -> bool:
    return bool(generation.shown or generation.glosses)


def _why(generation: Generation) -> str:
    """Why a reply shows nothing of the model's."""
    return generation.failure or (NOTHING_PASSED if generation.dropped else NOTHING_WRITTEN)


def _spent(tokens: Sequence[int]) -> Spent | None:
    if not any(tokens):
        return None
    return Spent(sum(tokens), fmean(tokens), latency(tokens).p95)
