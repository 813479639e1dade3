"""Words as hurried people type them: a neighbouring key, a letter dropped, doubled or swapped with the next."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

_AZERTY = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_QWERTY = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KINDS = ("neighbour", "dropped", "doubled", "swapped")
_SHARE = 0.25
"""Of the words of a question that get an error, at least one."""
_SHORTEST = 4
"""Letters of a word that gets an error: shorter ones become other words."""
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\b[\w-]+\.(?:fr|com|eu|org|net)\b")
_WORD = re.compile(r"[^\W\d_]+")

T = TypeVar("T")


def with_typing_errors(text: str, language: str, kept: re.Pattern[str], seed: str) -> str:
    """The text with an error in about every fourth word; the same seed gives the same errors.

    Digits, e-mail and web addresses and whatever `kept` finds stay as they are. French is typed on an AZERTY
    keyboard, everything else on a QWERTY one.
    """
    # Only Random.random is the same in every version of Python.
    chance = random.Random(seed)
    wanted = max(1, round(_SHARE * len(text.split())))
    words = _drawn(_words(text, kept), wanted, chance)
    keyboard = _AZERTY if language == "fr" else _QWERTY
    for start, end in sorted(words, reverse=True):
        text = text[:start] + _mistyped(text[start:end], keyboard, chance) + text[end:]
    return text


def _words(text: str, kept: re.Pattern[str]) -> list[tuple[int, int]]:
    """The ranges of the words that may get an error."""
    held = [found.span() for pattern in (_ADDRESS, kept) for found in pattern.finditer(text)]
    return [
        (start, end)
        for start, end in (found.span() for found in _WORD.finditer(text))
        if end - start >= _SHORTEST and not any(start < stop and begin < end for begin, stop in held)
    ]


def _mistyped(word: str, keyboard: tuple[str, ...], chance: random.Random) -> str:
    """The word with one error after its first letter, which people seldom miss."""
    place = 1 + int(chance.random() * (len(word) - 2))
    for kind in _drawn(_KINDS, len(_KINDS), chance):
        changed = _changed(word, place, kind, keyboard, chance)
        if changed != word:
            return changed
    return word


def _changed(word: str, place: int, kind: str, keyboard: tuple[str, ...], chance: random.Random) -> str:
    letter, following = word[place], word[place + 1]
    if kind == "dropped":
        return word[:place] + word[place + 1 :]
    if kind == "doubled":
        return word[:place] + letter + word[place:]
    if kind == "swapped":
        return word[:place] + following + letter + word[place + 2 :]
    near = _neighbours(keyboard).get(letter.lower(), letter)
    typed = _drawn(near, 1, chance)[0]
    return word[:place] + (typed.upper() if letter.isupper() else typed) + word[place + 1 :]


@cache
def _neighbours(keyboard: tuple[str, ...]) -> dict[str, str]:
    """The keys that touch each key; a row stands half a key to the right of the row above it."""
    found: dict[str, str] = {}
    for row, keys in enumerate(keyboard):
        for place, key in enumerate(keys):
            beside = [(row, place - 1), (row, place + 1), (row - 1, place), (row - 1, place + 1)]
            below = [(row + 1, place - 1), (row + 1, place)]
            found[key] = "".join(
                keyboard[other][column]
                for other, column in (*beside, *below)
                if 0 <= other < len(keyboard) and 0 <= column < len(keyboard[other])
            )
    return found


def _drawn(options: Sequence[T], count: int, chance: random.Random) -> list[T]:
    """Up to `count` of the options, in random order."""
    return sorted(options, key=lambda _: chance.random())[:count]
