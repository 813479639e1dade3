"""A quote copied by hand is found at its exact place."""

import pytest

from eval.datasets.locating import Searched

TEXT = "L’assureur  garde\nvos **données** 10 ans. Il garde vos données aussi."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("garde vos données", ["garde\nvos **données", "garde vos données"]),
        ("l'assureur garde", ["L’assureur  garde"]),
        ("VOS DONNÉES 10\u00a0ANS.", ["vos **données** 10 ans."]),
        ("**données**", ["données", "données"]),
        ("onze ans", []),
        (" * ", []),
    ],
)
def test_white_space_case_asterisks_and_apostrophes_do_not_matter(quote, found):
    assert [TEXT[start:end] for start, end in Searched(TEXT).places(quote)] == found


def test_letters_that_fold_to_two_keep_their_place():
    text = "Straße: ﬁn"
    assert [text[start:end] for start, end in Searched(text).places("strasse")] == ["Straße"]
    assert [text[start:end] for start, end in Searched(text).places(": fin")] == [": ﬁn"]
