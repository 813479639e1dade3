"""Whether a sentence puts together what its proofs say of different things."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.answering.content import content
from assistant.answering.reading import Reading
from assistant.answering.wording import Word, same

Piece = tuple[Reading, tuple[int, int]]
"""A proof, and where a piece of it stands."""

_JOINS = re.compile(r"[,;:]|\b(?:et|ou|ainsi que|puis|and|or|as well as|then|while)\b", re.IGNORECASE)
_SIDE_BY_SIDE = re.compile(r";|\b(?:et|ou|ainsi que|puis|and|or|as well as|then|while)\b", re.IGNORECASE)
_OF_KIND = re.compile(
    r"\s(?:personnelles )?(?:de |d['’]|relatives? (?:à |au |aux )(?:l['’]|la |votre |vos )?"
    r"|concernant (?:la |le |les |votre |vos )?|on |about )"
)
_NEAR = 3
"""Words between data and their kind in a proof, which lists several kinds."""


def mixed_up(told: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether a sentence gives a particular, a kind of data or a part of a list to something else."""
    return (
        _unjoined(told, proofs)
        or _mistaken(told, proofs)
        or _interleaved(told, proofs)
        or _other_data(told, proofs)
    )


def _unjoined(told: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether one statement is made of several sentences, or of several items after their lead: those that are set
    side by side are joined by an "and"."""
    statements = len(proofs) - proofs[0].text.rstrip(" *_").endswith(":")
    return statements > 1 and not _SIDE_BY_SIDE.search(told.text)


def _mistaken(told: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether a particular of the sentence belongs to something else in the proofs: a word that stands beside it in
    the sentence stands only where the proofs give another particular of its kind. Names are compared by sentences,
    since enumerations of them are cut by commas; the rest by clauses."""
    whole = [(proof, (0, len(proof.text))) for proof in proofs]
    clauses = [(proof, clause) for proof in proofs for clause in proof.clauses]
    for start, _, one in told.particulars:
        pieces = [(piece, _held(*piece, one.kind)) for piece in (whole if one.kind == "name" else clauses)]
        own = [piece for piece, values in pieces if one.value in values]
        others = [piece for piece, values in pieces if values and one.value not in values]
        free = [piece for piece, values in pieces if not values]
        near = (0, len(told.text)) if one.kind == "name" else told.clause_at(start)
        if own and others and _from_others(told.words_in(*near), [*own, *free], others):
            return True
    return False


def _held(proof: Reading, clause: tuple[int, int], kind: str) -> set[str]:
    return {one.value for start, _, one in proof.particulars if one.kind == kind and clause[0] <= start < clause[1]}


def _from_others(
    words: Sequence[Word],
    own: Sequence[Piece],
    others: Sequence[Piece],
) -> bool:
    held = [word for proof, clause in own for word in proof.words_in(*clause)]
    rival = [word for proof, clause in others for word in proof.words_in(*clause)]
    return any(any(same(word, one) for one in rival) and not any(same(word, one) for one in held) for word in words)


def _interleaved(told: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether what only one proof says is mixed with what only another says, rather than set beside it by a comma
    or an "and": "erasure of your data for legitimate reasons", of a right to erase wrong data and one to object for
    legitimate reasons."""
    last: tuple[int, Word] | None = None
    seen: list[int] = []
    for word in content(told):
        holders = [place for place, proof in enumerate(proofs) if any(same(word, one) for one in proof.words)]
        if len(holders) != 1:
            continue
        (holder,) = holders
        if last and holder != last[0]:
            lead = proofs[min(holder, last[0])].text.rstrip(" *_").endswith(":") and 0 in {holder, last[0]}
            between = told.text[last[1].end : word.start]
            if not lead and (not _JOINS.search(between) or holder in seen):
                return True
        if holder not in seen:
            seen.append(holder)
        last = (holder, word)
    return False


def _other_data(told: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether the sentence says of data what kind they are, and its proofs say that of something else: "health
    data", of data that go to health professionals."""
    kinds = [word for word, _ in _kinds_of_data(told, 1)]
    known = [word for proof in proofs for word, _ in _kinds_of_data(proof, _NEAR)]
    return any(not any(same(word, one) for one in known) for word in kinds)


def _kinds_of_data(reading: Reading, near: int) -> Iterator[tuple[Word, Word]]:
    """The words that say of data what kind they are, at most `near` words away, with the word for data."""
    words = content(reading)
    for place, word in enumerate(words):
        if "data" not in word.senses:
            continue
        before = words[max(0, place - near) : place]
        yield from ((one, word) for one in before if near > 1 or reading.text[one.end : word.start] in {" ", "-"})
        after = words[place + 1 : place + 1 + near]
        yield from (
            (one, word) for one in after if near > 1 or _OF_KIND.fullmatch(reading.text[word.end : one.start])
        )


def other_body(sentence: str, texts: Sequence[str], names: Collection[str]) -> bool:
    """Whether the sentence names the insurer where its proofs only name a body whose name begins like it."""
    for name in names:
        plain = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)(?! [A-ZÀ-Þ])")
        longer = re.compile(rf"(?<!\w){re.escape(name)} [A-ZÀ-Þ]")
        if plain.search(sentence) and any(map(longer.search, texts)) and not any(map(plain.search, texts)):
            return True
    return False
