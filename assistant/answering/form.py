"""Whether a sentence has the form of an answer: one plain statement, in the language asked for, to a member."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

from assistant.answering.particular_names import unaccented
from assistant.answering.wording import words_of
from ingest.language import language_shares

Misfit = Literal["form", "language", "instruction"]

MOST_WORDS = 60
_FEWEST_WORDS = 2
"""Words that say something."""
_MARKUP = re.compile(
    r"[<>{}|\\#]|\*\*|__|```|`|\]\(|!\[|\[|\]|&(?:[a-z]{2,8}|#\d+);|(?:https?|javascript|data|mailto|ftp):|^\s*(?:[-*•–]|\d+[.)])\s"
    r"|\\u[0-9a-f]{4}|[=~^]",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(
    r"(?<!\b[Aa]rt)(?<!\bM)(?<!\bMme)(?<!\bDr)(?<!\b[Tt]él)(?<!\b[Tt]el)[.!?]\s+(?=[A-ZÀ-ÖØ-Þ])"
)
_CONTROL = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_LANGUAGES = ("fr", "en", "bg", "de", "es", "it", "nl", "pt")
_SURE = 0.35
"""Confidence in another language from which a sentence is not taken to be in the one asked for."""
_LATIN_SHARE = 0.9
_FUNCTION_WORDS = {
    "fr": frozenset(
        re.findall(
            r"\S+",
            "le la les des du un une et ou à au aux de dans pour par sur avec sans nous vous nos vos votre notre "
            "est sont qui que ne pas ce cette ces leur leurs son sa ses il elle ils elles être peut peuvent "
            "pouvez êtes avez d'une d'un",
        )
    ),
    "en": frozenset(
        re.findall(
            r"\S+",
            "the a an and or to in of for by on with without we you our your is are which that not this these "
            "their its it they be can may must have has from at as will do does",
        )
    ),
}
_ANNOUNCES = re.compile(r"\b(?:suivante?s?|ci-(?:apres|dessous)|following|below)\W*$")
"""The end of a sentence that announces a list, which is not there."""
_SHORT = 6
"""Words; a shorter sentence is told by its function words alone."""


def misfit(sentence: str, language: str) -> Misfit | None:
    """What is wrong with the form of a sentence, whatever it says; None where nothing is."""
    if is_instruction(sentence):
        return "instruction"
    if not _well_formed(sentence, language):
        return "form"
    return None if _in_language(sentence, language) else "language"


def is_instruction(sentence: str) -> bool:
    """Whether a sentence reads as one to a program, in any language: such a sentence of a policy proves nothing."""
    plain = " ".join(unaccented(sentence).split())
    return any(pattern.search(plain) for pattern in _instructions())


def _well_formed(sentence: str, language: str) -> bool:
    if not sentence.strip() or len(sentence.split()) > MOST_WORDS or _MARKUP.search(sentence):
        return False
    if any(unicodedata.category(one) in _CONTROL for one in sentence) or "\n" in sentence:
        return False
    if _ANNOUNCES.search(unaccented(sentence)):
        return False
    if "?" in sentence or _SENTENCE_ENDS.search(sentence.strip()) or sentence.rstrip().endswith((":", ";", ",")):
        return False
    return len(words_of(sentence, language)) >= _FEWEST_WORDS


def _in_language(sentence: str, language: str) -> bool:
    letters = [one for one in sentence if one.isalpha()]
    latin = sum(one < "\u0250" for one in letters)
    if not letters or (latin < _LATIN_SHARE * len(letters)) == (language in _FUNCTION_WORDS):
        return False
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", sentence.lower().replace("’", "'"))
    own, other = _function_words(words, language)
    if own != other:
        return own > other
    if len(words) <= _SHORT:
        return own == other == 0
    shares = language_shares(sentence, _LANGUAGES)
    return shares[language] >= 1 - _SURE


def _function_words(words: list[str], language: str) -> tuple[int, int]:
    counts = {name: sum(word in listed for word in words) for name, listed in _FUNCTION_WORDS.items()}
    return counts.get(language, 0), max((count for name, count in counts.items() if name != language), default=0)


@cache
def _instructions() -> tuple[re.Pattern[str], ...]:
    table = tomllib.loads((files("assistant") / "data" / "instructions.toml").read_text(encoding="utf-8"))
    return tuple(re.compile(pattern) for listed in table.values() for pattern in listed.values())
