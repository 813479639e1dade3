"""Who does what to whom: a sentence that swaps the parties says something else in the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.particular_names import unaccented
from assistant.answering.reading import Reading
from assistant.answering.wording import WE, YOU, Word, same

_TO = re.compile(
    r"\b(?:a|aux?|avec|aupres d\w*|vers|chez|to|with|and to|на|с)"
    r"(?: (?:la|les|l'|nos|notre|vos|votre|ses|leurs?|our"
    r"|the|your|its|their|des|d'autres|other"
    r"|certaine?s?|certain|some|tou[ts]e?s?|all|any|chaque|each|une?|an?|des))* ?$"
)
_BY = re.compile(
    r"\b(?:par|by|от)"
    r"(?: (?:la|les|l'|le|nos|notre|vos|votre|ses|leurs?|our|the|your|its|their|des|un|une|a|an))* ?$"
)
_OF = re.compile(
    r"\b(?:de|du|des|d'|of|for|pour|from|sur|about|dans|chez|entre)"
    r"(?: (?:la|les|l'|le|nos|notre|vos|votre|our|the|your|its|their))* ?$"
)
_AND = re.compile(
    r"(?:,|\bet|\bou|\band|\bor)(?: (?:a|aux?|to|with))?(?: (?:la|les|l'|nos|notre|vos|our|the|your|its|their))* ?$"
)
_RECEIVES = re.compile(r"recev|recoi|recu|receiv|destinataire|recipient|получ")
_OPPOSITE = {"agent": "target", "target": "agent"}
_BEFORE = 40
"""Characters before a party that are read for its part."""
_OBJECT = frozenset({"us"})


@dataclass(frozen=True, slots=True)
class Part:
    """What a party does in a clause: "agent", "target" or "other"; with the next word that says what is done."""

    actor: str
    role: str
    deed: Word | None


def parts_of(reading: Reading) -> list[Part]:
    """The parts that the parties of a text play, clause by clause."""
    return [
        part for clause in reading.clauses for part in _parts(reading, _with_names(reading, *clause), clause[0])
    ]


def _with_names(reading: Reading, start: int, end: int) -> list[Word]:
    """The words of a clause with the names in it, which are parties too."""
    names = [
        Word(first, last, one.value, frozenset({f"name {one.value}"}), actor=True)
        for first, last, one in reading.particulars
        if one.kind == "name" and start <= first < end
    ]
    return sorted([*reading.words_in(start, end), *names], key=lambda word: word.start)


def _parts(reading: Reading, words: Sequence[Word], start: int) -> list[Part]:
    plain = unaccented(reading.text)
    found: list[Part] = []
    for place, word in enumerate(words):
        if not word.actor:
            continue
        before = " ".join(f"{plain[max(start, word.start - _BEFORE) : word.start]}.".split())[:-1]
        deeds = [one for one in words[place + 1 :] if _is_deed(one)]
        actor = min(word.senses)
        role = _role(word, before, found)
        if _BY.search(before):
            deeds = [one for one in reversed(words[:place]) if _is_deed(one)]
        elif role == "agent" and deeds and _RECEIVES.match(unaccented(deeds[0].text)):
            role = "target"
        elif role == "agent" and not deeds:
            role = "other"
        found.append(Part(actor, role, deeds[0] if deeds else None))
    return found


def _is_deed(word: Word) -> bool:
    return not word.actor and YOU not in word.senses


def _role(word: Word, before: str, found: Sequence[Part]) -> str:
    if _BY.search(before):
        return "agent"
    if word.text in _OBJECT or _TO.search(before):
        return "target"
    if _OF.search(before):
        return "other"
    if found and _AND.search(before):
        return found[-1].role
    agents = [part for part in found if part.role == "agent"]
    if not agents:
        return "agent"
    return "target" if {WE, YOU} & word.senses else "other"


def swapped(sentence: Reading, proofs: Sequence[Reading]) -> bool:
    """Whether a party of the sentence does what another does in its proofs, or gets what it gives there."""
    said = parts_of(sentence)
    proven = [part for proof in proofs for part in parts_of(proof)]
    return any(_contradicted(part, proven) for part in said if part.role != "other")


def _contradicted(part: Part, proven: Sequence[Part]) -> bool:
    """Whether others play the part of a party in the proofs: of those who do the same there, else of all who do
    something; and of those to whom something is done. Insurer and member, who act all through a policy, may do
    what nobody is said to do where the proofs speak of them."""
    same_part = [one for one in proven if one.role == part.role]
    own = {one.role for one in proven if one.actor == part.actor}
    if part.role == "agent":
        alike = [one for one in same_part if one.deed and part.deed and same(one.deed, part.deed)]
        same_part = alike or ([] if part.actor in {WE, YOU} and own else same_part)
    if same_part:
        return all(one.actor != part.actor for one in same_part)
    return own == {_OPPOSITE[part.role]}
