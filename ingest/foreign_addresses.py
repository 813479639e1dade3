"""British, Irish and American postal addresses in clean running text, where the postcode stands after the town."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.address_names import recipient_start
from ingest.addresses import Address, pieces, plain

_BRITISH = r"(?:GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})"
_IRISH = r"[ACDEFHKNPRTVWXY]\d[\dW] ?[\dAC-FHKNPRTV-Y]{4}"
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT"
    "|V[AT]|W[AIVY]"
)
_POSTCODE = rf"(?:{_BRITISH}|{_IRISH}|(?:{_STATES}),? \d{{5}}(?:-\d{{4}})?)(?!\w)"
_TOWN = r"[A-Z][A-Za-z'-]+(?:[ -][A-Z][A-Za-z'-]+){0,3}(?: \d{1,2}| [A-Z]{2})?"
_TOWN_POSTCODE = re.compile(rf"(?<![\w'-])(?P<town>{_TOWN})(?:, ?| |\n)(?P<postcode>{_POSTCODE})")
_COUNTRY = re.compile(
    r"(?:, ?|\n| ?[-–—] | ?\(| )(?P<country>Royaume-Uni|United Kingdom|UK|Angleterre|Écosse|England|Scotland"
    r"|Irlande|Ireland|[ÉE]tats-Unis|United States(?: of America)?|USA|U\.S\.A\.?)(?!\w)"
)
_WAY = (
    r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Parkway|Pkwy|Drive|Dr|Way|Square|Place|Boulevard|Blvd|Court|Quay|Gate|Row"
    r"|Circle|Plaza|Terrace|Crescent|Broadway|Highway|Mews|Wharf"
)
_STREET = re.compile(
    rf"(?:(?P<number>\d{{1,5}}(?:-\d{{1,5}})?[A-Z]?) )?(?P<street>(?:[A-Z0-9][\w'.-]* ){{1,4}}(?:{_WAY})\b\.?)"
)
_BOX = re.compile(r"\bP\.? ?O\.? ?Box (?P<digits>\d+)", re.IGNORECASE)
_REACH = 240


def foreign_addresses_in(text: str) -> Iterator[Address]:
    """The addresses of `text` with a British, Irish or American postcode and a street or box, in order."""
    floor = 0
    for match in _TOWN_POSTCODE.finditer(text):
        found = _address(text, max(floor, match.start() - _REACH), match)
        if found:
            yield found
            floor = found.end


def _address(text: str, floor: int, match: re.Match[str]) -> Address | None:
    parts = pieces(text, floor, match.start())
    for place in range(len(parts) - 1, -1, -1):
        begin, end = parts[place]
        box, street = _BOX.search(text, begin, end), _STREET.search(text, begin, end)
        core = box or street
        if core:
            break
    else:
        return None
    start, recipient = recipient_start(text, parts[:place], core.start())
    country = _COUNTRY.match(text, match.end())
    return Address(
        start=start,
        end=country.end("country") if country else match.end(),
        recipient=recipient,
        number=plain(street["number"] or "") if street else "",
        street=plain(street["street"]) if street else "",
        box=f"po box {box['digits']}" if box else "",
        postcode=plain(match["postcode"]),
        town=plain(match["town"]),
    )
