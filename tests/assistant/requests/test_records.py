"""What shows of a request where it is logged or part of an error."""

from __future__ import annotations

import re

from tests.assistant.requests.mail_by_hand import INSURER_ADDRESS, MEMBER, REFERENCE, letter, request


def test_a_request_shows_its_reference_and_nothing_personal():
    shown = repr(request())
    assert REFERENCE in shown
    assert not re.search(f"Camille|Durand|1980|{MEMBER}", shown)


def test_an_email_shows_neither_its_words_nor_an_address():
    shown = repr(letter())
    assert REFERENCE in shown
    assert not re.search(f"effacement|exercice|{MEMBER}|{INSURER_ADDRESS}", shown)
