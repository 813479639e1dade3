"""Whether quotes support a statement, without a language model.

The rule stands in for the entailment model of ALCE, and errs towards "not supported": own wording must repeat the
figures as they are written and share words with its quotes, so it has to be in their language. It cannot see a
statement that turns the sense of its quote round in the same words; the judge of a run can.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from eval.metrics.matching import folded, shows
from eval.metrics.statements import Statement
from eval.observations import Cited

FEWEST_SHARED_WORDS = 0.5
"""Smallest share of the longer words of own wording that its quotes must hold."""
_WORD_LENGTH = 5
"""Words are compared by their first five letters (McNamee & Mayfield 2004), shorter ones not at all."""
_MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
)
_DATE = rf"\d{{1,2}}(?:er)? (?:{_MONTHS}) \d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}"
_UNIT = "jours?|semaines?|mois|annees?|ans?|heures?|days?|weeks?|months?|years?|hours?"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_LONG = r"\d(?:[ .-]?\d){7,}"
_FIGURES = re.compile(rf"{_EMAIL}|{_DATE}|{_LONG}|\d+(?:[.,]\d+)*")
_TELLING = re.compile(
    rf"{_EMAIL}|\b(?:{_DATE})\b|{_LONG}|\b\d+ (?:{_UNIT})\b|\b\d+(?:[.,]\d+)? ?(?:%|€|euros?\b)|\barticle \d"
)
_PERIOD = re.compile(rf"\w+ (?:{_UNIT})\b")
_NAME = re.compile(r"(?<=\w )[A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+)*")


def makes_claim(statement: Statement) -> bool:
    """Whether a statement says something on the policy or the law that has to be supported.

    It does when it quotes, bears a marker, or gives an e-mail address, a date, a period, an amount, a percentage,
    an article or a telephone number. A sentence of none of these cannot be told from courtesy and is not counted.
    """
    return bool(statement.quoted or statement.markers or _TELLING.search(folded(statement.wording)))


def supports(citations: Collection[Cited], statement: Statement, texts: Mapping[str, str]) -> bool:
    """Whether the quotes of these citations support the statement.

    Everything that it quotes stands in one of them, but for white space. The figures of its own wording (numbers,
    dates, e-mail addresses) stand in them or in the headings of their sections; a date also follows from a period,
    since the day of asking is not known here. Wording without a quotation also takes its names from the cited
    texts, and shares FEWEST_SHARED_WORDS of its longer words with the quotes.
    """
    if not citations or not all(_quoted(words, citations) for words in statement.quoted):
        return False
    shown = " \n ".join(evidence(citation, texts) for citation in citations)
    if not all(_stated(figure, shown) for figure in _FIGURES.findall(folded(statement.wording))):
        return False
    return bool(statement.quoted) or _retold(statement.wording, citations, texts)


def evidence(citation: Cited, texts: Mapping[str, str]) -> str:
    """The quote, with the heading of its section when the text has that heading."""
    heading = citation.section if citation.section in texts.get(citation.document, "") else ""
    return f"{heading} \n {citation.quote}"


def _quoted(words: str, citations: Collection[Cited]) -> bool:
    return any(" ".join(words.split()) in " ".join(citation.quote.split()) for citation in citations)


def _stated(figure: str, shown: str) -> bool:
    if shows(shown, figure):
        return True
    return bool(re.fullmatch(_DATE, figure) and _PERIOD.search(folded(shown)))


def _retold(wording: str, citations: Collection[Cited], texts: Mapping[str, str]) -> bool:
    """Whether words and names of own wording come from the quotes and their texts."""
    undated = re.sub(_DATE, " ", folded(wording))
    told, quoted = long_words(undated), long_words(" ".join(citation.quote for citation in citations))
    known = " ".join(texts.get(document, "") for document in {citation.document for citation in citations})
    names = [name for name in _NAME.findall(wording) if folded(name) in undated]
    if not told:
        return bool(_FIGURES.search(undated))
    return len(told & quoted) >= FEWEST_SHARED_WORDS * len(told) and all(shows(known, name) for name in names)


def long_words(text: str) -> set[str]:
    """The longer words of a text, folded, as they are compared."""
    words = re.findall(r"[^\W\d_]+", folded(text))
    return {word[:_WORD_LENGTH] for word in words if len(word) >= _WORD_LENGTH}
