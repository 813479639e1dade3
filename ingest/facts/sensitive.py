"""The social-security number and health data, as data that the policy says are used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.facts.contexts import Context
from ingest.records import Fact

_NIR = re.compile(
    r"num[ée]ros? de s[ée]curit[ée] sociale|\bNIR\b"
    r"|num[ée]ros? d'inscription au r[ée]pertoire(?: national)?(?: d'identification des personnes physiques)?"
    r"|num[ée]ros? INSEE|num[ée]ros? d'assur[ée]e? sociale?|n° de s[ée]curit[ée] sociale|(?:social security"
    r"|national insurance) numbers?",
    re.IGNORECASE,
)
_HEALTH = re.compile(
    r"donn[ée]es? (?:personnelles? )?(?:de|sur (?:la|votre)|(?:relatives|liées) à (?:la|votre|leur|l'état de)"
    r"|concernant (?:la|votre)) santé|données? médicales?|informations? (?:médicales?|(?:relatives à|sur"
    r"|concernant) (?:votre|la|leur) santé|de santé)|(?:votre )?état de santé|health(?:-related)? (?:data"
    r"|information)|medical (?:data|information|records)"
    r"|data concerning (?:your )?health",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"identifi(?:é|able)|par référence|en référence|by reference|considér\w+ comme|sont dites sensibles",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:aucune?|ne|n'|pas|jamais|no|not|never)\b[^.;]{0,100}$", re.IGNORECASE)
_NOT_AFTER = re.compile(
    r"[^.;,]{0,30}\b(?:n'(?:est|a)|ne (?:sont|sera|seront|font)|is not|are not)\b", re.IGNORECASE
)
_HOST_RULE = re.compile(
    r"hébergement de(?:s)? données de santé|hébergeurs? (?:de|agréé|certifié)\b[^.;]{0,40}santé|professionnels",
    re.IGNORECASE,
)
_RULE = re.compile(r"\b(?:décret|conventions?|loi n|certifi\w+)\b", re.IGNORECASE)
_USED = re.compile(
    r"\b(?:collect|trait|utilis|recueill|conserv|stock|accéd|accès|communiqu|transm|nécessaire|consent|gestion"
    r"|used?|process|concern|archiv)",
    re.IGNORECASE,
)


def sensitive_of(contexts: Iterable[Context]) -> Iterator[Fact]:
    """The first clear mention of the social-security number and of health data."""
    wanted = {"nir", "health"}
    for context in contexts:
        if not wanted:
            return
        if context.topics or context.about_rights or _DEFINING.search(context.text):
            continue
        for fact in (*_nir(context), *_health(context)):
            if fact.kind in wanted:
                wanted.remove(fact.kind)
                yield fact


def _nir(context: Context) -> Iterator[Fact]:
    found = _NIR.search(context.text)
    if found and not _NOT.search(context.text[: found.start()]) and not _NOT_AFTER.match(context.text, found.end()):
        yield context.statement.fact("nir", found.span(), "nir")


def _health(context: Context) -> Iterator[Fact]:
    text = context.text
    for found in _HEALTH.finditer(text):
        if _HOST_RULE.search(text[max(0, found.start() - 40) : found.end() + 20]) or _RULE.search(
            text[: found.start()]
        ):
            continue
        denied = _NOT.search(text[: found.start()])
        if denied and not _USED.search(text[denied.start() : found.start()]):
            continue
        role = "none" if denied else "used"
        if denied or context.statement.kind != "sentence" or _USED.search(text):
            yield context.statement.fact("health", found.span(), role, role=role)
            return
