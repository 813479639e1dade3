"""The normalised form of each kind of fact, as `docs/facts.md` defines it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

_RIGHTS = (
    "access", "rectification", "erasure", "restriction", "portability", "objection", "withdraw_consent",
    "post_mortem", "automated_decision", "complaint", "marketing_objection",
)  # fmt: skip
_BASES = ("consent", "contract", "legal_obligation", "legitimate_interest", "public_task", "vital_interest")
_PERIOD = r"P(?:\d+(?:\.\d+)?[YMWD]){1,3}|PT\d+H"
_PERIODS = (re.compile(rf"(?:{_PERIOD})(?:/(?:{_PERIOD}))?"), "an ISO 8601 period such as P5Y or P12M/P24M")
_RIGHT = (re.compile("|".join(_RIGHTS)), f"one of {', '.join(_RIGHTS)}")
_USED = (re.compile("used|none"), "used or none")
_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "siren": (re.compile(r"\d{9}"), "a SIREN of 9 digits with its check digit"),
    "email": (re.compile(r"[^@\sA-Z]+@[^@\sA-Z]+\.[a-z]{2,24}"), "an e-mail address in lower case"),
    "hidden_email": (re.compile(""), 'nothing (""), since the address is not known'),
    "phone": (re.compile(r"\+[1-9]\d{6,14}|[13]\d{3}"), "E.164 such as +33140000000, or 4 digits"),
    "web": (re.compile(r"(?!https?://|www\.)[^\sA-Z]+\.[^\sA-Z]*[^\sA-Z/]"), "a site without https:// and www."),
    "member_area": (re.compile("member-area"), "member-area"),
    "legal_basis": (re.compile("|".join(_BASES)), f"one of {', '.join(_BASES)}"),
    "nir": (re.compile("nir"), "nir"),
    "health": _USED,
    "automated_decision": _USED,
    "transfer": (re.compile("[A-Z]{2}|outside|none"), "a country of two capitals such as US, outside or none"),
    "retention": _PERIODS,
    "cookie_period": _PERIODS,
    "response_time": _PERIODS,
    "right": _RIGHT,
    "exclusion": _RIGHT,
    "identity": (re.compile("required|if_doubt"), "required or if_doubt"),
    "post_mortem": (re.compile("post_mortem"), "post_mortem"),
    "marketing_optout": (re.compile("optout"), "optout"),
    "version_date": (re.compile(r"\d{4}-\d\d(?:-\d\d)?"), "a date such as 2022-04-01 or 2022-04"),
}  # fmt: skip
_ANY_WORDS = (re.compile(r"(?=\S)[^\n]*\S"), "words in lower case")


def expected_form(kind: str, normalised: str) -> str | None:
    """What the normalised form of a fact of `kind` should be, in words; None where `normalised` is that already."""
    form, words = _FORMS.get(kind, _ANY_WORDS)
    if not form.fullmatch(normalised):
        return words
    if kind == "siren":
        from stdnum.fr import siren

        return None if siren.is_valid(normalised) else words
    if kind == "version_date":
        return None if _is_day(f"{normalised}-01"[:10]) else words
    return words if words == _ANY_WORDS[1] and normalised != normalised.lower() else None


def _is_day(written: str) -> bool:
    try:
        dt.date.fromisoformat(written)
    except ValueError:
        return False
    return True
