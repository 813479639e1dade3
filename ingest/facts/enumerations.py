"""Members of an enumeration as noun phrases: where each starts and ends, without article or comment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

Range = tuple[int, int]

_ARTICLES = (
    r"(?:ainsi qu'|égard d(?:es?|u)\s|[ldn]['\s](?=\w)|(?<=\bd)['\s]|qu')|(?:et/ou|et|ou|ainsi que?|mais|puis"
    r"|soit|and/or|and|or|as well as|également|notamment|éventuellement|enfin|le cas échéant,?|selon les? cas,?"
    r"|uniquement|seulement|seule?s?|exclusivement|only|directement|à|a|au|aux|avec|auprès des?|auprès du|par"
    r"|chez|vers|to|with|by|les?|la|des?|du|une?|the|an|our|your|its|their|his|nos|notre|vos|votre|mes|ses|son|sa"
    r"|leurs?|ces|cette|ce|certaine?s?|toute?s?|tous|any|all|some|certain|chaque|each|différente?s|diverse?s?"
    r"|éventuel(?:le)?s?)\s"
)
_LEADING = re.compile(rf"(?:{_ARTICLES}|[\s,;:«»\"“”–-]+)+", re.IGNORECASE)
_COMMENT = (
    r"(?:(?:avec|par|pour|dans|sur|à|sans|parmi)\s(?:l|des)(?:es?)?quel|au(?:x)?quel|à laquelle|dont\b|qui\b"
    r"|que\b|qu'|(?:pour|afin)\b|dans (?:le cadre|la mesure|la limite|les limites|les conditions|l'objectif"
    r"|le but|un but|le respect)|en (?:cas|vue|vertu|charge|fonction|application|tant|qualité|relation"
    r"|particulier|cours)\b|lorsqu|si\b|s'ils?\b|conformément|notamment|tel(?:le)?s? que|comme\b|par exemple"
    r"|c'est-à-dire|y compris|sous réserve|sous contrat|quel(?:le)?s? que\b|selon\b|aux? (?:seules? )?fins?\b"
    r"|à des fins|à leur demande|à sa demande|sur demande|(?:strictement )?nécessaires?\b|à (?:en )?(?:connaître"
    r"|connaitre|recevoir|traiter|intervenir|accéder)\b|(?:soumis"
    r"|intervenant|agissant|chargé|participant)e?s?\b|et ce\b|avec (?:votre|leur|son|l'|le )|sans\b|sauf\b|hors\b"
    r"|à l'exception|ci-(?:dessous|dessus|après)|au titre\b|lors d|(?:un )?accès\b|sur (?:la base|d'autres|des"
    r"|nos|vos|leurs?|le|les|votre|notre)\b|susceptibles?\b|en \w+ant\b|d'\w+er\b|(?:sont|est|seront|sera|ont"
    r"|peut|peuvent|pourra|pourront|doit|doivent|ne)\b|le cas échéant|mais\b|sous (?:forme|condition)|(?:who"
    r"|which|that|for|in order|where|when|if|including|such as|under|pursuant|acting"
    r"|with your|as required|to (?:help|process|provide|perform|comply|the extent))\b)"
)
_CUT = re.compile(rf"\s?[\[«:;]|\.(?=\s|$)|…|\.\.\.|\s[–-]\s|,?\s{_COMMENT}", re.IGNORECASE)
_OPENS_COMMENT = re.compile(rf"[\s,;]*(?:(?:et|ou|and|or)\s)?{_COMMENT}", re.IGNORECASE)
_GENITIVE = re.compile(r"[\s,;]*(?:(?:et|ou)\s)?(?:d'|de\s)(?!autres|la\s|l'|nos|vos|notre)", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"[,;]|\s(?:et/ou|et|ou|ainsi que|and/or|and|or|as well as)\s|\sainsi qu'(?=à|au|avec)|[()\[\]]", re.IGNORECASE
)
_INSTITUTION = re.compile(
    r"contrôle prudentiel et de résolution|informatique et (?:des |aux )?libertés|concurrence et des prix"
    r"|de l'industrie et d\w+|dépôts et consignations|sécurité et de la santé|recherche et de sauvegarde|(?:arts"
    r"|commerce) et (?:métiers|des sociétés)"
    r"|recouvrement et de l'assurance|traitement du renseignement et action",
    re.IGNORECASE,
)
_DIRECTED = re.compile(
    r"[\s,]*(?:(?:et|ou|ainsi que?|and|or)\s|ainsi qu')?(?:à|au|aux|avec|to|with)\s", re.IGNORECASE
)
_OPENING = re.compile(
    r"(?:(?:pour|afin de|afin d'|à des fins de|aux? fins? de|aux fins d'|à des fins d'|to|for|in order to"
    r"|de(?= la| l')|d'(?=\w)|et|ou|soit|de manière générale|des|du|de|la|le|les|l'|un|une|vos|votre|the|your"
    r"|certaines?|toutes?|tous"
    r"|tout)(?:\s|(?<=')))+",
    re.IGNORECASE,
)
_REACH = 1500
"""How far an enumeration goes, in characters: a text without a full stop must not be read again and again."""
_JOINED = re.compile(r"[\s,]*(?:et|ou|and|or)\s", re.IGNORECASE)
_ADJECTIVES, _FIELD_WORDS = 3, 9
"""The longest part, in words, that goes on with a member: adjectives, or fields after "compétentes en matière"."""
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÀ-Ý]|\s*$)")


def folded(text: str) -> str:
    """Lower case, no accents, single spaces, no punctuation at the ends: equal for two spellings of a phrase."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("’", "'").casefold())
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(kept.split()).strip(" .,;:-")


