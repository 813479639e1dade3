"""Which passwords will do, and how they are verified."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from assistant.accounts.passwords import LONGEST, SHORTEST, BadPassword, Passwords
from assistant.catalogue import LANGUAGES
from tests.assistant.desk_by_hand import quick_passwords


class CountingHasher(PasswordHasher):
    """Counts what it verifies."""

    def __init__(self):
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, *given):
        self.verified += 1
        return super().verify(*given)


@pytest.mark.parametrize(
    "password",
    [
        "quatre chevaux blancs",
        "correct horse battery staple",
        "douze lettre",
        "é" * 6 + "abcdef",
        "🐎🐄🐖" * 4,
        "x y" * 66,
    ],
)
def test_a_sentence_or_anything_long_enough_will_do(password):
    passwords = quick_passwords()
    assert passwords.verify(passwords.hashed(password, "claire"), password)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "short"),
        ("a" * (SHORTEST - 1), "short"),
        ("ab" * LONGEST, "long"),
        ("claire.martin@example.org", "name"),
        ("Claire.Martin", "name"),
        ("claire.martin2026!", "name"),
        ("aaaaaaaaaaaaaa", "common"),
        ("AaAaAaAaAaAa", "common"),
        ("            ", "common"),
        ("password1234", "common"),
        ("Motdepasse2026!", "common"),
        ("azertyazerty", "common"),
        ("123456789012", "common"),
        ("1234567890123", "common"),
        ("motdepassemotdepasse", "common"),
    ],
)
def test_what_people_try_first_will_not(password, reason):
    with pytest.raises(BadPassword) as refused:
        quick_passwords().hashed(password, "claire.martin@example.org")
    assert refused.value.reason == reason
    assert all(refused.value.detail(language) for language in LANGUAGES)


def test_a_refusal_does_not_repeat_the_password():
    with pytest.raises(BadPassword) as refused:
        quick_passwords().hashed("azertyazerty", "claire")
    assert "azerty" not in repr(refused.value) + str(refused.value)


def test_an_accent_may_be_typed_in_either_way():
    passwords = quick_passwords()
    known = passwords.hashed("l\u2019été à la mer", "claire")
    assert passwords.verify(known, "l\u2019e\u0301te\u0301 a\u0300 la mer")


@pytest.mark.parametrize(
    "wrong", ["", "Quatre chevaux blancs", "quatre chevaux blancs ", "x" * 100_000, "\x00", "\udcff"]
)
def test_another_password_is_wrong(wrong):
    passwords = quick_passwords()
    assert not passwords.verify(passwords.hashed("quatre chevaux blancs", "claire"), wrong)


def test_as_much_is_computed_where_there_is_no_account():
    hasher = CountingHasher()
    passwords = Passwords(hasher)
    assert not passwords.verify(None, "nobody has this password")
    assert hasher.verified == 1


def test_a_hash_of_weaker_parameters_is_renewed_once():
    weak, strong = quick_passwords(), Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    old = weak.hashed("quatre chevaux blancs", "claire")
    new = strong.renewed(old, "quatre chevaux blancs")
    assert new != old
    assert strong.verify(new, "quatre chevaux blancs")
    assert strong.renewed(new, "quatre chevaux blancs") == new


def test_hashes_are_argon2id_with_the_parameters_of_the_library():
    known = Passwords().hashed("quatre chevaux blancs", "claire")
    assert known.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
