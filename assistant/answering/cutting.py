"""Whether a sentence is what its proofs say with whole parts left out, rather than words taken out of them.

A part is what commas, brackets or an "and" set off; it can go if it does not limit the rest. This is compression by
deleting constituents (Knight & Marcu 2002, "Summarization beyond sentence extraction"), with the order kept. What
sets parts off and what limits is data (`assistant/data/cutting.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from assistant.answering.content import content
from assistant.answering.particular_names import unaccented
from assistant.answering.reading import Reading
from assistant.answering.wording import WE, YOU, Word, same

_LIMITING_MARKS = frozenset(
    {
        *("neg", "never", "only", "except", "cond", "some", "may", "must", "should"),
        *("most", "least", "until", "before", "after", "without", "more", "less", "outside"),
    }
)
_OF_THE_WHOLE = frozenset({"cond", "except"})
_BESIDE = re.compile(r"(?:et|and)\b")
_TURNING = frozenset({"neg", "never", "only", "except"})
_ORDERED = frozenset({"ne", "neg", "may", "must"})


@dataclass(frozen=True)
class _Table:
    between: re.Pattern[str]
    limits: re.Pattern[str]
    opens: re.Pattern[str]
    adds_nothing: frozenset[str]


def cut_wrongly(told: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether the words of a sentence stand in another order than in its proofs, or lack some that belong to them.

    The orders of two languages differ: across them, what turns the sense has to be on both sides, and words may not
    be taken out either; a word that is in no table is one that the sentence lacks.
    """
    if any(proof.language != told.language for proof in proofs):
        return _kinds([told]) != _kinds(proofs) or any(_lacks(one, _held(told, one), told) for one in proofs)
    if leans_on_another(told.text):
        return True
    pieces = [piece for piece in _pieces(told) if piece]
    kept = [set().union(*(_kept(piece, proof) for piece in pieces)) for proof in proofs]
    if any(sum(len(_kept(piece, proof)) for proof in proofs) < len(piece) for piece in pieces):
        return True
    if not _in_turn(told, proofs) or _brings_in_the_reader(told, proofs):
        return True
    return any(_lacks(proof, places, told) for proof, places in zip(proofs, kept, strict=True))


def leans_on_another(sentence: str) -> bool:
    """Whether a sentence begins with a pronoun or the like, so that it says nothing by itself."""
    return _table().opens.match(unaccented(sentence).strip()) is not None


def _held(told: Reading, proof: Reading) -> set[int]:
    return {place for place, word in enumerate(proof.words) if any(same(word, one) for one in told.words)}


def _kinds(readings: Sequence[Reading]) -> set[str]:
    return {mark.kind for reading in readings for mark in reading.marks} & _TURNING


def _brings_in_the_reader(told: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether a sentence does something to the reader, of whom its proofs do not speak."""
    said = any(word.actor and YOU in word.senses for word in told.words)
    return said and not any(YOU in proof.senses for proof in proofs)


def _in_turn(told: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether "not" and "may" come in the order of the proofs: "may not be given" is no "cannot be given"."""
    said = [mark.kind for mark in told.marks if mark.kind in _ORDERED]
    proven = iter([mark.kind for proof in proofs for mark in proof.marks if mark.kind in _ORDERED])
    return all(kind in proven for kind in said)


def _pieces(told: Reading) -> Iterator[list[Word]]:
    """The words of a sentence between its commas, which may come in another order."""
    cuts = [0, *(found.start() for found in re.finditer(r"[,:;]", told.text)), len(told.text)]
    for start, end in pairwise(cuts):
        yield [word for word in content(told) if start <= word.start < end]


def _kept(words: Sequence[Word], proof: Reading) -> set[int]:
    """The places of the longest run of words, gaps allowed, that a proof has in the same order."""
    rows: list[list[tuple[int, ...]]] = [[()] * (len(proof.words) + 1)]
    for word in words:
        row: list[tuple[int, ...]] = [()]
        for place, other in enumerate(proof.words, start=1):
            both = (*rows[-1][place - 1], place - 1) if same(word, other) else ()
            row.append(max(both, rows[-1][place], row[-1], key=_closeness))
        rows.append(row)
    return set(rows[-1][-1])


def _closeness(run: Sequence[int]) -> tuple[int, int]:
    """The longer run is the better one; of two of one length, the one whose words stand nearer each other."""
    return len(run), run[0] - run[-1] if run else 0


def _lacks(proof: Reading, kept: set[int], told: Reading) -> bool:
    """Whether a part of a proof is said in part only, or left out though it limits what is said."""
    lead = proof.text.rfind(":") if proof.text.rstrip(" *_").endswith(":") else proof.text.find(":")
    whole = {mark.kind for mark in told.marks}
    for start, end in _parts(proof):
        places = [at for at, word in enumerate(proof.words) if start <= word.start < end and _tells(word)]
        said = [at for at in places if at in kept]
        limits = {mark.kind for mark in proof.marks_in(start, end)} & _limiting(proof.text[start:end])
        if said or end <= lead:
            if end > lead and len(said) < len(places):
                return True
            continue
        if (places or limits) and (
            _table().limits.match(unaccented(proof.text[start:end]).strip(" ,;:()\n•–-")) or limits - whole
        ):
            return True
    return "only" in whole and any(
        at not in kept for at, word in enumerate(proof.words) if _tells(word) and word.start > lead
    )


def _limiting(part: str) -> frozenset[str]:
    """The marks by which a part limits the rest: one of its own, set beside it by "and", only by a condition."""
    return _OF_THE_WHOLE if _BESIDE.match(part) else _LIMITING_MARKS


def _tells(word: Word) -> bool:
    return not (unaccented(word.text) in _table().adds_nothing or word.senses & {WE, YOU, "data"})


def _parts(proof: Reading) -> Iterator[tuple[int, int]]:
    cuts = [0, *(found.start() for found in _table().between.finditer(proof.text.lower())), len(proof.text)]
    return pairwise(cuts)


@cache
def _table() -> _Table:
    raw = tomllib.loads((files("assistant") / "data" / "cutting.toml").read_text(encoding="utf-8"))
    joined = {
        name: "|".join(one for one in raw[name].split("\n") if one) for name in ("between", "limits", "opens")
    }
    return _Table(
        between=re.compile(joined["between"]),
        limits=re.compile(rf"(?:(?:et|mais|and|but) )?(?:{joined['limits']})"),
        opens=re.compile(rf"(?:{joined['opens']})\b"),
        adds_nothing=frozenset(raw["adds_nothing"].split()),
    )
