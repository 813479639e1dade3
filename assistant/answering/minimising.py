"""A question as a language model gets it: without the names and addresses that say whose question it is.

Identifiers with a form of their own (numbers, e-mail addresses, telephones) are masked before it comes here; names
have none. A name is kept only if the insurer's own text has it. What is no name is data
(`assistant/data/minimising.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice

from assistant.spelling import Spelling

NAME = {"fr": "[nom]", "en": "[name]"}
ADDRESS = {"fr": "[adresse]", "en": "[address]"}
_MOST_WORDS = 4
_TITLE = r"(?:m\.|mr\.?|mme\.?|mrs\.?|ms\.?|mlle\.?|monsieur|madame|mademoiselle|docteur|dr\.?|maître|me\.?)"
_SAYS_NAME = re.compile(
    r"\b(?:je m['’]appelle|je me nomme|mon nom(?: de famille)? est|mon prénom est"
    r"|s['’]appelle|(?:pré)?nom\s*:|je suis née?"
    r"|(?:au nom|dossier|compte|contrat) de|nommée?|my (?:first |last |full )?name(?: is|['’]s)|call(?:ed)?|named"
    r"|cordialement,?|regards,?|sincerely,?|signé"
    rf"|(?:i am|i['’]m|je suis) (?={_TITLE}\s)|(?={_TITLE}\s))\s*(?:{_TITLE}\s+)?",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b\d{1,4}\s*(?:bis|ter|quater)?,?\s+(?:rue|avenue|av\.?|boulevard|bd\.?|chemin|allée|impasse|place|quai|route"
    r"|cours|square|passage|lotissement|résidence|street|road)\b[^,;.?!\n]{0,60}",
    re.IGNORECASE,
)
_TOWN = re.compile(r"\b\d{5}\s+[^\W\d_][\w'’-]*(?:[ -][A-ZÀ-Ý][\w'’-]*)*")
_LIVES_IN = re.compile(
    r"\b(?:j['’]habite|je (?:vis|réside)|domiciliée? à|i live)\s+(?:(?:à|au|aux|en|in|at)\s+)?(?P<place>[\w'’-]+)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+)\W*$")


def minimised(question: str, language: str, policy: str, spelling: Spelling) -> str:
    """A masked question in which names and addresses stand as "[nom]" and "[adresse]", in its language; those names
    stay that `policy`, the insurer's own text, has. A sentence may begin with a word that `spelling` knows.
    """
    text = _TOWN.sub(ADDRESS[language], _STREET.sub(ADDRESS[language], question))
    text = _LIVES_IN.sub(lambda found: found[0].replace(found["place"], ADDRESS[language]), text)
    text = _without_said_names(text, language)
    return _without_capitalised(text, language, policy, spelling)


def _without_said_names(text: str, language: str) -> str:
    """The text without the words that follow "je m'appelle" and the like."""
    pieces, at = [], 0
    for opening in _SAYS_NAME.finditer(text):
        if opening.end() < at:
            continue
        end = _end_of_name(text, opening.end())
        if end > opening.end():
            pieces += [text[at : opening.end()], NAME[language]]
            at = end
    return "".join([*pieces, text[at:]])


def _end_of_name(text: str, start: int) -> int:
    """Where a name that begins at `start` ends; `start` where none begins.

    Words with a capital make a name, with particles between them; where the first has none, it and the next do.
    """
    words = list(islice(_run_of_words(text, start), _MOST_WORDS))
    lead = next((place for place, one in enumerate(words) if one[0].lower() not in _words("particles")), len(words))
    if lead == len(words) or _is_plain(words[lead][0]):
        return start
    if not words[lead][0][0].isupper():
        return words[lead + 1 if lead + 1 < len(words) and not _is_plain(words[lead + 1][0]) else lead].end()
    return max(one.end() for one in words if one[0][0].isupper() and not _is_plain(one[0]))


def _run_of_words(text: str, start: int) -> Iterator[re.Match[str]]:
    """The words from `start` on that nothing but a space separates."""
    while word := _WORD.match(text, start):
        yield word
        start = word.end() + text.startswith(" ", word.end())


def _is_plain(word: str) -> bool:
    """Whether a word is an ordinary one; of "est-il" the first part tells."""
    return re.split("['’-]", word)[0].lower() in _words("plain")


def _without_capitalised(text: str, language: str, policy: str, spelling: Spelling) -> str:
    known = {word.lower() for word in _WORD.findall(policy)}

    def shown(word: re.Match[str]) -> str:
        starts = _SENTENCE_START.search(text[: word.start()]) is not None
        usual = _is_plain(word[0]) or word[0].lower() in known or text.startswith("[", word.start() - 1)
        usual = usual or (starts and all(map(spelling.knows, re.split("['’-]", word[0]))))
        return word[0] if usual or not word[0][0].isupper() else NAME[language]

    return re.sub(r"(\[(?:nom|name)\])(?:\s+\1)+", r"\1", _WORD.sub(shown, text))


@cache
def _words(name: str) -> frozenset[str]:
    raw = (files("assistant") / "data" / "minimising.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(raw)[name].split())
