"""How to stop commercial messages, what becomes of data after death, to whom one may complain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.addresses import plain
from ingest.facts.clauses import clause_around
from ingest.facts.roles import audience_of
from ingest.facts.statements import Statement
from ingest.records import Fact

_MESSAGES = (
    r"(?:prospection|commercia\w*|newsletters?|lettres? d'information|marketing|promotion\w*|offres?"
    r"|sollicitation\w*|démarchage"
    r"|publicit\w*|communications?|sms|e-?mailings?|courriers? électroniques?|messages?|nos (?:e-?mails|courriels)"
    r"|notifications?)"
)
_STOPS = (
    r"(?:désinscri\w*|désabonn\w*|ne (?:plus|pas) (?:les )?recevoir|refuser|oppos(?:er|ition)|unsubscrib\w*"
    r"|opt(?:ing)?[ -]?out"
    r"|se désengager|mettre fin|stop|retirer|modifier (?:vos|ses|leurs) préférences|gérer (?:vos|ses) préférences"
    r"|stop receiving)"
)
_OPTOUT = re.compile(
    rf"{_STOPS}[^.;]{{0,160}}\b{_MESSAGES}|\b{_MESSAGES}[^.;]{{0,200}}{_STOPS}|bloctel|choisir les communications",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"\bliens?\b|cliqu|rend(?:ant|re|ez)|envoy|\b(?:en |nous |vous )?(?:écriv|écrire à|adressant|adressez)|depuis"
    r"|inscri(?:re|vant|ption)|espace|compte\b|rubrique"
    r"|préférences|paramètres|\bvia\b|contactant|contactez|répondant|stop\b|bloctel|par (?:e-?mail|courrier"
    r"|téléphone)|désinscription|clicking|link\b"
    r"|settings|en bas|à cet effet|case|directement",
    re.IGNORECASE,
)
_NOT_MESSAGES = re.compile(
    r"cookies?|traceurs?|navigateur|sauf (?:opposition|si)|n'avez pas|ne vous y êtes pas|refuser de répondre",
    re.IGNORECASE,
)
_AFTER_DEATH = re.compile(
    r"(?:directives?|instructions?|sort|devenir|conservation|communication|droit\w*)\b[^.;]{0,240}(?:décès\b"
    r"|\bmort\b|mortem)"
    r"|(?:décès|\bmort\b|mortem)[^.;]{0,160}(?:directives?|instructions?|sort\b)|директив[^.;]{0,200}смърт"
    r"|(?:after|upon|in the event of)[^.;]{0,20}death[^.;]{0,160}|(?:directives?|instructions)[^.;]{0,120}death",
    re.IGNORECASE,
)
_DIRECTIVES = re.compile(r"directive|instruction|sort\b|devenir|директив|fate|décider|définir|post", re.IGNORECASE)
_COMPLAINS = re.compile(
    r"réclamation|plainte|saisir|saisi[er]?\b|recours|s'adresser|contacter|introduire|litige|\bcomplain|lodge",
    re.IGNORECASE,
)
_NAMED_AUTHORITY = re.compile(
    r"(?P<cnil>(?:Commission [Nn]ationale (?:de )?l?'?(?:[Ii]nformatique)(?: et (?:des |aux )?)[Ll]ibertés|"
    r"Commission [Nn]ationale [Ii]nformatique et (?:des )?[Ll]ibertés)(?: ?\(?\s?[«\"]? ?CNIL ?[»\"]?\)?)?"
    r"|\bC\.?N\.?I\.?L\b\.?)"
    r"|(?P<other>Autorité de protection des données(?: belge)?(?: \(APD\))?"
    r"|Commission nationale pour la protection des données"
    r"(?: \(CNPD\))?|Information Commissioner(?:'s Office)?(?: \(ICO\))?|Data Protection Commission(?:er)?"
    r"|Agencia Española de Protección de Datos(?: \(AEPD\))?|Garante per la protezione dei dati personali|\bAEPD\b"
    r"|\bICO\b)"
)


def refusals_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """Ways to stop commercial messages, the first statement on directives, each authority once."""
    after_death = False
    authorities: set[str] = set()
    for statement in statements:
        yield from _optout(statement)
        if not after_death and _AFTER_DEATH.search(statement.text) and _DIRECTIVES.search(statement.text):
            after_death = statement.passage.kind != "definition"
            if after_death:
                yield statement.fact("post_mortem", (0, len(statement.text)), "post_mortem")
        for fact in _authority(statement):
            if fact.normalised not in authorities:
                authorities.add(fact.normalised)
                yield fact


def _optout(statement: Statement) -> Iterator[Fact]:
    text = statement.text
    found = _OPTOUT.search(text)
    if found and _HOW.search(text) and not _NOT_MESSAGES.search(text[found.start() : found.end() + 20]):
        at = clause_around(text, *found.span())
        yield statement.fact("marketing_optout", at, "optout", audience=audience_of(statement))


def _authority(statement: Statement) -> Iterator[Fact]:
    context = f"{statement.lead} {statement.text}" if statement.kind == "item" else statement.text
    if statement.passage.kind == "definition" or not _COMPLAINS.search(context):
        return
    for match in _NAMED_AUTHORITY.finditer(statement.text):
        yield statement.fact("authority", match.span(), "cnil" if match["cnil"] else plain(match["other"]))
