"""What the service counts about its answers and its language model, for Prometheus.

Nothing here tells who asked, what, or about which insurer: every label is a word of this product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

if TYPE_CHECKING:
    from assistant.language_model.streaming import Result, Usage
    from assistant.reply import Generation, Reply

Purpose = Literal["answer", "follow_up", "gloss", "check"]
"""What a language model is asked for; "check" is `mesdroits doctor`."""
Mode = Literal["quotes", "worded", "fell_back"]
"""How an answer came about: quotes, because no model was asked; worded by the model, beside quotes; or quotes,
because the model failed or nothing that it wrote stood the checks."""
MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 12, 20, 30, 60, 120)


class Measures:
    """The counters of one process, on a registry of their own. Safe for concurrent use."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._calls = Counter(
            "mesdroits_llm_calls", "Calls of the language model.", ("purpose", "result"), registry=registry
        )
        self._seconds = Histogram(
            "mesdroits_llm_seconds",
            "How long its replies took, whole or not.",
            ("purpose",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._first_sentence = Histogram(
            "mesdroits_llm_first_sentence_seconds",
            "From asking it to its first sentence that stood the checks.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "mesdroits_llm_tokens",
            "Tokens, as its server counts them.",
            ("purpose", "direction"),
            registry=registry,
        )
        self._sentences = Counter(
            "mesdroits_llm_sentences",
            "Sentences it wrote: shown, or dropped for what the checks found wanting.",
            ("fate",),
            registry=registry,
        )
        self._answers = Counter(
            "mesdroits_answers", "Answers, by how they came about.", ("outcome", "mode"), registry=registry
        )

    def asked(self, purpose: Purpose, result: Result, seconds: float, usage: Usage) -> None:
        """Counts a call of the model; one that was not made, being "busy" or "resting", took no time."""
        self._calls.labels(purpose, result).inc()
        if seconds:
            self._seconds.labels(purpose).observe(seconds)
        self._tokens.labels(purpose, "in").inc(usage.input_tokens)
        self._tokens.labels(purpose, "out").inc(usage.output_tokens)

    def answered(self, reply: Reply) -> None:
        """Counts an answer, and what became of the sentences that the model wrote for it."""
        generation = reply.generation
        self._answers.labels(reply.outcome, _mode(generation)).inc()
        if generation is None:
            return
        self._sentences.labels("shown").inc(generation.shown)
        for fault, count in generation.dropped.items():
            self._sentences.labels(fault).inc(count)
        if generation.first_sentence is not None:
            self._first_sentence.observe(generation.first_sentence / 1_000)

    def text(self) -> bytes:
        """Everything, in the text format of Prometheus (MEDIA_TYPE)."""
        return generate_latest(self._registry)


def _mode(generation: Generation | None) -> Mode:
    if generation is None:
        return "quotes"
    return "worded" if generation.shown or generation.glosses else "fell_back"
