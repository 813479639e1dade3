"""French postal addresses in clean running text: recipient, street or box, postcode, town, country.

The text is a view (`ingest.views`) whose line breaks are kept: straight apostrophes, single spaces, no Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anyascii import anyascii

from ingest.address_names import recipient_start

_CAPITAL = r"A-ZÀ-ÖØ-ÞŒА-Я"
_NOT_A_TOWN = (
    r"(?!(?:T[ée]l|T[ée]l[ée]phone|E-?mail|Mail|Courriel|Fax|France|FRANCE|SIREN|SIRET|RCS|Vous|Nous|Pour"
    r"|Adh[ée]rent"
    r"|Client|Euro|Salari|Membre|Personne|Assur[ée])s?\b)"
)
_TOWN_WORD = (
    rf"(?:{_NOT_A_TOWN}[{_CAPITAL}][\w'-]*|de|du|des|d'[{_CAPITAL}]\w+|la|le|les|sur|sous|en|lès|lez|aux?|[Cc]edex"
    r"|\d{1,2}(?:e|er|[èe]me)?(?!\w|\.\d))"
)
_TOWN = rf"{_NOT_A_TOWN}[{_CAPITAL}][\w'-]*(?: {_TOWN_WORD}){{0,7}}"
_CODE = r"(?:(?:FR?|B|L|CH|D|MC)-)?(?:\d{2} ?\d{3}|(?<=-)\d{4})"
_COUNTRY = (
    r"(?:(?:, ?| ?[-–—] ?|\n| | ?\()(?P<country>France|FRANCE|Belgique|Luxembourg|Suisse|Monaco|Irlande|Allemagne"
    r"|Espagne"
    r"|Italie|Pays-Bas|Royaume-Uni|Portugal|Ireland|Belgium|Germany|Spain|Italy|Netherlands|United Kingdom)\b\)?)?"
)
_POSTCODE_TOWN = re.compile(
    rf"(?<![\w.,/-])(?P<postcode>{_CODE}),?[ \n]+(?P<town>{_TOWN})(?![\w'-]| ?\(\d{{2}} ?\d{{3}}\))",
    flags=re.UNICODE,
)
_TOWN_POSTCODE = re.compile(rf"(?:\bà |, ?|[-–] |\n| )(?P<town>{_TOWN})[ \n]\((?P<postcode>\d{{2}} ?\d{{3}})\)")
_COUNTRY_AFTER = re.compile(_COUNTRY)
_WAY = (
    r"rue|avenue|av\.?|ave\.?|boulevard|b(?:oule)?v?d\.?|place|pl\.|quai|chemin|ch\.|allées?|all\.|impasse|cours"
    r"|route"
    r"|rte\.?|square|passage|esplanade|faubourg|fbg|villa|cité|rond-point|promenade|sentier|voie|mail|parvis|cour"
    r"|port"
    r"|venelle|ruelle|montée|côte|terrasses?|galerie|hameau|rond point|carrefour|porte|clos|traverse|lotissement"
    r"|dalle"
    r"|авеню|булевард|улица"
)
_STREET = re.compile(
    rf"(?P<number>\d{{1,4}}(?: ?[-/–] ?\d{{1,4}})? ?(?:bis|ter|quater|[A-ZА-Я](?![\w']))?),?[ \n]+"
    rf"(?P<street>(?:{_WAY})(?![\w-])[^;|()]{{2,70}})",
    re.IGNORECASE,
)
_UNNUMBERED = re.compile(
    rf"(?:^|\b(?:situé|sis|siège|domicilié)e?s? (?:au |à )?)(?P<street>(?:{_WAY})(?![\w-]) [^;|()]{{2,60}})",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"(?<!\w)(?P<box>(?:B\.?P\.?|T\.?S\.?A\.?|C\.?S\.?|[Cc]ase postale|[Bb]oîte postale"
    r"|[Ll]ibre [Rr]éponse(?: n°)?|PO Box)"
    r" ?\d[\d ]*)"
)
_COMPLEMENT = re.compile(
    r"^(?:(?:Immeuble|Bâtiment|Bât\.?|Tour|Résidence|Parc|Z\.?A\.?C?|Z\.?I\.?|Zone|Lieu-?dit|Espace|Technopole"
    r"|Domaine"
    r"|Centre [Cc]ommercial|Campus|Entrée|Escalier|Le Parc|Les Terrasses)\b|\d{1,2}(?:e|er|[èe]me) étage)"
)
_SEPARATOR = re.compile(
    rf" ?[-–—] |[-–—](?= ?\d{{5}}\b)|,(?! ?(?:{_WAY})(?![\w-])) ?|\n(?:[-–—•*·] ?)?", re.IGNORECASE
)
_BOUNDARY = re.compile(
    r"(?<![ .]\w)(?<!\b(?:av|bd|st|ch|pl|no))(?<!\b(?:ste|rte|tél|art|all|ave))[.!?](?:[»\")])? (?=[A-ZÀ-Ý])|[;|\t]"
    r"|\n[-–—•*·] ?|[^\s@]@[^\s@]+|(?:\+33|\b0) ?[1-9](?:[ .]?\d\d){4}",
    re.IGNORECASE,
)
_POSTAL = re.compile(r"courrier|adresse|écri|postal|lettre|address|post\b|адрес", re.IGNORECASE)
_REACH = 320
_MAX_PARTS = 7


@dataclass(frozen=True, slots=True)
class Address:
    """An address found in a text, `[start, end)`.

    `number`, `street`, `box` and `town` are lower-case ASCII, "" for what it does not have; `postcode` is its
    digits, and letters abroad; `recipient` is in the text's words.
    """

    start: int
    end: int
    recipient: str
    number: str
    street: str
    box: str
    postcode: str
    town: str

    @property
    def normalised(self) -> str:
        """Number, street, postcode, town; the box where there is no street."""
        parts = (self.number, self.street or self.box, self.postcode, self.town)
        return " ".join(part for part in parts if part)


def addresses_in(text: str) -> Iterator[Address]:
    """The postal addresses of `text`, in order."""
    floor = 0
    for match in sorted(
        [*_POSTCODE_TOWN.finditer(text), *_TOWN_POSTCODE.finditer(text)], key=lambda one: one.start()
    ):
        found = _address(text, floor, match)
        if found:
            yield found
            floor = found.end


def _address(text: str, floor: int, match: re.Match[str]) -> Address | None:
    place = min(match.start("town"), match.start("postcode"))
    if match.start() < floor:
        return None
    parts = pieces(text, max(floor, place - _REACH), match.start())
    core = _core(text, parts)
    reversed_order = match.start("town") < match.start("postcode")
    town = match["town"] if reversed_order else _town(match["town"])
    if core is None:
        if reversed_order or not _recipient_only(text, match, town, parts):
            return None
        core = _Core(len(parts), place)
    start, recipient = recipient_start(text, parts[: core.part], core.start)
    if start == place:
        return None
    end = match.end() if reversed_order else match.start("town") + len(town)
    country = _COUNTRY_AFTER.match(text, end)
    return Address(
        start=start,
        end=country.end("country") if country and country["country"] else end,
        recipient=recipient,
        number=_number(core.number),
        street=plain(core.street),
        box=_box(core.box),
        postcode="".join(filter(str.isdigit, match["postcode"])),
        town=plain(town),
    )


@dataclass(frozen=True, slots=True)
class _Core:
    """The part of an address below its recipient: from `start`, in the part of that number, to the postcode."""

    part: int
    start: int
    number: str = ""
    street: str = ""
    box: str = ""


def _core(text: str, parts: list[tuple[int, int]]) -> _Core | None:
    """Street, box and complements, read upwards from the postcode; None when there is none of them."""
    core: _Core | None = None
    for place in range(len(parts) - 1, max(-1, len(parts) - 1 - _MAX_PARTS), -1):
        begin, end = parts[place]
        part = text[begin:end]
        street = None if core and core.street else (_STREET.search(part) or _UNNUMBERED.search(part))
        box = _BOX.search(part)
        if street:
            number = street.groupdict().get("number") or ""
            first = min(street.start("number") if number else street.start("street"), box.start() if box else end)
            kept = street["street"].split(box["box"])[0] if box else street["street"]
            core = _Core(place, begin + first, number, kept, box["box"] if box else (core.box if core else ""))
        elif box:
            core = _Core(
                place, begin + box.start(), *((core.number, core.street) if core else ("", "")), box=box["box"]
            )
        elif _COMPLEMENT.match(part) and len(part) < 60:
            core = _Core(place, begin, *((core.number, core.street, core.box) if core else ("", "", "")))
            continue
        elif core or not _place_name(part):
            break
        if core and core.start > begin:
            break
    return core if core and (core.street or core.box) else None


def _place_name(part: str) -> bool:
    """A line between street and postcode that names a place: "La Défense", "Les Miroirs"."""
    return part[:1].isupper() and len(part) < 35 and not any(map(str.isdigit, part))


def _recipient_only(text: str, match: re.Match[str], town: str, parts: list[tuple[int, int]]) -> bool:
    """No street, no box: a name, then a CEDEX, or a postcode after words that announce an address."""
    if not parts or not text[parts[-1][1] : match.start()].strip(" ") or not match["postcode"].isdigit():
        return False
    if "cedex" in town.lower():
        return True
    return (
        text[match.start() - 1] == "\n"
        and _POSTAL.search(text, max(0, match.start() - 200), match.start()) is not None
    )


def _town(found: str) -> str:
    """Town words up to the CEDEX and its number, or the first that is only a small word: prose stays out."""
    words = found.split(" ")
    lower = [word.lower() for word in words]
    if "cedex" in lower:
        last = lower.index("cedex") + 1
        return " ".join(words[: last + 1 if last < len(words) and words[last][:1].isdigit() else last])
    while words and words[-1].islower():
        words.pop()
    return " ".join(words)


def _box(written: str) -> str:
    """ "tsa 80715" of "TSA80715", "bp 12" of "B.P. 12"."""
    kind = plain(re.sub(r"[\d.]", "", written))
    return f"{kind} {''.join(filter(str.isdigit, written))}".strip()


def _number(written: str) -> str:
    """ "6b" of "6 B", "15 bis", "40-42" of "40 / 42"."""
    number = re.sub(r" ?[-/] ?", "-", anyascii(written).lower().strip())
    return re.sub(r"(?<=\d) ?(?=bis|ter|quater)", " ", re.sub(r"(?<=\d) (?=[a-z]$)", "", number))


def pieces(text: str, floor: int, stop: int) -> list[tuple[int, int]]:
    """The pieces between separators, from the last sentence end, bullet or other contact before `stop`."""
    for match in _BOUNDARY.finditer(text, floor, stop):
        floor = match.end()
    parts: list[tuple[int, int]] = []
    begin = floor
    for match in _SEPARATOR.finditer(text, floor, stop):
        _append(parts, text, begin, match.start())
        begin = match.end()
    _append(parts, text, begin, stop)
    return parts


def _append(parts: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    if piece.strip():
        lead = len(piece) - len(piece.lstrip())
        parts.append((begin + lead, begin + lead + len(piece.strip())))


def plain(text: str) -> str:
    """Lower-case ASCII words separated by single spaces."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", anyascii(text).lower()).split())
