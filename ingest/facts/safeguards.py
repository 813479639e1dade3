"""Under which safeguard data leave the European Union: in the sentence itself or among those that follow it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.facts.contexts import Context
from ingest.records import Fact

_SAFEGUARDS = {
    "adequacy": r"d[ée]cisions? d'ad[ée]quation"
    r"|(?<!assurant pas un )(?<!pas d'un )(?<!pas un )niveau (?:de protection )?(?:jugé |reconnu "
    r"|considéré comme )?(?:adéquat|suffisant|équivalent)|protection (?:adéquate|suffisante|équivalente)|adequacy"
    r"|adequate (?:level|protection)"
    r"|reconnus? (?:comme )?adéquats?",
    "sccs": r"clauses? (?:contractuelles? |type|standards?)|standard contractual clauses|model clauses|\bSCCs?\b"
    r"|\bCCT\b|convention de flux",
    "bcr": r"r[èe]gles? (?:d'entreprise|internes?) contraignantes?|binding corporate rules|\bBCR\b",
    "consent": r"(?:votre|avec|leur) consentement|your (?:explicit )?consent|consentement explicite",
    "contract": r"nécessaires? (?:à l'exécution|à la (?:conclusion|passation|gestion))|necessary (?:for"
    r"|to) the performance",
    "dpf": r"data privacy framework|\bDPF\b|privacy shield|bouclier (?:de protection|vie privée)"
    r"|cadre de protection des données",
}
_SAFEGUARD = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SAFEGUARDS.items()}
_INADEQUATE = re.compile(
    r"\b(?:pas|non|not|aucun\w*|sans|n')\b[^.;,]{0,40}(?:adéquat\w*|suffisant\w*|équivalent\w*|adequate|adéquation)"
    r"|absence de (?:décision|niveau)",
    re.IGNORECASE,
)
_REACH = 6
"""Statements after a transfer among which the safeguard may be told."""


def guarded(fact: Fact, context: Context, contexts: Sequence[Context], found: list[list[Fact]], place: int) -> Fact:
    safeguards = [] if fact.details else safeguards_in(context.text)
    for after in range(place + 1, min(place + 1 + _REACH, len(contexts))):
        if safeguards or fact.details or contexts[after].path != context.path:
            break
        safeguards = safeguards_in(contexts[after].text)
        if found[after] and (safeguards or fact.role == "outside"):
            return fact
        if safeguards and not found[after]:
            safeguards = _all_of_list(contexts, after)
    return with_safeguards(fact, safeguards)


def with_safeguards(fact: Fact, safeguards: list[str]) -> Fact:
    return replace(fact, details=(("safeguard", ",".join(safeguards)),)) if safeguards else fact


def _all_of_list(contexts: Sequence[Context], place: int) -> list[str]:
    """The safeguards of a statement and of the list items that follow it."""
    names = safeguards_in(contexts[place].text)
    for context in contexts[place + 1 : place + _REACH]:
        if context.path != contexts[place].path or not (context.statement.kind == "item" or context.label):
            break
        names += safeguards_in(context.text)
    return list(dict.fromkeys(names))


def safeguards_in(text: str) -> list[str]:
    inadequate = _INADEQUATE.search(text)
    return [
        name
        for name, pattern in _SAFEGUARD.items()
        if (told := pattern.search(text))
        and not (inadequate and name == "adequacy" and inadequate.end() >= told.start())
    ]
