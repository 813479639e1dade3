"""How to reach the organisation: e-mail, telephone, web addresses, forms, the member's own space."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from ingest.facts.links import Link, links_of
from ingest.facts.roles import AUTHORITY, DPO, audience_of, role_of
from ingest.facts.statements import Statement
from ingest.facts.third_parties import is_third_party, own_labels
from ingest.quality import HIDDEN_EMAIL
from ingest.records import Fact

_EMAIL = re.compile(
    r"(?<![\w.+%-])(?P<local>[A-Za-z0-9][\w.+%'-]{0,63})(?P<at>@| ?[\[(]\s?(?:at|arobase|@)\s?[\])] ?)"
    r"(?P<domain>(?:[\w-]+(?:\.| ?[\[(](?:dot|point|\.)[\])] ?))+[A-Za-z]{2,24})\b"
)
_WEB = re.compile(
    r"https?://[^\s<>\"«»()\[\]|]+|\bwww\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"«»()\[\]|]*)?", re.IGNORECASE
)
_BARE = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:fr|com|org|net|eu|io|be|lu|ch|info|co|app|care"
    r"|immo)(?![\w@-])(?:/[^\s<>\"«»()\[\]|]*)?"
)
_SITE = re.compile(
    r"(?:\b(?:site|adresse|web|lien|page|portail|plateforme|visite[rz]"
    r"|consulte[rz])\b(?: \w+){0,3} ?:? ?[(«\"]? ?|[(] ?)$",
    re.IGNORECASE,
)
_SHORT_NUMBER = re.compile(
    r"\b(?:au|composer le|composant le|appel\w*(?: le)?|téléphon\w+|tél\.?"
    r"|numéro(?: unique)?)(?: [:n]°?)? ?(?P<number>3\d ?\d\d|1\d{3})"
    r"(?! ?(?:€|euros|\d))\b",
    re.IGNORECASE,
)
_NOT_A_CALL = re.compile(
    r"\bfax\b[^.]{0,15}$|\b(?:siren|siret|rcs|tva|iban|orias|n°)[ :°]{0,3}(?:\w+ ){0,3}$", re.IGNORECASE
)
_NAMES_A_FORM = re.compile(
    r"formulaire|contact|écri(?:re|vez)|cnil|autorité|réclamation|plainte|\bform\b|complain|authority",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"^(?:ici|ce lien|(?:sur )?cette page|cliqu\w+ ici|lien(?: suivant)?|here|this link|en ligne)$", re.IGNORECASE
)
_OPEN = ("general", "marketing", "dpo")
"""The roles that give way when the address is of somebody else."""
_DIGITS = re.compile(r"(?:\d[\s.()-]?){9}")


def contacts_of(statements: Iterable[Statement]) -> Iterator[Fact]:
    """E-mails, hidden e-mails, telephone numbers and web addresses, written out or as the target of a link."""
    statements = tuple(statements)
    own = own_labels(statements)
    found = [(statement, fact) for statement in statements for fact in _of(statement)]
    for_rights = {fact.normalised for _, fact in found if fact.kind == "email" and fact.role == "rights"}
    for statement, fact in found:
        if fact.normalised in for_rights and _only_by_name(statement, fact):
            yield replace(fact, role="rights")
        elif fact.kind == "web" and fact.role in _OPEN and is_third_party(statement, fact.value, own):
            yield replace(fact, role="processor")
        else:
            yield fact


def _of(statement: Statement) -> Iterator[Fact]:
    linked = (fact for link in links_of(statement) for fact in _target(statement, link))
    yield from chain(_emails(statement), _phones(statement), _webs(statement), linked)


def _contact(statement: Statement, kind: str, at: tuple[int, int], normalised: str) -> Fact:
    role = role_of(statement, statement.text[at[0] : at[1]], at[0])
    return statement.fact(kind, at, normalised, role=role, audience=audience_of(statement))


def _emails(statement: Statement) -> Iterator[Fact]:
    for match in _EMAIL.finditer(statement.text):
        yield _contact(statement, "email", match.span(), address_of(match))
    for match in HIDDEN_EMAIL.finditer(statement.text):
        yield _contact(statement, "hidden_email", match.span(), "")


def _only_by_name(statement: Statement, fact: Fact) -> bool:
    """Whether only the letters of an e-mail address, and no word around it, give it to the officer."""
    around = f"{_EMAIL.sub(' ', statement.text)} {statement.lead} {statement.section}"
    return fact.role == "dpo" and not DPO.search(around)


def address_of(match: re.Match[str]) -> str:
    """The e-mail address with its "at" and its dots as signs, lower case."""
    domain = re.sub(r" ?[\[(](?:dot|point|\.)[\])] ?", ".", match["domain"])
    return f"{match['local']}@{domain}".lower()


def _phones(statement: Statement) -> Iterator[Fact]:
    text = statement.text
    for match in _SHORT_NUMBER.finditer(text):
        yield _contact(statement, "phone", match.span("number"), match["number"].replace(" ", ""))
    if not _DIGITS.search(text):
        return
    from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

    for found in PhoneNumberMatcher(text, "FR"):
        if found.raw_string.startswith(("0", "+", "(")) and not _NOT_A_CALL.search(text[: found.start]):
            number = format_number(found.number, PhoneNumberFormat.E164)
            yield _contact(statement, "phone", (found.start, found.end), number)


def _webs(statement: Statement) -> Iterator[Fact]:
    text = statement.text
    taken = [match.span() for match in _EMAIL.finditer(text)]
    for match in _WEB.finditer(text):
        taken.append(match.span())
        if "@" not in match[0]:
            yield _web(statement, match)
    for match in _BARE.finditer(text):
        named = "/" in match[0] or match[0] == "cnil.fr" or _SITE.search(text[: match.start()])
        if named and not any(start < match.end() and match.start() < end for start, end in taken):
            yield _web(statement, match)


def _web(statement: Statement, match: re.Match[str]) -> Fact:
    written = match[0].rstrip(".,;:/'")
    return _contact(statement, "web", (match.start(), match.start() + len(written)), web_form(written))


def web_form(written: str) -> str:
    """A web address without scheme, "www." and final slash, lower case."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", written.lower()).rstrip("/")


def _target(statement: Statement, link: Link) -> Iterator[Fact]:
    """An address that only the target of a link gives."""
    email = _EMAIL.search(link.target)
    if email and not _EMAIL.search(link.label):
        yield link.fact("email", statement, email.span(), address_of(email))
    elif not email and _WEB.match(link.target) and not _WEB.search(link.label) and _named(statement, link):
        yield link.fact("web", statement, (0, len(link.target)), web_form(link.target))


def _named(statement: Statement, link: Link) -> bool:
    """Whether the label, or words before one such as "here", name a form, a contact page or an authority."""
    if _NAMES_A_FORM.search(link.label):
        return True
    before = statement.text[max(0, link.at - 60) : link.at]
    place = f"{before} {statement.section}"
    return bool(_HERE.match(link.label.strip()) and (_NAMES_A_FORM.search(before) or AUTHORITY.search(place)))
