"""Statements that deny what their quote affirms, or the reverse: what `support` cannot see, looked for by one rule.

It is a pointer for readers and no proof: a sentence can be turned round without any of these words, and rightly say
"must not" of what the policy calls forbidden. No gate reads it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.metrics.matching import folded
from eval.metrics.statements import Statement, statements
from eval.metrics.support import FEWEST_SHARED_WORDS, long_words
from eval.observations import Observation

_NEGATION = re.compile(
    r"\b(?:n'|ne\b|ni\b|jamais\b|aucune?s?\b|sans\b|not\b|never\b|no\b|nor\b|none\b|nobody\b|without\b|cannot\b"
    r"|не\b|нито\b|никога\b|без\b|никак\w*\b)|\w+n't\b"
)
_NO_NEGATION = re.compile(
    r"\b(?:not only|no later than|sans delai|without delay|without undue delay|non seulement|"
    r"(?:ne|n')\s*\S+(?:\s\S+){0,3}?\s(?:que|qu')(?=\s?\w))"
)
"""Words that look like a denial and are none: "ne … que" is "only"."""
_CLAUSE_END = re.compile(r"[.;:!?\n]|, | – |\(|\)")


def reversed_statements(observation: Observation) -> float | None:
    """How many statements in words of the answer's own deny what the nearest clause of their quotes affirms, or the
    reverse; None where no statement can be compared.

    Compared are statements that cite and do not quote. The nearest clause is the one that holds most of their
    longer words, at least FEWEST_SHARED_WORDS of them; where none does, as across languages, all clauses count,
    if they agree.
    """
    quotes = {citation.marker: citation.quote for citation in observation.citations}
    told = [
        (one, [quotes[marker] for marker in one.markers if marker in quotes])
        for one in statements(observation.answer, set(quotes.values()))
        if one.wording and one.markers and not one.quoted
    ]
    turned = [verdict for one, cited in told if (verdict := _turned(one, cited)) is not None]
    return float(sum(turned)) if turned else None


def denies(text: str) -> bool:
    """Whether a sentence says that something is not so."""
    return _NEGATION.search(_NO_NEGATION.sub(" ", folded(text))) is not None


def _turned(statement: Statement, quotes: Sequence[str]) -> bool | None:
    """Whether a statement and the nearest clause differ; None where there is nothing to compare it with."""
    clauses = [part for quote in quotes for part in _CLAUSE_END.split(quote) if long_words(part)]
    if not clauses:
        return None
    wanted = long_words(statement.wording)
    nearest = max(clauses, key=lambda part: len(wanted & long_words(part)))
    if wanted and len(wanted & long_words(nearest)) >= FEWEST_SHARED_WORDS * len(wanted):
        return denies(statement.wording) != denies(nearest)
    verdicts = {denies(part) for part in clauses}
    return denies(statement.wording) not in verdicts if len(verdicts) == 1 else None
