"""The last gate before a member: claims without support are dropped, the rest becomes text with markers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.particulars import absent, particulars
from assistant.law import LAW
from assistant.reply import Citation, Claim, Quote

_PLACE = re.compile(r"\{(\d)\}")
QUOTE_MARKS = {"fr": ("« ", " »"), "en": ("“", "”")}


@dataclass(frozen=True)
class Grounded:
    """The text of an answer with its citations, and how many claims were dropped for want of support."""

    text: str
    citations: tuple[Citation, ...]
    dropped: int

    def marker(self, quote: Quote) -> int | None:
        """The number under which a quote is cited; None when it is not."""
        return next((one.marker for one in self.citations if one.quote == quote), None)


class GroundedText:
    """The text of an answer as it grows: claims that stand, their quotes numbered in order of appearance."""

    def __init__(self, insurer: str, language: str) -> None:
        self._insurer = insurer
        self._language = language
        self._numbers: dict[Quote, int] = {}
        self._pieces: list[str] = []
        self._dropped = 0

    def add(self, claim: Claim) -> str | None:
        """Adds a claim if it stands: the piece of text that it adds, with the break before it; None if not."""
        if not supported(claim, self._insurer, self._language, tuple(self._numbers)):
            self._dropped += 1
            return None
        for quote in claim.quotes:
            self._numbers.setdefault(quote, len(self._numbers) + 1)
        between = "" if not self._pieces else " " if claim.continues else "\n"
        self._pieces.append(between + _rendered(claim, self._numbers, self._language))
        return self._pieces[-1]

    def grounded(self) -> Grounded:
        """The whole text with its citations."""
        citations = tuple(Citation(number, quote) for quote, number in self._numbers.items())
        return Grounded("".join(self._pieces), citations, self._dropped)


def ground(claims: Sequence[Claim], insurer: str, language: str) -> Grounded:
    """Numbers the quotes in order of appearance and renders the claims that stand.

    A claim stands when it has a quote of this insurer's documents or of the law, every quote of it is one, and its
    values and the particulars of its own words occur in its quotes; one that says nothing about either stands by
    itself.
    """
    text = GroundedText(insurer, language)
    for claim in claims:
        text.add(claim)
    return text.grounded()


def supported(claim: Claim, insurer: str, language: str, shown: Sequence[Quote] = ()) -> bool:
    """Whether a claim with words in `language` may reach a member, after the quotes that are shown before it."""
    if any(quote.insurer not in {insurer, LAW} for quote in claim.quotes):
        return False
    if not claim.quotes:
        return claim.stands_alone
    cited = _plain(" ".join(quote.text for quote in claim.quotes))
    return all(_plain(value) in cited for value in claim.values) and not _invented(claim, language, shown)


def _invented(claim: Claim, language: str, shown: Sequence[Quote]) -> bool:
    """Whether the words around the quotes hold a particular that neither these nor the names of their sections
    hold, nor the quotes before them: the last of several quotes has the values of all.

    A day follows from a period: the law's month gives the day on which an answer is due. Names are those of the
    catalogue or, in words that a language model wrote, checked before.
    """
    evidence = [(f"{quote.section} \n {quote.text}", quote.language) for quote in [*claim.quotes, *shown]]
    missing = {one.kind for one in absent(_PLACE.sub(" ", claim.template), language, evidence, ())} - {"name"}
    if missing == {"date"}:
        given = {one.kind for words, spoken in evidence for one in particulars(words, spoken)}
        return "period" not in given
    return bool(missing)


def _rendered(claim: Claim, numbers: dict[Quote, int], language: str) -> str:
    opening, closing = QUOTE_MARKS[language]

    def shown(found: re.Match[str]) -> str:
        quote = claim.quotes[int(found[1])]
        return f"{opening}{quote.text}{closing} [{numbers[quote]}]"

    text = _PLACE.sub(shown, claim.template)
    placed = {int(found) for found in _PLACE.findall(claim.template)}
    rest = [numbers[quote] for place, quote in enumerate(claim.quotes) if place not in placed]
    return " ".join([text, *(f"[{number}]" for number in dict.fromkeys(rest))])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
