"""A postal address, line by line, as AFNOR NF Z10-011 has it: six lines of 38 characters, the first for the
addressee and the last for postcode and town.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from assistant.requests.intake.cleaning import compatible, line, within, without_nir
from assistant.requests.intake.reading import Wrong

LINES = 4
"""Lines between the addressee and the postcode."""
WIDTH = 38
_CODE_WIDTH = 30
_LINE = re.compile(r"[\w '’.,()/°&#+\u2010-\u2013·-]+")
"""Neither ":" nor "@": no line of an address reads as a header or an e-mail address."""
_FOREIGN_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,9}")
_GROUPS = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes that are no country's."""


def street(text: str) -> tuple[str, ...]:
    """The lines of an address between the addressee and the postcode."""
    within(text, 2 * LINES * WIDTH)
    found = tuple(_address_line(one) for one in re.split(r"\r\n|\n|\r", text) if one.strip())
    if len(found) > LINES:
        raise Wrong("too_many_lines", limit=LINES, count=len(found))
    without_nir(" ".join(found))
    return found


def town(text: str) -> str:
    """A town; with a French postcode it fits on one line of an address."""
    found = _address_line(text)
    within(found, WIDTH - len("75001 "))
    return found


def postcode(text: str, country: str) -> str:
    """Five digits in France, overseas included; elsewhere what its post uses."""
    found = compatible(line(text, _CODE_WIDTH)).upper()
    if country == "FR":
        found = found.replace(" ", "")
        if not re.fullmatch("[0-9]{5}", found):
            raise Wrong("bad_postcode")
    elif not _FOREIGN_POSTCODE.fullmatch(found):
        raise Wrong("bad_foreign_postcode")
    return found


def country(text: str) -> str:
    """ISO 3166-1 alpha-2."""
    found = line(text, _CODE_WIDTH).upper()
    if found not in countries():
        raise Wrong("bad_country")
    return found


@cache
def countries() -> frozenset[str]:
    """The codes of countries that an address may have."""
    return frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2) - _GROUPS


def _address_line(text: str) -> str:
    found = line(text, WIDTH)
    if not _LINE.fullmatch(found) or "_" in found:
        raise Wrong("bad_address")
    return found
