"""Data that leave the European Union: to which country, under which safeguard, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.facts.contexts import Context
from ingest.facts.countries import countries_in
from ingest.facts.enumerations import Range
from ingest.facts.safeguards import guarded, safeguards_in, with_safeguards
from ingest.records import Fact

_AREA = (
    r"(?:l'union européenne|union européenne|l'ue\b|ue\b|u\.e\.|l'eee\b|eee\b|l'espace économique européen"
    r"|espace économique européen|l'europe\b|europe\b|la communauté européenne|the european union|european union"
    r"|the eu\b|eu\b|the eea\b|eea\b|the uk\b|the european economic area|european economic area|la france\b"
    r"|du territoire (?:de l'union européenne|européen|français))"
)
_OUTSIDE = re.compile(
    rf"(?:(?:en )?dehors|hors|à l'extérieur|au-delà des frontières|outside)(?: of| des frontières| du territoire)?"
    rf"(?: de la| de| des (?:pays|états)(?: membres)? de| du)? ?{_AREA}"
    r"|(?:vers |dans |in |to |a )?(?:des |un |d'autres |any )?pays tiers\b|third countr(?:y|ies)\b"
    r"|pays non[- ](?:membres?|européens?)"
    r"|non[- ](?:membres? de|EU|EEA)\b[^.;,]{0,20}|\bà l'étranger\b|(?:dans le|du) monde entier"
    r"|en dehors de votre pays|around the world",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\btransf[ée]r\w*|\btransfer\w*|\bflux\b|\bh[ée]berg\w*|\bhost(?:ed|ing)?\b|\bstock[ée]\w*|\bstored?\b"
    r"|\bcommuniqu\w+|\btransmis\w*|\btransmett\w+|\bpartag\w+|\benvoy\w+|\bsent\b|\bshared?\b|\btransit\w*"
    r"|\bacc(?:ès|èd\w+|éd\w+)\b|\baccess\w*|\btrait(?:é|ement)\w*|\bprocess\w*|\bsous-trait\w+|\bprestataires?\b"
    r"|\bserveurs?\b|\bservers?\b|\bfournisseurs?\b|\bdestinataires?\b"
    r"|\brecipients?\b|\bproviders?\b",
    re.IGNORECASE,
)
_GOES = re.compile(
    r"\btransf[ée]r\w*|\btransfer\w*|\bflux\b|\bh[ée]berg\w*|\bhost(?:ed|ing)?\b|\bstock[ée]\w*|\bstored?\b"
    r"|\benvoy\w+|\btransit\w*|\b(?:situ|établi|localis|bas|implant)(?:ée?s?|e?s?)\b|\blocated\b|\bbased\b"
    r"|\bestablished\b|\bacc(?:ès|èd\w+|éd\w+)\b|\baccess\b"
    r"|\bse trouve(?:r|nt)?\b",
    re.IGNORECASE,
)
_DONE_THERE = re.compile(
    r"\btraitements?\b[^.;,]{0,40}\b(?:réalis|effectu|opér|mis en œuvre)\w*[^.;,]{0,20}\b(?:dans|vers|hors|en)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"\btransferts?\b|\btransfers?\b|flux transfrontière|hors (?:de )?(?:l')?(?:union|ue\b|eee\b|europe|espace)"
    rf"|{_OUTSIDE.pattern}",
    re.IGNORECASE,
)
_NO_TRANSFER = re.compile(
    r"\b(?:ne|n')\s?(?P<middle>[^.;]{0,110}?)\b(?:pas|aucun\w*|jamais|en aucun cas|ni)\b|\baucun\w*\b|\bno\b"
    r"|\bnot\b|\bnever\b|\bsans\b",
    re.IGNORECASE,
)
_TRANSFER = re.compile(
    r"\btransf[ée]r\w*|\btransfer\w*|\bflux\b|\btransmis\w*|\btransit\w*|\bquitt\w+|\bleaves?\b|\benvoy\w+"
    r"|\bcommuniqu\w+|\bh[ée]berg\w+"
    r"|\bpartag\w+|\bshar(?:e|ed|ing)\b|\bstock[ée]\w*|\btraitées?\b|\bsent\b|\bstored\b|\bprocessed\b",
    re.IGNORECASE,
)
_MERE_TOPIC = re.compile(
    r"\bintention\b|existence (?:éventuelle )?d|\ble cas échéant, (?:les|des) transferts|droit d'être inform",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\bsauf\b|\bexcept|\bà l'exception|\bsans (?:votre|que|un|une|garantie|l'accord)|\bunless\b"
    r"|\bwithout (?:your|a)\b",
    re.IGNORECASE,
)
_IS_ADDRESS = re.compile(
    r"\b[A-Z]{2}[ -]\d{4,5}\b|\b\d{4,6}\b[^.;]{0,25}$|\b(?:siège|head office|headquarters|registered"
    r"|immatricul\w+|RCS|droit|loi|lois|law"
    r"|nationalité|ressortissant\w*|citoyens?|convention|ambassade|résident\w*|devise|gouvernement"
    r"|département du commerce|department)\b"
    r"[^.;]{0,60}$",
    re.IGNORECASE,
)


def transfers_of(contexts: Sequence[Context]) -> Iterator[Fact]:
    """The transfers that a document states or denies, in order, with their safeguards."""
    found = [list(_of_statement(context)) for context in contexts]
    for place, (context, facts) in enumerate(zip(contexts, found, strict=True)):
        for fact in facts:
            yield fact if fact.role == "none" else guarded(fact, context, contexts, found, place)


def _of_statement(context: Context) -> Iterator[Fact]:
    text = context.text
    if context.topics or _MERE_TOPIC.search(text):
        return
    if denied := _denied(context):
        yield context.statement.fact("transfer", denied, "none", role="none")
        return
    countries = list(_countries(context))
    for at, code in countries:
        clause = text[max(text.rfind(";", 0, at[0]), text.rfind(". ", 0, at[0]), 0) :].split(";", 2)
        own = safeguards_in(clause[0] or clause[-1]) if len(countries) > 1 else []
        yield with_safeguards(context.statement.fact("transfer", at, code, role="country"), own)
    outside = _OUTSIDE.search(text)
    if outside and not countries and _asserted(context):
        yield context.statement.fact("transfer", _words(outside), "outside", role="outside")


def _words(outside: re.Match[str]) -> Range:
    opening = re.match(r"(?:(?:vers|to|a|des|un|d'autres|any|dans(?! le monde)|in)\s)*", outside[0], re.IGNORECASE)
    return outside.start() + (opening.end() if opening else 0), outside.end()


def _denied(context: Context) -> Range | None:
    """The words that say that no data leave the Union; a host inside it does not say so."""
    text = context.text
    for outside in _OUTSIDE.finditer(text):
        clause = text.rfind(". ", 0, outside.start()) + 1
        denial = next((one for one in _NO_TRANSFER.finditer(text, clause, outside.end())), None)
        between = text[denial.start() : outside.end()] if denial else ""
        if (
            denial
            and _TRANSFER.search(between)
            and not _EXCEPT.search(text[denial.start() :])
            and ", " not in between[40:]
        ):
            return denial.start(), outside.end()
    bare = re.search(r"\b(?:aucun transfert|no (?:international )?transfer)\b[^.;]{0,40}", text, re.IGNORECASE)
    if bare and _PLACE.search(context.title) and not _EXCEPT.search(text):
        return bare.span()
    return None


def _countries(context: Context) -> Iterator[tuple[Range, str]]:
    text = context.text
    here = bool(_PLACE.search(f"{context.title}\n{context.intro}"))
    for (start, end), code in countries_in(text):
        clause = max(text.rfind(". ", 0, start), text.rfind("; ", 0, start), 0)
        if _IS_ADDRESS.search(text[max(clause, start - 90) : start]):
            continue
        goes = _GOES.search(text[clause : end + 60])
        if (goes and _MOVES.search(text)) or (
            here and (_MOVES.search(text) or context.statement.kind != "sentence")
        ):
            yield (start, end), code


def _asserted(context: Context) -> bool:
    """Whether the sentence says that data go there: not a definition, not somebody's residence."""
    text = context.text
    if context.about_rights and not re.search(r"transf", text, re.IGNORECASE):
        return False
    return bool(_TRANSFER.search(text) or _DONE_THERE.search(text) or (_MOVES.search(text) and _GOES.search(text)))
