"""Text as it may be kept: composed (NFC), without control characters or ones that turn its direction, without a
social-security number.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.masking import Masked, mask_only
from assistant.requests.intake.reading import Wrong

JOINERS = "\u200c\u200d"
"""Some scripts cannot be written without these two format characters; emoji are joined by the second."""
_INVISIBLE_LETTERS = "\u115f\u1160\u3164\uffa0"
_LINE_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NEVER_KEPT = frozenset({"nir", "card"})
_NIR = re.compile(
    r"(?<![0-9])[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[235-9][0-9]|4[0-2])(?:[0-9]{2}|2[ab])[0-9]{6}(?:[0-9]{2})?(?![0-9])"
)
"""Sex, year, month, department, commune and order, with or without the key of two digits."""


def line(text: str, limit: int, allowed: str = "") -> str:
    """The text on one line, composed (NFC), with plain single spaces, of `limit` characters at most.

    `allowed`: format characters that may stand in it.
    """
    within(text, limit)
    if _LINE_ENDS.search(text.strip(" ")):
        raise Wrong("one_line")
    spaced = "".join(" " if unicodedata.category(one) == "Zs" else one for one in _composed(text))
    if any(_is_hidden(one) and one not in allowed for one in spaced):
        raise Wrong("hidden_characters")
    without_nir(spaced)
    return " ".join(spaced.split())


def prose(text: str, limit: int) -> Masked:
    """Free words of at most `limit` characters: new lines and tabs stay, other control and format characters go,
    social-security and bank-card numbers give way to words that say so.
    """
    typed = text.replace("\r\n", "\n").strip()
    within(typed, limit)
    masked = mask_only(_visible(typed), _NEVER_KEPT)
    return Masked(masked.text.strip(), masked.kinds)


def flat_prose(text: str, limit: int) -> Masked:
    """The same on one line."""
    masked = prose(text, limit)
    return mask_only(" ".join(masked.text.split()), _NEVER_KEPT)


def within(text: str, limit: int) -> None:
    """Refuses more than `limit` characters."""
    if len(text) > limit:
        raise Wrong("too_long", limit=limit, length=len(text))


def without_nir(text: str) -> None:
    """Refuses a social-security number, whatever stands between its digits."""
    compact = "".join(one for one in compatible(text).lower() if one.isalnum())
    if _NIR.search(compact) or mask_only(text, {"nir"}).text != text:
        raise Wrong("social_security_number")


def compatible(text: str) -> str:
    """The text with digits of every script as ASCII, full-width forms as plain ones and every dash as "-"."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join("-" if unicodedata.category(one) == "Pd" else _ascii_digit(one) for one in plain)


def _ascii_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character)[0] == "C" or character in _INVISIBLE_LETTERS


def _visible(text: str) -> str:
    ended = _LINE_ENDS.sub("\n", text)
    kept = "\n\t" + JOINERS
    shown = "".join(one for one in ended if one in kept or not _is_hidden(one))
    return _composed(shown)


def _composed(text: str) -> str:
    """The text composed (NFC). Digits lose accents and joiners, which numbers are looked for without."""
    kept: list[str] = []
    for one in unicodedata.normalize("NFC", text):
        borne = one in JOINERS or unicodedata.category(one)[0] == "M"
        if not (borne and kept and kept[-1].isdecimal()):
            kept.append(one)
    return "".join(kept)
