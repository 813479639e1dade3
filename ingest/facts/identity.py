"""The proof of identity asked from whoever exercises a right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.facts.clauses import clause_around
from ingest.facts.roles import RIGHTS, audience_of
from ingest.facts.statements import Statement
from ingest.records import Fact

_WHOSE = r"(?:de |d')?(?:votre|son|leur|leurs|mon|ma|l'|la|sa|une?)? ?"
_DOCUMENT = r"(?:pièces?|titres?|cartes?|documents?|justificatifs?|preuves?|photocopies?)"
_PROOF = re.compile(
    rf"\b(?:justifi\w+|prouv\w+|attest\w+|établi\w+|démontr\w+|vérifi\w+|confirm\w+|authentifi\w+|s'assurer"
    rf"|assur\w+)"
    rf"[^.;:]{{0,50}}?\b(?:{_WHOSE})identité\b"
    rf"|\b{_DOCUMENT}(?: \w+)? (?:officiel\w* )?(?:d'|de votre |de l'|de son |de leur )identité\b"
    rf"|pi[èe]ce justificative"
    r"[^.;:]{0,20}identité|carte (?:nationale )?d'identité|\bCNI\b|passeport en cours de validité"
    r"|(?:copie|photocopie|scan|duplicata)[^.;:]{0,60}\b(?:identité|passeport)\b|\bidentité[^.;:]{0,40}\bvérifi"
    r"|(?:informations|renseignements|éléments|documents?) (?:complémentaires|supplémentaires"
    r"|nécessaires)[^.;:]{0,60}identi"
    r"|(?:proof|evidence|verification|copy) of (?:your |the |an? )?(?:identity|ID\b|identification)"
    r"|(?:verify|confirm|prove|check|establish)\w*[^.;:]{0,30}\bidentity|\bidentity (?:card|document)|\bID (?:card"
    r"|document)"
    r"|документ\w* за самоличност|самоличността ви|Identitätsnachweis|Ausweiskopie"
    r"|documento (?:nacional )?de identidad"
    r"|documento d'identità",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"accompagn|joi(?:nt|gn|nd)|fourni[rst]|fournissant|fourniture|présent(?:er|ation|ant)|produi(?:re|sant)"
    r"|justifi(?:er|ant|ez)\b"
    r"|condition|demand|requ(?:is|érir)|exig|devra|devez|doi(?:t|vent)|muni|transmett|envoy|adress|communiqu(?:er"
    r"|ant)|réserve"
    r"|nécessaire|s'assurer|vérifi|attach|provid|send|requ(?:ire|est) an?\b|require|need|ask|must|придружена"
    r"|оправдаващи|изпрат|avec|pouv|prouv",
    re.IGNORECASE,
)
_GERUND = re.compile(
    r"\ben (?:y )?(?:joign|fourniss|présent|transmett|adress|justifi|envoy|produis)\w*", re.IGNORECASE
)
_REQUESTS = re.compile(
    r"\bdemandes?\b|\brequêtes?\b|\bcourrier\b|\brequests?\b|\bdroits?\b|\brights?\b|прав|директив", re.IGNORECASE
)
_KEPT = re.compile(
    r"(?:identité|самоличност)[^.;]{0,90}\b(?:conserv|stock|gard[ée]|détrui|supprim|archiv|effac|kept|stored"
    r"|съхранява)"
    r"|(?:conserv(?:ons|ation|er)|durée)[^.;]{0,60}identité|\b(?:est|sont|sera|seront) (?:conservé"
    r"|gardé)[^.;]{0,30}$"
    r"|ще се съхранява",
    re.IGNORECASE,
)
_OTHER_MATTERS = re.compile(
    r"usurp|fraude|blanchiment|connaissance client|\bKYC\b|souscription|adhésion|commande|paiement|collect|recueil"
    r"|traitons|catégories|données d'identi|inscription",
    re.IGNORECASE,
)
_NAMES = re.compile(r"nom, (?:le )?prénom", re.IGNORECASE)
_ENCLOSED = re.compile(r"accompagn|\bjoi(?:nt|gn|nd)|muni|attach|enclos", re.IGNORECASE)
_DOUBT = re.compile(
    r"(?:en|si|lorsqu\w*|s'il)[^.;,]{0,40}\bdoutes?\b|doutes? raisonnables?|si (?:besoin|nécessaire)"
    r"|le cas échéant|au besoin"
    r"|\b(?:peut|peuvent|pourra|pourrai(?:t|ent)|pourront|pourrons|pouvons|susceptibles?)\b"
    r"|(?:reasonable )?doubts?\b"
    r"|\b(?:may|might|could)\b|if necessary|where necessary",
    re.IGNORECASE,
)
_DOUBT_AFTER = re.compile(
    r"en cas de doute|if (?:we have|in) [^.;]{0,20}doubt|\b(?:peut|peuvent|pourra|pourront|may"
    r"|might) (?:\w+ ){0,2}(?:être|be)"
    r" (?:\w+ )?(?:demand|exig|requi|sollicit|réclam|request|ask)",
    re.IGNORECASE,
)


def identity_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """The clauses that ask for a proof of identity, always ("required") or in case of doubt ("if_doubt")."""
    for statement in statements:
        text = statement.text
        found = _PROOF.search(text)
        if found is None or not _asked(statement, found):
            continue
        start, end = clause_around(text, *found.span())
        gerunds = list(_GERUND.finditer(text, start, found.end()))
        start = gerunds[-1].start() if gerunds else start
        doubt = _doubt(text, found, start)
        if doubt:
            start = min(start, doubt.start())
        role = "if_doubt" if doubt else "required"
        yield statement.fact("identity", (start, end), role, role=role, audience=audience_of(statement))


def _asked(statement: Statement, found: re.Match[str]) -> bool:
    """Whether the proof is asked from who makes a request; not a document kept, nor a category of data."""
    text = statement.text
    surroundings = f"{text} {statement.lead} {statement.first} {statement.section}"
    if _KEPT.search(text) and not _ASKS.search(text[: found.end()]):
        return False
    if _KEPT.search(text[found.start() :]) or not _REQUESTS.search(f"{text} {statement.lead} {statement.section}"):
        return False
    about_rights = RIGHTS.search(surroundings) or _REQUESTS.search(text) or _REQUESTS.search(statement.section)
    own = f"{statement.lead} {text}" if statement.kind == "item" else text
    listed = _OTHER_MATTERS.search(own) or (_NAMES.search(own) and not _ENCLOSED.search(own))
    if not _ASKS.search(own) or (listed and not RIGHTS.search(own)):
        return False
    return bool(about_rights)


def _doubt(text: str, found: re.Match[str], start: int) -> re.Match[str] | None:
    """The words that make the proof a possibility: in its clause, or in the condition just before it."""
    for match in _DOUBT.finditer(text, 0, found.end()):
        grants = re.search(r"\b(?:vous|elle|il|concernée|droits?|you) $", text[: match.start()], re.IGNORECASE)
        near = match.start() >= start or "dou" in match[0].lower() or "échéant" in match[0].lower()
        if near and not (grants and "dou" not in match[0].lower()) and found.start() - match.end() < 160:
            return match
    return _DOUBT_AFTER.search(text, found.end())
