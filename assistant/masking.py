"""Personal data in a member's message, masked before anything else reads it.

Identifiers are looked for in a folded view of the text (NFKD, small letters, no accents, ASCII digits, plain spaces
and dashes), every character of which knows where it stands in the original; the text around them is untouched.
When in doubt a number is masked: an answer about a privacy policy never depends on one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

PLACEHOLDERS = {
    "nir": "[numéro de sécurité sociale]",
    "iban": "[IBAN]",
    "email": "[adresse e-mail]",
    "phone": "[numéro de téléphone]",
    "card": "[carte bancaire]",
    "birth_date": "[date de naissance]",
    "member_number": "[numéro d'adhérent]",
    "number": "[numéro]",
}
_KIND_OF = {placeholder: kind for kind, placeholder in PLACEHOLDERS.items()}
_PLACEHOLDER = re.compile("|".join(re.escape(placeholder) for placeholder in _KIND_OF))

_OPAQUE = "\ue000"
"""Stands in the view for what is masked or must stay: no pattern contains it or reaches across it."""
_MARKS = ("Mn", "Mc", "Me")
_DROPPED = (*_MARKS, "Cf", "Cc")
_PLAIN = str.maketrans({"−": "-", "’": "'", "‘": "'", "ʼ": "'", "·": ".", "•": "."})

_S = r"[ ._/-]{0,3}"
"""What may stand between two digits of one number."""
_ALONE_BEFORE = "".join(rf"(?<![0-9][ ._/-]{{{separators}}})" for separators in range(4))
_ALONE_AFTER = rf"(?!{_S}[0-9])"

_YEAR = r"(?:19|20)[0-9]{2}"
_DAY = r"[0-3]?[0-9]"
_MONTH = (
    r"(?:janvier|janv|january|jan|fevrier|fevr|fev|february|feb|mars|march|mar|avril|avr|april|apr|mai|may|juin|june"
    r"|jun|juillet|juil|july|jul|aout|august|aug|septembre|september|sept|sep|octobre|october|oct|novembre|november"
    r"|nov|decembre|december|dec)(?![a-z])\.?"
)
_FULL_DATE = (
    rf"(?:{_DAY}(?: ?/ ?{_DAY} ?/ ?| ?\. ?{_DAY} ?\. ?| ?- ?{_DAY} ?- ?){_YEAR}(?![0-9])"
    rf"|{_YEAR}(?:/{_DAY}/|\.{_DAY}\.|-{_DAY}-){_DAY}(?![0-9])"
    rf"|{_DAY}/{_DAY}/[0-9]{{2}}(?![0-9/]))"
)
_WRITTEN_DATE = (
    rf"(?:{_DAY}(?:er|st|nd|rd|th)?[ -]{{0,2}}(?:of )?{_MONTH}(?:[ ,'-]{{1,3}}(?:{_YEAR}|[0-9]{{2}})(?![0-9]))?"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?(?![0-9])(?:[ ,']{{1,3}}{_YEAR}(?![0-9]))?"
    rf"|{_MONTH} {_YEAR}(?![0-9]))"
)
_ANY_DATE = (
    rf"(?:{_FULL_DATE}|{_WRITTEN_DATE}|{_DAY} {_DAY} {_YEAR}(?![0-9])"
    rf"|(?:{_DAY}(?: {_DAY} |\.{_DAY}\.|-{_DAY}-)[0-9]{{2}}|[0-9]{{8}}|[0-9]{{6}}|{_DAY}[/.-]{_DAY}){_ALONE_AFTER})"
)
_BIRTH_GAP = rf"(?:[^0-9.;!?{_OPAQUE}]|\.(?! )){{0,40}}?"
_DATES_AFTER_BIRTH = re.compile(
    r"(?<![a-z])(?:(?:nee|nes|nees|ne ?\(e?s?\)|naissances?|naiss|ddn|d\.d\.n|dob|d\.o\.b|born|birth(?:day|date)?s?"
    rf"|anniversaires?)(?![a-z])\.?(?P<gap>{_BIRTH_GAP})"
    r"|ne(?: (?:a|au|aux|en) [a-z' -]{1,30}?| en)?(?: ?, ?)?(?: le| un)?(?: [a-z]{3,6}di| dimanche)? ?[:,-]? ?)"
    rf"(?P<dates>(?<![0-9]){_ANY_DATE}(?:(?: ?[,;&] ?|,? (?:et|and|ou|or|en|to|par|by|au lieu du?e?|instead"
    rf" of) )(?:(?:non|not|pas) )?(?:le |du |on |the )?{_ANY_DATE}){{0,9}})"
)
_NOT_OF_BIRTH = re.compile(r"\b(?:envoy|demand|sent\b|request|depuis|since|avant|before|adheren|adhere)")
_DATE_BEFORE_BIRTH = re.compile(
    rf"(?<![0-9a-z])(?P<dates>{_ANY_DATE})(?: ?\( ?| ?= ?|,? (?:c'est|est|is|was|etait)(?: bien)? | )"
    r"(?:ma |sa |la |mon |son |leur |my |his |her |their )?"
    r"(?:date de naissance|naissance|ddn|dob|date of birth|birth ?date|birthday|anniversaire)(?![a-z])"
)

_COMPANY_NUMBER = re.compile(
    rf"(?<![a-z])(?:sirene?|siret|rcs|r\.c\.s)(?![a-z])[^0-9{_OPAQUE}]{{0,60}}"
    rf"(?P<number>[0-9](?:{_S}[0-9]){{8}}(?:(?:{_S}[0-9]){{5}})?(?![0-9]))"
)
_PLAIN_DATE = re.compile(rf"(?<![0-9])(?<![0-9][./-])(?:{_FULL_DATE}(?![./-][0-9]))")
_MONTHS_AND_YEARS = re.compile(
    rf"(?<![0-9])(?<![0-9][ ./-])(?:(?:0?[1-9]|1[0-2])/{_YEAR}|{_YEAR}(?: ?[ /-] ?{_YEAR}){{1,20}})(?![ ./-]?[0-9])"
)
_PERIOD = re.compile(
    r"(?<![0-9])[0-9]{1,3}(?: ?- ?[0-9]{1,3})? ?(?:ans?|annees?|mois|semaines?|jours?|heures?|minutes?|years?"
    r"|months?|weeks?|days?|hours?|%)(?![a-z])"
)
_AMOUNT = re.compile(
    r"(?<![0-9])(?<![0-9][ .,])(?:[0-9]{1,3}(?:[ .][0-9]{3}){1,5}|[0-9]{1,8})(?:,[0-9]{1,2})? ?(?:[kme]?€|euros?"
    r"|eur|e|dollars?|\$|£)(?![a-z])"
)

_ARTICLES = re.compile(r"(?<![a-z])articles(?: [1-9][0-9]{0,2}(?![0-9])){2,20}")
_POSTAL = re.compile(r"(?<![a-z])(?:tsa|cs|bp)[ :]{0,2}[0-9]{1,6}(?:[ ,-]{0,3}[0-9]{5}(?= [a-z]))?(?![0-9])")

_TOKEN = r"[\w.+%'-]++"
_JOINED = r"(?: (?:point|dot|tiret|underscore|dash) [\w.+%'-]++)"
_DOMAIN_WORD = r"[\w-]{1,63}"
_DOT = r"(?:\.| ?[(\[{] ?(?:dot|point|\.) ?[)\]}] ?| (?:point|dot) )"
_SUFFIX = r"(?:com|fr|net|org|eu|info|be|ch|lu|de|es|it|uk)(?!\w)"
_DOTTED = rf"{_DOMAIN_WORD}(?: ?\. ?{_SUFFIX}|{_DOT}{_DOMAIN_WORD}){{1,4}}"
_PROVIDER = r"(?:gmail|yahoo|hotmail|outlook|orange|free|laposte|wanadoo|sfr|icloud|live|msn|proton(?:mail)?|bbox)"
_EMAIL = re.compile(
    rf"(?<![\w.+%'-]){_TOKEN}(?:"
    rf"@(?:{_DOTTED}|{_DOMAIN_WORD})"
    rf"|{_JOINED}{{0,5}}(?: ?@ ?| ?[(\[{{] ?(?:at|a|arobase?|@) ?[)\]}}] ?| arobase? )"
    rf"(?:{_DOTTED}|{_PROVIDER}(?!\w))"
    rf"|{_JOINED}{{1,5}} at {_DOTTED}"
    rf"| at (?:{_PROVIDER}{_DOT}{_SUFFIX}|{_DOMAIN_WORD}(?: dot | ?[(\[{{] ?dot ?[)\]}}] ?){_DOMAIN_WORD})"
    r")"
)
_EMAIL_IN_WORDS = re.compile(rf"(?<![\w.+%'-])\w{{1,40}}(?:[._+-]\w{{1,40}}){{1,4}} at {_DOTTED}")

_IBAN_START = re.compile(r"(?<![a-z0-9])(?:iban)?(?P<iban>(?P<country>[a-z]{2})(?P<space> ?)[0-9]{2})")
_IBAN_REST = re.compile(r"(?:[ .-]{0,3}[a-z0-9]){11,30}")
_CUT_IBAN = re.compile(rf"(?:[ .-]{{0,3}}[a-z]{{4}})?(?:{_S}[0-9]){{12,30}}")
_IBAN_LENGTHS = {
    country: int(length)
    for country, length in re.findall(
        r"([a-z]{2})(\d\d)",
        "ad24 ae23 al28 at20 az28 ba20 be16 bg22 bh22 bi27 br29 by28 ch21 cr22 cy28 cz24 de22 dj27 dk18 do28 ee20 "
        "eg29 es24 fi18 fk18 fo18 fr27 gb22 ge22 gi23 gl18 gr27 gt28 hn28 hr21 hu28 ie22 il23 iq23 is26 it27 jo30 "
        "kw30 kz20 lb28 lc32 li21 lt20 lu20 lv21 ly25 mc27 md24 me22 mk19 mn20 mr27 mt31 mu30 ni28 nl18 no15 om23 "
        "pk24 pl28 ps29 pt25 qa29 ro24 rs22 ru33 sa24 sc31 sd18 se24 si19 sk24 sm27 so23 st25 sv28 tl23 tn24 tr26 "
        "ua29 va22 vg24 xk20 ye30",
    )
}
"""Characters of an IBAN by country (registry of ISO 13616)."""
_RIB = re.compile(
    r"(?<![a-z0-9])[0-9]{5}[ ._-]{0,3}[0-9]{5}[ ._-]{0,3}[a-z0-9]{11}[ ._-]{0,3}[0-9]{2}(?![a-z0-9])"
    rf"|{_ALONE_BEFORE}[0-9](?:{_S}[0-9]){{22}}{_ALONE_AFTER}"
)
_RIB_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "12345678912345678923456789")
_ACCOUNT_BEFORE = re.compile(r"\b(?:rib|iban|compte|account)\b[^0-9]{0,25}$")

_T = r"[ ._/:,;-]{0,3}"
"""What may stand between two digits of a social-security number, which is written in more ways than others."""
_WITHOUT_KEY = (
    rf"(?<![0-9])[1-478]{_T}[0-9]{_T}[0-9]{_T}(?:0{_T}[1-9]|1{_T}[0-2]|[235-9]{_T}[0-9]|4{_T}[0-2])"
    rf"{_T}(?:[0-9]{_T}[0-9]|2{_T}[ab])(?:{_T}[0-9]){{6}}"
)
_NIR = re.compile(rf"{_WITHOUT_KEY}(?:{_T}[0-9]{_T}[0-9]|,? ?(?:cle ?:?|\() ?[0-9]{{2}} ?\)?)?(?![0-9])")
_BARE_NIR = re.compile(rf"{_WITHOUT_KEY}(?![0-9])")
"""What follows may be another number rather than the key."""

_PAIRS = rf"(?:{_S}[0-9]{{2}}){{4}}(?![0-9])"
_FRENCH_PHONE = re.compile(
    rf"(?:\+|{_ALONE_BEFORE}00)[ .-]?33{_S}(?:\( ?0 ?\)|0)?{_S}[1-9](?:{_S}[0-9]){{8}}(?![0-9])"
    rf"|(?<![0-9])(?:\( ?0[1-9] ?\)|\( ?0 ?\) ?[1-9]){_PAIRS}"
    rf"|{_ALONE_BEFORE}0[1-9]{_PAIRS}"
)
_FRENCH_PHONE_AFTER_A_NUMBER = re.compile(
    rf"(?<![0-9])0[1-9]{_PAIRS}|{_ALONE_BEFORE}0{_S}[1-9](?:{_S}[0-9]){{8}}{_ALONE_AFTER}"
)
_FOREIGN_PHONE = re.compile(rf"(?:\+|{_ALONE_BEFORE}00)[ (]{{0,2}}[1-9](?:[ ().\-/_]{{0,3}}[0-9]){{6,14}}(?![0-9])")

_NUMBER_WORD = r"(?:n ?°|(?:no|nos|num|numero|numeros|number|nbr|id|identifiant)(?![a-z])[.°]?)"
_BETWEEN = r"[ :#=(°'\"*-]"
_MEMBER_LABEL = re.compile(
    r"(?<![a-z])(?:adherente?s?|adh|adhesion|contrats?|dossiers?|societaires?|matricules?|police|assuree?s?"
    r"|beneficiaires?|client|cliente|sinistres?|reclamation|demande|member(?:ship)?|policy|contract|files?|case"
    r"|claim|complaint|request|customer|account|compte|ticket|ref|refs|reference|references)(?![a-z])\.?"
    rf"(?:(?:{_BETWEEN}{{1,4}}[a-z]{{1,15}}){{0,3}}?{_BETWEEN}{{1,4}}{_NUMBER_WORD}(?: est| is)?"
    rf"|(?:{_BETWEEN}{{1,4}}(?:est|is|le|the|de|d|of|c'est|sous|under)(?![a-z])){{0,3}}){_BETWEEN}{{0,4}}"
)
_MIXED = re.compile(r"(?=[0-9._/-]{0,30}[a-z])[a-z0-9](?:[._/-]?[a-z0-9]){3,39}(?![a-z0-9])")
_SPACED = re.compile(
    rf"(?:(?P<prefix>[a-z]{{1,4}})[ ._/-]{{0,2}})?[0-9](?:{_S}[0-9]){{4,29}}(?:[._/-]?[a-z]{{1,2}})?(?![a-z0-9])"
    rf"|[0-9](?:{_S}[0-9]){{4,29}}(?![0-9])"
)
_SHORT_WORDS = frozenset(
    re.findall(
        r"\S+",
        "a au aux ce chez dans de des du en est et il je la le les ma mes mon ne non on ou par pas pour sa se ses "
        "si son sur tu un une via vos vous and at by code cp for from in is it my no of or than that the this to "
        "with your rgpd gdpr loi law art",
    )
)
_LAW = re.compile(
    rf"(?:rgpd|gdpr)? ?2016/679|[lrda]\.? ?[0-9]{{3,4}}-[0-9]{{1,3}}(?:-[0-9]+)?|[ct]-[0-9]{{1,4}}/[0-9]{{2}}"
    rf"|{_YEAR}(?:[ ._/-]{{1,3}}{_YEAR})*"
)

_CARD = re.compile(r"(?<![0-9])[2-6](?:[ ._-]{0,3}[0-9]){12,18}(?![0-9])")
_NUMBER = re.compile(r"(?<![0-9])[0-9](?:(?:[ ._-]{0,3}|/)[0-9]){8,}+")

Spans = Iterator[tuple[int, int]]


@dataclass(frozen=True)
class Masked:
    """A text without personal identifiers, and the kinds of its placeholders in order of first appearance."""

    text: str
    kinds: tuple[str, ...]


def without_placeholders(text: str) -> str:
    """The text without the words that stand for what was masked, so that they do not pass for its subject; the text
    itself where nothing else is left."""
    rest = text
    for placeholder in PLACEHOLDERS.values():
        rest = rest.replace(placeholder, " ")
    return " ".join(rest.split()) if any(map(str.isalnum, rest)) else text


def mask(text: str) -> Masked:
    """The text with every personal identifier replaced by a word in square brackets.

    Masking what is masked changes nothing. Names of persons and addresses of homes are not looked for.
    """
    return mask_only(text, frozenset(PLACEHOLDERS))


def mask_only(text: str, kinds: Collection[str]) -> Masked:
    """The text with the identifiers of these kinds replaced; `kinds` of the result are among them.

    All kinds are looked for, so that an account number does not pass for a card: the others stay in the words. An
    e-mail address made of an identifier of these kinds counts as that identifier.
    """
    while (masked := _masked_once(text, kinds)) != text:
        text = masked
    found = (_KIND_OF[found[0]] for found in _PLACEHOLDER.finditer(text))
    return Masked(text, tuple(dict.fromkeys(kind for kind in found if kind in kinds)))


def identifiers(text: str) -> tuple[tuple[str, str], ...]:
    """The personal identifiers that `mask` would replace first, in their order: (kind, as it was typed)."""
    return tuple((kind, text[start:end]) for start, end, kind in _identified(text, frozenset(PLACEHOLDERS)))


def _masked_once(text: str, kinds: Collection[str]) -> str:
    pieces, at = [], 0
    for start, end, kind in _identified(text, kinds):
        pieces += [text[at:start], PLACEHOLDERS[kind]]
        at = end
    return "".join([*pieces, text[at:]])


def _identified(text: str, kinds: Collection[str]) -> list[tuple[int, int, str]]:
    """Where identifiers of these kinds stand in the text, in order and apart, each with its kind."""
    view, starts, ends = _view_of(text)
    view = _hidden(view, (found.span() for found in _FOLDED_PLACEHOLDER.finditer(view)))
    found: list[tuple[int, int, str]] = []
    for kind, spans_in in _STEPS:
        spans = list(spans_in(view))
        if kind in kinds:
            found += [(*span, kind) for span in spans]
        elif kind == "email":
            found += [(*span, inner) for span in spans if (inner := _kind_inside(view[slice(*span)], kinds))]
        view = _hidden(view, spans)
    return [(starts[start], ends[end - 1], kind) for start, end, kind in sorted(found)]


def _kind_inside(address: str, kinds: Collection[str]) -> str | None:
    """The first of these kinds that an e-mail address has an identifier of."""
    return next((kind for kind, spans_in in _STEPS if kind in kinds and any(spans_in(address))), None)


def _view_of(text: str) -> tuple[str, list[int] | range, list[int] | range]:
    """The folded text and, for each of its characters, where what it stands for starts and ends in `text`."""
    if text.isascii() and text.isprintable():
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    view: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(text):
        plain = _folded(character)
        if plain:
            view.append(plain)
            starts += [at] * len(plain)
            ends += [at + 1] * len(plain)
        elif ends and ends[-1] == at and unicodedata.category(character) in _MARKS:
            ends[-1] = at + 1
    return "".join(view), starts, ends


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character.isspace():
        return " "
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    if unicodedata.category(character) == "Pd":
        return "-"
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).lower())
    kept = "".join(one for one in plain if unicodedata.category(one) not in _DROPPED)
    return kept.translate(_PLAIN)


_FOLDED_PLACEHOLDER = re.compile(
    "|".join(re.escape("".join(map(_folded, placeholder))) for placeholder in PLACEHOLDERS.values())
)


def _hidden(view: str, spans: Spans | list[tuple[int, int]]) -> str:
    """The view with the spans, in order and apart, made opaque."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [view[at:start], _OPAQUE * (end - start)]
        at = end
    return "".join([*pieces, view[at:]]) if pieces else view


