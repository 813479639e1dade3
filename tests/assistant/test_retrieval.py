"""Passages are ranked by what speaks for their sentences; what a policy holds tells whether it treats a topic."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.retrieval import FEATURES, _standard, fitted, proves, sigmoid
from assistant.settings import RetrievalSettings
from tests.assistant.understood_by_hand import SETTINGS, about, asking, ranked

NOTHING = RetrievalSettings(**dict.fromkeys(FEATURES, 0.0))


@pytest.fixture(scope="module")
def index(engine):
    return engine.releases.index("mieux-etre")


@pytest.fixture(scope="module")
def sentences(index):
    """The text of each sentence of the policy, in the order of the features."""
    release = index.release
    return [
        release.documents[name].sentence_text(sentence)
        for name in release.order
        for sentence in release.passages[name].sentences
    ]


def test_a_standardised_feature_has_no_mean_and_unit_deviation():
    # mean 3, deviation √((4 + 0 + 4) / 3) = 1.633
    assert _standard(np.array([1, 3, 5])) == pytest.approx([-1.224745, 0, 1.224745])
    assert _standard(np.array([2, 2, 2])).tolist() == [0, 0, 0]


def test_log_odds_become_a_probability():
    assert sigmoid(np.log(np.array([1 / 3, 1, 3]))) == pytest.approx([0.25, 0.5, 0.75])


def test_every_feature_has_a_weight():
    assert set(FEATURES) == set(RetrievalSettings.model_fields) & set(FEATURES)
    weighed = {name for name, one in RetrievalSettings.model_fields.items() if name not in FEATURES}
    assert weighed == {"topics", *(name for name in weighed if name.endswith("_above"))}


@pytest.mark.integration
class TestScores:
    def test_a_feature_has_one_value_a_sentence(self, index, sentences):
        found = index.features(about(index, "cookies"), SETTINGS.topics)
        assert set(found) == set(FEATURES)
        assert {name: column.shape for name, column in found.items()} == dict.fromkeys(FEATURES, (len(sentences),))
        assert all(np.isfinite(column).all() for column in found.values())

    def test_a_score_is_the_sum_of_its_weighted_features(self, index):
        for one in ranked(index, about(index, "retention", {"duration": 0.9})):
            assert one.score == pytest.approx(sum(one.features.values()), abs=1e-4)
            assert one.score == pytest.approx(float(one.sentence_scores.max()))
            assert len(one.sentence_scores) == len(one.passage.sentences)

    def test_a_weight_multiplies_its_feature(self, index):
        asked = about(index, "retention")
        plain = RetrievalSettings(**{**dict.fromkeys(FEATURES, 0.0), "agreement": 1.0})
        double = RetrievalSettings(**{**dict.fromkeys(FEATURES, 0.0), "agreement": 2.0})
        once, twice = ranked(index, asked, plain), ranked(index, asked, double)
        assert [2 * one.score for one in once] == pytest.approx([one.score for one in twice])
        assert once[0].score == pytest.approx(float(index.features(asked, 4)["agreement"].max()))

    def test_without_weights_no_passage_scores(self, index):
        found = ranked(index, about(index, "cookies"), NOTHING)
        assert {one.score for one in found} == {0.0}
        assert [one.passage.id for one in found] == list(index.release.order)

    def test_passages_come_best_first_and_as_many_as_wanted(self, index):
        asked = about(index, "cookies")
        scores = [one.score for one in ranked(index, asked)]
        assert scores == sorted(scores, reverse=True)
        assert [one.score for one in index.rank(asked, SETTINGS, 3)] == scores[:3]

    def test_a_likelier_topic_weighs_more_and_an_unlikely_one_nothing(self, index):
        vector = index.bank.topics["cookies"].statements[0]
        shares = ({"cookies": 0.8}, {"cookies": 0.4}, {"cookies": 0.02})
        full, half, none = (index.features(asking(one, vector=vector), SETTINGS.topics)["proof"] for one in shares)
        assert full == pytest.approx(2 * half)
        assert full.any()
        assert not none.any()

    def test_only_the_likeliest_topics_take_part(self, index):
        vector = index.bank.topics["cookies"].statements[0]
        both, one = (
            asking({"cookies": 0.5, "retention": 0.4}, vector=vector),
            asking({"cookies": 0.5}, vector=vector),
        )
        assert index.features(both, 1)["agreement"] == pytest.approx(index.features(one, 1)["agreement"])
        assert index.features(both, 2)["agreement"] != pytest.approx(index.features(one, 2)["agreement"])


@pytest.mark.integration
class TestEvidence:
    @pytest.mark.parametrize("topic", ["cookies", "retention", "complaint"])
    def test_a_proof_lies_on_the_sentences_that_say_something_on_the_topic(self, index, sentences, topic):
        proofs = index.features(about(index, topic), SETTINGS.topics)["proof"] > 0
        assert proofs.any()
        assert not proofs.all()
        assert all(proves(index.bank.topics[topic], sentences[place]) for place in np.flatnonzero(proofs))

    def test_a_fact_lies_on_the_sentence_that_states_it(self, index, sentences):
        stating = index.features(about(index, "deadline"), SETTINGS.topics)["fact"] > 0
        facts = index.stated("deadline")
        assert facts
        for fact, parsed in facts:
            said = parsed.document.slice(fact.evidence)
            assert any(said in sentences[place] for place in np.flatnonzero(stating)), said

    def test_a_kind_of_answer_lies_on_the_sentences_that_hold_one(self, index, sentences):
        asked = about(index, "contact", {"email": 0.9, "open": 0.1})
        holding = np.flatnonzero(index.features(asked, SETTINGS.topics)["slot"])
        assert len(holding)
        assert all("@" in sentences[place] for place in holding)

    def test_the_proofs_of_a_passage_are_those_of_its_sentences(self, index):
        for one in ranked(index, about(index, "cookies"))[:10]:
            topic = index.bank.topics["cookies"]
            proofs = index.proofs("cookies", one)
            assert len(proofs) == len(one.passage.sentences)
            assert any(proofs) <= index.evidence_in("cookies", one.passage.id)
            texts = [one.parsed.sentence_text(sentence) for sentence in one.passage.sentences]
            if index.evidence_in("cookies", one.passage.id):
                assert proofs == [proves(topic, text) for text in texts]


@pytest.mark.integration
class TestAnswers:
    @pytest.mark.parametrize(
        ("insurer", "treated", "lacked"),
        [
            ("mese", ("cookies", "access", "sale"), ("post_mortem", "minors", "employer")),
            ("sem", ("transfers", "identity_proof"), ("retention", "post_mortem", "cookie_duration")),
            ("mieux-etre", ("deadline", "post_mortem", "retention"), ("employer", "account_inactive")),
            ("mgen", ("post_mortem", "retention"), ("deadline", "minors", "transfers")),
            ("mhr", ("complaint", "cookies"), ("transfers", "hosting", "minors")),
        ],
    )
    def test_a_policy_answers_what_it_treats_and_not_what_it_lacks(self, engine, insurer, treated, lacked):
        policy = engine.releases.index(insurer)
        assert {topic for topic in treated if policy.answers(topic) < 0.8} == set()
        assert {topic for topic in lacked if policy.answers(topic) > 0.2} == set()

    def test_an_unknown_topic_is_not_answered(self, index):
        assert index.answers("_small_talk") == 0.0
        assert index.proves("_small_talk") is None

    def test_the_probability_is_that_of_the_fitted_regression(self, index):
        weights = fitted()["answerable"]
        found = index.found_on("cookies")
        assert set(found) == set(weights) - {"intercept"}
        logit = weights["intercept"] + sum(weights[name] * value for name, value in found.items())
        assert index.answers("cookies") == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-6)

    def test_what_is_found_on_a_topic_agrees_with_what_proves_it(self, index):
        for topic in ("cookies", "employer", "minors"):
            found = index.found_on(topic)
            assert found["passage"] == float(bool(index.proves(topic)))
            assert found["sentence"] <= found["passage"] <= found["passages"] <= 3
            assert found["fact"] == float(bool(index.stated(topic)))
            assert found["likely"] <= found["likeliest"] + 1e-6
        assert set(index.proven()) >= {"cookies"}

    def test_the_contacts_for_requests_come_before_those_for_complaints(self, engine):
        only_complaints = engine.releases.index("mhr")
        found = only_complaints.contacts(("rights", "complaint"))
        assert {fact.role for fact, _ in found} == {"complaint"}
        assert only_complaints.contacts(("rights",)) == []
