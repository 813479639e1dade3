"""Claims without support never reach a member."""

from __future__ import annotations

from assistant.answering.grounding import ground, supported
from assistant.reply import Claim, Quote
from ingest.records import Document, Span

TEXT = "Écrivez à dpo@a.fr. Vos données sont gardées 3 ans."


def quote(insurer: str, start: int, end: int) -> Quote:
    document = Document(insurer, "policy", "v1", "Policy", TEXT, "0" * 64, ("fr",), None, "test", False)
    return Quote(document, Span(start, end), "Section", "fr")


CONTACT = quote("a", 10, 18)
PERIOD = quote("a", 20, 51)


def test_quotes_are_numbered_in_order_of_appearance_and_shown_verbatim():
    grounded = ground([Claim("Durée : {0}", (PERIOD,)), Claim("Contact : {0}", (CONTACT,))], "a", "fr")
    assert grounded.text == "Durée : « Vos données sont gardées 3 ans. » [1]\nContact : « dpo@a.fr » [2]"
    assert [one.quote for one in grounded.citations] == [PERIOD, CONTACT]


def test_a_quote_used_twice_keeps_its_number():
    grounded = ground([Claim("{0}", (CONTACT,)), Claim("Encore : {0}", (CONTACT,))], "a", "en")
    assert grounded.text == "“dpo@a.fr” [1]\nEncore : “dpo@a.fr” [1]"
    assert len(grounded.citations) == 1


def test_a_claim_without_a_quote_is_dropped():
    grounded = ground([Claim("Vos données sont vendues."), Claim("{0}", (CONTACT,))], "a", "fr")
    assert grounded.text == "« dpo@a.fr » [1]"
    assert grounded.dropped == 1


def test_a_claim_that_quotes_another_insurer_is_dropped():
    grounded = ground([Claim("{0} et {1}", (CONTACT, quote("b", 0, 5)))], "a", "fr")
    assert (grounded.text, grounded.citations, grounded.dropped) == ("", (), 1)


def test_the_law_may_be_quoted_beside_the_policy():
    assert supported(Claim("{0}", (quote("law", 0, 5),)), "a", "fr")


def test_a_value_must_occur_in_its_quotes():
    assert supported(Claim("3 ans {0}", (PERIOD,), values=("3 ANS",)), "a", "fr")
    assert not supported(Claim("5 ans {0}", (PERIOD,), values=("5 ans",)), "a", "fr")


def test_a_quote_that_is_not_shown_is_still_marked():
    grounded = ground([Claim("La politique donne un contact.", (CONTACT,))], "a", "fr")
    assert grounded.text == "La politique donne un contact. [1]"


def test_braces_in_a_quote_are_left_alone():
    document = Document("a", "p", "v", "P", "voir {0} ici", "0" * 64, ("fr",), None, "test", False)
    braces = Quote(document, Span(5, 8), "S", "fr")
    assert ground([Claim("{0}", (braces,))], "a", "fr").text == "« {0} » [1]"


def test_words_around_a_quote_hold_no_particular_that_it_lacks():
    assert not supported(Claim("Vos données sont gardées 5 ans : {0}", (PERIOD,)), "a", "fr")
    assert not supported(Claim("Écrivez à dpo@b.fr : {0}", (CONTACT,)), "a", "fr")


def test_values_of_an_earlier_quote_may_stand_behind_a_later_one():
    assert not supported(Claim("{0} (in plain words: 3 years)", (CONTACT,)), "a", "en")
    assert supported(Claim("{0} (in plain words: 3 years)", (CONTACT,)), "a", "en", (PERIOD,))


def test_a_day_follows_from_a_period_and_from_nothing_else():
    assert supported(Claim("La réponse est due le 22 décembre 2026 : {0}", (PERIOD,)), "a", "fr")
    assert not supported(Claim("La réponse est due le 22 décembre 2026 : {0}", (CONTACT,)), "a", "fr")
