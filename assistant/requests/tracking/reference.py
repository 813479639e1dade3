"""References: unguessable, and readable over the phone.

`MD-XXXX-XXXX-XXXX-XXXX`: fifteen random characters of Crockford's base 32 (75 bits; no I, L, O or U) and a check
character, a cyclic code over GF(2⁵) that notices every wrong character and every two neighbours swapped.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: https://www.crockford.com/base32.html."""
_PREFIX = "MD"
_RANDOM, _GROUP = 15, 4
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212._]+")
_ALIKE = str.maketrans("OIL", "011")
_LONGEST = 64
"""Characters beyond which a text is not looked at."""


def new_reference() -> str:
    """A reference that nobody can guess."""
    body = random_characters(_RANDOM)
    body += ALPHABET[_syndrome(body + ALPHABET[0])]
    return _printed(body)


def normalised(text: str) -> str | None:
    """The reference as it is printed, from any way to type it; None when it cannot be one."""
    if len(text) > _LONGEST:
        return None
    body = readable(text)
    if len(body) == len(_PREFIX) + _RANDOM + 1:
        body = body.removeprefix(_PREFIX)
    if len(body) != _RANDOM + 1 or set(body) - set(ALPHABET) or _syndrome(body):
        return None
    return _printed(body)


def random_characters(count: int) -> str:
    """Characters that are hard to confuse, five random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def readable(text: str) -> str:
    """What was typed, in capitals, without spaces and dashes, O read as 0, I and L as 1."""
    return _SEPARATORS.sub("", text).upper().translate(_ALIKE)


def _printed(body: str) -> str:
    return "-".join((_PREFIX, *(body[at : at + _GROUP] for at in range(0, len(body), _GROUP))))


def _syndrome(body: str) -> int:
    """The value at α of the polynomial whose coefficients are the characters: 0 for a right reference."""
    found = 0
    for character in body:
        found = _times_alpha(found) ^ ALPHABET.index(character)
    return found


def _times_alpha(value: int) -> int:
    """Times the root α of x⁵ + x² + 1, which generates GF(2⁵)."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
