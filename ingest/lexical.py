"""Words for the lexical index: stemmed in the language of the text, so that "conservées" meets "conservation"."""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_STEMMED = {"fr": "french", "en": "english"}
_STOPWORDS = frozenset(
    [
        "a",
        "ai",
        "as",
        "au",
        "aux",
        "avec",
        "c",
        "ce",
        "ces",
        "cette",
        "ci",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "eu",
        "il",
        "ils",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "leurs",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "mes",
        "moi",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ont",
        "ou",
        "où",
        "par",
        "pas",
        "pour",
        "qu",
        "que",
        "qui",
        "s",
        "sa",
        "sans",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "sur",
        "t",
        "ta",
        "te",
        "tes",
        "toi",
        "ton",
        "tu",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
        "y",
        "à",
        "été",
        "être",
        "the",
        "of",
        "to",
        "and",
        "in",
        "is",
        "are",
        "be",
        "for",
        "on",
        "with",
        "my",
        "your",
        "our",
        "you",
        "i",
        "me",
        "we",
        "it",
        "this",
        "that",
        "an",
        "or",
        "do",
        "does",
        "can",
        "how",
        "what",
        "which",
        "at",
        "by",
        "as",
        "from",
        "have",
        "has",
        "will",
        "if",
        "their",
        "they",
    ]
)
_local = threading.local()


def terms(text: str, language: str) -> list[str]:
    """The stems of `text` in order, without accents and without function words.

    Texts in a language without a stemmer keep their words.
    """
    words = []
    for match in _WORD.finditer(text.lower()):
        word = _ELISION.sub("", match[0])
        if word not in _STOPWORDS:
            words.append(word)
    stemmer = _stemmer(_STEMMED[language]) if language in _STEMMED else None
    stems = stemmer.stemWords(words) if stemmer else words
    return [_plain(stem) for stem in stems]


def _stemmer(name: str) -> Any:
    """One stemmer a thread: PyStemmer's objects are not safe to share."""
    import Stemmer

    stemmers = _local.__dict__.setdefault("stemmers", {})
    if name not in stemmers:
        stemmers[name] = Stemmer.Stemmer(name)
    return stemmers[name]


def _plain(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
