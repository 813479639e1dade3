"""What a model may write at most."""

from __future__ import annotations

import pytest

from assistant.language_model.budget import Budget
from assistant.language_model.failures import ModelFailed


def spent(text, tokens=400, size=7):
    """Whether a budget is enough for a text that comes in pieces."""
    budget = Budget(tokens)
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    return not any(refused(budget, piece) for piece in pieces)


def refused(budget, piece):
    try:
        budget.spend(piece)
    except ModelFailed as failed:
        return failed.reason == "endless"
    return False


def numbered(words):
    return " ".join(f"mot{number * number % 997}" for number in range(words))


ANSWER = """[1] Vos données sont conservées trois ans après la fin du contrat.
[1, 2] Elles sont transmises à la mutuelle, à la mutuelle du groupe et à ses sous-traitants.
[3] Vous pouvez appeler le 01 00 00 00 00, ou le 01 00 00 00 00 le soir.
"""


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_an_answer_is_within_its_budget_however_it_is_cut(size):
    assert spent(ANSWER, size=size)


def test_eight_characters_a_token_and_no_more():
    lines = "".join(f"ligne {number:02}\n" for number in range(80))  # 80 · 9 = 720 = 90 · 8
    assert spent(lines, tokens=90)
    assert not spent(lines, tokens=89)


def test_a_line_that_never_ends_is_too_much():
    assert spent(numbered(200) + "\n" + numbered(200), tokens=4_000)
    assert not spent(numbered(400), tokens=4_000)


@pytest.mark.parametrize(
    "again",
    [
        "[1] Vos données sont conservées.\n" * 3,
        "[1] Vos données sont conservées.\n\n" * 3,
        "non " * 24,
        "vos données sont conservées, et " * 6,
        "ha" * 200,
    ],
)
def test_the_same_again_and_again_is_endless(again):
    assert not spent(f"{ANSWER}{again}", tokens=4_000)


@pytest.mark.parametrize("twice", ["[1] Trois ans.\n" * 2, "oui, " * 20, "00 " * 15])
def test_what_is_said_twice_or_in_passing_is_not(twice):
    assert spent(f"{ANSWER}{twice}", tokens=4_000)
