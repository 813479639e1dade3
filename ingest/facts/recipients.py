"""To whom data are or may be communicated: list items, members of enumerations, cells of a "recipients" column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts.actors import OWN_NAME, is_name
from ingest.facts.contexts import Context
from ingest.facts.enumerations import Range, folded, members, phrase, sentence_end
from ingest.facts.giving import DATA, GIVEN, NOT, NOT_SOMEONE, PREPOSITION, given_in, someone
from ingest.records import Fact

_INTRODUCES = re.compile(
    r"\bdestinataires?\b|\brecipients?\b|personnes suivantes|tiers suivants"
    rf"|\b(?:{GIVEN})\b|\b(?:communiquer|transmettre|partager|divulguer|partageons|transmettons|communiquons"
    rf"|share|disclose)\b"
    r"|avoir accès|ont accès|accéder à vos|peuvent accéder|have access|(?:recours|appel) à",
    re.IGNORECASE,
)
_STRONG_INTRO = re.compile(
    r"(?:destinataires?|recipients?|personnes|tiers|catégories|organismes|entités|third parties|following"
    r"|suivante?s?)[\s,]*(?:suivante?s?|peuvent être|sont|are)?\s?:?$|(?:destinées?|communiquées?|transmises?"
    r"|partagées?|accessibles?|accès|à|avec"
    r"|aux|with|to)\s?:$",
    re.IGNORECASE,
)
_PURPOSES = re.compile(
    r"(?:fins|finalités|objectifs|buts|cas|missions|raisons|traitements|circonstances|conditions|engagements"
    r"|droits|purposes|reasons|cases|moyens|modalités|garanties|principes|points|étapes)(?: (?:suivante?s"
    r"|ci-dessous|below))? ?:$"
    r"|\b(?:afin de|pour|in order to|lorsque|si|when|if)\s?:$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^[\d.\s)-]*(?:tiers|partenaires|third parties|partners)\b|\bdestinataires?\b|avec qui|à qui|a qui"
    r"|qui (?:peut|a|ont|peuvent) (?:accéder|accès)|qui accède|partage\w*\b|recipients?"
    r"|share|disclos|communication (?:de|à des)|transmises? \?|accès aux données|sous-traitants",
    re.IGNORECASE,
)
_ONLY_DATA = re.compile(rf"(?:{DATA}|données|nom|identifiant|identité|adresse|civilité)\b", re.IGNORECASE)
_LONGEST = 260
_INTENDED = re.compile(r"\bdestinée?s? à", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:catégories? de )?(?:les )?(?:destinataires?|recipients?)\b[^:.]{0,50}\s?:\s(?=\S)"
    r"|(?:sont )?destinataires? de (?:vos|ces|des) données\s?:\s(?=\S)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"destinataire|recipient|sous-traitant|accès|shared with|communiqu", re.IGNORECASE)


def recipients_of(context: Context) -> Iterator[Fact]:
    """The recipients that a statement names."""
    if context.topics:
        return
    for start, end in dict.fromkeys(_found(context)):
        value = context.text[start:end]
        if end - start <= _LONGEST and any(map(str.isalpha, value)) and not _publisher(context, value):
            yield context.statement.fact("recipient", (start, end), folded(value))


def _publisher(context: Context, name: str) -> bool:
    """Whether a name is that of the policy's publisher, to whom data flow in anyway."""
    often = is_name(name) and context.statement.document.text.count(name) >= OWN_NAME
    return often and not _INTENDED.search(context.text)


def _found(context: Context) -> Iterator[Range]:
    if context.statement.cells:
        yield from _cells(context)
    elif context.about_rights:
        return
    elif listed := _listed(context):
        yield from listed
    else:
        yield from _sentence(context)


def _sentence(context: Context) -> Iterator[Range]:
    text = context.text
    if label := _LABEL.match(text):
        return iter(members(text, label.end(), len(text), someone, first_counts=True))
    return given_in(text, in_place=bool(_TITLE.search(context.title)))


def _cells(context: Context) -> Iterator[Range]:
    for cell in context.statement.cells:
        if _HEADER.search(cell.header) and not _HEADER.search(cell.text[:20]) and cell.end > cell.start:
            yield from members(context.text, cell.start, cell.end, someone, first_counts=True)


def _listed(context: Context) -> list[Range]:
    """The members of a list item, or of a paragraph in the place of one, that an introduction makes recipients."""
    text = context.text
    directed = re.match(rf"(?:{PREPOSITION}|à l')\s?", text, re.IGNORECASE)
    if context.statement.kind != "item" and not (directed and context.intro):
        return []
    intro = context.intro or context.title
    named = _INTRODUCES.search(intro) if context.intro else _TITLE.search(intro)
    if not named or _PURPOSES.search(intro.rstrip()) or NOT.search(intro):
        return []
    return _of_item(text, strong=bool(_STRONG_INTRO.search(intro.rstrip())) and context.statement.kind == "item")


def _of_item(text: str, *, strong: bool) -> list[Range]:
    """Of an item: its label when that is somebody, else what follows the colon, else its first phrase."""
    end = sentence_end(text, 0, len(text))
    colon = re.compile(r"\s?:\s").search(text, 0, end)
    if colon and _ONLY_DATA.match(text):
        return members(text, colon.end(), end, someone)
    stop = colon.start() if colon else end
    first, last, _ = phrase(text, 0, stop)
    counts = strong and not NOT_SOMEONE.match(text[first:last]) and last - first <= 120
    return members(text, 0, stop, someone, first_counts=counts)
