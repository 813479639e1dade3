"""Whether a sentence turns the sense of its evidence: negation, may and must, only, never, all, conditions, sides.

Strict: what cannot be matched does not agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from assistant.answering.reading import Mark, Reading
from assistant.answering.wording import YOU, Word, same

Turn = Literal["negation", "modality"]

_NEGATING = frozenset({"neg", "never"})
_BOTH_WAYS = ("must", "should", "only", "except", "cond", "outside", "most", "least", "more", "less")
"""What the sentence says where, and only where, its evidence does."""
_ENTITLING = frozenset({"right", "possible_use", "free_will"})
"""Senses of words that say of members what "may" says of them."""
_NOT_ADDED = ("may", "never", "always", "all", "until", "before", "after", "inside", "without")
"""What a sentence may leave out, but not add."""
_KEPT = ("some",)
"""What a sentence may not leave out, though it may say less."""
_ABOUT = ("may", "must", "should", "always", "all", "only")
"""What is about a word: the word is the same in the evidence."""


def turned(sentence: Reading, proofs: Sequence[Reading]) -> Turn | None:
    """What the sentence turns of its proofs, taken together; None where it agrees with them."""
    windows = [span for proof in proofs for span in _window(sentence, proof)]
    marks = [mark for proof, start, end in windows for mark in proof.marks_in(start, end)]
    words = [word for proof, start, end in windows for word in proof.words_in(start, end)]
    if not _negates_alike(sentence, marks) or (len(proofs) > 1 and _taken_back_once(sentence, proofs)):
        return "negation"
    if not _goes_as_far(sentence, marks, words):
        return "modality"
    return None


def _window(sentence: Reading, proof: Reading) -> list[tuple[Reading, int, int]]:
    """The fewest clauses of a proof that hold what the sentence says of it, with those that limit them."""
    left = {sense for word in sentence.words for sense in word.senses} & proof.senses
    values = {one for _, _, one in sentence.particulars}
    held = [
        {sense for word in proof.words_in(*clause) for sense in word.senses}
        | {one for start, _, one in proof.particulars if clause[0] <= start < clause[1]}
        for clause in proof.clauses
    ]
    wanted: set[object] = {*left, *(values & {one for _, _, one in proof.particulars})}
    chosen: set[int] = set()
    while wanted:
        best = max(range(len(held)), key=lambda place: (len(wanted & held[place]), -place), default=None)
        if best is None or not wanted & held[best]:
            break
        chosen.add(best)
        wanted -= held[best]
    return [(proof, *proof.clauses[place]) for place in sorted(chosen | _limiting(proof, chosen))]


def _limiting(proof: Reading, chosen: set[int]) -> set[int]:
    """The clauses that limit the chosen ones: conditions beside them, exceptions anywhere."""
    found = set()
    for place, (start, end) in enumerate(proof.clauses):
        opening = [mark for mark in proof.marks_in(start, end) if not proof.words_in(start, mark.start)]
        kinds = {mark.kind for mark in opening}
        beside = place - 1 in chosen or (place + 1 in chosen and place == 0)
        if "except" in kinds or (beside and "cond" in kinds):
            found.add(place)
    return found


def _negates_alike(sentence: Reading, marks: Sequence[Mark]) -> bool:
    said = [mark for mark in sentence.marks if mark.kind in _NEGATING]
    proven = [mark for mark in marks if mark.kind in _NEGATING]
    if not said or not proven:
        return not said and not proven
    if not all(any(_same_word(one.about, other.about) for other in proven) for one in said):
        return False
    if not all(_times(one, said) % 2 == _times(one, proven) % 2 for one in said if one.kind == "neg"):
        return False
    return not any(_unmarked(one, said, sentence.words) for one in proven)


def _times(negation: Mark, marks: Iterable[Mark]) -> int:
    """How many negations are about the word of one of them: "n'est pas sans risque" has two."""
    return sum(mark.kind == "neg" and _same_word(mark.about, negation.about) for mark in marks)


def _taken_back_once(sentence: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether what the sentence negates is said without negation by another of several proofs."""
    negated = [mark.about for mark in sentence.marks if mark.kind in _NEGATING and mark.about]
    return any(
        any(same(word, about) for word in proof.words)
        and not any(mark.kind in _NEGATING and _same_word(mark.about, about) for mark in proof.marks)
        for about in negated
        for proof in proofs
    )


def _goes_as_far(sentence: Reading, marks: Sequence[Mark], words: Sequence[Word]) -> bool:
    said, proven = _kinds(sentence.marks), _kinds(marks)
    senses = {sense for word in words for sense in word.senses}
    if YOU in sentence.senses and not senses.isdisjoint(_ENTITLING):
        said -= {"may"}
    if "some" in said and "some" not in proven and said & _NEGATING:
        return False
    if any((kind in said) != (kind in proven) for kind in _BOTH_WAYS):
        return False
    if any(kind in said and kind not in proven for kind in _NOT_ADDED):
        return False
    if any(kind in proven and kind not in said for kind in _KEPT):
        return False
    return all(_about_alike(kind, sentence, marks) for kind in _ABOUT if kind in said or kind in proven)


def _about_alike(kind: str, sentence: Reading, marks: Sequence[Mark]) -> bool:
    """Whether the marks of a kind are about the same words, and none that is repeated has lost its mark."""
    said = [mark for mark in sentence.marks if mark.kind == kind]
    proven = [mark for mark in marks if mark.kind == kind]
    if kind == "all":
        return all(any(_alike(one.about, other.about) for other in proven) for one in said)
    if kind == "may" and "right" in sentence.senses:
        return True
    if said and proven and not all(any(_same_word(one.about, other.about) for other in proven) for one in said):
        return False
    return not any(_unmarked(one, said, sentence.words) for one in proven)


def _unmarked(proven: Mark, said: Iterable[Mark], words: Sequence[Word]) -> bool:
    """Whether the sentence says the word that a mark is about without the mark."""
    about = proven.about
    if about is None or any(_same_word(about, mark.about) for mark in said):
        return False
    return any(same(about, word) for word in words)


def _same_word(one: Word | None, other: Word | None) -> bool:
    return one is None or other is None or same(one, other)


def _alike(one: Word | None, other: Word | None) -> bool:
    return one is other if one is None or other is None else same(one, other)


def _kinds(marks: Iterable[Mark]) -> set[str]:
    return {mark.kind for mark in marks}
