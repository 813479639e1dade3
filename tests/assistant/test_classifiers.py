"""Classifiers by meaning and by spelling: the arithmetic, the two views together, and what is kept in a file."""

from __future__ import annotations

import math
import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from assistant.classifiers import BUCKETS, Classifier, QuestionClassifier, combined, spelling_counts, weighted

CLASSES = ("contact", "cookies", "retention")
NOWHERE = np.zeros(2, dtype=np.float32)


def constant(*shares):
    """A classifier that gives these probabilities to everything."""
    names = CLASSES[: len(shares)]
    return Classifier(names, np.zeros((len(shares), 2), np.float32), np.log(np.array(shares, np.float32)))


def spelled(*shares):
    """The same by spelling."""
    names = CLASSES[: len(shares)]
    return Classifier(names, np.zeros((len(shares), BUCKETS), np.float32), np.log(np.array(shares, np.float32)))


def question_classifier(meaning_share, temperature, meaning=(0.8, 0.2), spelling=(0.2, 0.8)):
    idf = np.ones(BUCKETS, np.float32)
    return QuestionClassifier(constant(*meaning), spelled(*spelling), idf, meaning_share, temperature)


def random_classifier():
    """A classifier whose weights mean nothing."""
    numbers = np.random.default_rng(0)
    return QuestionClassifier(
        Classifier(CLASSES, numbers.normal(size=(3, 2)).astype(np.float32), np.zeros(3, np.float32)),
        Classifier(CLASSES, numbers.normal(size=(3, BUCKETS)).astype(np.float32), np.zeros(3, np.float32)),
        numbers.uniform(1, 9, BUCKETS).astype(np.float32),
        0.4,
        0.7,
    )


RANDOM = random_classifier()


def test_a_linear_score_becomes_a_share_of_the_odds():
    weights = np.array([[1, 0], [0, 1]], dtype=np.float32)
    classifier = Classifier(("a", "b"), weights, np.array([0, math.log(3)], dtype=np.float32))
    # e^0 : e^ln3 = 1 : 3, then e^ln9 : e^ln3 = 9 : 3
    found = classifier.shares(np.array([[0, 0], [math.log(9), 0]], dtype=np.float32))
    assert found == pytest.approx(np.array([[0.25, 0.75], [0.75, 0.25]]))


def test_large_scores_do_not_overflow():
    classifier = Classifier(("a", "b"), np.array([[1e4], [-1e4]], np.float32), np.zeros(2, np.float32))
    assert classifier.shares(np.ones(1, np.float32)).tolist() == [1.0, 0.0]


def test_the_logarithms_of_both_views_are_averaged():
    found = combined(np.log(np.array([0.8, 0.2])), np.log(np.array([0.2, 0.8])), 0.25)
    # 0.8^(1/4) × 0.2^(3/4) = 0.2828…, 0.2^(1/4) × 0.8^(3/4) = 0.5657…
    assert np.exp(found) == pytest.approx(np.array([0.282843, 0.565685]), abs=1e-6)


@pytest.mark.parametrize(
    ("meaning_share", "temperature", "contact"),
    [
        (1.0, 1.0, 0.8),
        (0.0, 1.0, 0.2),
        (0.5, 1.0, 0.5),  # (4 × 1/4)^½ : 1
        (0.75, 1.0, 2 / 3),  # 4^¾ × (1/4)^¼ = 2 : 1
        (0.75, 0.5, 0.8),  # 2² : 1
        (0.75, 2.0, math.sqrt(2) / (1 + math.sqrt(2))),
    ],
)
def test_both_views_make_one_probability(meaning_share, temperature, contact):
    found = question_classifier(meaning_share, temperature).probabilities("qui contacter", NOWHERE)
    assert found == pytest.approx({"contact": contact, "cookies": 1 - contact}, abs=1e-6)


def test_a_class_that_one_view_rules_out_stays_possible():
    found = question_classifier(0.5, 1.0, meaning=(1 - 1e-30, 1e-30), spelling=(0.5, 0.5)).probabilities(
        "", NOWHERE
    )
    # √(1e-9 × ½) : √(1 × ½), the smallest probability being 1e-9
    assert found["cookies"] == pytest.approx(math.sqrt(1e-9), rel=0.01)


