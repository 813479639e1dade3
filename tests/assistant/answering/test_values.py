"""What a foreign quote says is said again in the member's language."""

from __future__ import annotations

import pytest

from assistant.answering.values import MOST_VALUES, values_in
from assistant.catalogue import keys
from assistant.reply import Quote
from ingest.build import parse_document
from ingest.records import Document, Fact, ParsedDocument, Span

STATED = "x" * 200


def document(text: str, insurer: str = "fougeres") -> Document:
    return Document(insurer, "policy", "v1", "Politique", text, "0" * 64, ("fr",), None, "invented", False)


def quoted(parsed: ParsedDocument, words: str) -> Quote:
    start = parsed.document.text.index(words)
    return Quote(parsed.document, Span(start, start + len(words)), "", "fr")


def policy(text: str) -> tuple[ParsedDocument, list[Quote]]:
    """A parsed policy and a quote of the whole of it."""
    parsed = parse_document(document(text))
    return parsed, [quoted(parsed, text)]


def stating(*facts: tuple[str, str, str, str]) -> tuple[ParsedDocument, list[Quote]]:
    """A document that states facts (kind, role, value, normalised), each at its own character, quoted whole."""
    listed = tuple(
        Fact(kind, role, value, normalised, Span(place, place + 1), "p")
        for place, (kind, role, value, normalised) in enumerate(facts)
    )
    parsed = ParsedDocument(document(STATED), (), (), (), listed, ())
    return parsed, [quoted(parsed, STATED)]


@pytest.mark.parametrize(
    ("iso", "english", "french"),
    [
        ("P12M", "12 months", "12 mois"),
        ("P1M", "1 month", "1 mois"),
        ("P5Y6M", "5 years and 6 months", "5 ans et 6 mois"),
        ("P30D", "30 days", "30 jours"),
        ("P2W", "2 weeks", "2 semaines"),
        ("PT24H", "24 hours", "24 heures"),
        ("PT6M", "6 minutes", "6 minutes"),
        ("P12M/P24M", "12 to 24 months", "12 à 24 mois"),
        ("P6M/P1Y", "6 months to 1 year", "6 mois à 1 an"),
    ],
)
@pytest.mark.parametrize("kind", ["retention", "cookie_period", "response_time"])
def test_periods_are_said_in_the_language_of_the_member(kind, iso, english, french):
    parsed, quotes = stating((kind, "", "…", iso))
    assert values_in(quotes, parsed, "en") == [english]
    assert values_in(quotes, parsed, "fr") == [french]


def test_a_period_in_another_form_is_left_out():
    parsed, quotes = stating(
        ("retention", "", "…", "P1.5Y"), ("retention", "", "…", "P"), ("retention", "", "…", "P2Y")
    )
    assert values_in(quotes, parsed, "en") == ["2 years"]


@pytest.mark.parametrize(
    ("iso", "english", "french"),
    [("2022-04", "April 2022", "avril 2022"), ("2017-10-01", "1 October 2017", "1er octobre 2017")],
)
def test_the_date_of_the_policy_keeps_its_precision(iso, english, french):
    parsed, quotes = stating(("version_date", "effective", "…", iso))
    assert values_in(quotes, parsed, "en") == [english]
    assert values_in(quotes, parsed, "fr") == [french]


def test_a_country_has_its_name_in_the_language_of_the_member():
    parsed, quotes = policy(
        "Vos données peuvent être transférées vers un prestataire établi au Maroc ou aux États-Unis."
    )
    assert values_in(quotes, parsed, "en") == ["Morocco", "United States"]
    assert values_in(quotes, parsed, "fr") == ["Maroc", "États-Unis"]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Vos données peuvent être transférées hors de l'Union européenne.", "outside the European Union"),
        ("Vos données peuvent être transférées vers des pays tiers.", "outside the European Union"),
        ("Vos données peuvent être transférées hors de l'EEE.", "outside the European Economic Area"),
        (
            "Vos données ne sont pas transférées hors de l'Union européenne.",
            "no transfer outside the European Union",
        ),
        ("Vos données ne sont jamais transférées en dehors de l'Europe.", "no transfer outside Europe"),
    ],
)
def test_transfers_name_the_area_that_the_policy_names(text, english):
    parsed, quotes = policy(text)
    assert values_in(quotes, parsed, "en") == [english]


