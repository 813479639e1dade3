"""An invented policy as parts, and the five policies of the corpus as parts: what the builders of formats write."""

from __future__ import annotations

import re
from dataclasses import dataclass

PIECE = re.compile(r"\[(?P<label>[^\]]+)\]\((?P<target>[^)]+)\)|(?P<call>[¹²³⁴⁵⁶⁷⁸⁹])")


@dataclass(frozen=True)
class Part:
    """`kind`: "heading", "paragraph", "bold", "item", "number", "row" or "note"."""

    kind: str
    text: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A run of text: with a link, or the call of a footnote."""

    text: str
    target: str = ""
    call: bool = False


def pieces_of(text: str) -> list[Piece]:
    """The runs of a text with `[label](target)` and superscript calls."""
    found: list[Piece] = []
    at = 0
    for match in PIECE.finditer(text):
        if match.start() > at:
            found.append(Piece(text[at : match.start()]))
        if match["call"]:
            found.append(Piece(match["call"], call=True))
        else:
            found.append(Piece(match["label"], match["target"]))
        at = match.end()
    return [*found, Piece(text[at:])] if at < len(text) else found


def heading(level: int, text: str) -> Part:
    return Part("heading", text, level)


def text(content: str) -> Part:
    return Part("paragraph", content)


def item(content: str, level: int = 0) -> Part:
    return Part("item", content, level)


def number(content: str) -> Part:
    return Part("number", content)


def row(*cells: str) -> Part:
    return Part("row", cells=cells)


CALLS = "¹²³⁴⁵⁶⁷⁸⁹"

FERN = (
    heading(1, "Politique de protection des données personnelles"),
    Part("bold", "Version du 3 mars 2025"),
    text(
        "La Mutuelle des Fougères, immatriculée au répertoire SIREN sous le numéro 443 963 988, est responsable du"
        " traitement des données personnelles de ses adhérents. La présente politique dit quelles données sont"
        " recueillies, pourquoi elles le sont, combien de temps elles sont gardées et comment chacun peut exercer"
        " ses droits auprès de la mutuelle ou de son délégué à la protection des données."
    ),
    heading(2, "1. Quelles données sont traitées ?"),
    text("Pour gérer les contrats de complémentaire santé, la mutuelle traite les données suivantes :"),
    item("les données d'identification, à savoir :"),
    item("le nom, le prénom et la date de naissance ;", 1),
    item("le numéro de sécurité sociale¹ ;", 1),
    item("les données bancaires nécessaires au remboursement des soins et au prélèvement des cotisations ;"),
    item("les données de santé qui figurent sur les décomptes transmis par l'assurance maladie."),
    text(
        "Ces données sont recueillies auprès de l'adhérent lui-même, de son employeur lorsque le contrat est"
        " collectif, et des organismes d'assurance maladie obligatoire. Elles ne servent jamais à une autre"
        " finalité que celles que la présente politique énonce, et aucune décision n'est prise par un procédé"
        " entièrement automatisé."
    ),
    Part("note", "¹ Son usage est autorisé par le décret du 19 avril 2019."),
    heading(2, "2. Combien de temps sont-elles gardées ?"),
    text("Les durées de conservation sont les suivantes :"),
    row("Catégorie de données", "Durée de conservation", "Point de départ"),
    row("Gestion du contrat", "5 ans", "la fin du contrat"),
    row("Décomptes de soins", "27 mois", "le remboursement"),
    row("Prospection commerciale", "3 ans", "le dernier contact avec le prospect qui n'a pas souscrit de contrat"),
    row("Cookies de mesure d'audience", "13 mois", "leur dépôt"),
    heading(2, "3. Qui reçoit les données ?"),
    text(
        "Les services habilités de la mutuelle, ses sous-traitants et ses réassureurs reçoivent les données dont"
        " ils ont besoin. Aucun transfert n'a lieu hors de l'Union européenne, à l'exception de l'hébergement de la"
        " messagerie aux États-Unis, encadré par les clauses contractuelles types de la Commission européenne."
    ),
    heading(2, "4. Comment exercer ses droits ?"),
    text("Chacun dispose des droits suivants :"),
    number("le droit d'accès à ses données ;"),
    number("le droit de rectification des données inexactes ;"),
    number("le droit d'opposition, notamment à la prospection."),
    heading(3, "4.1 Les voies de la demande"),
    text(
        "La demande est adressée au délégué à la protection des données, par courriel à dpo@fougeres.example, par"
        " le [formulaire en ligne](https://www.fougeres.example/formulaire-dpo), ou par courrier à Mutuelle des"
        " Fougères, Délégué à la protection des données, 12 rue du Bois, 69001 Lyon. Une copie d'une pièce"
        " d'identité est jointe."
    ),
    text("La mutuelle répond dans un délai d'un mois à compter de la réception de la demande."),
    heading(3, "4.2 La réclamation"),
    text(
        "Si la réponse ne convient pas, une réclamation peut être adressée à la CNIL, 3 place de Fontenoy,"
        " TSA 80715, 75334 Paris Cedex 07, téléphone 01 53 73 22 22."
    ),
    heading(2, "5. Glossaire"),
    text(
        "Donnée personnelle : toute information qui se rapporte à une personne physique identifiée ou identifiable."
    ),
    text(
        "Responsable du traitement : l'organisme qui décide des finalités et des moyens du traitement des données."
    ),
)
