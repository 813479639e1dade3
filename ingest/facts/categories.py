"""Categories of data collected: list items, members of enumerations and table cells introduced as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts.contexts import Context
from ingest.facts.enumerations import Range, folded, opened, parts_of, sentence_end
from ingest.facts.purposes import PURPOSE_INTRO
from ingest.records import Fact

_DATA_INTRO = re.compile(
    r"\b(?:données|informations|data|information|catégories)\b[^:]{0,160}\b(?:suivante?s?|collect\w*|traite\w*"
    r"|concernent|comprend\w*|sont|include"
    r"|recueill\w*|following|process\w*|susceptibles?[^:]{0,40})\b[^:]{0,220}:\s*$|\b(?:collect|recueill"
    r"|trait)\w*\b[^:]{0,60}\b(?:données|"
    r"informations|data|information)\b[^:]{0,80}:\s*$|\bdonnées de connexion\s?:\s*$",
    re.IGNORECASE,
)
_DATA_TITLE = re.compile(
    r"(?:quelles?|types?|catégories?|nature)\b[^.]{0,40}\b(?:données|informations)|données (?:collectées"
    r"|traitées)|what (?:data|information)"
    r"|(?:categories|types) of (?:personal )?(?:data|information)",
    re.IGNORECASE,
)
_NOT_DATA_INTRO = re.compile(
    r"destin[aé]|communiqu|transmi|partag|conserv|stock|(?<!ayants )droits?\b|lors(?:que|\b)|moyen|façon|manière"
    r"|finalité|\bfins\b|\bbuts?\b|pour\s?:|afin|conformément aux|formalités|autorisée?s? à|auprès|sources?\b"
    r"|traitées par|collectées par|mesures?|principes|recipient|shared|disclosed|retain|ne (?:sont|seront"
    r"|collect\w*|trait\w*) (?:pas|jamais|aucun)"
    r"|occasion|sensibles|se fait|accès|sécurité|garant|responsable|article|obligatoire",
    re.IGNORECASE,
)
_DATA_INLINE = re.compile(
    r"\b(?:collect|trait|recueill|demand|process|gather|obtain)\w*\b[^.;:]{0,160}?\b(?:données|informations|data"
    r"|information|coordonnées)\b[^.;:]{0,110}?(?:,? (?:telles?|tels?) que\s?:?|,? (?:à savoir|suivantes"
    r"|notamment)\s?:?|\s?:"
    r"|,? such as\s?:?|,? including\s?:?)\s",
    re.IGNORECASE,
)
_DATA_DIRECT = re.compile(
    r"\b(?:traitons|traiter|collectons|collecter|recueillons|recueillir|process|collect)\s(?=(?:vos|votre"
    r"|your)\s[^.;:]{3,60},\s)",
    re.IGNORECASE,
)
_DATA_LABEL = re.compile(
    r"(?:(?:types?|catégories?) de )?données(?: (?:personnelles|à caractère personnel))?(?: (?:collectées"
    r"|traitées|concernées|utilisées))?\s?:\s(?=\S)"
    r"|(?:personal )?data (?:collected|processed|we collect)\s?:\s(?=\S)",
    re.IGNORECASE,
)
_DATA_HEADER = re.compile(
    r"(?:donn[ée]es|cat[ée]gories|types?)\b(?!.*(?:destinat|personnes))|personal data|data (?:collected"
    r"|categor)",
    re.IGNORECASE,
)
_OTHER_HEADER = re.compile(r"combien|longtemps|dur[ée]e|conserv|how long|finalit|purpose|\bbases?\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;](?![^()]*\))|\sainsi que\s", re.IGNORECASE)
_LAST = re.compile(r"\s(?:et|and)\s(?![^()]*\))", re.IGNORECASE)
_LONGEST = 320
_NO_MEMBER = re.compile(
    r"(?:exclusivement|strictement|si|lors|lorsqu\w*|quand|qui|que|ce|cela|dans|par|afin|pour|autres?|nous|vous"
    r"|il|elle"
    r"|etc|en|conformément|sans|ainsi|règlement|loi|article|soit|directement|indirectement|auprès|via|à l'occasion"
    r"|gestion|suivi|exécution|prévention|mise|information du|bon fonctionnement|personnalisation|prospection"
    r"|amélioration|by|when|if|in order)\b"
    r"|(?:données?|informations?|data|information)(?: (?:personnelles?|à caractère personnel))?$"
    r"|[\w'-]+(?:(?<!i)(?<!s)ons|ez)\s|(?:s'|se )?\w{3,}(?:er|ir|oir|dre)(?:\s|$)"
    r"|(?:utilis|trait|collect|conserv|stock|fourni)\w*$|s'engage|[^\w«]|[ivx]+\)",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"(?:\w+(?:iques?|aires?|elles?|ale?s?|aux|ifs?|ives?|ières?|iers?|bles?)|postale?s?|fixes?|mobiles?"
    r"|civiles?)(?:\s|$)",
    re.IGNORECASE,
)
_DATA_NOUN = re.compile(
    r"(?:données?|informations?|coordonnées|noms?|prénoms?|civilité|identité|adresses?|numéros?|dates?|situation"
    r"|vie|caractéristiques|habitudes"
    r"|historique|photo\w*|identifiants?|e-?mails?|téléphone|pièces?|justificatifs?|relevés?|contenu|logs|cookies"
    r"|data|contact|identity|name)\b",
    re.IGNORECASE,
)
_COLLECTING = re.compile(
    r"\bcollect\w*|\brecueil\w*|données (?:traitées|utilisées|concernées)|objet d'un traitement", re.IGNORECASE
)
_FOLLOWING = re.compile(
    r"\b(?:données|informations|data|information)\b[^:]{0,220}\b(?:sont|catégories|are) (?:les "
    r"|the )?(?:suivantes|following)\s?:\s*$",
    re.IGNORECASE,
)
_SOME_ONLY = re.compile(r"\s?\((?:pour|si|uniquement|seulement|en cas|le cas échéant)\b[^()]*\)$", re.IGNORECASE)
_USED_INTRO = re.compile(r"\b(?:collect|recueill|trait|utilis)\w*\b[^:.;]{0,120}:\s*$", re.IGNORECASE)
_NAMED_DATA = re.compile(r"(?:des |les |vos )?données (?:de |d')(?!base)\w", re.IGNORECASE)
_DATA_TYPE = re.compile(
    r"\b(?:collect|recueill|trait)(?:er|ir|ons|ent|ées?)\b[^.;:,]{0,24}?\b(?:certaines|des|vos|les) "
    r"(?P<data>données (?:techniques|bancaires|financières|biométriques|démographiques|professionnelles|de "
    r"(?:navigation|connexion|santé|localisation|géolocalisation|paiement|contact|facturation|transaction)"
    r"|d'(?:identification|identité|usage|utilisation|achats?)))(?![\w'-])(?! (?:telles|comme)\b)",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:ne|n'|jamais|aucune?)\b", re.IGNORECASE)
_GIVEN_INTRO = re.compile(
    r"destin[aé]|communiqu|transmi|partag|conserv|stock|recipient|shared|disclosed|retain|formalités", re.IGNORECASE
)


def categories_of(context: Context) -> Iterator[Fact]:
    """The categories of data collected that a statement lists."""
    if context.topics or context.about_rights:
        return
    for start, end in dict.fromkeys(_categories(context)):
        yield context.statement.fact("data_category", (start, end), folded(context.text[start:end]))


def _categories(context: Context) -> Iterator[Range]:
    text = context.text
    for cell in context.statement.cells:
        named = _DATA_HEADER.search(cell.header) and not _OTHER_HEADER.search(cell.header)
        if named and cell.text and cell.text != cell.header:
            yield from _enumerated(text, cell.start, cell.end)
    if context.statement.cells:
        return
    if context.statement.kind == "item":
        yield from _data_item(context)
        return
    if label := _DATA_LABEL.match(text):
        yield from _enumerated(text, label.end(), sentence_end(text, label.end(), len(text)))
        return
    for pattern in (_DATA_INLINE, _DATA_DIRECT):
        found = pattern.search(text)
        if found and not _NOT_DATA_INTRO.search(found[0]) and text[found.end() :].strip():
            yield from _enumerated(text, found.end(), sentence_end(text, found.end(), len(text)))
            return
    if not _NEGATED.search(text) and not _NOT_DATA_INTRO.search(text):
        yield from (found.span("data") for found in _DATA_TYPE.finditer(text))


def _data_item(context: Context) -> Iterator[Range]:
    text, intro = context.text, context.intro
    told = (
        _DATA_INTRO.search(intro) and not PURPOSE_INTRO.search(intro)
        if intro
        else _DATA_TITLE.search(context.title)
    )
    if _NOT_DATA_INTRO.search(intro or context.title):
        told = _FOLLOWING.search(intro)
    noun = _COLLECTING.search(context.title) and _DATA_NOUN.match(text)
    if not told and _USED_INTRO.search(intro) and not _NOT_DATA_INTRO.search(intro):
        noun = noun or _NAMED_DATA.match(text)
    if not (told or noun) or _GIVEN_INTRO.search(intro) or text.rstrip().endswith(":"):
        return
    start, end = opened(text, 0, sentence_end(text, 0, len(text)))
    if only := _SOME_ONLY.search(text, start, end):
        end = only.start()
    if 2 < end - start <= _LONGEST and not _NO_MEMBER.match(text[start:end]):
        yield start, end


def _enumerated(text: str, start: int, end: int) -> list[Range]:
    """The members of an enumeration of data, between commas; it ends at the first part that cannot be one."""
    found: list[Range] = []
    parts = list(parts_of(text, start, end, _BETWEEN))
    for begin, stop in parts[:-1] + list(parts_of(text, *parts[-1], _LAST)):
        first, last = opened(text, begin, stop)
        if first < last and found and _ADJECTIVE.match(text[first:last]) and not text[begin:first].strip(" ,"):
            found[-1] = (found[-1][0], last)
            continue
        if first >= last and not text[begin:stop].strip():
            continue
        if first >= last or _NO_MEMBER.match(text[first:last]) or last - first > _LONGEST:
            break
        found.append((first, last))
    return found
