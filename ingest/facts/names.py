"""Names of organisations in running text: "Société des Amis du Bois (SAB)", "Fern SAS"."""

from __future__ import annotations

import re

_HEADS = (
    r"(?:Société|Mutuelle|Mutuelles|Union|Caisse|Fédération|Groupe|Groupement|Association|Institution|Banque"
    r"|Compagnie"
    r"|Fondation|Centre|Institut|Éducation|Assurances?|Commission)"
)
_CAPITAL = r"A-ZÀ-ÖØ-ÞŒА-Я"
_LINK = r"(?:de la|de l'|de|des|du|d'|la|le|les|l'|et|&|pour|en|sur|au|of|and|the)"
_PROPER = rf"(?:[{_CAPITAL}][\w'&.-]*|\d[\w.]*|[a-z]+[A-Z]\w*)"
_STOP = (
    r"(?:est|sont|a|ont|traite|collecte|dont|qui|que|en (?:qualité|tant|sa)|agissant|immatricul\w*|enregistr\w*"
    r"|soumise?"
    r"|régie|domicili\w*|ayant|sise?|située?|au capital|sous|SIREN|SIRET|RCS|met|respecte|s'engage|peut|dispose"
    r"|assure|utilise|recueille|conserve|vous|nous|is|will|has)"
)
_WORDY = rf"{_HEADS}(?: (?!{_STOP}\b)(?:{_LINK} ?)?(?!{_STOP}\b)[\w'-]+){{1,9}}"
_TITLED = rf"{_PROPER}(?:(?: |(?<=')|, (?=Inc|LLC|Ltd))(?:{_LINK} ?){{0,2}}{_PROPER})*"
_NAME = re.compile(rf"(?P<name>(?:{_WORDY}|{_TITLED})(?: ?\([{_CAPITAL}][^()]{{0,40}}\))?)")
_FOREWORD = re.compile(
    r"\s*(?:\d+(?:\.\d+)*\.? )?[«\"“]? ?(?:(?:la|le|les|l'|the|notre|our) ?)?"
    r"(?:(?-i:société|mutuelle|entreprise|association|banque|groupe|company|union)(?: par actions simplifiée"
    r"| anonyme)?"
    r"(?: d'assurances?| mutualiste)? )?[«\"“]? ?",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:Les?|La|Nous|Vous|Notre|Votre|Elle|Il|Ils|Ce|Cette|Ces|Dans|Pour|Par|Le|En|Un|Une|Des|Si|Lorsque"
    r"|Toute?s?|Responsable"
    r"|Délégué|DPO|RGPD|Données|Données? Personnelles?|Site|Client|Clients|Utilisateurs?|Politique"
    r"|Union [Ee]uropéenne|CNIL|Identité"
    r"|Traitement|Adresse|Siège|We|You|The|Our|Your|This|It|Article|RCS|SIREN|Éditeur|Sous-traitants?|Conformément"
    r"|Ainsi"
    r"|Aux|Au|Selon|Services?|Partenaires?|Finalités?|Chaque|Vos|Nos|Ci-après|France|Internet|Règlement|Loi)$"
)
_NO_START = re.compile(
    r"(?:Pour|Dans|Par|Sur|En|Chez|Lors|Selon|Avec|Depuis|Afin|Si|Au|Aux|Conformément|Sans|Sous|Dès|Après|À)\b"
    r"(?! ?[&-])"
)
_OPENS = re.compile(r", |\b(?:par|chez|société) ")


def name_at(text: str, start: int) -> tuple[int, int] | None:
    """The range of the name that begins at `start`, articles and "société" left out; None when no name does."""
    foreword = _FOREWORD.match(text, start)
    places = [foreword.end(), start] if foreword else [start]
    for place in places:
        found = _NAME.match(text, place)
        if (
            found
            and not _NO_START.match(found["name"])
            and not _NO_NAME.match(found["name"].split(" (")[0].strip(" .,"))
        ):
            end = found.end("name")
            while text[end - 1] in " .,-'" and not re.search(r"\b[A-Z]\.[A-Z]\.?$", text[place:end]):
                end -= 1
            return place, end
    return None


def subject_of(text: str, end: int) -> tuple[int, int] | None:
    """The name that opens the clause which ends at `end`, or closes it ("by …"); None when there is none."""
    begin = max((match.end() for match in re.finditer(r"[.;:!?] ", text[:end])), default=0)
    found = name_at(text, begin)
    if found and found[1] <= end:
        return found
    for place in reversed([match.end() for match in _OPENS.finditer(text, begin, end)]):
        found = name_at(text, place)
        if found and found[1] <= end and (not text[found[1] : end].strip(" ,") or text[place - 2] == ","):
            return found
    return None
