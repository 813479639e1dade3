"""Who answers for the processing, under which number, and who hosts: the organisations that the policy names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from ingest.facts.enumerations import folded
from ingest.facts.names import name_at, subject_of
from ingest.facts.statements import Statement
from ingest.records import Fact

_RESPONSIBLE = (
    r"(?:co-?)?responsables?(?: conjoints?)?(?: d[ue]s?| de (?:la|leur|son))? traitements?"
    r"|(?:joint )?(?:data )?controllers?"
)
_IS_RESPONSIBLE = re.compile(
    rf"(?:\b(?:est|sont|agi[st]\w*|intervien\w+|is|are|acts?)\b(?![^,;:.]{{0,60}}\bpar\b)[^.;:]{{0,60}}?"
    rf"|\ben (?:sa )?(?:qualité|tant) (?:de|que)"
    rf"(?: la| le)? |, )(?:le |la |les |l'|the |seule? |unique |\(?co-?\)?)?(?:{_RESPONSIBLE})\b",
    re.IGNORECASE,
)
_RESPONSIBLE_IS = re.compile(
    rf"\b(?:{_RESPONSIBLE})\b(?:[^.;]|\.(?! )){{0,130}}?(?:\b(?:est|sont|is|are)\b|:)(?: (?:la|le|l'))?(?= |$)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    rf"{_RESPONSIBLE}|qui sommes[- ]nous|qui est responsable|who (?:we are|is responsible)", re.IGNORECASE
)
_PRONOUN = re.compile(r"^(?:elle|celle-ci|celui-ci|il|it)\b", re.IGNORECASE)
_SOMEONE_ELSE = re.compile(
    r"partenaire|prestataire|\btiers\b|sous-traitant|fournisseur|vendeur|annonceur|réseaux? socia|héberg"
    r"|\bpartner|third part",
    re.IGNORECASE,
)
_REGISTERED = re.compile(
    r"\bSIREN\b|\bSIRET\b|\bR\.?C\.?S\b|immatricul|enregistrée? (?:sous|au)|siège social|au capital|livre (?:II"
    r"|III|2) du code"
    r"|société (?:anonyme|par actions|mutuelle)|organisme assureur|registered",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"(?:désign\w+|éditée?s?(?: et \w+)? par|publiée? par|propriété de|proposée? par|exploitée? par"
    r"|organisme assureur ?:|éditeur"
    r"(?: du site)? ?(?::|est)|raison sociale ?:|dénomination(?: sociale)? ?:)(?: (?:la |le |l'))?",
    re.IGNORECASE,
)
_IT_IS = re.compile(r"^(?:[^,.;]{1,40}, )?il s'agit (?:de |d')(?:la |l')?", re.IGNORECASE)
_SPEAKS = re.compile(
    r"^(?:chez (?=[^,.]{2,60}, (?:nous|la |le |votre |vos ))|nous sommes )"
    r"|^(?:bienvenue sur |voici |la présente |cette |découvrez )?(?:la |notre )?politique de (?:confidentialité"
    r"|protection des données(?: personnelles| à caractère personnel)?) (?:de |d'|du )"
    r"|\b(?:nous|notre|nos)\b[^.;]{0,40} (?:désign\w+|f(?:ai|on)t référence à|renvoie\w* à|s'entend\w* de) "
    r"|^(?:at (?=[^,.]{2,60}, we )|we are )",
    re.IGNORECASE,
)
_CALLED = re.compile(r"[^.;]{0,160}?\bci-après\b(?![^.;]{0,40}\b(?:politique|charte|site|services?)\b)")
_FIRST = 25
"""Statements at the head of a policy within which whoever speaks presents itself."""
_FORM = re.compile(
    r"\b(?:S\.?A\.?S\.?U?|S\.?A\.?R\.?L|SNC|SCOP|SCIC|EURL|SGAM|SGAPS|GIE|S\.?A)\b\.?|société (?:anonyme"
    r"|par actions simplifiée"
    r"(?: unipersonnelle)?|à responsabilité limitée|mutuelle|coopérative)|\bmutuelle (?:soumise|régie)"
    r"|\bunion(?= (?:soumise|régie|sous|de mutuelles))"
    r"|\bassociation(?= (?:loi|régie))|institution de prévoyance",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.])(?:[A-Z] ?)?(?P<siren>\d{3}[ .]?\d{3}[ .]?\d{3})(?P<nic>[ .]?\d{5})?(?![\w]|[ .]\d)"
)
_ANNOUNCED = re.compile(
    r"SIRENE?|SIRET|\bR\.?C\.?S\b|registre du commerce|immatricul|numéro unique|INSEE|enregistrée? sous|N° ?SIREN"
    r"|company number",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(r"(?:TVA|VAT|IBAN|ORIAS|tél\w*|fax|capital)[^,;.]{0,14}$|\bFR ?\d\d ?$", re.IGNORECASE)
_HOSTED_BY = re.compile(
    r"héberg(?:ée?s?|ement)\b[^.;:]{0,90}?\b(?:par|chez|auprès de|confiée? à|assurée? par)(?: ?:)?(?: (?:la|le"
    r"|notre prestataire|l'))?(?= )"
    r"|\bhébergeurs?(?: d[ue] [\w ]{0,20})?(?: de données de santé)?(?: certifié\w*)?(?: HDS)?(?: ?:| est"
    r"|,)(?: (?:la|le|l'))?(?= |$)"
    r"|\bhébergement(?: du site)? ?:|\bhosted (?:by|with|at|on)\b|\bhosting provider(?: is|:)",
    re.IGNORECASE,
)


def organisations_of(statements: tuple[Statement, ...], between: tuple[Statement, ...]) -> Iterator[Fact]:
    """Controllers (or, failing any, the publisher), SIREN numbers and hosts.

    `between` are the lines that lie in no passage: a title may name the controller, and where no passage gives a
    number, one of them may.
    """
    titles = [one for one in between if one.kind == "heading"]
    controllers = _first_each(_controllers(statements, titles))
    controllers = controllers or (_first_each(_publishers(statements)) or list(_speakers(statements[:_FIRST])))[:1]
    yield from controllers
    yield from _first_each(chain.from_iterable(map(_hosts, statements)))
    stated = list(chain.from_iterable(map(_sirens, statements)))
    yield from stated or _first_each(chain.from_iterable(map(_sirens, between)))


def _first_each(facts: Iterable[Fact]) -> list[Fact]:
    """The first fact of each name; a name that holds an earlier one, or the reverse, is the same organisation."""
    kept: list[Fact] = []
    for fact in facts:
        words = set(fact.normalised.split())
        if not any(words <= set(one.normalised.split()) or set(one.normalised.split()) <= words for one in kept):
            kept.append(fact)
    return kept


def _controllers(statements: tuple[Statement, ...], titles: list[Statement]) -> list[Fact]:
    """The names of the first statement that tells who is responsible, and those of a section about it."""
    found: list[Fact] = []
    ordered = sorted([*statements, *titles], key=lambda one: one.view.starts[0])
    for place, statement in enumerate(ordered):
        if statement.passage.kind == "definition" or statement.text.rstrip().endswith("?"):
            continue
        before = ordered[place - 1] if place else None
        named = _named_responsible(statement, before)
        if named is None and _TITLE.search(statement.section) and statement.kind != "heading":
            named = _registered_name(statement)
        if named is None and before and _TITLE.search(before.text):
            named = _it_is(statement)
        if named and (not found or statement.section == _section_of(found[-1], statements)):
            found.append(_organisation(*named))
    return found


def _section_of(fact: Fact, statements: tuple[Statement, ...]) -> str:
    return next((one.section for one in statements if one.passage.id == fact.passage), "")


def _named_responsible(statement: Statement, before: Statement | None) -> tuple[Statement, tuple[int, int]] | None:
    text = statement.text
    for match in _RESPONSIBLE_IS.finditer(text):
        name = name_at(text, match.end())
        if name and not _SOMEONE_ELSE.search(text[: match.start()]):
            return statement, name
    for match in _IS_RESPONSIBLE.finditer(text):
        if _SOMEONE_ELSE.search(text[: match.start()]):
            continue
        if _PRONOUN.match(text) and before:
            name = name_at(before.text, 0)
            return (before, name) if name else None
        name = subject_of(text, match.start()) or name_at(text, match.end() + 2)
        if name:
            return statement, name
    return None


def _registered_name(statement: Statement) -> tuple[Statement, tuple[int, int]] | None:
    """The organisation whose registration the statement gives, by its opening name."""
    if not _REGISTERED.search(statement.text) or _SOMEONE_ELSE.search(statement.text):
        return None
    name = name_at(statement.text, 0)
    return (statement, name) if name and name[0] < 25 else None


def _it_is(statement: Statement) -> tuple[Statement, tuple[int, int]] | None:
    """The name in "il s'agit de X", which goes on with the statement before it."""
    opening = _IT_IS.match(statement.text)
    name = name_at(statement.text, opening.end()) if opening else None
    return (statement, name) if name else None


def _speakers(statements: Iterable[Statement]) -> Iterator[Fact]:
    """Whoever presents itself at the head of the policy: "Chez X, nous…", "X (ci-après « Y »)"."""
    for statement in statements:
        text = statement.text
        for spoken in _SPEAKS.finditer(text):
            if name := name_at(text, spoken.end()):
                yield _organisation(statement, name)
        name = name_at(text, 0)
        if name and _CALLED.match(text, name[1]) and not _SOMEONE_ELSE.search(text[: name[1] + 60]):
            yield _organisation(statement, name)


def _publishers(statements: tuple[Statement, ...]) -> Iterator[Fact]:
    for statement in statements:
        published = _PUBLISHER.search(statement.text)
        name = name_at(statement.text, published.end()) if published else None
        if published and name and (_REGISTERED.search(statement.text) or "édit" in published[0].lower()):
            yield _organisation(statement, name)
        elif (named := _registered_name(statement)) is not None:
            yield _organisation(*named)


def _organisation(statement: Statement, at: tuple[int, int]) -> Fact:
    text = statement.text
    form = _FORM.search(text, at[0])
    number = next(_numbers(text), None)
    details = [("form", form[0])] if form and form.start() - at[1] < 60 else []
    details += [("siren", _digits(number))] if number and number.start() > at[0] else []
    role = "joint" if re.search(r"conjoint|co-?responsable|joint", text, re.IGNORECASE) else ""
    return statement.fact("controller", at, folded(text[at[0] : at[1]]), role=role, details=tuple(details))


def _hosts(statement: Statement) -> Iterator[Fact]:
    for match in _HOSTED_BY.finditer(statement.text):
        name = name_at(statement.text, match.end())
        if name:
            yield statement.fact("host", name, folded(statement.text[name[0] : name[1]]))


def _sirens(statement: Statement) -> Iterator[Fact]:
    for match in _numbers(statement.text):
        before = statement.text[: match.start()]
        role = "other" if _SOMEONE_ELSE.search(f"{before} {statement.section}") else "controller"
        yield statement.fact("siren", match.span("siren"), _digits(match), role=role)


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """The SIREN numbers: announced as such, with the right check digit."""
    from stdnum.fr import siren

    for match in _NUMBER.finditer(text):
        around = text[max(0, match.start() - 110) : match.end() + 25]
        other = _OTHER_NUMBER.search(text[max(0, match.start() - 20) : match.start()])
        if _ANNOUNCED.search(around) and not other and siren.is_valid(_digits(match)):
            yield match


def _digits(match: re.Match[str]) -> str:
    return "".join(filter(str.isdigit, match["siren"]))
