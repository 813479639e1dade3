"""Countries named in French and English text: names, usual variants and adjectives → ISO 3166 alpha-2."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ingest.facts.enumerations import Range

_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_LISTED_APART = "AX GF GP MF MQ RE YT"
EEA = frozenset(f"{_UNION} {_LISTED_APART} IS LI NO".split())
"""The European Economic Area, parts of the Union that ISO 3166 lists apart included: no transfer goes there."""

_VARIANTS = {
    "US": "USA|U.S.A.|U.S.|US|Etats-Unis d'Amérique|Etats Unis|États Unis|United States of America|the States"
    "|Californie|California",
    "GB": "UK|U.K.|Grande-Bretagne|Grande Bretagne|Royaume Uni|Angleterre|Great Britain|England",
    "MU": "Île Maurice|île Maurice|République de Maurice",
    "HK": "Hong Kong|Hong-Kong",
    "MO": "Macao",
    "AE": "Emirats Arabes Unis|Emirats|UAE|Dubaï|Dubai",
    "KR": "Corée|République de Corée|Korea",
    "RU": "Fédération de Russie|Russian Federation",
    "CN": "République populaire de Chine",
    "CH": "Confédération suisse",
    "CA": "Québec",
    "NZ": "Nouvelle Zélande",
    "ZA": "Afrique du sud",
    "VN": "Vietnam|Viet Nam|Viêt Nam",
    "TR": "Turkey|Türkiye",
    "CI": "Côte d'Ivoire|Ivory Coast",
    "MC": "Principauté de Monaco",
    "MK": "Macédoine du Nord",
    "MD": "Moldavie",
}
_ADJECTIVES = {
    "US": "américaine?s?|états-unienne?s?",
    "GB": "britanniques?",
    "MA": "marocaine?s?",
    "TN": "tunisien(?:ne)?s?",
    "DZ": "algérien(?:ne)?s?",
    "SN": "sénégalaise?s?",
    "MG": "malgaches?",
    "MU": "mauricien(?:ne)?s?",
    "IN": "indien(?:ne)?s?",
    "CA": "canadien(?:ne)?s?",
    "CH": "suisses?",
    "IL": "israélien(?:ne)?s?",
    "JP": "japonaise?s?",
    "CN": "chinoise?s?",
    "MC": "monégasques?",
}
_SOMEBODY = (
    r"(?:prestataires?|soci[ée]t[ée]s?|serveurs?|entit[ée]s?|filiales?|h[ée]bergeurs?|fournisseurs?"
    r"|sous-traitants?|entreprises?|partenaires?|acteurs?|plateformes?|centres? d'appels?)"
)
_AMBIGUOUS = frozenset(
    {"Maurice", "Jersey", "Jordan", "Chad", "Georgia", "Guinea", "Niger", "Man", "Monde", "World"}
)


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of all country names, on unaccented text, and the code of each unaccented name."""
    from babel import Locale

    codes: dict[str, str] = {}
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            if (
                len(code) == 2
                and code.isalpha()
                and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB")
                and name not in _AMBIGUOUS
            ):
                codes.setdefault(_plain(name.replace("’", "'")), code)
    for code, names in _VARIANTS.items():
        codes.update({_plain(name): code for name in names.split("|")})
    codes.update({name.upper(): code for name, code in list(codes.items()) if len(name) > 3})
    listed = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return re.compile(rf"(?<![\w.@/-])(?:{listed})(?![\w@])(?!\.\w|-\w)"), codes


@lru_cache(maxsize=1)
def _adjectives() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (code, re.compile(rf"\b{_SOMEBODY}\s(?:\w+\s)?(?P<name>{pattern})\b", re.IGNORECASE))
        for code, pattern in _ADJECTIVES.items()
    )


def countries_in(text: str) -> Iterator[tuple[Range, str]]:
    """Where a country outside the European Economic Area is named, and its code, in order."""
    pattern, codes = _names()
    found = [(one.span(), codes[one[0]]) for one in pattern.finditer(_plain(text))]
    for code, adjective in _adjectives():
        found += [(one.span("name"), code) for one in adjective.finditer(text)]
    yield from sorted((span, code) for span, code in found if code not in EEA)


def is_country(name: str) -> bool:
    """Whether a name is that of a country, wherever it lies."""
    return bool(_names()[0].fullmatch(_plain(name)))


def _plain(text: str) -> str:
    """Without accents, character by character: offsets stay."""
    return "".join(one if one.isascii() else (unicodedata.normalize("NFD", one)[0]) for one in text)
