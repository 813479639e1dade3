"""What a contact is for, and for whom: read from its own words, its sentence, then what introduces them."""

from __future__ import annotations

import re

from ingest.facts.statements import Statement

RIGHTS = re.compile(
    r"exerc\w*[^.;]{0,120}\bdroits?\b|\b(?:les|en|l') ?(?:exercer|exercice)\b"
    r"|\bdroits?\b(?! (?:de |d')(?:déposer|introduire|porter|former|saisir|faire))[^.;]{0,200}"
    r"\b(?:exerc|adress(?:ez|er|ant)|écri(?:re|vez|vant)|contact(?:ez|er|ant)|sollicit|courrier|courriel)"
    r"|organis\w+[^.;]{0,40}droit d'accès"
    r"|\b(?:demandes?|requêtes?|réclamer)\b[^.;]{0,80}\b(?:vos droits|droits?|RGPD|(?:protection"
    r"|traitement) de[s ]?\w*"
    r" données|données (?:à caractère )?personnel\w*|vos données)\b"
    r"|\b(?:accéder à|accès à|obtenir (?:une copie|communication|copie)|rectifi\w+|supprimer|effacer|corriger)"
    r"[^.;]{0,40}\bdonnées\b[^.;]{0,220}\b(?:adress(?:ez|er|ant)|écri(?:re|vez|vant)|contact(?:ez|er|ant)"
    r"|formulaire)"
    r"|directives[^.;]{0,120}(?:décès|mort)"
    r"|exercis\w*[^.;]{0,80}\brights?\b|\brights?\b[^.;]{0,160}\b(?:exercis|contact|writ|email|e-mail)"
    r"|\brequests?\b[^.;]{0,60}\b(?:rights?|personal (?:data|information)|your data)\b"
    r"|упражня\w*[^.;]{0,60}прав|директиви|\bderecho|\bRechte\b[^.;]{0,80}ausüben|\bdiritti\b",
    re.IGNORECASE,
)
DPO = re.compile(
    r"\bDPO\b|\bDPD\b|délégué\w* à la protection|data protection officer|\bprivacy (?:team|officer)"
    r"|(?:correspondant|référent|relais) (?:informatique|RGPD|(?:à la )?protection|CNIL|DPO)",
    re.IGNORECASE,
)
COMPLAINT = re.compile(r"réclamation|plainte|insatisf|mécontent|médiat(?:eur|ion)|\bcomplain|жалб", re.IGNORECASE)
MARKETING = re.compile(
    r"désinscri|désabonn|ne (?:plus|pas) (?:recevoir|souhait)|plus recevoir|prospection|démarchage|newsletter"
    r"|offres? commerciales?"
    r"|communications? (?:commerciale|que vous souhaitez|marketing|promotionnelle)|sollicitations?|bloctel"
    r"|messages? (?:commercia|publicit|promotionnel)|unsubscribe|opt[- ]?out|marketing",
    re.IGNORECASE,
)
AUTHORITY = re.compile(
    r"(?<!désigné auprès de la )(?<!formalités de la )\bC\.?N\.?I\.?L\b|commission nationale (?:de l')?informatique"
    r"|autorité(?:s)? (?:de (?:contrôle|protection|surveillance|supervision)|compétente|européenne)"
    r"|supervisory authority|data protection (?:authority|commission(?:er)?)|information commissioner"
    r"|agencia española de protección|garante (?:per la|privacy)",
    re.IGNORECASE,
)
AUTHORITY_OWN = re.compile(
    r"\bcnil\.(?:fr|gouv)|^(?:la )?C\.?N\.?I\.?L\b|^commission nationale|place de fontenoy|^autorité de contrôle"
    r"|^ACPR\b|acpr\.|place de budapest|rue vivienne[, ]+(?:CS"
    r"|75083)"
    r"|tsa ?80715|edpb\.europa|ico\.org|dataprotection\.ie|aepd\.es|garanteprivacy|gegevensbescherming"
    r"|dataprotectionauthority|data-protection-authorit|autoriteprotectiondonnees|cnpd\.",
    re.IGNORECASE,
)
_OWN_CHANNEL = re.compile(
    r"\b(?:nous (?:contacter|écrire|adresser)|contactez-nous|écrivez-nous|notre|nos|délégué\w*|DPO|exercer)\b"
    r"|\bcontact us\b|\bour\b",
    re.IGNORECASE,
)
_DECLARED = re.compile(
    r"(?:désign|déclar|enregistr|notifi|inform|formalité|nomm|appointed|registered)\w*[^.;]{0,60}$", re.IGNORECASE
)
_DATA_MAILBOX = re.compile(
    r"^(?:[\w.+-]*\b)?(?:dpo|dpd|rgpd|gdpr|cil|privacy|droits?|donnees|data|vieprivee|protection)", re.IGNORECASE
)
_HOSTED = re.compile(r"héberg(?:é|eur|ement)|\bhosted\b|\bhosting\b", re.IGNORECASE)
_THIRD_PARTIES = re.compile(
    r"sous-traitants?|prestataires|hébergeurs?|partenaires|processors|third parties", re.IGNORECASE
)
_INVITES = re.compile(
    r"écri[rv]|contact|adress|envo[iy]|courrier|courriel|e-?mail|formulaire|appel|téléphon|write|send|post|requête"
    r"|demande|cliqu",
    re.IGNORECASE,
)
_ABOUT_ELSE = re.compile(
    r"toute (?:autre )?(?:question|information|précision)|en savoir plus|plus d'informations?|any questions?"
    r"|(?:a|ont|est|été) (?:également )?(?:nommé|désigné)|appointed|accessible|consulter",
    re.IGNORECASE,
)
_EXERCISE_TITLE = re.compile(
    r"exerc|(?:vos|mes|les|des|quels|your|my) droits?\b|\bdroits? d|rights\b|demandes? d", re.IGNORECASE
)
_PEOPLE = (
    r"membres?|adhérente?s?|assuré\w*|clients?|clientes?|salarié\w*|collaborateurs?|candidate?s?|bénéficiaires?"
    r"|utilisateurs?|prospects?|résidents?|personnes?|mineure?s?|étudiante?s?|retraité\w*|professionnels?"
    r"|particuliers?"
    r"|abonné\w*|visiteurs?|internautes?|sociétaires?|souscripteurs?|entreprises?|parents?|tiers|partenaires?"
    r"|agents?"
    r"|fonctionnaires?|héritiers?|proches|members?|customers?|residents?|users?|employees?|applicants?|visitors?"
)
_AUDIENCE = re.compile(
    rf"(?:^|[.;:] )(?:Pour|Si vous êtes|Vous êtes|Si vous résidez|For|If you are)(?: (?:les?|la|des|un|une|an?"
    rf"|the))?"
    rf" (?P<who>(?!demande|question|donnée|traitement|toute? )(?:\w+ ){{0,2}}(?:{_PEOPLE})\b[^,:?.;]{{0,70}}?)"
    r" ?[,:?]",
    re.IGNORECASE,
)
_SHORT = 40


