"""What kind of reply a question gets: declined, silent, answered, or the way to file a request."""

from __future__ import annotations

import dataclasses
import math
from types import SimpleNamespace

import pytest

from assistant.answering.decision import decide, lacking, silence
from assistant.retrieval import fitted
from assistant.settings import RetrievalSettings
from tests.assistant.understood_by_hand import SETTINGS, about, asking, ranked

SURE, UNSURE = 20.0, -20.0
"""Scores of a best passage that surely answers, and of one that surely does not."""
TREATED, LACKED = "cookies", "post_mortem"
"""Of the policy below."""


@pytest.fixture(scope="module")
def index(engine):
    return engine.releases.index("mese")


@pytest.fixture(scope="module")
def best(index):
    """The best passage of a question."""
    return ranked(index, about(index, TREATED))[0]


@pytest.fixture
def decided(index, best):
    def decided(asked, score=SURE, settings=SETTINGS):
        return decide(asked, [dataclasses.replace(best, score=score)], index, settings)

    return decided


def log_odds(share):
    return math.log(share / (1 - share))


def test_silence_is_a_logistic_regression_of_what_is_missing_and_the_best_score():
    weights = fitted()["silence"]
    assert log_odds(silence(0.0, 0.0)) == pytest.approx(weights["intercept"])
    assert log_odds(silence(1.0, 0.0)) == pytest.approx(weights["intercept"] + weights["missing"])
    assert log_odds(silence(0.25, 4.0)) == pytest.approx(
        weights["intercept"] + weights["missing"] / 4 + weights["score"] * 4
    )


def test_silence_grows_with_what_is_missing_and_falls_with_the_score():
    assert silence(0.9, 2.0) > silence(0.1, 2.0)
    assert silence(0.5, 1.0) > silence(0.5, 8.0)


def test_what_is_lacking_is_averaged_over_the_likeliest_topics():
    policy = SimpleNamespace(answers={"a": 0.9, "b": 0.1, "c": 0.0}.__getitem__)
    asked = asking({"_small_talk": 0.15, "a": 0.6, "b": 0.2, "c": 0.05})
    # (0.6 × 0.1 + 0.2 × 0.9) / 0.8, the third topic not being weighed
    assert lacking(asked, policy, RetrievalSettings(topics=2)) == pytest.approx(0.3)
    # (0.06 + 0.18 + 0.05 × 1) / 0.85
    assert lacking(asked, policy, RetrievalSettings(topics=3)) == pytest.approx(0.29 / 0.85)
    assert lacking(asking({"_small_talk": 1.0}), policy, SETTINGS) == 0.0


@pytest.mark.integration
class TestOutside:
    def test_a_question_outside_the_subject_is_declined_whatever_it_resembles(self, decided):
        found = decided(asking({"_attack": 0.6, TREATED: 0.4}), SURE)
        assert (found.outcome, found.topic) == ("out_of_scope", "_attack")
        assert (found.silent, found.action) == (None, None)

    def test_the_classes_outside_count_together_and_the_likeliest_names_the_reply(self, decided):
        found = decided(asking({TREATED: 0.4, "_account_specific": 0.35, "_out_of_scope": 0.25}))
        assert (found.outcome, found.topic) == ("out_of_scope", "_account_specific")

    def test_a_question_that_may_be_inside_is_not_declined(self, decided):
        assert decided(asking({TREATED: 0.55, "_out_of_scope": 0.45})).outcome == "answered"

    @pytest.mark.parametrize(("wish", "outcome"), [(0.9, "answered"), (0.55, "out_of_scope")])
    def test_a_wish_weighs_more_than_the_classes_outside_only_when_it_is_likelier(self, decided, wish, outcome):
        assert decided(asking({"_account_specific": 0.6, "erasure": 0.4}, wish=wish)).outcome == outcome


