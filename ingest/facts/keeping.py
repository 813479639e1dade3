"""Whether a period is how long data are kept, how long a cookie lasts, or something else."""

from __future__ import annotations

import re

from ingest.facts.contexts import Context
from ingest.facts.periods import Period

_KEPT = (
    r"(?:conserv|archiv|stock|historis|retention|retain)\w*|gard(?:ée?s?|ons|ent|er)\b|(?:mainten|déten)ue?s?\b"
    r"|détien\w*|kept\b|keeps?\b|stored?\b|held\b|съхранява\w*|запазва\w*|enregistrée?s? (?:pendant|durant|pour)"
    r"|durées? (?:maximales? )?de (?:vie|rétention)"
)
_DELETED = (
    r"(?:supprim|effac|détrui|purg|anonymis|pseudonymis)\w*|(?:delet|eras|remov|anonymi[sz])\w*"
    r"|inactivité|inactif\w*|inactive|inactivity"
)
_ANSWERED = (
    r"répon(?:dre|d|dra|drons|dons|du)\b|délais? de réponse|(?:une|la|notre|sans) réponse\b|(?:respond|reply"
    r"|replied|answer)\w*|traite(?:r|rons|ra) (?:votre|la|les|vos) demandes?|donner suite|exerc(?:ice|er) (?:de "
    r"|d')?(?:vos|ses|leurs|un|ces|mes)? ?droits?|notif(?:ier|ions|ié|y|ied)\w*|inform(?:er|é|ée|és|ées|ons|era"
    r"|erons|ed)\b|préavis|mise en demeure"
)
_OTHER = (
    r"rétract\w*|renouvel\w*|renew\w*|mot de passe|passwords?|prolong(?:é|er|eable|ation)\w*|extend\w*|prorog\w*"
    r"|délais? de (?:livraison|carence|remboursement)|livr(?:é|er)\w*|garantie (?:de|pendant)|engagement de"
    r"|remboursée?s?|(?:contrat|abonnement|essai|offre|forfait) (?:d'une durée )?(?:de|d')"
)
SIGNAL = re.compile(
    rf"\b(?:(?P<kept>{_KEPT})|(?P<deleted>{_DELETED})|(?P<answered>{_ANSWERED})|(?P<other>{_OTHER}))", re.IGNORECASE
)
PLACE = re.compile(
    r"conserv|durées?\b|retention|how long|combien de temps|délais? (?:de|d')|archiv|stockage|storage period"
    r"|съхран",
    re.IGNORECASE,
)
_KEEPS = re.compile(rf"\b(?:{_KEPT})", re.IGNORECASE)
_ANSWER_PLACE = re.compile(r"\bdroits?\b|\brights\b|demandes?\b|réponse|réclamation|complaint", re.IGNORECASE)
_RUNS = re.compile(
    r"[\s*,)]*(?:maximum )?(?:à compter|a compter|à partir|après|suivant|à l'issue|from|after|following) (?:de "
    r"|d'|du |des |the )?(?:la |l'|le |votre |vos |ce |your )?(?:\w+ )?(?:date d(?:e |u |'))?(?:clôture|fin"
    r"|cessation|terme|dernier|dernière|collecte|décès|fermeture|résiliation|sortie|signature|enregistrement"
    r"|régularisation|identification|abandon|départ|débit|facturation|survenance|connaissance|inactivité|dépôt"
    r"|visite|transaction|paiement|émission"
    r"|création|end|last|closure|termination|collection|receipt|purchase|livraison|achat|commande|exercice)",
    re.IGNORECASE,
)
_AFTER_REQUEST = re.compile(r"[^.;]{0,30}\b(?:demande|request)\b", re.IGNORECASE)
_PRESCRIBED = re.compile(r"\([^()]*\bprescription\b[^()]*$", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:tous les|toutes les|chaque|every|each|par période de|plus de|dépassé|il y a)\s$", re.IGNORECASE
)
COOKIE = re.compile(
    r"\b(?:cookies?|traceurs?|trackers?|témoins? de connexion|pixels?|balises? web|бисквитк\w*|local storage)",
    re.IGNORECASE,
)
_AROUND = 600
"""How far around a period the words that tell what it is are looked for, in characters."""
_COOKIE_MATTER = re.compile(
    r"consent|choix|préférence|refus|accept|navig|audience|terminal|visit|statisti|analytics|mesure|identifiant"
    r"|durée de vie"
    r"|validité|valable|expir|fréquentation|choice|browser|device|session|tag\b",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"durée|valab|validité|expir|vie\b|lifetime|last|conserv|stock|mémoris|retain|kept|store|запазва", re.IGNORECASE
)


def kind_of(context: Context, period: Period, *, bare: bool) -> str:
    """ "retention", "cookie_period" or "": by the words nearest to the period, then by what introduces it."""
    text = context.text
    before = text[max(0, period.start - _AROUND) : period.start]
    after = text[period.end : period.end + _AROUND]
    if _EVERY.search(before[-25:]) and not SIGNAL.search(before):
        return ""
    if _about_cookies(context, period):
        return "cookie_period"
    if _PRESCRIBED.search(before) and len(before) > 60:
        return ""
    own = _own(before, after)
    if own == "deleted" and _AFTER_REQUEST.match(after):
        return ""
    if own == "other":
        return "retention" if any(_KEEPS.search(one) for one in (context.intro, context.title)) else ""
    kept = own in ("kept", "deleted") or (not own and (bare or _placed(context, after)))
    return "retention" if kept else ""


def runs_from(after: str) -> bool:
    """Whether the words after a period say from when data are kept."""
    return bool(_RUNS.match(after))


def _own(before: str, after: str) -> str:
    """The kind of the nearest signal in the sentence: before the period, else after it."""
    ahead = [*SIGNAL.finditer(before)]
    if ahead:
        return ahead[-1].lastgroup or ""
    behind = SIGNAL.search(after)
    return (behind.lastgroup or "") if behind else ""


def _placed(context: Context, after: str) -> bool:
    """Whether what introduces a sentence without a signal of its own speaks of retention."""
    for words in (context.intro, context.label, context.before if len(context.text) < 60 else "", context.title):
        found = [*SIGNAL.finditer(words)]
        if found:
            return found[-1].lastgroup == "kept" or (found[-1].lastgroup == "deleted" and bool(_RUNS.match(after)))
        if PLACE.search(words):
            return not _ANSWER_PLACE.search(words)
        if _ANSWER_PLACE.search(words):
            return False
    return bool(_RUNS.match(after)) or any(SIGNAL.search(one) and PLACE.search(one) for one in context.path)


def _about_cookies(context: Context, period: Period) -> bool:
    text = context.text
    around = text[max(0, period.start - 250) : period.end + 120]
    if COOKIE.search(around):
        own = _own(text[max(0, period.start - _AROUND) : period.start], text[period.end : period.end + _AROUND])
        return own != "answered" or bool(_LASTS.search(around))
    if not any(
        COOKIE.search(one) for one in (context.intro, context.title, context.path[-1] if context.path else "")
    ):
        short = len(text) < 60 and COOKIE.search(context.before) and _LASTS.search(context.before)
        return bool(short)
    return bool(_COOKIE_MATTER.search(text) or len(text) < 60 or COOKIE.search(context.intro))
