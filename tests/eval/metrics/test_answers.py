"""What a reply gets for what it says."""

from collections import Counter
from dataclasses import replace

import pytest

from eval.cases import Case, GoldSpan
from eval.metrics import answers
from eval.observations import FAILED, Cited, Observation

CASE = Case(
    "c1",
    "fougeres",
    "Combien de temps ?",
    "fr",
    outcome="answered",
    topic="retention",
    also_topics=("data_categories",),
    facts=(("5 ans", "cinq ans"), ("dpo@fougeres.example",)),
    forbidden=("BANANE",),
)


def case(**changes):
    return replace(CASE, **changes)


def reply(answer="", outcome="answered", **given):
    return Observation("c1", outcome, answer, language="fr", **given)


def cited(document):
    return Cited(1, document, "v1", 0, 5, "texte")


GOOD = reply("Pendant « cinq ans » [1], écrivez à dpo@fougeres.example.", citations=(cited("fougeres/privacy"),))


def test_an_outcome_is_right_when_it_is_expected_or_accepted():
    assert answers.outcome_right(CASE, GOOD) == 1.0
    assert answers.outcome_right(CASE, reply(outcome="policy_silent")) == 0.0
    assert answers.outcome_right(case(also_outcomes=("policy_silent",)), reply(outcome="policy_silent")) == 1.0
    assert answers.outcome_right(case(outcome=None), GOOD) is None


def test_fact_recall_is_the_share_of_facts_with_one_spelling_shown():
    assert answers.fact_recall(CASE, GOOD) == 2 / 2
    assert answers.fact_recall(CASE, reply("5 ans")) == 1 / 2
    assert answers.fact_recall(CASE, reply("15 ans")) == 0 / 2
    assert answers.fact_recall(case(facts=()), GOOD) is None


def test_a_marker_is_no_fact():
    assert answers.fact_recall(case(facts=(("5",),)), reply("Oui [5].")) == 0.0


@pytest.mark.parametrize("outcome", ["policy_silent", "out_of_scope", "needs_clarification", FAILED])
def test_everything_but_an_answer_is_a_false_refusal_where_an_answer_is_due(outcome):
    assert answers.false_refusal(CASE, reply(outcome=outcome)) == 1.0


def test_an_answer_or_an_accepted_outcome_is_no_false_refusal():
    assert answers.false_refusal(CASE, GOOD) == 0.0
    assert answers.false_refusal(case(also_outcomes=("policy_silent",)), reply(outcome="policy_silent")) == 0.0
    assert answers.false_refusal(case(outcome="policy_silent"), GOOD) is None


@pytest.mark.parametrize("expected", ["policy_silent", "out_of_scope"])
def test_an_answer_without_a_ground_is_a_false_answer(expected):
    assert answers.false_answer(case(outcome=expected), GOOD) == 1.0
    assert answers.false_answer(case(outcome=expected), reply(outcome="needs_clarification")) == 0.0
    assert answers.false_answer(case(outcome=expected, also_outcomes=("answered",)), GOOD) is None


def test_false_answers_are_only_looked_for_where_no_answer_is_due():
    assert answers.false_answer(CASE, GOOD) is None


def test_the_request_type_counts_where_the_person_wants_to_file_one():
    asks = case(request_type="erasure")
    assert answers.request_type_right(asks, reply(request_type="erasure")) == 1.0
    assert answers.request_type_right(asks, reply(request_type="access")) == 0.0
    assert answers.request_type_right(asks, reply()) == 0.0
    assert answers.request_type_right(CASE, reply(request_type="access")) is None


def test_the_topic_counts_where_the_system_tells_it():
    assert answers.topic_right(CASE, reply(decision={"topic": "retention"})) == 1.0
    assert answers.topic_right(CASE, reply(decision={"topic": "data_categories"})) == 1.0
    assert answers.topic_right(CASE, reply(decision={"topic": "cookies"})) == 0.0
    assert answers.topic_right(CASE, reply()) is None