def _matches(pattern: re.Pattern[str], group: str | int = 0) -> Callable[[str], Spans]:
    return lambda view: (found.span(group) for found in pattern.finditer(view))


def _birth_dates(view: str) -> Spans:
    for found in _DATES_AFTER_BIRTH.finditer(view):
        gap = (found["gap"] or "").rstrip()
        if gap.endswith(":") or not _NOT_OF_BIRTH.search(gap):
            yield found.span("dates")


def _ibans(view: str) -> Spans:
    at = 0
    while start := _IBAN_START.search(view, at):
        at = start.end()
        if end := _iban_end(view, start):
            yield start.start("iban"), end
            at = end


def _iban_end(view: str, start: re.Match[str]) -> int | None:
    """Where the IBAN that starts there ends: after the length of its country, else where its digits end."""
    from stdnum import iban

    length, rest = _IBAN_LENGTHS.get(start["country"]), _IBAN_REST.match(view, start.end())
    if not length or not rest:
        return None
    places = [at for at in range(rest.start(), rest.end()) if view[at].isalnum()][: length - 4]
    code, end = "".join(view[at] for at in places), places[-1] + 1
    whole = len(code) == length - 4 and not view[end : end + 1].isalnum()
    if whole and iban.is_valid(start["iban"] + code, check_country=False):
        return end
    if start["space"] and start["country"] != "fr":
        return None
    if whole and sum(map(str.isdigit, code)) * 2 >= len(code):
        return end
    cut = _CUT_IBAN.match(view, start.end())
    return cut.end() if cut else None


