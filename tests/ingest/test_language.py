"""Each passage knows its language among those its document declares."""

import pytest

from ingest.language import language_of, language_shares

FRENCH = "Vous pouvez exercer vos droits par simple courrier."
BULGARIAN = "Тези права са лични, само заинтересованото лице може да направи искането."
ENGLISH = "You can exercise your rights by sending us a letter."


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (BULGARIAN, "bg")])
def test_a_passage_has_the_language_it_is_written_in(text, language):
    assert language_of(text, ("fr", "bg")) == language


def test_a_text_too_short_to_tell_has_the_first_language_of_its_document():
    assert language_of("Cookies", ("bg", "fr")) == "bg"


def test_a_document_in_one_language_is_not_guessed():
    assert language_of(ENGLISH, ("fr",)) == "fr"


def test_a_text_without_words_has_the_first_language_of_its_document():
    assert language_of("2 0 2 2 – 0 4 – 0 1 – 7 8 3 2 0 –", ("fr", "bg")) == "fr"


def test_shares_sum_to_one():
    assert sum(language_shares(FRENCH, ("fr", "en", "bg")).values()) == pytest.approx(1.0)


def test_shares_favour_the_language_of_the_text():
    shares = language_shares(ENGLISH, ("fr", "en"))
    assert shares["en"] > shares["fr"]
