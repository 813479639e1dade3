"""An answer leads with what was asked: the date, the address, a yes or a no; values are in the reader's words."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.decision import Decision
from assistant.answering.informing import CHARACTERS, PASSAGES, exclusion_claims, information
from assistant.answering.quoting import LONGEST_INTRODUCTION
from assistant.catalogue import message
from assistant.law import LAW, load_law
from tests.assistant.understood_by_hand import about, ranked
from tests.conftest import CORPUS

pytestmark = pytest.mark.integration
INSURERS = ("mese", "sem", "mieux-etre", "mgen", "mhr")


@pytest.fixture(scope="module")
def law():
    return load_law(CORPUS)


@pytest.fixture
def claims(engine, law):
    """The claims of an answer of an insurer on a topic."""

    def claims(insurer, topic, slots=None, text="", language="fr", action=None, **decided):
        index = engine.releases.index(insurer)
        asked = about(index, topic, slots, text)
        decision = Decision("answered", topic, "", action, (action,) if action else (), **decided)
        found = information(asked, decision, ranked(index, asked), index, law, language)
        return [*found.settled, *found.claims(index, language)]

    return claims


def opening(language, key, **values):
    """What a claim says before its first quote."""
    return message(language, f"answer.{key}", **values).partition("{0}")[0]


def test_a_date_is_answered_by_the_date_of_the_policy_and_nothing_else(claims):
    (found,) = claims("mieux-etre", "policy_meta", {"date": 0.9})
    assert found.template == message("fr", "answer.says", insurer="Mutuelle Mieux-Être")
    assert [quote.text for quote in found.quotes] == ["Avril 2022"]


def test_a_deadline_is_answered_by_the_promise_of_the_policy_then_the_law(claims):
    found = claims("mieux-etre", "deadline", {"duration": 0.9})
    assert found[0].quotes[0].insurer == "mieux-etre"
    assert "mois" in found[0].quotes[0].text
    assert {claim.quotes[0].insurer for claim in found[1:]} >= {LAW}
    assert found[-1].quotes[0].insurer == LAW


def test_a_fact_does_not_answer_another_kind_of_question(claims):
    found = claims("mieux-etre", "policy_meta", {"list": 0.9})
    assert LAW not in {quote.insurer for claim in found for quote in claim.quotes}
    assert [quote.text for quote in found[0].quotes] != ["Avril 2022"]


def test_an_address_that_is_asked_for_comes_first(claims):
    found = claims("mieux-etre", "cookies", {"email": 0.8})
    assert found[0].template == message("fr", "answer.channel_email")
    assert found[0].quotes[0].text == "dpo@mieux-etre.fr"
    posted = claims("mieux-etre", "cookies", {"address": 0.8})
    assert posted[0].template == message("fr", "answer.channel_post")


def test_an_address_that_is_hardly_asked_for_is_not_given(claims):
    found = claims("mieux-etre", "cookies", {"email": 0.3})
    assert found[0].template == message("fr", "answer.says", insurer="Mutuelle Mieux-Être")


@pytest.mark.parametrize(
    ("insurer", "topic", "text", "key"),
    [
        ("mieux-etre", "sale", "vendez-vous mes données ?", "no"),
        ("mhr", "cookies", "utilisez-vous des cookies ?", "yes"),
    ],
)
def test_a_clear_policy_is_answered_by_a_yes_or_a_no_with_its_sentence(claims, insurer, topic, text, key):
    first, *rest = claims(insurer, topic, {"yes_no": 0.9}, text)
    assert first.template == message("fr", f"answer.{key}")
    assert first.quotes
    keys = {message("fr", "answer.yes"), message("fr", "answer.no")}
    assert not keys & {claim.template for claim in rest}


def test_a_yes_is_left_out_where_the_question_asks_something_else(claims):
    leads = {message("fr", "answer.yes"), message("fr", "answer.no")}
    for slots, text in (
        ({"open": 0.9}, "utilisez-vous des cookies ?"),
        ({"yes_no": 0.9}, "à quoi servent vos cookies ?"),
    ):
        assert claims("mhr", "cookies", slots, text)[0].template not in leads


def test_the_sentence_of_a_yes_is_not_quoted_again(claims):
    first, *rest = claims("mhr", "cookies", {"yes_no": 0.9}, "utilisez-vous des cookies ?")
    said = first.quotes[0].span
    assert not [quote for claim in rest for quote in claim.quotes if quote.span.contains(said)]


def test_what_the_policy_excludes_of_a_right_is_said_before_anything_else(claims, engine):
    found = claims("mgen", "objection", action="objection")
    assert found[0].template == message("fr", "answer.excluded")
    assert found[0].quotes[0].text.startswith("Toutefois")
    index = engine.releases.index("mgen")
    assert exclusion_claims(["erasure"], index, "fr") == exclusion_claims((), index, "fr") == []


def test_a_quote_in_another_language_is_announced_and_its_values_are_said_in_the_reader_s(claims):
    found = claims("mgen", "retention", {"duration": 0.9}, language="en")
    assert found[0].template == message("en", "answer.says_foreign", insurer="MGEN", language="French")
    values = [claim for claim in found if claim.template.rpartition("(in plain words: ")[1]]
    assert any("years" in claim.template.rpartition("(in plain words: ")[2] for claim in values)
    assert all(claim.quotes[0].language != "en" for claim in values)


def test_a_quote_in_the_language_of_the_reader_needs_no_such_words(claims):
    found = claims("mieux-etre", "retention", {"duration": 0.9})
    assert found[0].template == message("fr", "answer.says", insurer="Mutuelle Mieux-Être")
    assert not [claim for claim in found if "(en clair" in claim.template]


def test_the_first_quote_is_said_the_next_passages_are_added(claims):
    found = claims("mieux-etre", "recipients")
    says, also = opening("fr", "says", insurer="Mutuelle Mieux-Être"), opening("fr", "also")
    assert found[0].template.startswith(says)
    assert [claim for claim in found[1:] if claim.template.startswith(says)] == []
    assert sum(claim.template.startswith(also) for claim in found) <= PASSAGES - 1


@pytest.mark.parametrize("insurer", INSURERS)
def test_an_answer_is_short_and_every_claim_quotes_the_insurer(claims, insurer):
    for topic in ("cookies", "recipients", "purposes", "security"):
        found = claims(insurer, topic)
        quotes = {quote.span: quote for claim in found for quote in claim.quotes}
        assert all(claim.quotes or claim.stands_alone for claim in found)
        assert {quote.insurer for quote in quotes.values()} == {insurer}
        gaps = introductions = LONGEST_INTRODUCTION * PASSAGES
        assert sum(map(len, quotes)) <= CHARACTERS + gaps + introductions


def test_an_answer_beside_which_a_request_is_offered_is_shorter(claims):
    def length(**decided):
        return sum(
            len(quote.text) for claim in claims("mieux-etre", "recipients", **decided) for quote in claim.quotes
        )

    assert length(offered=True) <= length()


def test_the_items_of_a_list_that_are_left_out_are_counted(claims):
    found = [claim for topic in ("recipients", "sale", "data_categories") for claim in claims("mieux-etre", topic)]
    counted = [claim for claim in found if claim.template.startswith(opening("fr", "more").partition("(")[0])]
    assert counted
    assert all(claim.stands_alone and not claim.quotes for claim in counted)


def test_a_lead_is_the_claim_of_its_insurer_in_either_language(claims):
    french, english = (
        claims("mieux-etre", "sale", {"yes_no": 0.9}, "do you sell my data?", one) for one in ("fr", "en")
    )
    assert french[0].template == message("fr", "answer.no")
    assert english[0].template == message("en", "answer.no")
    assert dataclasses.replace(french[0], template="") == dataclasses.replace(english[0], template="")
