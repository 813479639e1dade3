"""Whether the sentences of a policy that an answer cites say what a sentence of the answer says."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Literal

import numpy as np

from assistant.answering.content import content, in_order, share
from assistant.answering.cutting import cut_wrongly, leans_on_another
from assistant.answering.form import is_instruction, misfit
from assistant.answering.mixing import mixed_up, other_body
from assistant.answering.particulars import absent
from assistant.answering.reading import Reading, read
from assistant.answering.roles import swapped
from assistant.answering.sense import turned
from ingest.embedding import Vectors

__all__ = [
    "FEATURES",
    "UNFITTED",
    "Evidence",
    "Fault",
    "Judged",
    "Weights",
    "features",
    "is_instruction",
    "judged",
    "restates",
    "translated",
]

Fault = Literal["form", "language", "instruction", "particular", "negation", "modality", "content"]
Place = tuple[int, int]
"""The number of a cited passage, and of a sentence in it."""

MOST_PROOFS = 3
_GLOSS_SAYS = 0.6
"""The least share of the words of a quote that its translation says; the table of words is not complete."""
_READ = 8
"""How many sentences are tried as proofs."""
_PLAUSIBLE = (0.45, 2.2)
"""Bounds of the length of a translation, as a share of the quote's."""
_ORDER = ("instruction", "content", "particular", "modality", "negation")
"""Faults from the least telling: of several proofs that fail, the one that came nearest gives the fault."""


@dataclass(frozen=True)
class Evidence:
    """One cited passage: its sentences, their unit vectors (sentences, dimension) and its language."""

    sentences: tuple[str, ...]
    vectors: Vectors
    language: str


@dataclass(frozen=True)
class Judged:
    """What is wrong with a sentence, None where nothing is, and the fewest sentences that prove it."""

    fault: Fault | None
    proofs: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Weights:
    """A fitted logistic regression over `features`, and the least probability of a sentence that is shown."""

    intercept: float
    weights: tuple[float, ...]
    least: float

    def probability(self, seen: Sequence[float]) -> float:
        """That a sentence with these features is supported."""
        return 1 / (1 + float(np.exp(-self.intercept - np.dot(self.weights, seen))))

    def accepts(self, seen: Sequence[float]) -> bool:
        """Whether a sentence with these features may be shown."""
        return self.probability(seen) >= self.least


FEATURES = ("cosine", "order", "told", "proofs")
UNFITTED = {kind: Weights(0.0, (0.0,) * len(FEATURES), 0.0) for kind in ("same", "across")}


@dataclass(frozen=True)
class _Proof:
    place: Place
    text: str
    language: str
    vector: Vectors


def judged(
    sentence: str,
    vector: Vectors,
    cited: Sequence[Evidence],
    language: str,
    allowed: Collection[str],
    fitted: Mapping[str, Weights] | None = None,
) -> Judged:
    """Whether the cited passages say what a sentence in `language` says, `vector` being its unit vector.

    All its particulars and words are in at most three sentences, which say it with the same negations and modality.
    `allowed` are the names of the insurer that was asked. A sentence of a policy that reads as an instruction to a
    program proves nothing. `fitted` are other weights than those that come with the product: `UNFITTED` leaves
    all to the rules.
    """
    if wrong := misfit(sentence, language):
        return Judged(wrong)
    if leans_on_another(sentence):
        return Judged("content")
    weights = fitted or _weights()
    names = _own_names(allowed)
    whole = [
        _Proof((number, place), text, passage.language, passage.vectors[place])
        for number, passage in enumerate(cited)
        for place, text in enumerate(passage.sentences)
    ]
    sound = [proof for proof in whole if not is_instruction(proof.text)]
    for proof in sound:
        if proof.language == language and _plain(proof.text) == _plain(sentence):
            return Judged(None, (proof.place,))
    faults: list[Fault] = ["instruction"] if not sound and whole else []
    for proofs in _candidates(sentence, vector, sound, language, names):
        fault = _fault(sentence, vector, proofs, language, names, weights)
        if fault is None:
            return Judged(None, tuple(sorted(proof.place for proof in proofs)))
        faults.append(fault)
    return Judged(max(faults, key=_ORDER.index, default="content"))


def _own_names(allowed: Collection[str]) -> frozenset[str]:
    """The names without those that go on after another of them, which may be those of other bodies."""
    return frozenset(
        name for name in allowed if not any(name.casefold().startswith(f"{one.casefold()} ") for one in allowed)
    )


def translated(
    gloss: str,
    vector: Vectors,
    quote: str,
    quote_vector: Vectors,
    quote_language: str,
    language: str,
    allowed: Collection[str],
) -> Fault | None:
    """What is wrong with a gloss of a quote in another language: it holds all particulars of the quote and no
    other, says what the quote says with the same negations and modality, and is about as long."""
    if wrong := misfit(gloss, language):
        return wrong
    if is_instruction(quote):
        return "instruction"
    names = _own_names(allowed)
    least, most = _PLAUSIBLE
    if not least <= len(gloss) / max(len(quote), 1) <= most:
        return "form"
    if absent(quote, quote_language, [(gloss, language)], names):
        return "particular"
    proof = _Proof((0, 0), quote, quote_language, quote_vector)
    fault = _fault(gloss, vector, (proof,), language, names, _weights())
    if fault is not None:
        return fault
    told, said = read(gloss, language, names), read(quote, quote_language, names)
    return None if share(content(said), told.words) >= _GLOSS_SAYS else "content"


