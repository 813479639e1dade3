"""Ways to act that have no address of their own: a contact form, the member's account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.addresses import plain
from ingest.facts.roles import COMPLAINT, MARKETING, RIGHTS, audience_of, role_of
from ingest.facts.statements import Statement
from ingest.records import Fact

_NAME = (
    r"(?: ?(?:«[^»]{2,60}»|\"[^\"]{2,60}\"|“[^”]{2,60}”)"
    r"| (?-i:[A-ZÀ-Ý][\w'-]*[a-zà-ÿ](?: (?:[A-ZÀ-Ý]\.)?[A-ZÀ-Ý][\w'-]+){1,3}))"
)
_FORM = re.compile(
    r"\b(?:formulaire(?! d'(?:inscription|adhésion)| de (?:souscription|collecte|commande|devis|candidature"
    r"|création))"
    r"(?: (?:de contact|de (?:demande|réclamation|saisie|plainte|droits?|désinscription|désabonnement|opposition)\b"
    r"|d'exercice(?: (?:de|des) (?:vos |mes |ses )?droits?)?|d'opposition))?"
    r"(?: (?:en ligne|dédié|spécifique|électronique|web|internet|prévu à cet effet|RGPD|sécurisé))*"
    rf"(?:{_NAME})?|(?:contact|request|online|web|complaint) form\b)",
    re.IGNORECASE,
)
_THROUGH = re.compile(
    r"(?:\b(?:via|par|sur|au moyen d[eu]|à l'aide d[eu]|par (?:le )?(?:biais|moyen|intermédiaire) d[eu]"
    r"|en utilisant|grâce à"
    r"|en (?:remplissant|complétant)|rempl\w+|complét\w+|utilis\w+|depuis|through|using|with|fill(?:ing)? (?:in"
    r"|out))"
    r"|[-•:])\W*(?:(?:le|la|un|ce|notre|votre|de|du|l'un des|the|our|this|a|an) ?){0,2}$",
    re.IGNORECASE,
)
_COLLECTING = re.compile(
    r"\b(?:collect|recueill|traitons|renseign[ée]|saisi(?:es|e)?\b|fournie?s|transmises)\w*", re.IGNORECASE
)
_AREA = re.compile(
    r"\b(?:(?:espaces?|comptes?|profil|portail) (?:personnel|client|adhérent|membre|assuré|abonné|utilisateur"
    r"|sociétaire|en ligne|sécurisé"
    r"|privé|particulier)e?s?|mon (?:compte|espace|profil)|(?<=\bvotre )(?:espace|compte|profil)\b"
    r"|(?<=\bleur )(?:espace|compte|profil)\b|(?<=\bson )(?:espace|compte|profil)\b"
    r"|paramètres (?:de )?(?:(?:votre|vos|leur|son) )?(?:compte|profil)|(?:your|my) (?:online )?(?:account"
    r"|profile)(?: settings)?"
    r"|member (?:area|account|space)|(?:customer|personal|user|client) (?:area|account|space)"
    r"|account settings)\b(?! bancaire| de réseau)",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\b(?:depuis|dans|via|sur|à partir d[eu]|par|rubrique|section|au sein d[eu]|rend(?:ant|re"
    r"|ez)(?:-vous)?(?: \w+)?|connect\w+|accédant"
    r"|consult\w+"
    r"|utilis\w+|identifiant|from|in|on|through|via|into|rubrique)\W+(?:[\w'«»\"“”]+ ?){0,6}[«\"“]? ?$",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"exerc|modifi|rectifi|corrig|mettre à jour|mise à jour|supprim|effac|gérer|gestion de vos (?:données"
    r"|préférences|choix)"
    r"|choisir|décider|désabonn|désinscri|préférences|paramétr|oppos|télécharg|accéder à vos (?:données"
    r"|informations)"
    r"|retir(?:er|ez) (?:votre )?consentement|portabilité|consulter vos données|vos droits|vos choix"
    r"|manage|update|edit|delete|unsubscrib|preferences|your rights|access your (?:data|personal)",
    re.IGNORECASE,
)
_NOT_AN_ACTION = re.compile(
    r"nous (?:collect|recueill|trait|utilis|conserv)|(?:créer|création|ouvrir|ouverture|inscri\w+|suppression"
    r"|durée)\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"réseaux? socia|comptes? socia|facebook|twitter|navigateur|public de", re.IGNORECASE)
_SETS_DATA = re.compile(
    r"(?:modifi|rectifi|corrig|mettre à jour|mise à jour|supprim|effac|accéder|télécharg|update|edit|delete"
    r"|access)\w*"
    r"[^.;]{0,80}\b(?:données|informations|coordonnées|compte|data|information|details|account)\b",
    re.IGNORECASE,
)


def channels_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """The contact forms and the mentions of the member's own space."""
    for statement in statements:
        for match in _FORM.finditer(statement.text):
            yield from _form(statement, match)
        yield from _area(statement)


def _form(statement: Statement, match: re.Match[str]) -> Iterator[Fact]:
    before = statement.text[: match.start()]
    role = role_of(statement, match[0], match.start())
    named = "contact" in match[0].lower() or match[0].rstrip().endswith(("»", '"', "”"))
    collected = _COLLECTING.search(statement.text) and not RIGHTS.search(statement.text)
    if role == "authority" or collected or not (named or (_THROUGH.search(before) and role != "general")):
        return
    yield statement.fact("form", match.span(), plain(match[0]), role=role, audience=audience_of(statement))


def _area(statement: Statement) -> Iterator[Fact]:
    text = statement.text
    for match in _AREA.finditer(text):
        before = text[: match.start()]
        if _NOT_AN_ACTION.search(before) or _ELSEWHERE.search(text) or not _WITHIN.search(before):
            continue
        listed = statement.kind == "item" and RIGHTS.search(statement.lead)
        if _ACTION.search(text) or listed or RIGHTS.search(statement.section):
            role = _area_role(statement)
            yield statement.fact(
                "member_area", match.span(), "member-area", role=role, audience=audience_of(statement)
            )


def _area_role(statement: Statement) -> str:
    own = statement.text
    if RIGHTS.search(own) or _SETS_DATA.search(own):
        return "rights"
    if MARKETING.search(own):
        return "marketing"
    if (statement.kind == "item" and RIGHTS.search(statement.lead)) or RIGHTS.search(statement.section):
        return "rights"
    if statement.kind == "item" and MARKETING.search(statement.lead):
        return "marketing"
    return "complaint" if COMPLAINT.search(own) else "general"