def _ribs(view: str) -> Spans:
    """French account numbers without the country's letters; the key is modulo 97, letters counted as digits."""
    for found in _RIB.finditer(view):
        number = re.sub(r"[^a-z0-9]", "", found[0])
        right = int(number.translate(_RIB_LETTERS)) % 97 == 0
        lettered = not number.isdigit()
        if right or lettered or _ACCOUNT_BEFORE.search(view, max(0, found.start() - 40), found.start()):
            yield found.span()


def _nirs(view: str) -> Spans:
    at = 0
    while found := _NIR.search(view, at):
        bare = _BARE_NIR.match(view, found.start())
        span = next((one.span() for one in (found, bare) if one and _is_nir(view, one)), None)
        if span:
            yield span
        at = span[1] if span else found.start() + 1


def _is_nir(view: str, found: re.Match[str]) -> bool:
    from stdnum.fr import nir

    number = re.sub(r"[^0-9ab]", "", found[0])
    likely = number[0] in "12" and (number == found[0] or _stands_alone(view, found))
    return likely or nir.is_valid(number)


_DIGIT_BEFORE = re.compile(rf"[0-9]{_S}$")
_DIGIT_AFTER = re.compile(rf"{_S}[0-9]")


def _stands_alone(view: str, found: re.Match[str]) -> bool:
    before = view[max(0, found.start() - 4) : found.start()]
    return not _DIGIT_BEFORE.search(before) and not _DIGIT_AFTER.match(view, found.end())


