"""Whether an answer shows a fact: comparison that ignores how a thing is typed, never what it says."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼ′´`", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("*\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", None),  # the calls of footnotes
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
    }
)
_QUOTES = re.compile(r"[«“„]\s*|\s*[»”]|\"")
_LATIN_ACCENT = re.compile(r"([a-z])[\u0300-\u036f]+")
_LONG_NUMBER = re.compile(r"\+?[\d(][\d\s.\-/()]*\d")
_UNIT = re.compile(r"(\d)\\ (?=[a-zа-я%€])")
"""The space between a figure and its unit, which people leave out."""
_SEPARATOR = r"[\s.\-/()]*"
_FEWEST_DIGITS = 8
"""Shorter numbers are amounts, years or periods, where a separator can change the meaning."""


@lru_cache(maxsize=128)
def folded(text: str) -> str:
    """The text as it is compared: NFKC, case-folded, white space as single spaces.

    Latin letters lose their accents, apostrophes and dashes become one kind, quotation marks and the asterisks of
    Markdown go. Other alphabets keep their marks: `й` and `и` are two letters.
    """
    alike = _QUOTES.sub("", text.translate(_ALIKE))
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", alike).casefold())
    return " ".join(unicodedata.normalize("NFC", _LATIN_ACCENT.sub(r"\1", decomposed)).split())


def shows(text: str, alternative: str) -> bool:
    """Whether the text holds the alternative as whole words, both folded; "12 ans" does not show "2 ans".

    Numbers of eight digits or more (telephone, company register) match whatever separates their digits, French
    numbers with or without the country code; spaces around the `@` and the dots of an e-mail address do not count.
    """
    wanted = folded(alternative)
    return bool(wanted) and re.search(_pattern(wanted), folded(text)) is not None


def _pattern(wanted: str) -> str:
    digits = re.sub(r"\D", "", wanted)
    if len(digits) >= _FEWEST_DIGITS and _LONG_NUMBER.fullmatch(wanted):
        return rf"(?<!\d){_number(wanted, digits)}(?!\d)"
    if "@" in wanted:
        address = re.sub(r"\s*(@|\\\.)\s*", r"\\s*\1\\s*", re.escape(wanted))
        return rf"(?<![\w.+-]){address}(?![\w-])(?!\.\w)"
    figure = r"(?<!\w)(?<!\d[.,/])" + (r"(?<!\d )" if re.match(r"\d{3}(?!\d)", wanted) else "")
    before = figure if wanted[0].isdigit() else r"(?<!\w)" if wanted[0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if wanted[-1].isdigit() else r"(?!\w)" if wanted[-1].isalnum() else ""
    return before + _UNIT.sub(r"\1\\s?", re.escape(wanted)) + after


def _number(wanted: str, digits: str) -> str:
    """The digits in any grouping; `+33 1`, `0033 1`, `+33 (0)1` and `01` begin the same French number."""
    national = re.sub(r"^(?:0033|33(?=\d{9,10}$))0?", "0", digits) if wanted[0] in "+0" else digits
    if len(national) == 10 and national.startswith("0"):
        start = rf"(?:(?:\+|00)33{_SEPARATOR}0?|0)"
        return start + _SEPARATOR + _SEPARATOR.join(national[1:])
    return _SEPARATOR.join(digits)
