"""Facts that an answer states in its own words and that nothing it cites holds: what no answer may ever have.

Only words count here, not sense: a statement whose facts all stand in its citations may still turn them round,
which `reversal` looks for. Figures are compared as `figures` reads them, names as `names` does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from eval.metrics.figures import Figure, figures, numbers
from eval.metrics.matching import shows
from eval.metrics.names import foreign_names
from eval.metrics.statements import Statement, statements
from eval.metrics.support import evidence
from eval.observations import Cited, Observation

_BRACKETS = re.compile(r"\([^()]*\)")
_WRITTEN = frozenset({"email", "site", "phone"})
"""Kinds that are looked for as they are written."""


def absent_facts(observation: Observation, texts: Mapping[str, str]) -> float | None:
    """How many facts of the answer's own wording are absent from what it cites; None where nothing was answered."""
    if observation.outcome != "answered":
        return None
    return float(len(absent(observation, texts)))


def absent(observation: Observation, texts: Mapping[str, str]) -> list[str]:
    """Those facts as they are written, or in one form for dates and periods ("60 months").

    The facts of a statement have to stand in the quotes that it cites or in the headings of their sections; those
    of a statement that cites nothing, in any quote of the answer, and what it has in brackets is not looked at:
    "(12 more items)". Brackets after a quotation may be about those before it that it goes on from. The day by
    which an answer is due is computed, and may stand.
    """
    quotes = {citation.quote for citation in observation.citations}
    insurers = {citation.document.split("/", 1)[0] for citation in observation.citations}
    found: list[str] = []
    pointed: tuple[int, ...] = ()
    for one in statements(observation.answer, quotes):
        goes_on = one.quoted and (not one.wording or one.wording.startswith("("))
        pointed = (*(pointed if goes_on else ()), *(one.markers or one.borrowed))
        cited = [it for it in observation.citations if not pointed or it.marker in pointed]
        found += _absent(one, cited, texts, insurers, observation.answer_due)
    return found


def _absent(
    statement: Statement,
    cited: Sequence[Cited],
    texts: Mapping[str, str],
    insurers: Collection[str],
    due: str | None,
) -> list[str]:
    shown = " \n ".join(evidence(citation, texts) for citation in cited)
    bare = not statement.markers and not statement.borrowed
    stated, _ = figures(_BRACKETS.sub(" ", statement.wording) if bare else statement.wording)
    known, counted = set(figures(shown)[0]), numbers(shown)
    missing = [one.value for one in stated if one.value != due and not _holds(one, shown, known, counted)]
    return missing + foreign_names(_without(statement.wording, stated), shown, insurers)


def _holds(figure: Figure, shown: str, known: Collection[Figure], counted: Collection[str]) -> bool:
    if figure.kind in _WRITTEN:
        return shows(shown, figure.value)
    if figure.kind == "number":
        return figure.value in counted
    if figure.kind == "date":
        return any(one.kind == "date" and one.value.startswith(figure.value) for one in known)
    return figure in known


def _without(wording: str, stated: Collection[Figure]) -> str:
    """The wording without its addresses, whose capitals are no names."""
    for one in stated:
        if one.kind in _WRITTEN:
            wording = re.sub(re.escape(one.value), " ", wording, flags=re.IGNORECASE)
    return wording