@pytest.mark.integration
class TestWishes:
    def test_a_wish_gets_the_way_to_file_the_request(self, decided):
        found = decided(asking({"erasure": 1.0}, wish=0.6, action="erasure"), UNSURE)
        assert (found.outcome, found.how_to, found.action) == ("answered", True, "erasure")
        assert found.silent is None

    def test_every_wish_of_a_message_is_filed_in_its_order(self, decided):
        found = decided(asking({"erasure": 1.0}, wish=0.9, action="erasure", actions=("access", "erasure")))
        assert (found.action, found.actions) == ("erasure", ("access", "erasure"))

    def test_a_possible_wish_is_offered_the_way_beside_the_answer(self, decided):
        found = decided(asking({TREATED: 1.0}, wish=0.3, action="objection"))
        assert (found.outcome, found.how_to, found.offered, found.action) == ("answered", False, True, "objection")

    def test_a_possible_wish_gets_the_way_where_the_policy_says_nothing(self, decided):
        found = decided(asking({LACKED: 1.0}, wish=0.3, action="post_mortem"), UNSURE)
        assert (found.outcome, found.how_to, found.action) == ("answered", True, "post_mortem")

    def test_nothing_is_offered_to_who_only_asks(self, decided):
        found = decided(asking({"erasure": 1.0}, wish=0.1, action="erasure"))
        assert not found.offered
        assert not found.how_to


@pytest.mark.integration
class TestHowTo:
    def test_asking_how_gets_the_channels(self, decided):
        found = decided(asking({"erasure": 0.8, "access": 0.2}, asks_how=True, action="access"), UNSURE)
        assert (found.outcome, found.how_to, found.action) == ("answered", True, "erasure")

    def test_asking_how_is_weighed_when_the_right_is_unsure(self, decided):
        assert not decided(asking({"erasure": 0.6, "access": 0.4}, asks_how=True)).how_to

    def test_asking_how_of_what_no_letter_obtains_is_a_question_like_another(self, decided):
        assert not decided(asking({TREATED: 0.9}, asks_how=True)).how_to

    @pytest.mark.parametrize("topic", ["contact", "exercise_rights"])
    def test_the_topics_of_contacts_and_procedure_get_the_channels(self, decided, topic):
        found = decided(asking({topic: 0.6, TREATED: 0.4}), UNSURE)
        assert (found.outcome, found.how_to, found.action, found.topic) == ("answered", True, None, topic)


@pytest.mark.integration
class TestSilence:
    def test_a_topic_that_the_policy_lacks_is_met_with_silence(self, decided, index):
        found = decided(asking({LACKED: 1.0}), UNSURE)
        assert (found.outcome, found.topic) == ("policy_silent", LACKED)
        assert found.missing == pytest.approx(1 - index.answers(LACKED))
        assert found.silent == pytest.approx(silence(found.missing, UNSURE))

    def test_silence_names_the_topic_that_is_missing_not_the_likeliest(self, decided):
        assert decided(asking({TREATED: 0.6, LACKED: 0.4}), UNSURE).topic == LACKED

    def test_the_threshold_is_a_setting(self, decided):
        asked = asking({LACKED: 1.0})
        patient, strict = RetrievalSettings(silent_above=1.0), RetrievalSettings(silent_above=0.0)
        assert decided(asked, UNSURE, patient).outcome == "answered"
        assert decided(asking({TREATED: 1.0}), SURE, strict).outcome == "policy_silent"


@pytest.mark.integration
class TestAnswers:
    def test_a_topic_that_the_policy_treats_is_answered(self, decided):
        found = decided(asking({TREATED: 1.0}))
        assert (found.outcome, found.topic, found.offered, found.how_to) == ("answered", TREATED, False, False)
        assert found.silent < 0.5

    def test_the_answer_is_about_the_topic_that_the_policy_treats(self, decided):
        assert decided(asking({LACKED: 0.5, TREATED: 0.4, "_small_talk": 0.1})).topic == TREATED

    def test_the_request_that_a_topic_leads_to_is_kept(self, decided, index):
        assert decided(asking({"access": 1.0})).action == index.bank.topics["access"].request_type == "access"
        assert decided(asking({TREATED: 1.0})).action == index.bank.topics[TREATED].request_type