def restates(sentences: Sequence[str], quote: str, language: str, quote_language: str) -> bool:
    """Whether sentences together say all that a quote says: its particulars and its words, with the same marks.
    Never across languages."""
    if language != quote_language:
        return False
    readings = [read(one, language, frozenset()) for one in sentences]
    if absent(quote, quote_language, [(one, language) for one in sentences], ()):
        return False
    said = read(quote, quote_language, frozenset())
    words = [word for reading in readings for word in reading.words]
    kinds = {mark.kind for reading in readings for mark in reading.marks}
    return share(content(said), words) == 1.0 and {mark.kind for mark in said.marks} <= kinds


def features(
    sentence: str, vector: Vectors, proofs: Sequence[tuple[str, Vectors, str]], language: str, names: frozenset[str]
) -> tuple[float, ...]:
    """What the regression sees of a sentence and its proofs (text, vector, language): the nearest proof's cosine,
    the share of the order of words that is kept, the share of the proofs that is told, and the number of proofs."""
    told = read(sentence, language, names)
    readings = [read(text, spoken, names) for text, _, spoken in proofs]
    cosine = max(float(vector @ other) for _, other, _ in proofs)
    return (
        cosine,
        max(in_order(told.words, reading.words) for reading in readings),
        share([word for reading in readings for word in content(reading)], told.words),
        float(len(proofs)),
    )


def _candidates(
    sentence: str, vector: Vectors, sound: Sequence[_Proof], language: str, names: frozenset[str]
) -> Iterator[tuple[_Proof, ...]]:
    """Sentences that may prove the sentence: each alone, then two, then three that stand near each other."""
    told = read(sentence, language, names)
    shares = [share(content(told), read(one.text, one.language, names).words) for one in sound]
    ranked = sorted(
        range(len(sound)), key=lambda one: (shares[one], float(vector @ sound[one].vector)), reverse=True
    )
    helpful = [sound[place] for place in ranked if shares[place] > 0][:_READ]
    for count in range(1, MOST_PROOFS + 1):
        for proofs in combinations(helpful, count):
            if count == 1 or (_belong_together(proofs) and _all_needed(told, proofs, names)):
                yield tuple(sorted(proofs, key=lambda one: one.place))


def _belong_together(proofs: Sequence[_Proof]) -> bool:
    """Whether sentences are a lead and its items, or follow each other, in one passage."""
    ordered = sorted(proofs, key=lambda one: one.place)
    if len({one.place[0] for one in ordered}) > 1:
        return False
    if ordered[0].text.rstrip(" *_").endswith(":"):
        return True
    places = [one.place[1] for one in ordered]
    return places[-1] - places[0] == len(places) - 1


def _all_needed(told: Reading, proofs: Sequence[_Proof], names: frozenset[str]) -> bool:
    """Whether each proof holds a word of the sentence, or a particular, that no other holds."""
    held = [_said_of(told, read(proof.text, proof.language, names)) for proof in proofs]
    return all(
        one - frozenset().union(*(other for at, other in enumerate(held) if at != place))
        for place, one in enumerate(held)
    )


def _said_of(told: Reading, proof: Reading) -> frozenset[object]:
    senses = proof.senses
    words = {(word.start, word.text) for word in told.words if not word.senses.isdisjoint(senses)}
    given = {one for _, _, one in proof.particulars}
    return frozenset({*words, *(one for _, _, one in told.particulars if one in given)})


def _fault(
    sentence: str,
    vector: Vectors,
    proofs: Sequence[_Proof],
    language: str,
    names: frozenset[str],
    weights: Mapping[str, Weights],
) -> Fault | None:
    told = read(sentence, language, names)
    readings = [read(proof.text, proof.language, names) for proof in proofs]
    words = [word for reading in readings for word in reading.words]
    if not content(told) or share(content(told), words) < 1.0:
        return "content"
    if absent(sentence, language, [(proof.text, proof.language) for proof in proofs], names):
        return "particular"
    if mixed_up(told, readings) or other_body(sentence, [proof.text for proof in proofs], names):
        return "content"
    if wrong := turned(told, readings):
        return wrong
    if swapped(told, readings) or cut_wrongly(told, readings):
        return "content"
    kind = "same" if all(proof.language == language for proof in proofs) else "across"
    seen = features(sentence, vector, [(one.text, one.vector, one.language) for one in proofs], language, names)
    return None if weights[kind].accepts(seen) else "content"


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("*", "").casefold().split()).strip(" .;-•–")


@cache
def _weights() -> Mapping[str, Weights]:
    """Of the "same" language and "across" languages; `eval.fitting.grounding` fits them."""
    table = json.loads((files("assistant") / "data" / "grounding.json").read_text(encoding="utf-8"))
    return {
        name: Weights(one["intercept"], tuple(one["weights"][feature] for feature in FEATURES), one["least"])
        for name, one in table["fitted"].items()
    }
