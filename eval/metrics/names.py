"""Whether the names of a wording are those of its evidence, in whichever of the three languages each stands.

Written apart from the product's own checks on purpose, as `figures` is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from anyascii import anyascii

from eval.metrics.matching import folded, shows

_SAME = (
    (
        "DPO",
        "DPD",
        "délégué à la protection des données",
        "déléguée à la protection des données",
        "data protection officer",
        "длъжностно лице по защита на данните",
        "длъжностното лице по защита на данните",
    ),
    (
        "RGPD",
        "GDPR",
        "règlement général sur la protection des données",
        "general data protection regulation",
        "общия регламент относно защитата на данните",
        "2016/679",
    ),
    ("UE", "EU", "Union européenne", "European Union", "Европейския съюз", "Европейски съюз", "ЕС"),
    (
        "EEE",
        "EEA",
        "Espace économique européen",
        "European Economic Area",
        "Европейското икономическо пространство",
        "ЕИП",
    ),
    (
        "CNIL",
        "Commission nationale de l'informatique et des libertés",
        "Commission nationale informatique et libertés",
        "French data protection authority",
    ),
    ("loi Informatique et Libertés", "French Data Protection Act", "78-17"),
)
"""Names of one thing; a wording may use one where its evidence has another."""
_LANGUAGES = ("fr", "en", "bg")
_TONGUES = frozenset({"french", "english", "bulgarian"})
"""What our own words call the language of a quote; French writes these with a small letter."""
_MONTHS = "january february march april may june july august september october november december"
_NO_NAMES = _TONGUES | {"i", "article", *_MONTHS.split()}
_WORD = re.compile(r"(?<!\w)(?:(?:[dDlLnNsSjJcCmMtT]|[Qq]u)['’])?([^\W\d_][\w.&’'-]*)")
_OPENS = re.compile(r"(?:^|[.!?…(–—•-])\s*$")


def foreign_names(wording: str, evidence: str, insurers: Collection[str]) -> list[str]:
    """The names of a wording that its evidence does not show, each once, as they are written.

    A name is a word with a capital that does not merely begin a sentence, a country or one of the common names of
    data protection; the last two count as shown by their French, English and Bulgarian names alike. Words that
    hold the id of an insurer of `insurers` are its own name.
    """
    missing = []
    rest = wording
    for names in (*_SAME, *_territories(wording)):
        said = [one for one in names if _says(rest, one)]
        if said and not any(shows(evidence, one) for one in names):
            missing.append(max(said, key=len))
        for one in sorted(said, key=len, reverse=True):
            rest = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", rest, flags=re.IGNORECASE)
    own = {_letters(one) for one in insurers}
    for name in _capitals(rest):
        if not any(one and one in _letters(name) for one in own):
            missing += [word for word in name.split() if not _stands(word, evidence)]
    return list(dict.fromkeys(missing))


def _says(wording: str, name: str) -> bool:
    """Whether a wording uses a name; one in capitals as it is, because French "eu" is a word."""
    return re.search(rf"(?<!\w){name}(?!\w)", wording) is not None if name.isupper() else shows(wording, name)


def _capitals(wording: str) -> Iterator[str]:
    """The words with a capital, those that stand together as one name; at the beginning of a sentence only those
    that have one inside as well."""
    name: list[str] = []
    end = 0
    for match in _WORD.finditer(wording):
        word = match[1].rstrip(".")
        begins = _OPENS.search(wording[: match.start()]) is not None
        marked = any(map(str.isupper, word[1:])) or (word[0].isupper() and not begins)
        if name and (not marked or wording[end : match.start()].strip()):
            yield " ".join(name)
            name = []
        if marked and folded(word) not in _NO_NAMES:
            name.append(word)
        end = match.end()
    if name:
        yield " ".join(name)


def _stands(name: str, evidence: str) -> bool:
    """Whether the evidence shows a name, also in Cyrillic."""
    return shows(evidence, name) or shows(anyascii(evidence), anyascii(name))


def _territories(wording: str) -> list[tuple[str, ...]]:
    """The names, in three languages, of each country that the wording names."""
    known = _countries()
    found = {code for name, code in known.items() if name in wording and shows(wording, name)}
    return [tuple(name for name, one in known.items() if one == code) for code in sorted(found)]


@cache
def _countries() -> dict[str, str]:
    """The code of each country by its names in the CLDR."""
    from babel import Locale

    tables = [Locale(language).territories for language in _LANGUAGES]
    return {
        str(name): code
        for table in tables
        for code, name in table.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN"}
    }


def _letters(text: str) -> str:
    return re.sub(r"\W", "", folded(text))
