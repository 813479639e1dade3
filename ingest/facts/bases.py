"""The bases of Article 6 on which a policy says it processes data: the first clear mention of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.facts.contexts import Context
from ingest.records import Fact

_WORDS = {
    "consent": r"(?:consentement\b|(?<!with )consent\b)",
    "contract": r"(?:exécution|conclusion|passation|performance|réalisation)(?: et (?:à |de )?l'exécution)? "
    r"(?:du |d'un |de votre |de vos |des |de notre |de la relation |of (?:a|the|our|your) )contra(?:ts?|cts?"
    r"|ctuelle)\b|(?:mesures?|relation|dispositions) (?:pré-?)?contractuelles?\b"
    r"|(?:pré-?)?contractual (?:measures|necessity)"
    r"|(?<=traitement : )contrat\b|exécuter (?:le|un|notre|votre) contrat\b|votre contrat(?= nous)",
    "legal_obligation": r"(?:obligations? (?:légales?|juridiques?|réglementaires?|règlementaires?)(?: (?:et|ou"
    r"|et/ou) r[ée]glementaires?)?"
    r"|legal obligations?|obligations? (?:prévues?|imposées?) par la (?:loi|réglementation)"
    r"|dispositions légales (?:et réglementaires )?"
    r"|legal and regulatory obligations|respecter la loi(?! n)|comply with the law)",
    "legitimate_interest": r"intérêts? légitimes?|legitimate (?:business )?interests?",
    "public_task": r"missions? d'intérêt public|(?<!leur )(?<!sa )mission de service public"
    r"|exercice de l'autorité publique|public (?:interest )?task"
    r"|task carried out in the public interest",
    "vital_interest": r"intérêts vitaux|intérêt vital|vital interests?",
}
_BASIS = {name: re.compile(rf"\b(?:{pattern})", re.IGNORECASE) for name, pattern in _WORDS.items()}
_FOUNDED = re.compile(
    r"\b(?:fond(?:ée?s?|ent|e)?|fondements?|repos\w+|bases?|basée?s?|justifi\w+|motif|licite\w*|légitim\w+"
    r"|nécessaires?|based|basis|rely"
    r"|relies|grounds?|lawful|necessary|article 6|art\. 6)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\bbases? (?:légale|juridique)|fondements?|legal (?:basis|bases|grounds)|licéité|lawful", re.IGNORECASE
)
_ASSERTED = {
    "consent": r"(?:avec|sur|par|de|obtenir|recueill\w+|demand\w+|donn\w+|moyennant|sous réserve|après"
    r"|préalable\w*|upon|with|give\w*|obtain)\b"
    r"[^.;,]{0,40}\bconsent|\bconsent\w*\b[^.;]{0,50}\b(?:recueilli|demandé|requis|obtenu|préalable|exprès"
    r"|explicite|donné|given|required)",
    "contract": r"(?:nécessaires?|besoin|afin|pour|aux? fins?|dans le cadre|cadre|necessary)\b[^.;]{0,60}\bcontra",
    "legal_obligation": r"(?:respect\w*|conform\w*|satisf\w*|répondre|soumis\w*|acquitter|remplir|exécution"
    r"|comply|compliance|meet)\b[^.;]{0,60}"
    r"(?:obligation|loi\b|law\b|dispositions)",
    "legitimate_interest": r"légitime|legitimate",
    "public_task": r"public",
    "vital_interest": r"vita",
}
_ASSERTION = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _ASSERTED.items()}
_UNCLEAR = re.compile(
    r"\b(?:si|lorsque|if|when)\b[^.;]{0,60}\b(?:n'est pas|n'a pas|is not)\b|\bretir(?:er|ait"
    r"|é)\w*\b[^.;]{0,40}consent|\bretrait\b|withdraw"
    r"|(?:durée|délai)[^.;]{0,60}exécution|consentement (?:de|des|d'un) (?:vos|tiers|autr)"
    r"|obtenu son consentement|cookies?\b|son représentant"
    r"|oppos\w+",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"\bdétail des\b|\bbase\(s\)", re.IGNORECASE)


def bases_of(contexts: Iterable[Context]) -> Iterator[Fact]:
    """The first clear mention of each basis; a mention told to be the basis outranks an earlier passing one."""
    first: dict[str, tuple[int, Fact]] = {}
    for context in contexts:
        if context.topics or _DETAIL.search(context.text):
            continue
        for rank, fact in _mentions(context):
            if fact.normalised not in first or rank < first[fact.normalised][0]:
                first[fact.normalised] = rank, fact
    yield from (fact for _, fact in first.values())


def _mentions(context: Context) -> Iterator[tuple[int, Fact]]:
    """The bases named by a statement, with 0 where they are told to be the basis and 1 where that is implied."""
    text = context.text
    if not any(
        word in text.lower()
        for word in ("consent", "contra", "obligation", "intérêt", "interest", "loi", "law", "public")
    ):
        return
    column = any(_PLACE.search(cell.header) for cell in context.statement.cells)
    founded = bool(column or _PLACE.search(context.intro) or _PLACE.search(context.title) or _FOUNDED.search(text))
    for name, pattern in _BASIS.items():
        found = pattern.search(text)
        if not found or (_UNCLEAR.search(text) and not (column or _PLACE.search(text))):
            continue
        if founded and (name != "consent" or not context.about_rights):
            yield 0, context.statement.fact("legal_basis", found.span(), name)
        elif _ASSERTION[name].search(text) and (name == "consent" or not context.about_rights):
            yield 1, context.statement.fact("legal_basis", found.span(), name)
