"""Typing errors look like those of people, and are the same every time."""

import re

import pytest

from eval.datasets.typing_errors import with_typing_errors

NOTHING = re.compile(r"(?!)")
QUESTION = "Combien de temps gardez-vous mes données personnelles après la résiliation du contrat"


def mistyped(text, language="fr", kept=NOTHING, seed="a"):
    return with_typing_errors(text, language, kept, seed)


def changed(before, after):
    """The words that differ; both texts have as many."""
    return [pair for pair in zip(before.split(), after.split(), strict=True) if pair[0] != pair[1]]


def test_about_one_word_in_four_gets_an_error():
    assert len(QUESTION.split()) == 12
    assert len(changed(QUESTION, mistyped(QUESTION))) == 3


def test_even_two_words_get_an_error():
    assert len(changed("durée conservation", mistyped("durée conservation"))) == 1


def test_the_same_seed_gives_the_same_errors_and_another_seed_others():
    assert mistyped(QUESTION, seed="a") == mistyped(QUESTION, seed="a")
    assert len({mistyped(QUESTION, seed=str(seed)) for seed in range(20)}) > 15


def test_every_error_is_one_slip_after_the_first_letter():
    for seed in range(200):
        (_, typed), *others = changed("conservation", mistyped("conservation", seed=str(seed)))
        assert others == []
        assert typed[0] == "c"
        assert abs(len(typed) - len("conservation")) <= 1


@pytest.mark.parametrize(("language", "beside_a"), [("fr", set("zq")), ("en", set("qwsz"))])
def test_a_wrong_key_is_a_neighbour_on_the_keyboard_of_the_language(language, beside_a):
    words = [mistyped("xaaa", language, seed=str(seed)) for seed in range(300)]
    wrong = {letter for word in words if len(word) == 4 for letter in word[1:]} - {"a"}
    assert wrong <= {*beside_a, "x"}
    assert len(wrong) >= 2


@pytest.mark.parametrize(
    "text", ["dpo@mutuelle.example 2018 12345", "https://www.exemple.fr/donnees", "exemple.fr", "de la et un"]
)
def test_addresses_figures_and_short_words_stay(text):
    assert all(mistyped(text, seed=str(seed)) == text for seed in range(20))


def test_what_must_be_kept_stays():
    kept = re.compile("grande mutuelle", re.IGNORECASE)
    typed = [mistyped("Chez Grande Mutuelle", kept=kept, seed=str(seed)) for seed in range(20)]
    assert all(one.endswith(" Grande Mutuelle") for one in typed)
    assert "Chez Grande Mutuelle" not in typed
