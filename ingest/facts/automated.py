"""Automated decisions and profiling: something done, or not done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.facts.contexts import Context
from ingest.records import Fact

_WORDS = re.compile(
    r"(?:prises? de )?décisions?\s(?:[\w']+\s){0,3}?(?:entièrement |exclusivement "
    r"|purement )?automatisées?(?:, y compris le profilage)?"
    r"|traitements? (?:entièrement |exclusivement )?automatisés?(?=[^.;]{0,60}(?:décision|profil))"
    r"|(?<=sur un )traitement (?:exclusivement )?automatisé"
    r"|profilages?\b|\bprofiling\b|automated (?:individual )?decision(?:s|-making)?|scoring\b"
    r"|solely automated (?:processing|decisions?)"
    r"|algorithmes? pour prendre (?:une|des) décisions?|décisions? (?:prises? )?(?:par|à l'aide d')\s?(?:un"
    r"|des) algorithmes?",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:ne|n')\b[^.;]{0,120}\b(?:pas|aucune?s?|jamais)\b|\baucune?s?\b|\b(?:no|not|never)\b|\bpas d[e']\b"
    r"|\bsans\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"\bdroits?\b|\bright\b|ne pas (?:faire l'objet|être soumis)|not (?:to )?be subject|vous opposer|s'opposer"
    r"|opposition|contester|intervention humaine",
    re.IGNORECASE,
)
_DEFINED = re.compile(r"défini\w* (?:à|par)|consiste à|s'entend|il s'agit d'un|\bdésigne\b|dénomm", re.IGNORECASE)


def automated_of(contexts: Iterable[Context]) -> Iterator[Fact]:
    """The first clear statement on automated decisions or profiling."""
    for context in contexts:
        found = _WORDS.search(context.text)
        if not found or context.topics or context.about_rights or _DEFINED.search(context.text):
            continue
        denied = bool(_NOT.search(context.text[: found.end()])) and not _RIGHT.search(context.text[: found.start()])
        if denied or not _RIGHT.search(context.text):
            role = "none" if denied else "used"
            yield context.statement.fact("automated_decision", found.span(), role, role=role)
            return
