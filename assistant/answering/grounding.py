"""The last gate before a member: claims without support are dropped, the rest becomes text with markers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


def ground(claims: Sequence[Claim], insurer: str, language: str) -> Grounded:
    """Numbers the quotes in order of appearance and renders the claims that stand.

    A claim stands when it has a quote of this insurer's documents or of the law, every quote of it is one, and
    its values occur in its quotes; one that says nothing about either stands by itself.
    """
    numbers: dict[Quote, int] = {}
    lines = []
    for claim in claims:
        if not supported(claim, insurer):
            continue
        for quote in claim.quotes:
            numbers.setdefault(quote, len(numbers) + 1)
        lines.append(_rendered(claim, numbers, language))
    dropped = len(claims) - len(lines)
    citations = tuple(Citation(number, quote) for quote, number in numbers.items())
    return Grounded("\n".join(lines), citations, dropped)


def supported(claim: Claim, insurer: str) -> bool:
    """Whether a claim may reach a member."""
    if any(quote.insurer not in {insurer, LAW} for quote in claim.quotes):
        return False
    if not claim.quotes:
        return claim.stands_alone
    cited = _plain(" ".join(quote.text for quote in claim.quotes))
    return all(_plain(value) in cited for value in claim.values)


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
