"""Words for those who can receive data: what makes a noun phrase a recipient."""

from __future__ import annotations

import re

_NOUNS = """
acteurs? actionnaires? administrations? affiliés? agences? agents? agrégateurs? ambulanciers? annonceurs?
apporteurs? arbitres? assistants? assisteurs? associations? associés? assureurs? audioprothésistes? auditeurs?
autorités? avocats? ayants? banques? bénéficiaires? bureaux? cabinets? caisses? centres? cessionnaires?
chirurgiens? clients? cliniques? co-?assureurs? co-?contractants? coassureurs? collaborateurs? collaboratrices?
commerçants? commissaires? compagnies? comptables? conseillers? conseils? consultants? contractants?
correspondants? courtiers? cpam créanciers? débiteurs? délégataires? délégués? dentistes? départements?
développeurs? directions? distributeurs? docteurs? douanes? éditeurs? émetteurs? employés? employeurs?
enquêteurs? enseignes? entités? entreprises? équipes? établissements? états? experts? fabricants? fiduciaires?
filiales? fisc fondations? fournisseurs? franchisés? gendarmerie gestionnaires? groupe groupements? groupes?
hébergeurs? héritiers? huissiers? hôpitaux hôteliers? infirmiers? initiateurs? inspections? instances?
institutions? intermédiaires? intervenants? investisseurs? journalistes? juges? juridictions? justice
kinésithérapeutes? laboratoires? liquidateurs? livreurs? magasins? magistrats? mairies? maisons? mandataires?
marques? médecins? médiateurs? membres? ministères? mutuelles? notaires? officiers? opérateurs? opticiens?
ordres? organes? organisations? organismes? partenaires? participants? personnel personnels personnes?
pharmaciens? plateformes? police portails? pouvoirs? praticiens? préfectures? prestataires? professionnels?
professions? propriétaires? réassureurs? régies? régimes? régulateurs? représentants? réseaux? responsables?
revendeurs? salariés? sécurité_sociale services? siège sociétés? soignants? sous-traitants? souscripteurs?
soustraitants? structures? successeurs? syndicats? témoins? tierces? tiers titulaires? transporteurs? trésor
tribunal tribunaux tuteurs? unions? urssaf utilisateurs? vendeurs? vérificateurs? victimes? voyagistes?
forces?_de_l'ordre
administrators? advertisers? advisers? advisors? affiliates? agencies agency auditors? authorities authority
banks? bodies brokers? buyers? carriers? companies company consultants? contractors? couriers? courts?
customers? employees? employers? entities entity experts? governments? institutions? insurers? lawyers? lenders?
managers? merchants? organisations? organizations? parties partners? people persons? police processors?
professionals? providers? purchasers? regulators? reinsurers? retailers? sellers? shareholders? staff
sub-contractors? sub-processors? subcontractors? subsidiaries suppliers? teams? third vendors?
"""
_ACTORS = "|".join(word.replace("_", " ") for word in _NOUNS.split())
_QUALIFIERS = (
    r"(?:autres?|principa\w+|propres?|seule?s?|grandes?|nouve\w+|futur\w+|potentiel\w+|other|relevant|external"
    r"|internal|selected|trusted|third-party|service|government|public|law|judicial|regulatory|competent"
    r"|administrative|commercial|payment|IT|cloud|technical|business|marketing|professional|insurance|health"
    r"|healthcare|group|enforcement|hosting|supervisory|tax|delivery|debt|credit)"
)
_ACTOR = re.compile(rf"(?:{_QUALIFIERS}\s){{0,3}}(?:{_ACTORS})(?![\w])", re.IGNORECASE)
OWN_NAME = 6
"""Mentions from which on a name is taken for that of whoever publishes the policy."""
_NAME = re.compile(r"(?:[A-ZÀ-Ý][\w&.'-]*[\wÀ-ÿ]|[A-Z])(?:\s(?:&|de|du|des|et|la|les|[A-ZÀ-Ý0-9][\w&.'-]*))*")
_NO_NAME = re.compile(
    r"(?:données?|informations?|coordonnées|article|site|internet|politique|loi|règlement|rgpd|gdpr|code|cookies?"
    r"|europe|union|france|contrat|services?|nous|vous|il|elle|ils|elles|ce|cette|ces|le|la|les|data|personal|we"
    r"|you|they|it|this|application|applications|sites|newsletter|destinataires?|recipients?|client|utilisateur"
    r"|adhérent|membre|tout|toute|cependant|toutefois|néanmoins|ainsi|enfin|parfois|dès|cet|chaque|conformément"
    r"|programme|compte|espace|règlement|conditions|offres?|however|therefore|secret|page|nom|prénom|adresse"
    r"|numéro|date|autre|aucune?|certaines?|marketplace|des|nos|notre|vos|votre|son|ses|leurs?|une?|du|de|d|l|our"
    r"|your|crm|erp|lors|lorsque|dans|pour|par|en|et|ou"
    r"|si|aux?|a|à)\b",
    re.IGNORECASE,
)


def is_actor(phrase: str) -> bool:
    """Whether the head of a noun phrase is somebody: a known noun, or a proper name."""
    return bool(_ACTOR.match(phrase)) or is_name(phrase)


def is_name(phrase: str) -> bool:
    """Whether a noun phrase opens with a proper name."""
    return bool(_NAME.match(phrase)) and not _NO_NAME.match(phrase)
