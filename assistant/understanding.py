"""Question → what it asks: language, topics, wish to act. No similarity to any policy is looked at here."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.audience import audience_of
from assistant.errors import EmptyQuestion, LongQuestion, WordlessQuestion
from assistant.topics import QuestionBank
from assistant.wishes import wishes_of
from ingest.embedding import Vectors
from ingest.language import language_shares
from ingest.lexical import terms

_HOW = re.compile(
    r"^(?:\W|bonjour|hello|hi)*(?:comment|how|où|ou|where)\b"
    r"|\b(?:comment (?:faire|je|on|puis|peut)|quelles? (?:est la )?démarches?"
    r"|how (?:do|can|could|to)|where (?:do|can) i)\b",
    re.IGNORECASE,
)
_DEMANDS = re.compile(
    r"^(?:\W|bonjour|bonsoir|hello|hi|please|svp|s['’]il vous plaît)*"
    r"(?:je (?:vous )?(?:demande|souhaite|veux|voudrais|exige|désire|réclame)|j['’]aimerais"
    r"|i(?: would|['’]d)? (?:like|want|request|demand|wish))\b"
    r"(?! (?:to |bien )?(?:savoir|comprendre|connaître|si|comment|know|understand|learn|see whether|check))",
    re.IGNORECASE,
)
"""What opens a demand in the first person, other than to be told something."""
_CANDIDATES = ("fr", "en", "de", "es", "it", "nl", "pt", "bg")
_FRENCH = frozenset(
    re.findall(
        r"\S+",
        "je vous mes mon ma les des pour avec dans qui comment combien votre vos nous où quel quelle quels quelles "
        "sont pas une sur chez puis peut est-ce c'est j'ai vs koi cb mdr svp bonjour merci données droits",
    )
)
_ENGLISH = frozenset(
    re.findall(
        r"\S+",
        "the my you your do does how what is are i who of and where when can will they did have has please about "
        "with i'm it's hello thanks",
    )
)
_ENOUGH_WORDS = 4
_FEWEST_SHOUTED = 3
"""Words; fewer can be a name or an acronym and a word or two."""
_SURE = 0.8
_WISHES = 0.5


@dataclass(frozen=True)
class Understood:
    """A question, understood.

    `topics` maps topic ids to probabilities, likeliest first, those outside the subject included.
    """

    text: str
    language: str
    vector: Vectors
    topics: dict[str, float]
    action: str
    """The type of request that the person would most likely file, if they want to act."""
    actions: tuple[str, ...]
    """The types of all the requests that they would file, that one included, in the order of the message."""
    wish: float
    """Probability that they want to act."""
    audience: str | None
    """For whom they write: "minor", "heir", "representative" or "beneficiary"; None for themselves."""
    slots: dict[str, float]
    """Kinds of answer (see `assistant.examples.SLOTS`) with their probabilities, likeliest first."""
    asks_how: bool
    """Whether the question asks for the way to do something."""
    words: tuple[str, ...]
    """Stems for the lexical search, in French too when the question is English."""
    demands: bool = False
    """Whether it opens as a demand: "je demande…", "I want…"."""

    @property
    def intent(self) -> str:
        """What the person is doing: "acts", "complains", "small_talk" or "asks"."""
        if self.wish > _WISHES:
            return "complains" if self.action == "complaint" else "acts"
        return "small_talk" if next(iter(self.topics)) == "_small_talk" else "asks"

    @property
    def outside(self) -> float:
        """Probability that the question is outside the product's subject."""
        return sum(share for name, share in self.topics.items() if name.startswith("_"))

    @property
    def outside_kind(self) -> str:
        """The likeliest class outside the subject, such as "_small_talk"."""
        return next(name for name in self.topics if name.startswith("_"))

    @property
    def likeliest(self) -> list[tuple[str, float]]:
        """The topics inside the subject with their probabilities, likeliest first."""
        return [(name, share) for name, share in self.topics.items() if not name.startswith("_")]


