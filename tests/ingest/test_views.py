"""Clean text for rules, and the way back to the characters that were published."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records import Span
from ingest.views import view_of


def view(text, keep=""):
    return view_of(text, (Span(0, len(text)),), keep=keep)


@pytest.mark.parametrize(
    ("published", "read"),
    [
        ("l’accès", "l'accès"),
        (unicodedata.normalize("NFD", "délégué à la protection"), "délégué à la protection"),
        ("12\u00a0mois\u202f!", "12 mois !"),
        ("trois\n   ans", "trois ans"),
        ("donn\u00adées per\u200bsonnelles", "données personnelles"),
        ("ﬁchier oﬃciel", "fichier oﬃciel"),
        ("cinq ans² après", "cinq ans après"),
        ("**droit d'accès** et __droit d'opposition__", "droit d'accès et droit d'opposition"),
        (r"1\. Qui \[nous\] sommes", "1. Qui [nous] sommes"),
        ("[notre formulaire](https://fern.example/form) ici", "notre formulaire ici"),
        ("[](#haut)Titre", "Titre"),
        ("Ã©tÃ© Ã\u00a0 lâ€™accueil", "été à l'accueil"),
        ("DÃ‰LÃ‰GUÃ‰", "DÉLÉGUÉ"),
        ("cinq ans[^1], puis[^note-2] effacées", "cinq ans, puis effacées"),
        ("vous identifier<br><br>vous livrer<BR/>vous écrire", "vous identifier vous livrer vous écrire"),
        ("moins de <b ans", "moins de <b ans"),
        ("_Mise à jour le 3 mai_ et *italique*, 5 * 3", "Mise à jour le 3 mai et italique, 5 * 3"),
        ("mon_fichier_final", "mon_fichier_final"),
        ("2*3 [email protected]", "2*3 [email protected]"),
        ("São Paulo, Ångström", "São Paulo, Ångström"),
    ],
)
def test_what_is_damaged_or_marked_up_reads_clean(published, read):
    assert view(published).text == read


def test_what_is_found_is_mapped_back_to_the_published_characters():
    published = "Écrivez à **l’adresse\u00a0:** de\u0301le\u0301gue\u0301@fern.example."
    found = view(published)
    start = found.text.index("délégué@")
    span = found.span(start, start + len("délégué@fern.example"))
    assert published[span.start : span.end] == "de\u0301le\u0301gue\u0301@fern.example"


def test_line_breaks_and_tabs_stay_on_request():
    assert view("a  \n b\t c", keep="\n").text == "a\nb c"
    assert view("a  \n b\t c", keep="\t").text == "a b\tc"


def test_parts_are_joined_by_a_space_that_stands_for_what_lies_between():
    text = "conservées pendant PAGE 3 deux ans"
    joined = view_of(text, (Span(0, 18), Span(26, 34)))
    assert joined.text == "conservées pendant deux ans"
    assert joined.span(0, len(joined.text)) == Span(0, 34)


def test_an_empty_range_is_refused():
    with pytest.raises(ValueError, match="not a range"):
        view("abc").span(1, 1)


@given(st.text(alphabet=st.sampled_from("aé’ \n\t*_[]()\\Ã©â€™\u0301\u200b²1"), max_size=60))
def test_every_character_of_a_view_stands_for_published_characters_in_order(text):
    shown = view(text) if text else None
    if shown:
        assert len(shown.text) == len(shown.starts) == len(shown.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(shown.starts, shown.ends, strict=True))
        assert list(shown.starts) == sorted(shown.starts)
        assert "  " not in shown.text
