"""Passages → quotes: the best sentence with what it needs to be understood, within a bounded length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.reply import Quote
from assistant.retrieval import Candidate
from ingest.records import Fact, ParsedDocument, Passage, Sentence, Span

LONGEST_INTRODUCTION = 260
"""Characters."""
_LIKELY = 0.008
"""Probability of being the answer below which a further sentence is not quoted."""
_FAR = 0.02
"""The same, as a share of the likeliest sentence's probability."""
_ENOUGH = 0.98
"""Probability of holding the answer at which quoting stops."""
_SHORT = 45
"""Characters; a shorter sentence says little without the next one."""
_GAP = 160
"""Characters left out between two quoted sentences that are quoted all the same."""
_OPENS = re.compile(r"[:;][*_ ]*$")
_QUALIFIES = re.compile(
    r"(?:[-–•*]\s*)?(?:toutefois|cependant|néanmoins|sauf|excepté|hormis|en revanche|par exception|à l['’]exception"
    r"|à défaut|however|except|unless|nevertheless)\b",
    re.IGNORECASE,
)
"""A sentence that limits the one before it."""
_BETWEEN = " \t\r\n-–—•·*|>"
"""What stands between the items of a list."""
_AUDIENCE = re.compile(r"(?:Pour|Si|Les|For|If)\b[^.\n]{0,160}:\s")


@dataclass(frozen=True)
class Extract:
    """Quotes of one passage that belong together.

    `introduction` is the sentence that introduces a list when it does not touch the quoted items; `more` counts
    the items of the list that are not quoted.
    """

    quotes: tuple[Quote, ...]
    introduction: Quote | None
    more: int
    passage: Passage


def best_extracts(candidates: Sequence[Candidate], passages: int, characters: int) -> list[Extract]:
    """The sentences likeliest to answer, of at most so many passages, within a number of characters. The passage of
    the best sentence comes first; there is always one.
    """
    if not candidates:
        return []
    scores = np.concatenate([one.sentence_scores for one in candidates])
    odds = np.exp(scores - scores.max())
    shares = odds / odds.sum()
    owners = [(number, place) for number, one in enumerate(candidates) for place in range(len(one.sentence_scores))]
    chosen: dict[int, set[int]] = {}
    covered, left, best = 0.0, characters, float(shares.max())
    for row in np.argsort(-shares, kind="stable"):
        number, place = owners[int(row)]
        if chosen and (shares[row] < max(_LIKELY, _FAR * best) or covered > _ENOUGH):
            break
        if place in chosen.get(number, set()):
            covered += float(shares[row])
            continue
        wanted = _with_needs(candidates[number], place) - chosen.get(number, set())
        cost = sum(_characters(candidates[number].passage.sentences[one]) for one in wanted)
        introduction = candidates[number].passage.introduction
        if number not in chosen and introduction and len(introduction) <= LONGEST_INTRODUCTION:
            cost += len(introduction)
        if chosen and (cost > left or (number not in chosen and len(chosen) == passages)):
            continue
        chosen.setdefault(number, set()).update(wanted)
        covered += float(shares[row])
        left -= cost
    return [
        _extract(candidates[number], _without_gaps(candidates[number], places)) for number, places in chosen.items()
    ]


def _with_needs(candidate: Candidate, place: int) -> set[int]:
    """A sentence with those that it cannot be understood without: what it announces, and what limits it."""
    sentences, parsed = candidate.passage.sentences, candidate.parsed
    needed = {place}
    last = place
    text = parsed.sentence_text(sentences[place])
    if (_OPENS.search(text) or len(text) < _SHORT) and not _listed(candidate.passage):
        last = min(place + 1, len(sentences) - 1)
    elif place == 0 and _OPENS.search(text):
        last = min(place + 3, len(sentences) - 1)
    while last + 1 < len(sentences) and _QUALIFIES.match(parsed.sentence_text(sentences[last + 1])):
        last += 1
    needed.update(range(place, last + 1))
    while place and _QUALIFIES.match(parsed.sentence_text(sentences[place])):
        place -= 1
        needed.add(place)
    return needed


def _without_gaps(candidate: Candidate, places: set[int]) -> list[int]:
    """The places in order, short runs between them filled in."""
    ordered = sorted(places)
    filled = ordered[:1]
    for place in ordered[1:]:
        between = range(filled[-1] + 1, place)
        if sum(_characters(candidate.passage.sentences[one]) for one in between) <= _GAP:
            filled.extend(between)
        filled.append(place)
    return filled