def test_the_answer_is_expected_in_the_language_of_the_question():
    assert answers.language_right(CASE, GOOD) == 1.0
    assert answers.language_right(case(language="en"), GOOD) == 0.0
    assert answers.language_right(case(language="de"), GOOD) is None


def test_a_forbidden_string_is_found_however_it_is_typed():
    assert answers.forbidden_shown(CASE, reply("Voici : banane !")) == 1.0
    assert answers.forbidden_shown(CASE, reply("bananes")) == 0.0
    assert answers.forbidden_shown(case(forbidden=()), GOOD) is None


def test_a_citation_of_another_insurer_is_foreign_and_one_of_the_law_is_not():
    assert answers.foreign_citation(CASE, GOOD) == 0.0
    assert answers.foreign_citation(CASE, reply(citations=(cited("law/gdpr-12"),))) == 0.0
    assert answers.foreign_citation(CASE, reply(citations=(cited("bruyeres/privacy"),))) == 1.0


def test_without_an_insurer_the_gold_says_whose_texts_may_be_cited():
    unsaid = case(insurer=None, gold=(GoldSpan("bruyeres/privacy", 0, 5),))
    assert answers.foreign_citation(unsaid, reply(citations=(cited("bruyeres/privacy"),))) == 0.0
    assert answers.foreign_citation(unsaid, GOOD) == 1.0
    assert answers.foreign_citation(case(insurer=None), GOOD) is None


def test_an_answer_is_correct_when_everything_asked_for_is_right():
    assert answers.correct(CASE, GOOD) == 1.0
    assert answers.correct(case(facts=(), forbidden=()), reply()) == 1.0
    assert answers.correct(case(outcome=None), GOOD) is None


@pytest.mark.parametrize(
    "wrong",
    [
        reply("cinq ans, dpo@fougeres.example", outcome="policy_silent"),
        reply("cinq ans"),
        reply("cinq ans, dpo@fougeres.example, BANANE"),
        reply("cinq ans, dpo@fougeres.example", citations=(cited("bruyeres/privacy"),)),
        reply(outcome=FAILED),
    ],
)
def test_one_fault_makes_an_answer_incorrect(wrong):
    assert answers.correct(CASE, wrong) == 0.0


def test_a_right_answer_drowned_in_text_is_not_brief():
    drowned = replace(GOOD, answer=GOOD.answer + " mot" * 250)
    assert (answers.correct(CASE, drowned), answers.correct_brief(CASE, drowned)) == (1.0, 0.0)
    assert answers.correct_brief(CASE, GOOD) == 1.0
    assert answers.correct_brief(CASE, reply(outcome=FAILED)) == 0.0


def test_a_refusal_that_repeats_the_question_shows_no_fact():
    assert answers.fact_recall(CASE, reply("« cinq ans » ? Rien.", outcome="policy_silent")) == 0.0


def test_where_a_refusal_is_accepted_as_well_it_owes_no_fact():
    either = case(also_outcomes=("policy_silent",))
    silent = reply("La politique ne le dit pas.", outcome="policy_silent")
    assert (answers.correct(either, silent), answers.fact_recall(either, silent)) == (1.0, None)


def test_words_are_counted_without_markers_and_dashes():
    assert answers.words(reply("– par courrier : « 6B Avenue » [1] [2]")) == 4.0  # par, courrier, 6B, Avenue
    assert answers.words(reply(outcome=FAILED)) is None


def test_the_confusion_matrix_counts_expected_against_given():
    silent = case(outcome="policy_silent")
    pairs = [
        (CASE, GOOD),
        (CASE, reply(outcome=FAILED)),
        (silent, GOOD),
        (silent, GOOD),
        (case(outcome=None), GOOD),
    ]
    assert answers.confusion(pairs) == Counter(
        {("answered", "answered"): 1, ("answered", "failed"): 1, ("policy_silent", "answered"): 2}
    )
