"""Several wishes in one message: "send me a copy of my data and then delete everything, and stop the ads".

The message is parted into clauses and each is understood on its own. What parts them, and what is carried into a
clause that leans on the one before, is data (`assistant/data/clauses.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from anyascii import anyascii

from assistant.classifiers import QuestionClassifier
from assistant.examples import NO_ACTION
from ingest.embedding import Vectors

MOST_CLAUSES = 5
"""Clauses of a message that are understood on their own; what follows goes with the last."""
_MOST_BREAKS = 50
"""Commas and conjunctions of a sentence that are looked at: each costs a look at the whole of it."""
_MAY_WISH = 0.1
"""Probability of a wish in the whole message from which it is parted into clauses: what only asks is far below."""
_CLAUSE_WISHES = 0.2
"""Probability of a wish from which a clause is believed; the whole message has spoken for one already."""
_OF_ITS_TYPE = 0.6
"""Share of the likeliest type in the wish of a clause from which it is believed, if the whole message points to the
type too."""
_SURELY_OF_ITS_TYPE = 0.75
_POINTED_TO = 0.1
"""Share of a type in the wish of the whole message from which the message points to it."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_PUNCTUATION = r"\s*[,;:+&/]+\s+|\s+[-–—/+&]\s+"
_EDGES = " ,;:+&/-–—"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants done: at least one type of request, in the order of the message, and the probability that
    they want to act at all."""

    actions: tuple[str, ...]
    likeliest: str
    """One of the types."""
    probability: float


@dataclass(frozen=True)
class _Grammar:
    breaks: re.Pattern[str]
    own: re.Pattern[str]
    leans: re.Pattern[str]
    leans_on: re.Pattern[str]
    asks: re.Pattern[str]
    requests: re.Pattern[str]
    keeps: re.Pattern[str]
    opening: re.Pattern[str]
    carried: tuple[tuple[re.Pattern[str], str], ...]


def wishes_of(
    text: str,
    language: str,
    whole: Mapping[str, float],
    classifier: QuestionClassifier,
    embed: Callable[[str], Vectors],
) -> Wishes:
    """The wishes of a message whose probabilities of each type, as one text, are `whole`, likeliest first.

    Clauses are embedded only where the message may hold a wish and has more than one.
    """
    likeliest = next(name for name in whole if name != NO_ACTION)
    alone = Wishes((likeliest,), likeliest, 1.0 - whole[NO_ACTION])
    parts = clauses(text, language) if alone.probability > _MAY_WISH else []
    if sum(map(len, parts)) < 2:
        return alone
    found: dict[str, float] = {}
    for readings in parts:
        every = [classifier.probabilities(one, embed(one)) for one in readings]
        for name, share in _wish(max(every, key=_surest), whole):
            found[name] = max(share, found.get(name, 0.0))
    surest = max(found.values(), default=0.0)
    if not found or (len(found) == 1 and surest <= whole[likeliest]):
        return alone
    probability = max(alone.probability, surest) if len(found) > 1 else alone.probability
    return Wishes(tuple(found), max(found, key=lambda name: whole[name]), probability)


def _surest(shares: Mapping[str, float]) -> float:
    """The probability of the likeliest type."""
    return max(share for name, share in shares.items() if name != NO_ACTION)


def _wish(shares: Mapping[str, float], whole: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """The likeliest type of a clause with its probability, where it can be believed."""
    name = next(one for one in shares if one != NO_ACTION)
    wish = 1.0 - shares[NO_ACTION]
    pointed_to = whole[name] > _POINTED_TO * (1.0 - whole[NO_ACTION])
    enough = _OF_ITS_TYPE if pointed_to else _SURELY_OF_ITS_TYPE
    if wish > _CLAUSE_WISHES and shares[name] > enough * wish:
        yield name, shares[name]


def clauses(text: str, language: str) -> list[tuple[str, ...]]:
    """The clauses of a message that may hold a wish each, in order, 5 at most, each able to stand alone, in one
    reading or two: with and without the list that it ends in, which hides the wish where it is long.

    A part without a verb or a noun of a request of its own, such as "my address" in a list, goes with the part
    before it. Sentences that only ask are left out.
    """
    grammar = _grammar(language)
    sentences = [one for one in _SENTENCE_END.split(text) if not _only_asks(one, grammar)]
    parts = [part for sentence in sentences for part in _parted(sentence, grammar)]
    found = [part for part in parts if not _only_asks(part, grammar) and not grammar.keeps.search(_folded(part))]
    kept = [*found[: MOST_CLAUSES - 1], " ".join(found[MOST_CLAUSES - 1 :])]
    alone = [_standing_alone(one, grammar, first=not place) for place, one in enumerate(kept) if one]
    return [tuple(dict.fromkeys((one, _without_list(one, grammar)))) for one in alone]


def _only_asks(sentence: str, grammar: _Grammar) -> bool:
    words = _folded(sentence)
    return bool(grammar.asks.match(words)) and not grammar.requests.match(words)


def _parted(sentence: str, grammar: _Grammar) -> Iterator[str]:
    """The clauses of a sentence; parts that lean on one another stay together."""
    breaks = _breaks(sentence, grammar)
    start = 0
    for place, (end, next_start) in enumerate(breaks):
        next_end = breaks[place + 1][0] if place + 1 < len(breaks) else len(sentence)
        if _can_end(sentence[start:end], grammar) and _can_start(sentence[next_start:next_end], grammar):
            yield sentence[start:end]
            start = next_start
    yield sentence[start:]


def _breaks(sentence: str, grammar: _Grammar) -> list[tuple[int, int]]:
    """Where a sentence may part: the end of what is before and the start of what is behind."""
    return [found.span() for found in islice(grammar.breaks.finditer(sentence), _MOST_BREAKS)]


def _can_start(part: str, grammar: _Grammar) -> bool:
    words = _folded(part)
    return grammar.own.search(words) is not None and not grammar.leans.match(words)


def _can_end(clause: str, grammar: _Grammar) -> bool:
    words = _folded(clause)
    return grammar.own.search(words) is not None and not grammar.leans_on.search(words)


def _standing_alone(clause: str, grammar: _Grammar, *, first: bool) -> str:
    clause = grammar.opening.sub("", clause.strip(_EDGES).rstrip("."), count=1)
    words = _folded(clause)
    head = next((head for opening, head in grammar.carried if opening.match(words)), None)
    return clause if first or head is None else f"{head} {clause}"


def _without_list(clause: str, grammar: _Grammar) -> str:
    """A clause up to the second thing that it names, if nothing but things follows."""
    for end, next_start in _breaks(clause, grammar):
        behind = _folded(clause[next_start:])
        if _can_end(clause[:end], grammar) and not grammar.own.search(behind) and not grammar.leans.match(behind):
            return clause[:end]
    return clause


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", anyascii(text).lower()))


@cache
def _grammar(language: str) -> _Grammar:
    raw = (files("assistant") / "data" / "clauses.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(raw)
    table = tables.get(language, tables["en"])
    lines = {name: one.replace("\n", "") for name, one in table.items() if isinstance(one, str)}
    words = rf"(?:(?:{lines['between']})\s+)"
    return _Grammar(
        breaks=re.compile(rf"(?:{_PUNCTUATION}){words}?|\s+{words}", re.IGNORECASE),
        own=re.compile(lines["own"]),
        leans=re.compile(lines["leans"]),
        leans_on=re.compile(rf"(?:{lines['leans_on']})$"),
        asks=re.compile(lines["asks"]),
        keeps=re.compile(lines["keeps"]),
        requests=re.compile(lines["requests"]),
        opening=re.compile(rf"^(?:{lines['opening']})", re.IGNORECASE),
        carried=tuple((re.compile(opening), head) for opening, head in table["carried"]),
    )