def _extract(candidate: Candidate, places: list[int]) -> Extract:
    parsed, passage = candidate.parsed, candidate.passage
    sentences = passage.sentences
    introduction = None
    if places[0] > 0 and _listed(passage) and _OPENS.search(parsed.sentence_text(sentences[0])):
        introduction = _introduction(parsed, passage, sentences[0].spans[0])
    elif passage.introduction:
        introduction = _introduction(parsed, passage, passage.introduction)
    quotes = _joined(parsed, passage, [sentences[place] for place in places])
    left_out = len(sentences) - len(places) - (introduction is not None and places[0] > 0)
    return Extract(quotes, introduction, left_out if _listed(passage) else 0, passage)


def _listed(passage: Passage) -> bool:
    return passage.kind in {"list", "table"} and len(passage.sentences) > 1


def _characters(sentence: Sentence) -> int:
    return sum(map(len, sentence.spans))


def sentence_extract(candidate: Candidate, place: int) -> Extract:
    """One sentence with what it cannot be understood without."""
    return _extract(candidate, _without_gaps(candidate, _with_needs(candidate, place)))


def proof_of(candidate: Candidate, place: int) -> tuple[Quote, ...]:
    """What is quoted to prove a sentence: its introduction where it has one, the sentence and what limits it."""
    extract = sentence_extract(candidate, place)
    return (extract.introduction, *extract.quotes) if extract.introduction else extract.quotes


def nearest_sentence(candidate: Candidate, proofs: Sequence[bool]) -> tuple[Quote, ...]:
    """The best of the sentences that prove something, with what limits it; none when none does."""
    proving = [place for place, proof in enumerate(proofs) if proof]
    if not proving:
        return ()
    best = max(proving, key=lambda place: candidate.sentence_scores[place])
    return sentence_extract(candidate, best).quotes


def quote_of(parsed: ParsedDocument, fact: Fact, passages: dict[str, Passage]) -> Quote:
    """The evidence of a fact as a quote; a promised period with the sentences that promise it."""
    passage = passages[fact.passage]
    span = _promise(parsed, fact, passage) if fact.kind == "response_time" else fact.evidence
    return Quote(parsed.document, span, passage.section, passage.language)


def _promise(parsed: ParsedDocument, fact: Fact, passage: Passage) -> Span:
    """The sentences of a passage that hold its promised periods, with those that introduce them."""
    periods = [one.evidence for one in parsed.facts if one.kind == fact.kind and one.passage == fact.passage]
    places = [
        place
        for place, sentence in enumerate(passage.sentences)
        if any(span.contains(one) for span in sentence.spans for one in periods)
    ]
    if not places:
        return fact.evidence
    first = places[0]
    while first and parsed.sentence_text(passage.sentences[first - 1]).rstrip("*_ ").endswith((":", ";")):
        first -= 1
    return Span(passage.sentences[first].spans[0].start, passage.sentences[places[-1]].spans[-1].end)


def contact_quote(parsed: ParsedDocument, fact: Fact, passages: dict[str, Passage]) -> Quote:
    """A contact; with its whole sentence when that says for whom the contact is."""
    passage = passages[fact.passage]
    for sentence in passage.sentences:
        for span in sentence.spans:
            if span.contains(fact.evidence) and _AUDIENCE.match(parsed.document.slice(span)):
                return Quote(parsed.document, span, passage.section, passage.language)
    return quote_of(parsed, fact, passages)


def _introduction(parsed: ParsedDocument, passage: Passage, span: Span) -> Quote | None:
    if len(span) > LONGEST_INTRODUCTION:
        return None
    return Quote(parsed.document, span, passage.section, passage.language)


def _joined(parsed: ParsedDocument, passage: Passage, sentences: Sequence[Sentence]) -> tuple[Quote, ...]:
    """One quote for each run of characters that nothing but white space interrupts."""
    runs: list[Span] = []
    for span in (span for sentence in sentences for span in sentence.spans):
        whole = next((one for one in passage.spans if one.contains(span)), span)
        touching = runs and not parsed.document.text[runs[-1].end : span.start].strip(_BETWEEN)
        if touching and whole.contains(runs[-1]):
            runs[-1] = Span(runs[-1].start, span.end)
        else:
            runs.append(span)
    return tuple(Quote(parsed.document, run, passage.section, passage.language) for run in runs)
