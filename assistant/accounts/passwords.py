"""Passwords: what makes one good enough (NIST SP 800-63B, section 3.1.1), and their Argon2id hashes."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.catalogue import message
from assistant.errors import BadRequest

SHORTEST, LONGEST = 12, 200
_AT_ONCE = 4
"""How many are verified at the same time: each takes 64 MiB, and anybody can ask for it."""
_COMMON = (
    "password",
    "passw0rd",
    "motdepasse",
    "azertyuiop",
    "qwertyuiop",
    "qwertzuiop",
    "administrateur",
    "administrator",
    "welcome",
    "bienvenue",
    "iloveyou",
    "jetaime",
    "letmein",
    "bonjour",
    "changeme",
    "mesdroits",
    "abcdefghijkl",
    "123456789",
    "987654321",
    "1q2w3e4r5t6y",
    "azerty",
    "qwerty",
)
"""What the commonest long passwords are made of, once repeated or followed by digits and marks."""


class BadPassword(BadRequest):
    """A password that will not do: `reason` is a key of the catalogue "account.password"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(faults=message("en", f"account.password.{reason}", shortest=SHORTEST, longest=LONGEST))

    def detail(self, language: str) -> str:
        return message(language, f"account.password.{self.reason}", shortest=SHORTEST, longest=LONGEST)


class Passwords:
    """Argon2id (RFC 9106) with the parameters of the hasher. Safe for concurrent use."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._places = BoundedSemaphore(_AT_ONCE)

    def hashed(self, password: str, name: str) -> str:
        """The hash of a new password of the account `name`. Raises BadPassword."""
        password = _normal(password)
        _check(password, name)
        return self._hasher.hash(password)

    def verify(self, known: str | None, password: str) -> bool:
        """Whether it is the password of that hash; it takes as long where there is none."""
        try:
            with self._places:
                self._hasher.verify(known or self._nobodys, _normal(password[: 4 * LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
        return known is not None

    def renewed(self, known: str, password: str) -> str:
        """The hash to keep for a password that was right: another one once the parameters have changed."""
        return self._hasher.hash(_normal(password)) if self._hasher.check_needs_rehash(known) else known

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")


def _normal(password: str) -> str:
    """One spelling, however the keyboard wrote its accents; what is no text at all becomes one."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _check(password: str, name: str) -> None:
    plain = password.casefold()
    if len(password) < SHORTEST:
        raise BadPassword("short")
    if len(password) > LONGEST:
        raise BadPassword("long")
    if any(not _left(plain, one) for one in (name, name.partition("@")[0])):
        raise BadPassword("name")
    if len(set(plain)) == 1 or any(not _left(plain, one) for one in _COMMON):
        raise BadPassword("common")


def _left(plain: str, word: str) -> str:
    """What is left of it besides repetitions of a word, and digits and marks."""
    return "".join(one for one in plain.replace(word, "") if one.isalpha()) if word in plain else plain
