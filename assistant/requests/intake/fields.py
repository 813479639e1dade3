"""One field at a time: what was typed becomes a value fit for letters, e-mail headers and the store, or is refused.

Every function raises `Wrong`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from itertools import groupby

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from assistant.requests.intake.cleaning import JOINERS, compatible, line, without_nir
from assistant.requests.intake.reading import Wrong

OLDEST = 120
"""Years."""
_NAME_LIMIT = 100
_EMAIL_LIMIT = 254
_PHONE_LIMIT = 30
_MEMBER_NUMBER_LIMIT = 30
_DATE_LIMIT = 30
_MARKS_ON_A_LETTER = 4
_JOINING_SCRIPTS = frozenset(
    re.findall(
        r"\w+",
        "ARABIC SYRIAC DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM SINHALA KHMER"
        " MYANMAR",
    )
)
_NAME_SIGNS = " '’.-\u2010\u2011"
_MEMBER_NUMBER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ./-]*[A-Za-z0-9])?")
_PHONE = re.compile(r"\+?[0-9 ().\-/]+")
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DATE = re.compile(r"(?P<day>[0-9]{1,2}) ?[ /.-] ?(?P<month>[0-9]{1,2}) ?[ /.-] ?(?P<year>[0-9]{4})")


def name(text: str) -> str:
    """A given or family name in any script."""
    found = line(text, _NAME_LIMIT, allowed=JOINERS)
    rows = [(is_mark, len(list(group))) for is_mark, group in groupby(found, _is_mark)]
    right = (
        all(_in_a_name(found, at) for at in range(len(found)))
        and any(map(str.isalpha, found))
        and not _is_mark(found[0])
        and all(not is_mark or length <= _MARKS_ON_A_LETTER for is_mark, length in rows)
    )
    if not right:
        raise Wrong("bad_name")
    return found


def email(text: str) -> str:
    """Exactly one address, its domain in ASCII (IDNA), so that every server can deliver to it."""
    found = line(text, _EMAIL_LIMIT)
    if found.count("@") > 1:
        raise Wrong("two_emails")
    try:
        address = validate_email(found, check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError as error:
        raise Wrong("bad_email") from error
    if address is None:
        raise Wrong("bad_email")
    without_nir(address.partition("@")[0])
    return address


def phone(text: str) -> str:
    """A telephone number in E.164; French where no country is given."""
    found = compatible(line(text, _PHONE_LIMIT))
    try:
        number = phonenumbers.parse(found, "FR") if _PHONE.fullmatch(found) else None
    except phonenumbers.NumberParseException as error:
        raise Wrong("bad_phone") from error
    if number is None or not phonenumbers.is_valid_number(number):
        raise Wrong("bad_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def day(text: str) -> dt.date:
    """A date written "1980-03-01" or "01/03/1980"."""
    found = compatible(line(text, _DATE_LIMIT))
    parts = _ISO_DATE.fullmatch(found) or _DATE.fullmatch(found)
    if not parts:
        raise Wrong("bad_date")
    try:
        return dt.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError as error:
        raise Wrong("bad_date") from error


def birth_date(text: str, today: dt.date) -> dt.date:
    """A day until today, at most 120 years ago."""
    born = day(text)
    if born > today:
        raise Wrong("date_in_future")
    if age(born, today) > OLDEST:
        raise Wrong("date_too_old", years=OLDEST)
    return born


def age(born: dt.date, today: dt.date) -> int:
    """Whole years; born on 29 February, one grows older on 1 March of common years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def member_number(text: str) -> str:
    """A member number: letters, digits, spaces and "-/."."""
    found = compatible(line(text, _MEMBER_NUMBER_LIMIT))
    if not _MEMBER_NUMBER.fullmatch(found):
        raise Wrong("bad_member_number")
    return found


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _in_a_name(text: str, at: int) -> bool:
    one = text[at]
    if one in JOINERS:
        return _joins(text[:at], text[at + 1 :])
    return one in _NAME_SIGNS or unicodedata.category(one)[0] in "LM"


def _joins(before: str, after: str) -> bool:
    """Whether a joiner stands between two characters of a script that needs one."""
    scripts = {unicodedata.name(one, "").partition(" ")[0] for one in (before[-1:] + after[:1])}
    return bool(before and after) and len(scripts) == 1 and scripts <= _JOINING_SCRIPTS
