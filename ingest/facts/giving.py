"""Sentences that say to whom data are given: the recipients they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts.actors import is_actor
from ingest.facts.countries import is_country
from ingest.facts.enumerations import Range, members

PREPOSITION = r"(?:à|a|au|aux|avec|auprès d(?:e|es|u)|vers|to|with)"
GIVEN = (
    r"(?:communiqué|partagé|divulgué|transféré|révélé|cédé|destiné|confié|envoyé|transmis|fourni|remis|vendu|loué"
    r"|délivré)(?:es|e|s)?|accessibles?|mis(?:es|e)? à (?:la )?disposition|disclosed|shared|transferred|provided"
    r"|communicated|made available|passed on|sold"
)
DATA = r"(?:données?|informations|coordonnées|dossiers?|documents?|(?:your|personal) information|data)"
_PASSIVE = re.compile(
    rf"\b(?:{GIVEN})\b(?P<gap>[^.;:()]{{0,90}}?)(?:,?\s|qu')(?:{PREPOSITION}\s|à l')", re.IGNORECASE
)
_ACTIVE = re.compile(
    r"\b(?:(?:communiqu|partag|divulgu|transf[éè]r|c[éè]d|confi|envo[yi]|rév[éè]l)"
    r"(?:er|e|e?ons|ent|era|erons|eront|e?ant)|transmet(?:tre|tons|tent|trons|tra|tront|tant)?|vend(?:re|ons)?"
    r"|fourni(?:r|t|ssons|ssent|ra|rons)|disclose|share|provide|send|sell|transfer|communicate)\s"
    rf"(?:[^.;:]{{0,60}}?\b{DATA}\b|(?:les|la|them|it)\b)(?P<gap>[^.;:]{{0,70}}?)(?:,?\s|qu')(?:{PREPOSITION}\s"
    rf"|à l')",
    re.IGNORECASE,
)
_CLITIC = re.compile(
    r"\b(?:les|la|y)\s(?:communiquer|transmettre|partager|divulguer|céder|transférer"
    r"|fournir)\b(?P<gap>[^.;:]{0,60}?)"
    rf",?\s(?:{PREPOSITION}\s|à l')",
    re.IGNORECASE,
)
_ACCESS = re.compile(
    r"\b(?:ont|a|auront|aura|aient|(?:peu\w+|pourr\w+) avoir|disposent|bénéficient|have|has)\s(?:(?:seuls?"
    r"|également|d'|un|only)\s?)*"
    r"(?:accès|access)\b",
    re.IGNORECASE,
)
_GIVES_ACCESS = re.compile(
    rf"\b(?:fournissons|donnons|accordons|give"
    rf"|grant)\s(?P<gap>){PREPOSITION}?\s?(?=[^.;]{{3,80}}\s(?:un )?(?:accès|access)\b)",
    re.IGNORECASE,
)
_RESORT = re.compile(r"\b(?:recours|appel)\s(?P<gap>)(?:à|aux?)\s", re.IGNORECASE)
_COMPRISE = re.compile(
    r"\b(?:destinataires|recipients|prestataires|partenaires|tiers|providers|partners)\b[^.;:]{0,70}?\s"
    r"(?:englobent|comprennent|incluent|sont notamment|sont|peuvent être|include"
    r"|are)\b[\s,]*(?:de façon non exhaustive,?"
    r"|notamment|principalement|les suivants :?)?",
    re.IGNORECASE,
)
NOT = re.compile(
    r"\b(?:ne|n'|jamais|aucun\w*|not|never|no)\b(?![^.;:,]{0,60}\b(?:qu'|que|sauf|except|only|uniquement)\b)",
    re.IGNORECASE,
)
_FROM_YOU = re.compile(
    r"(?:\bvous (?:nous |l'|les )?(?:avez |aurez |pouvez |nous )?|\bque vous [\w ]{0,25}|\bpar vous "
    r"|\bl'utilisateur |\byou (?:have )?"
    r"|\bformulaires? [\w ]{0,15}|\bcourrier |\blettre )$",
    re.IGNORECASE,
)
_BACK = 400
"""How far around a verb its negation and its subject are looked for, in characters."""
_RECIPIENTS = re.compile(r"destinataires|recipients", re.IGNORECASE)
_NO_GIFT = re.compile(
    r"\b(?:permettre|permettant|demand\w+|impos\w+|allow|enable|conformément|relatives?)\b", re.IGNORECASE
)
NOT_SOMEONE = re.compile(
    r"(?:données?|informations?|lorsqu|lors\b|si\b|afin|pour\b|dans\b|en\b|aux? fins|vous\b|nous\b|il\b|elle\b"
    r"|the following|destinataires?|finalités?|cette|ces\b|services? (?:proposés|que|de communication)|data"
    r"|tout moment|travers|jour\b|distance\b|caractère|leurs? demandes?|titre|réception|respecter|l'étranger"
    r"|personnes? concernées?\b|personnes? suivantes|(?:tiers|catégories) suivante?s|tiers de confiance certifié)"
    r"|[\w'-]*(?:er|ir|re)\s(?:les?|la|l'|vos|votre|des?|du|une?|à|aux?|nos|notre|ses)\b",
    re.IGNORECASE,
)


def someone(phrase: str) -> bool:
    """Whether a phrase names somebody who can receive data."""
    return is_actor(phrase) and not NOT_SOMEONE.match(phrase) and not is_country(phrase)


def given_in(text: str, *, in_place: bool) -> Iterator[Range]:
    """The recipients that a sentence names; `in_place` where it stands under a title on recipients."""
    for pattern in (_PASSIVE, _ACTIVE, _CLITIC, _GIVES_ACCESS):
        for found in pattern.finditer(text):
            if _gives(text, found, passive=pattern is _PASSIVE):
                yield from members(text, found.end(), len(text), someone)
    for found in _RESORT.finditer(text):
        if in_place and not _negated(text, found.start()):
            yield from members(text, found.end(), len(text), someone)
    comprised = _COMPRISE.search(text)
    if comprised and "secteur" not in text and (in_place or _RECIPIENTS.match(comprised[0])):
        yield from members(text, comprised.end(), len(text), someone)
    yield from _with_access(text)


def _gives(text: str, found: re.Match[str], *, passive: bool) -> bool:
    """Whether the words found say that data go to somebody, rather than come from the reader."""
    before = text[max(0, found.start() - _BACK) : found.start()]
    if _negated(text, found.start()) or _FROM_YOU.search(before[-40:]) or _NO_GIFT.search(found["gap"]):
        return False
    if passive:
        return bool(re.search(rf"\b(?:{DATA}|elles?|ils|celles|ceux|they|it)\b", before, re.IGNORECASE))
    return (
        not re.search(r"\b(?:le|ce|du|de|un|au|the|of)\s$", before, re.IGNORECASE)
        or "partage " not in found[0].lower()
    )


def _negated(text: str, at: int) -> bool:
    clause = re.split(r"[.;:]|, (?:mais|but)", text[max(0, at - _BACK) : at])[-1]
    tail = re.split(r"[.;:]", text[at : at + _BACK])[0]
    found = NOT.search(clause[-60:])
    return bool(found) and not re.search(r"\b(?:qu'|que\b|sauf\b|except\b|uniquement\b)", tail[:50])


def _with_access(text: str) -> Iterator[Range]:
    """The subjects of "… ont accès à vos données"."""
    for found in _ACCESS.finditer(text):
        after = text[found.end() : found.end() + 90]
        if re.search(rf"\b{DATA}\b", after, re.IGNORECASE) and not _negated(text, found.start()):
            yield from _subjects(text, found.start())


def _subjects(text: str, verb: int) -> list[Range]:
    """The members of the enumeration that ends right before a verb."""
    stops = re.compile(r"[.;:]\s").finditer(text, max(0, verb - _BACK), verb)
    clause = max((stop.end() for stop in stops), default=max(0, verb - _BACK))
    for start in (clause, *(comma.end() for comma in re.compile(r",\s").finditer(text, clause, verb))):
        found = members(text, start, verb, someone)
        if found and verb - found[-1][1] <= 12:
            return found
    return []
