"""Purposes of processing: list items, members of enumerations and cells of tables that are introduced as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts.contexts import Context
from ingest.facts.enumerations import Range, chunks, folded, opened, parts_of, sentence_end
from ingest.records import Fact

PURPOSE_INTRO = re.compile(
    r"\b(?:finalités?|fins|objectifs?|buts?|purposes?|traitements suivants)\b[^:]{0,80}:\s*$|\b(?:afin de|afin d'"
    r"|in order to)\s?:\s*$|\b(?:utilis|collect|trait|recueill|use|process)\w*\b[^:]{0,120}\b(?:pour|afin de|to"
    r"|for|dans le cadre de)\b[^:]{0,120}:\s*$|\bse fai(?:t|sant) pour\s?:\s*$|\baux fins (?:suivantes|de)\s?:?\s*$"
    r"|collectées pour assurer\s?:\s*$",
    re.IGNORECASE,
)
_PURPOSE_TITLE = re.compile(
    r"\bfinalités?\b|pourquoi|objectifs? d|à quelles fins|purposes?|why\b|how we use", re.IGNORECASE
)
_NOT_PURPOSE_INTRO = re.compile(
    r"\bdroits?\b|destinataires?|communiqu|transmi|partag|ne (?:sont|seront|peu\w+)[^:]{0,30}(?:pas|jamais)"
    r"|mesures|contact\w*|adress\w+|exerc\w+"
    r"|durée|conserv|cookies?\b",
    re.IGNORECASE,
)
_PURPOSE_HEADER = re.compile(r"finalit|objectif|purpose|pourquoi", re.IGNORECASE)
_PURPOSE_INLINE = re.compile(
    r"^(?:les |nos )?(?:finalités?|objectifs?|purposes?)\b[^:.]{0,50}\s?:\s(?=\S)|\b(?:fins|finalités|objectifs"
    r"|buts|purposes)(?: (?:suivante?s|following))?\s?:\s(?=\w)|\bfinalités (?:sont|suivantes sont)\s(?=l)",
    re.IGNORECASE,
)
_NEW_PURPOSE = re.compile(
    r"[\s,]*(?:(?:et|ou|ou encore|ainsi que?|and|or)\s)?(?:encore )?(?:les?\s|la\s|l'|de\s|d'|\w+(?:er|ir|re)\s"
    r"|the\s)",
    re.IGNORECASE,
)
_ACTION = re.compile(r"\w+(?:er|ir|re)\s", re.IGNORECASE)
_NEXT_ACTION = re.compile(r",\s(?:et\s|ou\s)?(?=\w+(?:er|ir|dre|tre)\s)", re.IGNORECASE)
_ANY_ACTION = re.compile(rf"{_NEXT_ACTION.pattern}|\set\s(?=\w+(?:er|ir|dre|tre)\s)", re.IGNORECASE)
_COMMENT = re.compile(
    r",?\s(?:dans le cadre d|conformément|dans le (?:strict )?respect|prévue?s? par|avec des\b|si (?:vous|l'|elle"
    r"|il)|en (?:mett|utilis|recour|fais|ayant|vous)\w*\b|lorsqu"
    r"|(?:comme )?par exemple|sauf\b|sous réserve|par notre|par nos)",
    re.IGNORECASE,
)
_MORE = re.compile(r",?\s(?:et|ou),?\s(?:plus généralement,?|à des fins de|aux fins de)\s", re.IGNORECASE)
_PROSE = re.compile(
    r"\b(?:trait|utilis|collect|recueil|use|process)\w*\b[^.;:]{0,220}?\b(?:afin (?:de |d')|dans le but (?:de |d')"
    r"|dans l'objectif (?:de |d')|en vue (?:de |d')|in order to )(?=\w)"
    r"|\b(?:objectifs?|finalités?|buts?)\b[^.;:]{0,120}\b(?:collecte|traitement|utilisation)\b[^.;:]{0,80}"
    r"\b(?:est|sont) (?:de |d')(?=\w)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\bà des (?P<kind>fins (?!de |d')[^\W\d_]+s\b(?: ?(?:et ?/ ?ou|et|ou) ?[^\W\d_]+s\b)?)"
    r"|\bà des fins (?:de |d')(?P<named>[^.;:,]{4,90})",
    re.IGNORECASE,
)
_USED = re.compile(
    r"\b(?:trait|utilis|collect|recueil)\w*\b[^.;:]{0,160}\bdonnées\b|\bdonnées\b[^.;:]{0,160}\b(?:trait"
    r"|utilis|collect|recueil)\w*\b",
    re.IGNORECASE,
)
_NOT_PROSE = re.compile(
    r"\b(?:ne|n'|jamais|aucune?s?|droits?|destinataires?|cookies?|traceurs?|vous pouvez|afin de savoir)\b"
    r"|\bsi vous\b|\bconserv|\btransmi|(?<!nous )\bcommuniqu|\bpartag|\bmesures\b|\bgaranti\w*\b",
    re.IGNORECASE,
)
_NO_PURPOSE = re.compile(
    r"(?:à |a )?(?:tout|toute) autre|(?:lors|lorsque|si|quand|assurés|adhérents)\b", re.IGNORECASE
)
_DASH = re.compile(r"(?:^|(?<=[|\t ]))[-–•](?: ?[-–•])*(?=\s?[A-ZÀ-Ý])")
"""What begins an item of a list that stands in one cell."""
_SPLITS = re.compile(r"\s?:\s(?![^()]*\))")


def purposes_of(context: Context) -> Iterator[Fact]:
    """The purposes of processing that a statement lists."""
    if context.topics or context.about_rights:
        return
    for start, end in _purposes(context):
        yield context.statement.fact("purpose", (start, end), folded(context.text[start:end]))


def _purposes(context: Context) -> Iterator[Range]:
    text = context.text
    for cell in context.statement.cells:
        named = _PURPOSE_HEADER.search(cell.header) and "consiste" not in cell.header
        if named and cell.text and cell.text != cell.header:
            yield from (
                opened(text, *part)
                for part in parts_of(text, cell.start, cell.end, _DASH)
                if any(text[slice(*part)].strip(" -"))
            )
    if context.statement.kind == "item":
        yield from _purpose_item(context)
    elif not context.statement.cells and (inline := _PURPOSE_INLINE.search(text)):
        yield from _inline_purposes(text, inline.end())
    elif context.statement.kind == "sentence" and _USED.search(text) and not _NOT_PROSE.search(text):
        yield from _told(text)


def _told(text: str) -> Iterator[Range]:
    """The purposes in "nous traitons vos données afin de …" and "… à des fins statistiques"."""
    if told := _PROSE.search(text):
        yield from _actions(text, told.end(), sentence_end(text, told.end(), len(text)))
    for end in _ENDS.finditer(text):
        at = end.span("kind") if end["kind"] else end.span("named")
        comment = _COMMENT.search(text, *at)
        yield opened(text, at[0], comment.start() if comment else at[1])


def _purpose_item(context: Context) -> Iterator[Range]:
    text, intro = context.text, context.intro
    told = _introduced(intro) if intro else _PURPOSE_TITLE.search(context.title)
    if not told or _NOT_PURPOSE_INTRO.search(intro or context.title) or _NO_PURPOSE.match(text):
        return
    end = sentence_end(text, 0, len(text))
    colon = _SPLITS.search(text, 0, end)
    start, end = opened(text, 0, colon.start() if colon and colon.start() > 12 else end)
    for first, last in _actions(text, start, end):
        if 4 < last - first <= 320:
            yield first, last


def _introduced(intro: str) -> bool:
    """Whether a list is one of purposes, or lies under an item of such a list."""
    return any(PURPOSE_INTRO.search(intro[: colon.end()]) for colon in re.finditer(":", intro))


def _actions(text: str, start: int, end: int) -> Iterator[Range]:
    """ "fournir X", "évaluer Y" of "fournir X, évaluer Y et Z": each verb after a comma is a purpose of its own."""
    verbs = list(_NEXT_ACTION.finditer(text, start, end)) if _ACTION.match(text, start, end) else []
    verbs = list(_ANY_ACTION.finditer(text, start, end)) if verbs else []
    verbs = sorted([*verbs, *_MORE.finditer(text, start, end)], key=lambda one: one.start())
    for at, following in zip([start, *(verb.end() for verb in verbs)], [*verbs, None], strict=True):
        stop = following.start() if following else end
        comment = _COMMENT.search(text, at, stop)
        yield opened(text, at, comment.start() if comment else stop)


def _inline_purposes(text: str, start: int) -> list[Range]:
    found: list[Range] = []
    for begin, stop in chunks(text, start, sentence_end(text, start, len(text))):
        if found and not _NEW_PURPOSE.match(text, begin, stop):
            found[-1] = (found[-1][0], opened(text, begin, stop)[1])
            continue
        opening = re.compile(r"[\s,]*(?:(?:et|ou|ainsi que?|and|or)\s)?(?:encore\s)?", re.IGNORECASE).match(
            text, begin, stop
        )
        first, last = opened(text, opening.end() if opening else begin, stop)
        if first < last:
            found.append((first, last))
    return found