def test_an_area_that_is_not_the_union_is_not_called_so():
    parsed, quotes = stating(("transfer", "outside", "en dehors de la France", "outside"))
    assert values_in(quotes, parsed, "en") == []


def test_rights_bases_and_identity_are_named():
    parsed, quotes = stating(
        ("right", "", "droit d'accès", "access"),
        ("legal_basis", "", "le contrat", "contract"),
        ("identity", "if_doubt", "…", "if_doubt"),
        ("nir", "", "…", "nir"),
        ("post_mortem", "", "…", "post_mortem"),
    )
    assert values_in(quotes, parsed, "en") == [
        "the right of access",
        "the contract",
        "proof of identity in case of doubt",
        "the social-security number",
        "the right to give instructions about one's data after death",
    ]


def test_a_right_that_the_quote_excludes_is_not_listed_as_granted():
    facts = (
        Fact("exclusion", "", "…", "objection", Span(0, 20), "p"),
        Fact("right", "", "droit d'opposition", "objection", Span(5, 9), "p"),
        Fact("right", "", "droit d'accès", "access", Span(30, 35), "p"),
    )
    parsed = ParsedDocument(document(STATED), (), (), (), facts, ())
    assert values_in([quoted(parsed, STATED)], parsed, "en") == [
        "the right to object, excluded in some cases",
        "the right of access",
    ]


def test_channels_are_said_by_their_kind():
    parsed, quotes = policy(
        "Exercez vos droits par courriel à droits@fougeres.example ou par courrier à Mutuelle des Fougères, "
        "3 rue du Bois, 69001 Lyon."
    )
    assert values_in(quotes, parsed, "en") == ["by e-mail", "by post"]


@pytest.mark.parametrize("role", ["general", "processor"])
def test_the_seat_of_a_company_is_no_channel(role):
    parsed, quotes = stating(("address", role, "1 rue du Bois, Paris", "1 rue du bois paris"))
    assert values_in(quotes, parsed, "en") == []


def test_only_facts_inside_a_quote_count_once_in_the_order_of_the_quotes():
    parsed, _ = policy(
        "Les dossiers sont conservés cinq ans. Les appels sont conservés 6 mois. Les photos sont conservées 5 ans."
    )
    calls = quoted(parsed, "Les appels sont conservés 6 mois.")
    files, photos = (
        quoted(parsed, "Les dossiers sont conservés cinq ans."),
        quoted(parsed, "Les photos sont conservées 5 ans."),
    )
    assert values_in([calls, files, photos], parsed, "en") == ["6 months", "5 years"]
    assert values_in([quoted(parsed, "Les dossiers sont conservés")], parsed, "en") == []


def test_a_quote_of_another_document_says_nothing():
    parsed, _ = policy("Les dossiers sont conservés cinq ans.")
    other = parse_document(document("Les dossiers sont conservés cinq ans.", insurer="bruyere"))
    assert values_in([quoted(other, "Les dossiers sont conservés cinq ans.")], parsed, "en") == []


def test_bulgarian_text_is_said_in_french():
    parsed, quotes = policy("Копието на документа за самоличност се съхранява (3) години.")
    assert values_in(quotes, parsed, "fr") == ["3 ans"]


def test_no_more_than_eight_values_follow_a_quote():
    parsed, quotes = stating(*[("retention", "", "…", f"P{years}Y") for years in range(1, 12)])
    assert values_in(quotes, parsed, "en") == [
        f"{years} year{'s' * (years > 1)}" for years in range(1, MOST_VALUES + 1)
    ]


def test_names_need_no_translation():
    parsed, quotes = stating(("controller", "", "Mutuelle", "mutuelle"), ("recipient", "", "la CPAM", "la cpam"))
    assert values_in(quotes, parsed, "en") == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_right_and_basis_of_the_rules_has_words(language):
    from ingest.fact_forms import _BASES, _RIGHTS

    expected = {f"answer.value.right.{one}" for one in _RIGHTS} | {
        f"answer.value.legal_basis.{one}" for one in _BASES
    }
    assert expected <= keys(language)
