"""How readable each passage is, and what is damaged in it.

Codes of damage, with what each costs of a quality of 1:

    mojibake            characters read in a wrong encoding, or lost      0.2, and the share of words hit
    glued_words         words that run into each other                    0.1, and the share of words hit
    mixed_languages     two alphabets within one passage                  0.4
    foreign_language    another language than the document's first        0.3
    machine_translated  the manifest says so of the document              0.2
    hidden_email        an e-mail address that the publisher's site masks 0.1
    decomposed_accents  accents written apart from their letters: harmless to readers
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ingest.records import Document, Passage
from ingest.views import MOJIBAKE, clean

COSTS: Mapping[str, float] = {
    "mojibake": 0.2,
    "glued_words": 0.1,
    "mixed_languages": 0.4,
    "foreign_language": 0.3,
    "machine_translated": 0.2,
    "hidden_email": 0.1,
    "decomposed_accents": 0.0,
}
HIDDEN_EMAIL = re.compile(
    r"\[\s?e-?mail\s?(?:protected|hidden)\s?\]"
    r"|[\[(<]\s?(?:adresse(?!s?\s(?:ip|postale))|e-?mail|courriel|mail)\b[^\[\]()<>\n]{0,40}"
    r"\b(?:masqu|protég|cach|hidden|protected)[^\[\]()<>\n]{0,20}[\])>]"
    r"|adresse (?:e-?mail|électronique|de messagerie) (?:est )?protégée contre les (?:robots|spambots)[\w ]{0,20}",
    re.IGNORECASE,
)
"""The words that a site puts in place of an e-mail address, in clean text."""
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\S+")
_IN_ADDRESS = re.compile(r"@|://|www\.|\.(?:fr|com|org|net|eu)\b", re.IGNORECASE)
_RUN_ON = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}[.,;:!?)][A-ZÀ-Ý]?[^\W\d_]{3,}")
_CAMEL = re.compile(r"(?P<first>[^\W\d_]?[a-zà-ÿ]{2,})[A-ZÀ-Ý][a-zà-ÿ]+")
_LONG = 14
_LONGEST = 60
_SHORTEST_PART = 4
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC")
_MINORITY = 0.1


def rated(document: Document, passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The passages with their quality and their flaws, in the order of `COSTS`."""
    passages = tuple(passages)
    texts = [" ".join(document.slice(span) for span in passage.spans) for passage in passages]
    words = Counter(word.lower() for text in texts for word in _WORD.findall(text))
    rated_passages = []
    for passage, text in zip(passages, texts, strict=True):
        damage = dict(_damage(document, passage, text, words))
        cost = sum(COSTS[code] + share for code, share in damage.items())
        flaws = tuple(code for code in COSTS if code in damage)
        rated_passages.append(replace(passage, quality=round(max(0.0, 1.0 - cost), 3), flaws=flaws))
    return tuple(rated_passages)


def _damage(
    document: Document, passage: Passage, text: str, words: Mapping[str, int]
) -> Iterator[tuple[str, float]]:
    """Each kind of damage with the share of the words that it hits, where that can be counted."""
    count = max(1, len(text.split()))
    if broken := len(MOJIBAKE.findall(text)) + text.count("\ufffd"):
        yield "mojibake", min(1.0, broken / count)
    if glued := sum(1 for _ in glued_words(text, words)):
        yield "glued_words", min(1.0, glued / count)
    if _mixed(text):
        yield "mixed_languages", 0.0
    elif passage.language != document.languages[0]:
        yield "foreign_language", 0.0
    if document.machine_translated:
        yield "machine_translated", 0.0
    if HIDDEN_EMAIL.search(clean(text)):
        yield "hidden_email", 0.0
    if any(unicodedata.combining(one) for one in text):
        yield "decomposed_accents", 0.0


def glued_words(text: str, words: Mapping[str, int]) -> Iterator[str]:
    """The runs of letters of `text` that are two words without their space.

    `words` counts the lower-case words of the whole document: a long word seen once, or one with a capital inside,
    is glued when the document knows both its halves.
    """
    plain = _TOKEN.sub(_without_addresses, clean(text))
    yield from (match[0] for match in _RUN_ON.finditer(plain))
    for match in _WORD.finditer(plain):
        word = match[0].lower()
        if words.get(word, 0) < 2 and _halves(match[0], words):
            yield match[0]


def _without_addresses(token: re.Match[str]) -> str:
    """Token by token, since one pattern over the whole text would read a long token again from each character."""
    return " " if _IN_ADDRESS.search(token[0]) else token[0]


def _halves(word: str, words: Mapping[str, int]) -> bool:
    """Whether a long word, or one with a capital inside, falls into two words that the document knows."""
    camel = _CAMEL.fullmatch(word)
    if len(word) > _LONGEST or (camel is None and len(word) < _LONG):
        return False
    cuts = [camel.end("first")] if camel else range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    return any(min(words.get(part.lower(), 0) for part in (word[:cut], word[cut:])) >= 2 for cut in cuts)


def _mixed(text: str) -> bool:
    """Whether a second alphabet has more than a tenth of the letters."""
    letters = Counter(unicodedata.name(one, "").split(" ", 1)[0] for one in text if one.isalpha())
    shares = sorted((letters[name] for name in _ALPHABETS), reverse=True)
    return shares[1] > _MINORITY * max(1, sum(shares))