def phrase(text: str, start: int, end: int) -> tuple[int, int, bool]:
    """The noun phrase of `text[start:end]` without its articles, and whether a comment on it was cut off."""
    opening = _LEADING.match(text, start, end)
    start = opening.end() if opening else start
    cuts = (one.start() for one in _CUT.finditer(text, min(start + 1, end), end))
    cut = next((at for at in cuts if text.count("(", start, at) <= text.count(")", start, at)), None)
    stop = end if cut is None else cut
    while stop > start and text[stop - 1] in " ,;:.'\"»”–-":
        stop -= 1
    return start, stop, cut is not None


def chunks(text: str, start: int, end: int) -> Iterator[Range]:
    """The parts of `text[start:end]` between commas and conjunctions that stand outside brackets."""
    depth, begin = 0, start
    whole = [one.span() for one in _INSTITUTION.finditer(text, start, end)]
    for found in _SEPARATOR.finditer(text, start, end):
        if any(first < found.start() < last for first, last in whole):
            continue
        if found[0] in "([":
            depth += 1
        elif found[0] in ")]":
            depth = max(depth - 1, 0)
        elif depth == 0:
            yield begin, found.start()
            begin = found.start() if found[0].strip(" ,;") else found.end()
    yield begin, end


def parts_of(text: str, start: int, end: int, separator: re.Pattern[str]) -> Iterator[Range]:
    """The parts of `text[start:end]` between the places where `separator` matches."""
    begin = start
    for found in separator.finditer(text, start, end):
        yield begin, found.start()
        begin = found.end()
    yield begin, end


def members(
    text: str, start: int, end: int, accepts: Callable[[str], bool], *, first_counts: bool = False
) -> list[Range]:
    """The members of the enumeration `text[start:end]` whose phrase `accepts` takes; `first_counts`: any first one.

    What it does not take belongs to the member before ("autorités judiciaires, policières ou administratives")
    unless a comment closed that one.
    """
    found: list[Range] = []
    closed = False
    for begin, stop in chunks(text, start, sentence_end(text, start, min(end, start + _REACH))):
        first, last, cut = phrase(text, begin, stop)
        if first >= last:
            continue
        if _OPENS_COMMENT.match(text, begin):
            closed = True
        elif found and not closed and _continues(text, found[-1], begin, (first, last), accepts):
            found[-1] = (found[-1][0], last)
            closed = cut
        elif (not found or not closed or _DIRECTED.match(text, begin)) and (
            accepts(text[first:last])
            or (first_counts and not found)
            or (found and not closed and _GENITIVE.match(text, begin))
        ):
            found.append((first, last))
            closed = cut
        else:
            closed = True
    return found


def _continues(text: str, member: Range, begin: int, part: Range, accepts: Callable[[str], bool]) -> bool:
    """Whether a part goes on with the member before it: "et de Y" after "de X", an adjective after another."""
    if _GENITIVE.match(text, begin):
        listed = text[: member[0]].rstrip().endswith((", d'", ", de"))
        return not listed and bool(_JOINED.match(text, begin))
    words = text[part[0] : part[1]]
    longest = _FIELD_WORDS if " en matière " in text[slice(*member)] else _ADJECTIVES
    return not accepts(words) and len(words.split()) <= longest and words[0].islower()


def sentence_end(text: str, start: int, end: int) -> int:
    """Where the sentence at `start` ends within `end`."""
    stop = _SENTENCE_END.search(text, start, end)
    return stop.start() if stop else end


def opened(text: str, start: int, end: int) -> Range:
    """An item without the words that open it and the marks that close it."""
    while start < end and text[start] in " ,;":
        start += 1
    opening = _OPENING.match(text, start, end)
    start = opening.end() if opening and opening.end() < end else start
    while end > start and text[end - 1] in " ;,.:":
        end -= 1
    return start, end
