"""The date of the policy itself, which titles and page headers may state too."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ingest.facts.statements import Statement
from ingest.records import Fact

_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DATES = (
    re.compile(
        rf"(?<![\w/.-])(?P<day>\d{{1,2}})(?:er|ère|st|nd|rd|th)?\.? (?:de |of )?{_MONTH},? (?:de |del )?{_YEAR}"
    ),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?, ?{_YEAR}"),
    re.compile(r"(?<![\w/.-])(?P<year>20\d\d)-(?P<number>[01]\d)(?:-(?P<day>[0-3]\d))?(?![\w-])"),
    re.compile(
        r"(?<![\w/.-])(?P<day>[0-3]?\d) ?(?P<sep>[/.-]) ?(?P<number>[01]?\d) ?(?P=sep) ?(?P<year>(?:20)?\d\d)(?!\w)"
    ),
    re.compile(r"(?<![\w/.-])(?P<number>[01]?\d)[/.-](?P<year>20\d\d)(?![\w/-])"),
    re.compile(rf"\b{_MONTH},? (?:de |del )?{_YEAR}"),
)
_UPDATED = re.compile(
    r"\bmise?s? à (?:jours?|niveau)|\bmàj\b|modifi|révis|actualis|\bupdated?\b|\brevis|\bamended"
    r"|последн\w+ (?:актуализация|промяна)"
    r"|actualiza|aggiorna|aktualisier|Stand\b",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    r"en vigueur|en application|applicable|\beffective|\bvalable|prend effet|prise d'effet|in force|валидн|в сила"
    r"|vigente|gültig",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"\bversion|\bdatée?\b|\bdate\b|\bédition|\bpublié|\bpublished|\bv\.? ?\d|\brédigée?", re.IGNORECASE
)
_ROLES = (("updated", _UPDATED), ("effective", _EFFECTIVE), ("version", _VERSION))
_OWN = re.compile(
    r"politique|charte|notice|document|version|\bpage\b|mentions|déclaration|présente?s?\b|policy|privacy"
    r"|confidentialité"
    r"|mise à jour|last updated|statement|données personnelles",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"\bloi\b|décret|règlement|RGPD|GDPR|directive|ordonnance|arrêté|délibération|\barticle|\bcode\b|\bact\b"
    r"|\blaw\b"
    r"|regulation|закон|décision|arrêt\b|convention|norme|recommandation",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"précédent|antérieur|\bavant\b|ancienne|archiv|previous|historique|prior\b|jusqu'au|until|remplace",
    re.IGNORECASE,
)
_OTHER_MATTER = re.compile(
    r"contrat|garantie|adhésion|inscription|consentement|\bcompte\b|souscription|\bcontract\b|\baccount\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"politique|charte|notice|protection|privacy|policy|confidentialité|mentions|données|information", re.IGNORECASE
)
_NEAR = 70
_SHORT = 170
_LINE = 140


def version_dates_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """The dates that the policy gives itself, once each; the lines between passages are among the statements."""
    seen: set[tuple[str, str]] = set()
    for statement in sorted(statements, key=lambda one: one.view.starts[0]):
        for fact in _dates(statement):
            if (fact.role, fact.normalised) not in seen:
                seen.add((fact.role, fact.normalised))
                yield fact


def _dates(statement: Statement) -> Iterator[Fact]:
    text = statement.text
    if len(text) > _SHORT and not _OWN.search(text):
        return
    taken: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            normalised = _iso(match, statement)
            role = _role(statement, match) if normalised else None
            if normalised:
                taken.append(match.span())
            if normalised and role:
                yield statement.fact("version_date", match.span(), normalised, role=role)


def _role(statement: Statement, match: re.Match[str]) -> str | None:
    """What the words before the date say of it; None when it is not the date of the policy."""
    text = statement.text
    before = text[max(0, match.start() - _NEAR) : match.start()]
    cut = max(before.rfind(". "), before.rfind("; "))
    before = before[cut + 1 :]
    if len(before) < 4 and statement.lead.rstrip().endswith(":"):
        before = statement.lead[-_NEAR:]
    if _FORMER.search(before) or (_OTHER_MATTER.search(before) and not _OWN.search(before)):
        return None
    cues = [(one.start(), role) for role, pattern in _ROLES for one in pattern.finditer(before)]
    laws = [one.start() for one in _LAW.finditer(before)]
    if cues and (not laws or max(cues)[0] > laws[-1]):
        if laws and not _OWN.search(before[laws[-1] :]):
            return None
        return _first_cue(cues) if len(text) <= _SHORT or _OWN.search(before) else None
    if laws or cues:
        return None
    titled = statement.kind in ("heading", "noise") and _TITLE.search(text) and len(text) < _LINE
    closing = not text[match.end() :].strip(" .)")
    return "version" if titled and closing else None


def _first_cue(cues: list[tuple[int, str]]) -> str:
    """ "Date of last update", "version in force": the more telling word wins over "version" and "date"."""
    telling = [role for _, role in sorted(cues, reverse=True) if role != "version"]
    return telling[0] if telling else "version"


def _iso(match: re.Match[str], statement: Statement) -> str | None:
    parts = match.groupdict()
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if parts.get("number"):
        month = int(parts["number"])
    else:
        languages = (*statement.document.languages, statement.passage.language, "fr", "en")
        month = _month(parts["month"].lower(), tuple(dict.fromkeys(languages))) or 0
    if not 1995 <= year <= 2099:
        return None
    try:
        date = dt.date(year, month, int(parts.get("day") or 1))
    except ValueError:
        return None
    return date.isoformat() if parts.get("day") else f"{date:%Y-%m}"


@lru_cache(maxsize=512)
def _month(word: str, languages: tuple[str, ...]) -> int | None:
    """The number of a month's name in one of the languages; None for any other word."""
    from dateparser import parse

    for language in languages:
        found = parse(f"1 {word} 2000", languages=[language], settings={"STRICT_PARSING": True})
        if found and (found.year, found.day) == (2000, 1):
            return int(found.month)
    return None
