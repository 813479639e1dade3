"""A change report says what a reader of the earlier version must know, and nothing that stayed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from ingest.changes import Changes, changes_between, word_changes
from ingest.records import Fact, Span

POLICY = """1. Vos droits

Vous pouvez exercer vos droits par courrier à Mutuelle des Fougères, 3 rue du Bois, 69001 Lyon.

2. Les cookies

Le site dépose deux cookies de mesure d'audience, que vous pouvez refuser à tout moment depuis le bandeau.

3. La conservation

Les dossiers fermés sont gardés cinq ans après la fin du contrat.
"""
COOKIES = (
    "Le site dépose deux cookies de mesure d'audience, que vous pouvez refuser à tout moment depuis le bandeau."
)
TRANSFERS = "\n4. Les transferts\n\nAucune donnée ne quitte l'Union européenne sans votre accord écrit.\n"


def kinds(changes):
    return [(one.kind, one.shown.section) for one in changes]


@pytest.fixture
def passages_changed(parsed_of):
    """What changes in the passages between the policy and another text."""
    return lambda text: changes_between(parsed_of(POLICY), parsed_of(text)).passages


def test_the_same_text_has_no_changes(parsed_of):
    changes = changes_between(parsed_of(POLICY), parsed_of(POLICY))
    assert not changes
    assert (changes.passages, changes.facts) == ((), ())


def test_a_reworded_passage_is_altered_with_both_wordings(passages_changed):
    (change,) = passages_changed(POLICY.replace("deux cookies", "trois cookies"))
    assert change.kind == "altered"
    assert (change.old.text, change.new.text) == (COOKIES, COOKIES.replace("deux", "trois"))


def test_a_new_section_is_added(passages_changed):
    assert kinds(passages_changed(POLICY + TRANSFERS)) == [("added", "4. Les transferts")]


def test_a_section_that_is_gone_is_removed(passages_changed):
    shorter = POLICY[: POLICY.index("3. La")]
    assert kinds(passages_changed(shorter)) == [("removed", "3. La conservation")]


def test_a_passage_on_another_subject_is_no_rewording(passages_changed):
    other = POLICY.replace(
        COOKIES, "Nous ne vendons jamais vos informations, quel que soit le partenaire en cause."
    )
    assert sorted(one.kind for one in passages_changed(other)) == ["added", "removed"]


def test_sections_in_another_order_are_no_change(passages_changed):
    start, end = POLICY.index("2. Les"), POLICY.index("3. La")
    assert passages_changed(POLICY[:start] + POLICY[end:] + "\n" + POLICY[start:end]) == ()


def test_white_space_accents_and_case_are_no_change(passages_changed):
    assert passages_changed(POLICY.replace("Le site dépose", "LE SITE\u00a0DEPOSE")) == ()


def test_a_sentence_put_before_a_passage_alters_that_passage_only(passages_changed):
    (change,) = passages_changed(POLICY.replace("Les dossiers", "La durée compte. Les dossiers"))
    assert (change.kind, change.new.section) == ("altered", "3. La conservation")


def test_the_report_does_not_depend_on_the_run(parsed_of):
    other = POLICY.replace("deux", "trois") + TRANSFERS
    assert changes_between(parsed_of(POLICY), parsed_of(other)) == changes_between(
        parsed_of(POLICY), parsed_of(other)
    )


def test_words_are_compared_in_reading_order():
    assert list(word_changes("gardés cinq ans après la fin", "gardés dix ans après")) == [
        ("same", "gardés"),
        ("removed", "cinq"),
        ("added", "dix"),
        ("same", "ans après"),
        ("removed", "la fin"),
    ]


def stating(kind, normalised, *, role="", value="", subject="", audience=""):
    return Fact(kind, role, value or normalised, normalised, Span(0, 1), "p", subject, audience)


@pytest.fixture
def facts_changed(parsed_of):
    """What changes between two lists of facts."""
    bare = parsed_of(POLICY)
    return lambda old, new: changes_between(replace(bare, facts=tuple(old)), replace(bare, facts=tuple(new))).facts


def test_another_period_for_the_same_data_is_an_alteration(facts_changed):
    (change,) = facts_changed(
        [stating("retention", "P5Y", subject="Les dossiers fermés")],
        [stating("retention", "P10Y", subject="les dossiers fermés")],
    )
    assert (change.kind, change.old.normalised, change.new.normalised) == ("altered", "P5Y", "P10Y")


def test_a_period_for_other_data_is_another_fact(facts_changed):
    changes = facts_changed(
        [stating("retention", "P5Y", subject="dossiers fermés")], [stating("retention", "P10Y", subject="cookies")]
    )
    assert [one.kind for one in changes] == ["added", "removed"]


def test_another_address_in_the_same_role_is_an_alteration(facts_changed):
    (change,) = facts_changed(
        [stating("email", "a@b.example", role="dpo")], [stating("email", "c@d.example", role="dpo")]
    )
    assert change.kind == "altered"


def test_an_address_for_other_people_is_another_fact(facts_changed):
    changes = facts_changed(
        [stating("email", "a@b.example", role="dpo")],
        [stating("email", "c@d.example", role="dpo", audience="les retraités")],
    )
    assert [one.kind for one in changes] == ["added", "removed"]


def test_the_same_address_in_another_role_is_an_alteration(facts_changed):
    (change,) = facts_changed(
        [stating("email", "a@b.example", role="dpo")], [stating("email", "a@b.example", role="rights")]
    )
    assert (change.old.role, change.new.role) == ("dpo", "rights")


def test_a_right_that_goes_and_one_that_comes_are_two_changes(facts_changed):
    changes = facts_changed([stating("right", "access")], [stating("right", "portability")])
    assert [one.kind for one in changes] == ["added", "removed"]


def test_a_reworded_recipient_is_an_alteration(facts_changed):
    (change,) = facts_changed(
        [stating("recipient", "nosgestionnairesdecontrats")], [stating("recipient", "nosgestionnairesdescontrats")]
    )
    assert change.kind == "altered"


def test_a_second_mention_is_no_change(facts_changed):
    fact = stating("right", "access")
    assert facts_changed([fact], [fact, replace(fact, evidence=Span(5, 6))]) == ()


def test_two_readings_of_one_file_say_that_the_file_is_the_same(parsed_of):
    old = parsed_of(POLICY)
    new = replace(old, document=replace(old.document, version="undated-11111111"))
    assert changes_between(old, new).same_file


def test_changes_survive_their_archive(parsed_of):
    changes = changes_between(parsed_of(POLICY), parsed_of(POLICY.replace("deux", "trois") + TRANSFERS))
    adapter = TypeAdapter(Changes)
    assert adapter.validate_json(adapter.dump_json(changes)) == changes
