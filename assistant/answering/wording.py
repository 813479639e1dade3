"""Words → senses: what a text says, so that it can be compared with a text in other words or another language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from assistant.answering.particular_names import unaccented
from assistant.understanding import search_words
from ingest.lexical import terms

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LANGUAGES = ("fr", "en", "bg")
_ACTORS = "actors"
_LEAST_SHARED = 4
"""Letters of a stem without the ending of a verb."""
_CONJUGATIONS = {
    "mettre": "mettre met mets mettons mettez mettent mis mise mises mettant mettra mettront mettait",
    "tenir": "tenir tient tenons tenez tiennent tenu tenue tenus tenues tenant tiendra tiendront",
    "ire": "ire it is isons isez isent ivez ivent ivons it ite ites its isant ivant ira iront ut",
    "er": "er e es ons ez ent ee ees ant era erez eront ait aient erait eraient a ation ations",
    "ir": "ir is it issons issez issent i ie ies issant ira iront issait",
    "dre": "dre d ds dons dez dent du due dus dues dant dra dront",
}
WE, YOU = "we", "you"
_PLURALS = ("", "s", "x", "e", "es")
_POSSESSIVES = frozenset({"vos", "votre", "vôtre", "vôtres", "your", "yours"})
_PRONOUNS = {
    "fr": {"nous": WE, "vous": YOU},
    "en": {"we": WE, "us": WE, "you": YOU},
    "bg": {"ние": WE, "вие": YOU, "ви": YOU},
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a phrase of a text that says something: where it stands and its senses."""

    start: int
    end: int
    text: str
    """In lower case."""
    senses: frozenset[str]
    actor: bool = False


def words_of(text: str, language: str) -> tuple[Word, ...]:
    """The words of a text that say something, in order: phrases first, function words left out."""
    lowered, plain = text.lower(), unaccented(text)
    words = []
    for one in _phrases(language).finditer(plain):
        senses = _phrase_senses(language)[one[0]]
        words.append(Word(*one.span(), one[0], senses, bool(senses & _actors())))
        lowered = lowered[: one.start()] + " " * len(one[0]) + lowered[one.end() :]
    for one in _WORD.finditer(lowered):
        if (found := _word(one, language)) is not None:
            words.append(found)
    return tuple(sorted(words, key=lambda word: word.start))


def same(word: Word, other: Word) -> bool:
    """Whether two words say the same; across languages too, where both are known."""
    return bool(word.senses & other.senses)


def goes_without_saying(word: Word, language: str) -> bool:
    """Whether a word names one of the two parties of every policy by a pronoun, or the insurer."""
    return WE in word.senses or word.text in _POSSESSIVES or word.text in _PRONOUNS.get(language, {})


def _word(found: re.Match[str], language: str) -> Word | None:
    text = found[0]
    pronoun = _PRONOUNS.get(language, {}).get(text)
    if pronoun:
        return Word(*found.span(), text, frozenset({pronoun}), actor=True)
    if text in _POSSESSIVES:
        return Word(*found.span(), text, frozenset({YOU}))
    if text in _light(language):
        return None
    stems = terms(text.replace("-", " "), language)
    if not stems:
        return None
    senses = _senses_of(" ".join(stems), text, language)
    return Word(*found.span(), text, senses, bool(senses & _actors()))


@lru_cache(maxsize=65_536)
def _senses_of(stem: str, text: str, language: str) -> frozenset[str]:
    if language == "bg":
        found = frozenset(sense for start, sense in _beginnings() if text.startswith(start))
    elif not (found := _parties(language).get(unaccented(text), frozenset())):
        found = _stems(language).get(stem, frozenset()) | _forms(language).get(unaccented(text), frozenset())
    own = {f"={stem}", f"={_bare_verb(stem, language)}", f"'{unaccented(text)}"}
    if not found and language == "en":
        own |= {f"={one}" for one in search_words(text, language)}
        own |= {sense for one in search_words(text, language) for sense in _stems("fr").get(one, ())}
    return found or frozenset(own)


@cache
def _parties(language: str) -> dict[str, frozenset[str]]:
    """The senses of words for parties, each in its own forms: "utilisateur" has the stem of "utilisation"."""
    table: dict[str, frozenset[str]] = {}
    for sense, word in _listed(language):
        if sense in _actors() and " " not in word:
            for ending in _PLURALS:
                written = unaccented(word) + ending
                table[written] = table.get(written, frozenset()) | {sense}
    return table


@cache
def _forms(language: str) -> dict[str, frozenset[str]]:
    """The senses of the forms of French verbs, of which the stemmer makes several stems."""
    table: dict[str, frozenset[str]] = {}
    for sense, word in _listed(language) if language == "fr" else ():
        for ending, forms in _CONJUGATIONS.items():
            if word.endswith(ending) and " " not in word:
                root = unaccented(word)[: -len(ending)]
                for form in forms.split():
                    written = root + form.removeprefix("-")
                    table[written] = table.get(written, frozenset()) | {sense}
                break
    return table


def _bare_verb(stem: str, language: str) -> str:
    """A French stem without what is left of the ending of a verb: "respecton" as "respect"."""
    bare = re.sub(r"(?:ons?|ez|ent|e|er)$", "", stem) if language == "fr" else stem
    return bare if len(bare) >= _LEAST_SHARED else stem


@cache
def _stems(language: str) -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for sense, words in _listed(language):
        stems = " ".join(terms(words.replace("-", " "), language))
        if " " not in words and stems and sense not in _actors():
            table[stems] = table.get(stems, frozenset()) | {sense}
    return table


@cache
def _phrase_senses(language: str) -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for sense, words in _listed(language):
        if " " in words:
            table[unaccented(words)] = table.get(unaccented(words), frozenset()) | {sense}
    return table


@cache
def _phrases(language: str) -> re.Pattern[str]:
    listed = "|".join(re.escape(one) for one in sorted(_phrase_senses(language), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)" if listed else r"(?!)")


@cache
def _beginnings() -> tuple[tuple[str, str], ...]:
    return tuple((start, sense) for sense, start in _listed("bg") if " " not in start)


@cache
def _actors() -> frozenset[str]:
    return frozenset(_table()[_ACTORS])


@cache
def _light(language: str) -> frozenset[str]:
    return frozenset(_table()["light"].get(language, "").split())


def _listed(language: str) -> Sequence[tuple[str, str]]:
    """Sense and word, or phrase, of a language."""
    if language not in _LANGUAGES:
        return []
    column = _LANGUAGES.index(language)
    every = {**_table()[_ACTORS], **_table()["senses"]}
    return [
        (sense, word.strip())
        for sense, columns in every.items()
        for word in columns[column].split(",")
        if word.strip()
    ]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("assistant") / "data" / "wording.toml").read_text(encoding="utf-8"))