def _foreign_phones(view: str) -> Spans:
    candidates = list(_FOREIGN_PHONE.finditer(view))
    if not candidates:
        return
    from phonenumbers import PhoneNumberMatcher

    for found in candidates:
        number = next(iter(PhoneNumberMatcher(found[0], "FR", max_tries=3)), None)
        yield found.start(), found.start() + number.end if number else found.end()


def _member_numbers(view: str) -> Spans:
    at = 0
    while label := _MEMBER_LABEL.search(view, at):
        at = label.end()
        for pattern in (_MIXED, _SPACED):
            value = pattern.match(view, at)
            if value and _is_member_number(value):
                yield value.span()
                at = value.end()
                break


def _is_member_number(value: re.Match[str]) -> bool:
    if _LAW.fullmatch(value[0]) or value.groupdict().get("prefix") in _SHORT_WORDS:
        return False
    return sum(map(str.isdigit, value[0])) >= 4


def _cards(view: str) -> Spans:
    from stdnum import luhn

    for found in _CARD.finditer(view):
        for end in _group_ends(found):
            number = re.sub(r"[^0-9]", "", view[found.start() : end])
            if len(number) >= 13 and luhn.is_valid(number):
                yield found.start(), end
                break


def _group_ends(found: re.Match[str]) -> list[int]:
    """Where a group of digits ends, sixteen digits first, then the longest."""
    ends = [found.start() + group.end() for group in re.finditer(r"[0-9]+", found[0])]
    return sorted(ends, key=lambda end: (sum(map(str.isdigit, found[0][: end - found.start()])) != 16, -end))


_STEPS: tuple[tuple[str, Callable[[str], Spans]], ...] = (
    ("birth_date", _birth_dates),
    ("birth_date", _matches(_DATE_BEFORE_BIRTH, "dates")),
    ("", _matches(_COMPANY_NUMBER, "number")),
    ("", _matches(_PLAIN_DATE)),
    ("", _matches(_MONTHS_AND_YEARS)),
    ("email", _matches(_EMAIL_IN_WORDS)),
    ("email", _matches(_EMAIL)),
    ("iban", _ibans),
    ("iban", _ribs),
    ("phone", _matches(_FRENCH_PHONE)),
    ("", _matches(_ARTICLES)),
    ("", _matches(_POSTAL)),
    ("", _matches(_PERIOD)),
    ("", _matches(_AMOUNT)),
    ("nir", _nirs),
    ("phone", _matches(_FRENCH_PHONE_AFTER_A_NUMBER)),
    ("phone", _foreign_phones),
    ("member_number", _member_numbers),
    ("card", _cards),
    ("number", _matches(_NUMBER)),
)
"""In this order: the most telling shapes first. A step without a kind finds what must stay."""
