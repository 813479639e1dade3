"""Companies, by name, that process data for the controller."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts.actors import OWN_NAME, is_name
from ingest.facts.contexts import Context
from ingest.facts.enumerations import Range, folded
from ingest.records import Fact

_ROLE = (
    r"(?:sous-traitante?s?|prestataires?(?: (?:technique|informatique|de services?|de paiement|d'hébergement"
    r"|extérieur|externe|cloud))*|fournisseurs?(?: (?:de services?|de solution|technique|de paiement|cloud))*"
    r"|service provider|processor|sub-?processors?|provider|vendor)"
)
_NAMED = r"(?-i:(?=[A-ZÀ-Ý]))"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_ROLE}s?(?:,| :|\s)\s?(?:la société |l'entreprise |the company |appelé |named )?{_NAMED}",
        r"\b(?:confi|sous-trait|délégu|opér|gér|fourni|réalis|édit|outsourced|operated|provided"
        r"|processed)\w*\s(?:[^.;:,]{0,40}\s)?"
        rf"(?:par|à|by|to) (?:la société |l'entreprise |notre prestataire |notre sous-traitant |the company "
        rf"|our (?:provider|processor) )?{_NAMED}",
        rf"\b(?:faisons appel|avons recours|fait appel|a recours|recourt|recourons) (?:à"
        rf"|aux services de) (?:la société |l'entreprise )?{_NAMED}",
        rf"\b(?:la société|the company) {_NAMED}(?=[^.;:]{{2,60}},? (?:notre|son|en (?:qualité|tant)(?: de| que)?"
        rf"|agissant|as (?:a|our)) ?"
        r"(?:en qualité de |comme )?(?:prestataire|sous-traitant|hébergeur|processor|provider))",
    )
)
_INTRO = re.compile(
    r"(?:sous-traitants?|prestataires|fournisseurs|(?:sub-?)?processors|service providers"
    r"|vendors)\b[^.]{0,60}:\s*$",
    re.IGNORECASE,
)
_OWN_ACCOUNT = re.compile(
    r"responsables? (?:de|du|conjoint\w* (?:de|du)) traitement|(?:joint|independent) controller"
    r"|pour son propre compte|cookies?\b"
    r"|\bvous (?:pouvez|êtes)\b",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"données|informations|data|information|héberg|paiement|courri|message|appels|envoi|e-?mails?|hotline|routage"
    r"|traitement",
    re.IGNORECASE,
)
_HEADER = re.compile(r"sous-traitant|prestataire|processor|vendor|fournisseur", re.IGNORECASE)
_COMPANY = re.compile(
    r"(?:,?\s(?:et|ou|and|or)\s|,\s|\s)?(?:(?:la|le|l'|the)\s?)?(?:(?:société|entreprise|groupe|company)\s)?"
    r"(?P<name>[A-ZÀ-Ý][\w&.'-]*(?:\s(?:&|de|du|des|[A-ZÀ-Ý0-9][\w&.'-]*))*)(?<!\.)"
)


def processors_of(context: Context) -> Iterator[Fact]:
    """The processors that a statement names."""
    if context.topics or context.about_rights:
        return
    for start, end in dict.fromkeys(_found(context)):
        if context.statement.document.text.count(context.text[start:end]) >= OWN_NAME:
            continue
        yield context.statement.fact("processor", (start, end), folded(context.text[start:end]))


def _found(context: Context) -> Iterator[Range]:
    text = context.text
    for cell in context.statement.cells:
        if _HEADER.search(cell.header) and cell.text and cell.text != cell.header:
            yield from names_at(text, cell.start)
    if context.statement.cells or _OWN_ACCOUNT.search(text):
        return
    if context.statement.kind == "item" and _INTRO.search(context.intro):
        yield from names_at(text, 0)
    elif _DATA.search(text):
        for pattern in _PATTERNS:
            for found in pattern.finditer(text):
                yield from names_at(text, found.end())


def names_at(text: str, start: int) -> Iterator[Range]:
    """The proper name at `start`, after "la société" and the like, and those enumerated after it."""
    at = start
    while opening := _COMPANY.match(text, at):
        end = opening.end()
        while " " in text[opening.start("name") : end] and not text[text.rindex(" ", 0, end) + 1].isupper():
            end = text.rindex(" ", 0, end)
        name = text[opening.start("name") : end]
        if not is_name(name) or len(name.split()) > 6:
            return
        yield opening.start("name"), end
        at = end