def role_of(statement: Statement, value: str, at: int) -> str:
    """The role of a contact that stands at `at` of the statement, as `docs/facts.md` orders the roles."""
    own = statement.text
    if is_authority(statement, value, at):
        return "authority"
    intro = _introduction(statement, at)
    for role, pattern, text in (
        ("rights", RIGHTS, own),
        ("complaint", COMPLAINT, own),
        ("rights", RIGHTS, intro),
        ("complaint", COMPLAINT, intro),
        ("processor", _HOSTED, f"{intro} {own[:at]}"),
        ("marketing", MARKETING, own),
    ):
        if pattern.search(text):
            return role
    return _from_surroundings(statement, value, intro)


def _from_surroundings(statement: Statement, value: str, intro: str) -> str:
    """The role where neither the sentence nor its introduction tells: the section's, if one is invited to write."""
    own = f"{intro} {statement.text}"
    if _INVITES.search(own) and not _ABOUT_ELSE.search(own):
        if RIGHTS.search(f"{statement.lead} {statement.section}") or _EXERCISE_TITLE.search(statement.section):
            return "rights"
        if COMPLAINT.search(statement.section):
            return "complaint"
    if DPO.search(f"{own} {statement.section}") or ("@" in value and _DATA_MAILBOX.search(value)):
        return "dpo"
    return "processor" if _THIRD_PARTIES.search(statement.section) else "general"


def is_authority(statement: Statement, value: str, at: int) -> bool:
    """Whether a contact belongs to a supervisory authority: by itself, or because one is named just before it."""
    if AUTHORITY_OWN.search(value):
        return True
    if "@" in value and _DATA_MAILBOX.search(value):
        return False
    before = statement.text[:at]
    if at <= _SHORT and not statement.lead.rstrip().endswith((".", "!", "?")):
        before = f"{statement.lead} {before}"
    named = [one for one in AUTHORITY.finditer(before) if not _DECLARED.search(before[: one.start()])]
    return bool(named) and not _OWN_CHANNEL.search(before, named[-1].end())


def _introduction(statement: Statement, at: int) -> str:
    """What introduces a list item, or a contact that begins its statement or follows an unfinished one."""
    lead = statement.lead
    if statement.kind == "item":
        return lead if RIGHTS.search(lead) or COMPLAINT.search(lead) else f"{statement.first} {lead}"
    if statement.kind == "row":
        return statement.text
    return lead if lead and (at <= 3 or not lead.rstrip().endswith((".", "!", "?"))) else ""


def audience_of(statement: Statement) -> str:
    """The people for whom a contact is, in the policy's words; "" when it is for everybody."""
    texts = (
        statement.text,
        statement.lead if statement.lead.rstrip().endswith((":", ",")) else "",
        statement.section,
    )
    for text in texts:
        found = _AUDIENCE.search(f"{text}:" if text == statement.section else text)
        if found:
            return found["who"].strip()
    return ""
