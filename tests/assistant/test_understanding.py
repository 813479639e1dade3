"""Questions are cleaned, their language told, their words searched in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import BadQuestion, EmptyQuestion, LongQuestion, WordlessQuestion
from assistant.understanding import clean_question, language_of_question, search_words


def test_control_characters_and_white_space_are_folded():
    assert clean_question("  qui\x00 a\u202e accès\n\n à\tmes données ?\x07", 100) == "qui a accès à mes données ?"


def test_a_question_shouted_in_capitals_is_read_in_small_letters():
    assert clean_question("OÙ SONT MES DONNÉES ?!", 100) == "où sont mes données ?!"
    assert clean_question("RGPD MGEN", 100) == "RGPD MGEN"
    assert clean_question("où est le DPO", 100) == "où est le DPO"


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\x01\u200b"])
def test_nothing_is_an_empty_question(question):
    with pytest.raises(EmptyQuestion):
        clean_question(question, 100)


@pytest.mark.parametrize("question", ["😀😀", "???", "— … !"])
def test_a_question_needs_a_word(question):
    with pytest.raises(WordlessQuestion):
        clean_question(question, 100)


def test_a_long_question_is_refused_with_both_numbers():
    with pytest.raises(LongQuestion, match=r"101 characters, 100 at most"):
        clean_question("a" * 101, 100)


@given(st.text(max_size=300))
def test_a_question_is_cleaned_or_refused_never_mangled(question):
    try:
        cleaned = clean_question(question, 200)
    except BadQuestion:
        return
    assert cleaned == " ".join(cleaned.split())
    assert clean_question(cleaned, 200) == cleaned


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("combien de temps gardez-vous mes données ?", "fr"),
        ("how long do you keep my data?", "en"),
        ("cb de tps vs gardez mes infos", "fr"),
        ("comment je refuse les cookies", "fr"),
        ("who do you share it with", "en"),
        ("Wie kann ich meine Daten bei Ihnen löschen lassen?", "de"),
        ("¿Cuánto tiempo guardan ustedes mis datos personales?", "es"),
        ("Как да упражня правата си върху моите данни?", "bg"),
    ],
)
def test_the_language_of_a_question(question, language):
    assert language_of_question(question) == language


def test_an_unknown_script_is_not_taken_for_french():
    assert language_of_question("我的个人数据保存多久") not in {"fr", "en"}


def test_an_english_question_also_searches_french_words():
    assert {"conserv", "dur"} & set(search_words("data retention period", "en"))


def test_a_french_question_searches_its_own_stems():
    assert search_words("combien de temps conservez-vous mes données", "fr")[-2:] == ("conserv", "don")
