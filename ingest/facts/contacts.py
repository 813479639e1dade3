"""Passages → facts: how to reach the insurer, what proof of identity it wants, how soon it promises an answer.

General rules only; every fact carries the characters that state it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.addresses import Address, addresses_in
from ingest.parsing.lines import reading_form
from ingest.records import Conflict, Document, Fact, Passage, Sentence, Span

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"https?://[^\s)>\]]+|\bwww\.[\w-]+\.[^\s)>\],]+")
_FORM = re.compile(r"\b(?:formulaire|form)\b[^.;\n]{0,80}", re.IGNORECASE)

_RIGHTS = re.compile(
    r"exerc\w*[^.;\n]{0,120}\bdroits?\b|\bdroits?\b[^.;\n]{0,160}\bexerc|organis\w+[^.;\n]{0,30}droit d['’]accès"
    r"|exercis\w*[^.;\n]{0,80}\brights?\b|\brights?\b[^.;\n]{0,120}\bexercis|упражняв\w*[^.;\n]{0,60}прав",
    re.IGNORECASE,
)
_DPO = re.compile(r"\bDPO\b|délégué\w* à la protection|data protection officer", re.IGNORECASE)
_COMPLAINT = re.compile(r"réclamation|plainte|complaint", re.IGNORECASE)
_AUTHORITY = re.compile(r"commission nationale|\bcnil\.fr|place de fontenoy|autorité de contrôle", re.IGNORECASE)
_IDENTITY = re.compile(
    r"justifi\w+[^.;\n]{0,20}\b(?:votre|son|leur|l['’])\s?identité|justificatifs? d['’]identité"
    r"|(?:copie|photocopie)[^.;\n]{0,40}\bidentité|preuve d['’]identité|vérifier[^.;\n]{0,20}identité"
    r"|s['’]assurer de l['’]identité|pièce d['’]identité|titre d['’]identité|proof of (?:your )?identity"
    r"|копие от документ\w* за самоличност",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\bdroits?\b[^.;\n]{0,120}\b(?:est|sont) (?:exclus?e?s?|écartée?s?)\b"
    r"|\bdroits?\b[^.;\n]{0,120}\bne (?:s['’]appliqu\w+|peu\w+) pas\b"
    r"|\bright\b[^.;\n]{0,120}\b(?:is excluded|does not apply)\b",
    re.IGNORECASE,
)
_RIGHT_WORDS = {
    "access": re.compile(r"droit d['’]accès|right of access", re.IGNORECASE),
    "rectification": re.compile(r"droit de rectification|right to rectification", re.IGNORECASE),
    "erasure": re.compile(
        r"droit (?:à l['’]effacement|à l['’]oubli|de suppression)|right to erasure", re.IGNORECASE
    ),
    "restriction": re.compile(r"droit (?:à la|de) limitation|right to restriction", re.IGNORECASE),
    "portability": re.compile(r"droit (?:à la|de) portabilité|right to (?:data )?portability", re.IGNORECASE),
    "objection": re.compile(r"droit (?:d['’]opposition|de s['’]opposer)|right to object", re.IGNORECASE),
}
_CLAUSE_START = re.compile(r",\s+|[(]|:\s+")
_KEPT = re.compile(r"conserv|stock|kept|stored|съхранява", re.IGNORECASE)
_REPLY = re.compile(r"\brépon(?:dre|d|dra|drons|dons|se)\b|\b(?:respond|reply|answer)\b", re.IGNORECASE)
_REQUEST = re.compile(r"\bdemandes?\b|\brequests?\b", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?:\d+|une?|deux|trois|trente|quinze|one|two|three)\b[^.;\n]{0,8}\b(?:mois|jours?|months?|days?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Context:
    """A sentence with what surrounds it: enough to tell what a contact is for."""

    passage: Passage
    span: Span
    text: str
    opening: str
    """The section's title and the passage's first sentence: what introduces a list."""


def contacts_of(document: Document, passages: Iterable[Passage]) -> tuple[tuple[Fact, ...], tuple[Conflict, ...]]:
    """The facts of a document in order of their evidence, and the conflicts among them."""
    facts: list[Fact] = []
    addresses: list[tuple[Fact, Address]] = []
    for passage in passages:
        contexts = list(_contexts(document, passage))
        for context in contexts:
            facts.extend(_contacts(document, context))
            facts.extend(_identity(context))
            facts.extend(_exclusions(context))
        for address in _addresses(document, passage, contexts):
            addresses.append(address)
            facts.append(address[0])
        facts.extend(_response_time(document, passage))
    ordered = sorted(dict.fromkeys(facts), key=lambda fact: (fact.evidence, fact.kind))
    return tuple(ordered), tuple(_conflicts(addresses))


def _contexts(document: Document, passage: Passage) -> Iterator[_Context]:
    first = " ".join(document.slice(span) for span in passage.sentences[0].spans)
    lead = document.slice(passage.introduction) if passage.introduction else first
    for sentence in passage.sentences:
        for span in sentence.spans:
            yield _Context(passage, span, document.slice(span), f"{passage.section}\n{lead}")


def _contacts(document: Document, context: _Context) -> Iterator[Fact]:
    for match in _EMAIL.finditer(context.text):
        yield _fact(document, context, "email", match.span(), match[0].rstrip(".").lower())
    for match in _WEB.finditer(context.text):
        yield _fact(document, context, "web", match.span(), match[0].rstrip(".,;/").lower())
    for match in _FORM.finditer(context.text):
        if _role(context, match[0]) in {"rights", "complaint", "dpo"}:
            yield _fact(document, context, "form", match.span(), reading_form(match[0]).lower())
    yield from _phones(document, context)


def _phones(document: Document, context: _Context) -> Iterator[Fact]:
    if not re.search(r"(?:\d[\s.]?){9}", context.text) or "siren" in context.text.lower():
        return
    from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

    for match in PhoneNumberMatcher(context.text, "FR"):
        number = format_number(match.number, PhoneNumberFormat.E164)
        yield _fact(document, context, "phone", (match.start, match.end), number)


def _addresses(document: Document, passage: Passage, contexts: list[_Context]) -> Iterator[tuple[Fact, Address]]:
    for span in passage.spans:
        for address in addresses_in(document.text, span):
            context = next(
                (one for one in contexts if one.span.start <= address.span.start < one.span.end), contexts[0]
            )
            value = reading_form(document.slice(address.span))
            key = " ".join((address.number, address.street, address.postcode, address.town)).strip()
            role = _role(context, value)
            yield Fact("address", role, value, key, address.span, passage.id), address


def _fact(document: Document, context: _Context, kind: str, at: tuple[int, int], normalised: str) -> Fact:
    text = context.text[at[0] : at[1]].rstrip(" .,;")
    span = Span(context.span.start + at[0], context.span.start + at[0] + len(text))
    return Fact(
        kind, _role(context, text), reading_form(document.slice(span)), normalised, span, context.passage.id
    )


def _role(context: _Context, value: str) -> str:
    """What a contact is for, from its own words, its sentence, then what introduces the passage."""
    if _AUTHORITY.search(value) or (_AUTHORITY.search(context.text) and not _RIGHTS.search(context.text)):
        return "authority"
    for role, pattern, text in (
        ("rights", _RIGHTS, context.text),
        ("complaint", _COMPLAINT, context.text),
        ("rights", _RIGHTS, context.opening),
        ("complaint", _COMPLAINT, context.opening),
        ("dpo", _DPO, f"{context.text}\n{context.opening}"),
    ):
        if pattern.search(text):
            return role
    return "general"


def _identity(context: _Context) -> Iterator[Fact]:
    """A proof of identity asked from who exercises a right; not a document kept, nor a category of data."""
    about_requests = (
        _RIGHTS.search(context.text) or _REQUEST.search(context.text) or _RIGHTS.search(context.opening)
    )
    found = _IDENTITY.search(context.text)
    if found and about_requests and not _KEPT.search(context.text):
        span = _clause(context, found)
        value = reading_form(context.text[span.start - context.span.start : span.end - context.span.start])
        yield Fact("identity", "", value, value.lower(), span, context.passage.id)


def _exclusions(context: _Context) -> Iterator[Fact]:
    """A right that the policy says cannot be exercised, at least in some case."""
    if not _EXCLUDED.search(context.text):
        return
    for request_type, pattern in _RIGHT_WORDS.items():
        if pattern.search(context.text):
            value = reading_form(context.text)
            yield Fact("exclusion", request_type, value, value.lower(), context.span, context.passage.id)


def _clause(context: _Context, found: re.Match[str]) -> Span:
    """From the comma or the start of the sentence before the match to the end of the sentence, or a colon."""
    before = list(_CLAUSE_START.finditer(context.text, 0, found.start()))
    start = before[-1].end() if before else 0
    closing = re.compile(r"\s?[:;]").search(context.text, found.end())
    end = closing.start() if closing else len(context.text)
    return Span(context.span.start + start, context.span.start + end)


def _response_time(document: Document, passage: Passage) -> Iterator[Fact]:
    """The sentence that promises an answer, up to the last period it gives, when the two are together."""
    start: Sentence | None = None
    for sentence in passage.sentences:
        text = " ".join(document.slice(span) for span in sentence.spans)
        if _REPLY.search(text) and _REQUEST.search(text):
            start = sentence
        if start and _PERIOD.search(text):
            last = _last_period(document, passage, sentence) if sentence is not start else sentence
            span = Span(start.spans[0].start, last.spans[-1].end)
            value = reading_form(document.slice(span))
            yield Fact("response_time", "", value, value.lower(), span, passage.id)
            return
        if start and start is not sentence and passage.kind != "list":
            start = None


def _last_period(document: Document, passage: Passage, first: Sentence) -> Sentence:
    last = first
    for sentence in passage.sentences[passage.sentences.index(first) :]:
        if _PERIOD.search(document.slice(sentence.spans[0])):
            last = sentence
    return last


def _conflicts(addresses: list[tuple[Fact, Address]]) -> Iterator[Conflict]:
    """Same house number and postcode, another street: at most one of them is right."""
    places: dict[tuple[str, str], list[tuple[Fact, Address]]] = {}
    for fact, address in addresses:
        if address.number:
            places.setdefault((address.number, address.postcode), []).append((fact, address))
    for group in places.values():
        streets: dict[str, Fact] = {}
        for fact, address in group:
            streets.setdefault(address.street, fact)
        if len(streets) > 1:
            yield Conflict("address", tuple(streets.values()))