def clean_question(question: str, limit: int) -> str:
    """The question without control characters and with white space folded; one all in capitals in lower case.

    Raises EmptyQuestion, LongQuestion (over `limit` characters) or WordlessQuestion (no letter or digit).
    """
    kept = "".join(" " if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else one for one in question)
    folded = " ".join(kept.split())
    if not folded:
        raise EmptyQuestion
    if len(question) > limit:
        raise LongQuestion(limit=limit, length=len(question))
    if not any(one.isalnum() for one in folded):
        raise WordlessQuestion
    return folded.lower() if _shouted(folded) else folded


def _shouted(question: str) -> bool:
    """Whether a question of several words has no small letter: the model reads capitals as names and acronyms."""
    return len(question.split()) >= _FEWEST_SHOUTED and question.isupper()


def language_of_question(question: str) -> str:
    """ISO 639-1 code: "fr" or "en" unless the question is surely in another language."""
    likelier, sure = _french_or_english(question)
    if sure:
        return likelier
    letters = [one for one in question if one.isalpha()]
    foreign_script = sum(not one.isascii() and ord(one) > 0x250 for one in letters) > len(letters) / 2
    if len(question.split()) < _ENOUGH_WORDS and not foreign_script:
        return likelier
    shares = language_shares(question, _CANDIDATES)
    best = max(shares, key=lambda one: shares[one])
    if foreign_script and (best in {"fr", "en"} or shares[best] < _SURE):
        return "und"
    return best if best not in {"fr", "en"} and shares[best] >= _SURE else likelier


def _french_or_english(question: str) -> tuple[str, bool]:
    """The likelier of the two, and whether two function words or more of it, and none of the other, say so."""
    words = re.findall(r"[\w'-]+", question.lower().replace("’", "'"))
    french, english = sum(word in _FRENCH for word in words), sum(word in _ENGLISH for word in words)
    if french != english:
        return ("fr", french > 1 and not english) if french > english else ("en", english > 1 and not french)
    both = language_shares(question, ("fr", "en"))
    return ("en" if both["en"] > both["fr"] else "fr"), False


def understand(
    text: str, language: str, vector: Vectors, bank: QuestionBank, embed: Callable[[str], Vectors]
) -> Understood:
    """What the cleaned question `text` asks, given its unit vector; `embed` makes those of its clauses."""
    wishes = wishes_of(text, language, bank.action_of.probabilities(text, vector), bank.action_of, embed)
    return Understood(
        text=text,
        language=language,
        vector=vector,
        topics=bank.topic_of.probabilities(text, vector),
        action=wishes.likeliest,
        actions=wishes.actions,
        wish=wishes.probability,
        audience=audience_of(text),
        slots=bank.slot_of.probabilities(text, vector),
        asks_how=_HOW.search(text) is not None,
        demands=_DEMANDS.search(text) is not None,
        words=search_words(text, language),
    )


def search_words(text: str, language: str) -> tuple[str, ...]:
    """Stems of a question; an English one also searches by the French terms of the glossary."""
    found = terms(text, language)
    if language == "en":
        folded = f" {' '.join(text.lower().replace('?', ' ').replace(',', ' ').split())} "
        stems = set(found)
        for phrase, stemmed, translations in _glossary():
            if f" {phrase} " in folded or (len(stemmed) == 1 and stemmed[0] in stems):
                found.extend(translations)
    return tuple(dict.fromkeys(found))


@cache
def _glossary() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """English phrase, its English stems, and the French stems to search for."""
    raw = (files("assistant") / "data" / "glossary.toml").read_text(encoding="utf-8")
    return tuple(
        (phrase, tuple(terms(phrase, "en")), tuple(terms(" ".join(words), "fr")))
        for phrase, words in tomllib.loads(raw)["terms"].items()
    )