def test_the_likeliest_class_comes_first_and_equals_keep_their_order():
    both = question_classifier(0.5, 1.0, (0.2, 0.2, 0.6), (0.2, 0.2, 0.6)).probabilities("", NOWHERE)
    assert list(both) == ["retention", "contact", "cookies"]


@settings(max_examples=50)
@given(st.text(max_size=60), st.floats(-1, 1), st.floats(-1, 1))
def test_the_probabilities_of_any_question_sum_to_one(text, east, north):
    shares = [*RANDOM.probabilities(text, np.array([east, north], np.float32)).values()]
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert shares == sorted(shares, reverse=True)


def test_the_spelling_of_a_word_is_counted_with_its_edges():
    counted = spelling_counts(["ab", "ab ab", ""])
    assert counted.shape == (3, BUCKETS)
    # " a", "ab", "b ", " ab", "ab ", " ab "
    assert counted.sum(axis=1).ravel().tolist() == [[6, 12, 0]]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Où sont MES données ?", "ou sont mes donnees ?"),
        ("ÉCRIRE À LA DÉLÉGUÉE", "ecrire a la deleguee"),
        ("l’adresse", "l'adresse"),
        ("cœur", "coeur"),
    ],
)
def test_accents_and_case_do_not_count(written, plain):
    one, other = spelling_counts([written, plain]).toarray()
    assert one.tolist() == other.tolist()
    assert one.any()


@settings(max_examples=50)
@given(st.text(string.ascii_letters + "éèàùçôï' ", max_size=40))
def test_no_spelling_of_case_changes_the_counts(text):
    one, other = spelling_counts([text, text.swapcase()])
    assert (one != other).nnz == 0


def test_a_slip_of_the_pen_keeps_most_of_the_spelling():
    rows = weighted(spelling_counts(["confidentialité", "confidentalité", "remboursement"]), np.ones(BUCKETS))
    right, slipped, other = rows.toarray()
    assert right @ slipped > 0.7 > 0.2 > right @ other


def test_rare_n_grams_weigh_more_and_rows_have_unit_length():
    found = weighted(csr_matrix([[1, 1, 0], [0, 0, 7]]), np.array([3, 4, 5], np.float32))
    assert found.toarray() == pytest.approx(np.array([[0.6, 0.8, 0], [0, 0, 1]]))


def test_repetition_counts_by_its_logarithm():
    found = weighted(csr_matrix([[8, 1]]), np.ones(2, np.float32)).toarray()[0]
    assert found[0] / found[1] == pytest.approx(1 + math.log(8))


def test_a_text_without_n_grams_weighs_nothing():
    assert weighted(csr_matrix((1, 3)), np.ones(3, np.float32)).toarray().tolist() == [[0, 0, 0]]


def test_weighting_leaves_the_counts_alone():
    counted = csr_matrix([[2, 1]])
    weighted(counted, np.ones(2, np.float32))
    assert counted.toarray().tolist() == [[2, 1]]


def test_a_stored_classifier_answers_as_before(tmp_path):
    before = RANDOM
    arrays = {"idf": before.idf, "topic_temperature": np.array(before.temperature)}
    for view, one in (("meaning", before.meaning), ("spelling", before.spelling)):
        arrays[f"topic_{view}_classes"] = np.array(one.classes)
        arrays[f"topic_{view}_weights"] = one.weights
        arrays[f"topic_{view}_bias"] = one.bias
    np.savez_compressed(tmp_path / "kept.npz", **arrays)
    with np.load(tmp_path / "kept.npz", allow_pickle=False) as stored:
        after = QuestionClassifier.stored(stored, "topic", before.meaning_share)
    question, vector = "combien de temps ?", np.array([0.6, 0.8], np.float32)
    assert after.probabilities(question, vector) == before.probabilities(question, vector)
    assert after.meaning.classes == CLASSES
