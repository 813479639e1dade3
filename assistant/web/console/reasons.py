"""Why an answer is what it is: what was understood, decided and written, and the passages with their scores."""

from __future__ import annotations

from functools import partial

from assistant.catalogue import keys, message
from assistant.explanation import ExplainedPassage, Explanation, explanation_of
from assistant.reply import Reply
from assistant.retrieval import FEATURES
from assistant.web.console.backstage import Backstage

PASSAGES = 8


def reasons_html(back: Backstage, reply: Reply, earlier: Reply | None = None) -> str:
    """The reasons as HTML; beside each passage the rank it had in `earlier`, where there is one."""
    explanation = explanation_of(reply)
    before = explanation_of(earlier) if earlier else None
    return back.render(
        "console_reasons.html",
        e=back.word("explanation"),
        explanation=explanation,
        passages=explanation.candidates[:PASSAGES] if explanation else (),
        reason_of=partial(_reason, back.language),
        features=_speaking(explanation),
        widest=_widest(explanation),
        ranks=_ranks(before) if before else None,
    )


def _reason(language: str, kind: str, code: str) -> str:
    """In words why a sentence was dropped ("fault") or a model not heard to its end ("failed"), else the code."""
    key = f"explanation.{kind}.{code}"
    return message(language, key) if key in keys(language) else code


def _ranks(explanation: Explanation) -> dict[str, int]:
    return {one.passage_id: place for place, one in enumerate(explanation.candidates, 1)}


def _speaking(explanation: Explanation | None) -> list[str]:
    """The parts of the score that say anything of these passages."""
    passages: tuple[ExplainedPassage, ...] = explanation.candidates[:PASSAGES] if explanation else ()
    return [name for name in FEATURES if any(abs(one.features.get(name, 0.0)) >= 0.005 for one in passages)]


def _widest(explanation: Explanation | None) -> float:
    """The largest part of any score, which the bars are measured by."""
    parts = [abs(part) for one in (explanation.candidates if explanation else ()) for part in one.features.values()]
    return max(parts, default=0.0) or 1.0
