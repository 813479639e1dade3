"""The words that name each right, in policies that list them ("droit d'accès") and in those that explain them."""

from __future__ import annotations

import re

_AUTHORITY = (
    r"\bCNIL\b|commission nationale|autorités? (?:de contrôle|de protection|compétente)|superviseur|authority"
    r"|commissioner"
)

_MESSAGES = (
    r"(?:prospection|newsletters?|offres?|sollicitations?|e-?mails?|emailings?|courriels?|sms|messages?"
    r"|communications?|informations? commerciales?|démarchage|marketing)\b"
)


def _words(nouns: str, verbs: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    named = (
        rf"\b(?:(?:droits?|rights?) )?(?:d'|de |de la |de l'|du |des |à l'|à la |au |aux |of |to |l'|la "
        rf"|le )?(?:{nouns})"
    )
    return re.compile(named, re.IGNORECASE), re.compile(rf"\b(?:droit )?(?:de |d'|à )?(?:{verbs})", re.IGNORECASE)


RIGHT_WORDS = {
    "access": _words(
        r"accès\b(?! non)|access\b|interrogation\b|communication de vos données",
        r"demander (?:l'|un )?accès|accéder(?= (?:à|aux)\b|,)|obtenir (?:[\w ,']{0,60})?(?:une |la )?copie"
        r"|obtenir (?:l'accès|la confirmation|confirmation)|access your",
    ),
    "rectification": _words(
        r"rectification\b|correction\b|mise à jour\b|rectify|correct(?:ion)?\b",
        r"demander (?:la |leur |une )?(?:rectification|correction|modification)|(?:faire )?(?:rectifi(?:er|ées?)"
        r"|corriger|réparer|modifi(?:er|ées?)|mettre à jour|compléter|complétées)\b|correct your|update your",
    ),
    "erasure": _words(
        r"effacement\b|suppression\b|oubli\b|erasure\b|deletion\b|be forgotten",
        r"(?:faire )?(?:supprim(?:er|ées?)|effac(?:er|ées?))\b|demander (?:l'|la |leur |une )?(?:effacement"
        r"|suppression)|delete your|erase your",
    ),
    "restriction": _words(
        r"limitation\b(?! de responsabilité| de la finalité)|restriction\b",
        r"(?:limiter|restreindre)(?= (?:le|un|certains|l'|les))|demander (?:une |la )?limitation|verrouillées"
        r"|restrict (?:the|our)",
    ),
    "portability": _words(
        r"portabilité\b|(?:data )?portability",
        r"demander (?:la )?portabilité|(?:récupérer|recevoir) [^.;]{0,60}(?:format|structuré)"
        r"|transfert de vos données à un autre",
    ),
    "objection": _words(
        r"opposition\b|object(?:ion)?\b(?! d)",
        r"(?:s'|vous |nous |m')opposer\b|objecter\b|object to",
    ),
    "withdraw_consent": _words(
        r"retrait (?:de|du|d'un) (?:votre |son |leur )?consentement|withdrawal of (?:your )?consent",
        r"(?:retirer|révoquer|retirez) (?:à tout moment )?(?:votre|son|leur|le|ce|ton|tout|un) ?consentement"
        r"|consentement,? que (?:vous pouvez|l'on peut|you may) (?:à tout moment )?(?:retirer|révoquer)"
        r"|le (?:retirer|révoquer)\b"
        r"|revenir sur (?:votre|son) consentement|withdraw (?:your|that|my|their)? ?consent",
    ),
    "marketing_objection": _words(
        rf"(?:désinscription|désabonnement)\b(?=[^.;]{{0,40}}\b{_MESSAGES})",
        rf"(?:vous |s')?(?:désabonner|désinscrire|unsubscribe)\b(?=[^.;]{{0,60}}\b{_MESSAGES})"
        rf"|ne (?:plus|pas) (?:recevoir|être (?:contacté|sollicité)\w*)(?=[^.;]{{0,60}}\b{_MESSAGES})"
        rf"|(?:refuser|renoncer à|stop receiving)(?= (?:l'envoi de |la réception de )?(?:nos|ces|les|de|our)"
        rf" {_MESSAGES})",
    ),
    "post_mortem": _words(
        r"directives?\b(?=[^.;]{0,200}(?:décès|mort\b|death))|(?:post|après)[- ](?:mortem|décès)",
        r"(?:définir|décider|organiser|donner|formuler|communiquer|nous faire part|transmettre|établir)[^.;]{0,60}"
        r"(?:directives?|sort|instructions)(?=[^.;]{0,200}(?:décès|mort\b|mortem|death))"
        r"|предават[^.;]{0,40}директиви(?=[^.;]{0,200}смърт)",
    ),
    "automated_decision": _words(
        r"(?:ne pas (?:faire|être)[^.;]{0,40}|not to be subject to[^.;]{0,30})(?:décision"
        r"|decision)[^.;]{0,60}automat\w+",
        r"ne pas (?:faire l'objet|être soumis\w*)[^.;]{0,20} décision[^.;]{0,70}(?:automatis|profilage)\w*"
        r"|(?:contester|intervention humaine)[^.;]{0,60}(?:décision|automatis)\w*",
    ),
    "complaint": _words(
        rf"(?:réclamation|plainte|recours)\b(?=[^.;]{{0,80}}(?:{_AUTHORITY}))",
        rf"(?:introduire|déposer|former|porter|adresser|formuler|effectuer|présenter)[^.;]{{0,30}}(?:réclamation"
        rf"|plainte)"
        rf"(?=[^.;]{{0,80}}(?:{_AUTHORITY}))|(?:saisir|contacter"
        rf"|recours auprès de) (?:directement )?(?:de )?(?:la |l')?(?:{_AUTHORITY})"
        rf"|(?:lodge|file|make) a complaint(?=[^.;]{{0,60}}(?:{_AUTHORITY}))",
    ),
}
"""For each right the words for it after "droit", and those that say what one may do."""

MARKETING_AIM = re.compile(
    r"prospection|commercia|marketing|publicit|nos communications|sollicitation|démarchage|offres|newsletter",
    re.IGNORECASE,
)
