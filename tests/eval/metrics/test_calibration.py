import pytest

from eval.metrics.calibration import (
    Bin,
    accuracy_by_threshold,
    brier,
    calibration_error,
    chance_error,
    equal_mass,
    reliability,
    roc_auc,
)

SCORES = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
TRUTH = [False, False, True, False, True, True]


def test_bins_hold_their_upper_edge_and_the_first_one_zero():
    low, high = reliability([0.0, 0.5, 0.6, 1.0], [False, True, True, True], bins=2)
    assert low == Bin(0.0, 0.5, 2, score=0.25, share=0.5)
    assert high == Bin(0.5, 1.0, 2, score=0.8, share=1.0)


def test_an_empty_bin_has_no_cases():
    assert reliability([0.9], [True], bins=2)[0] == Bin(0.0, 0.5, 0, 0.0, 0.0)


def test_calibration_error_weighs_the_gaps_by_cases():
    # (0, 0.5]: scores 0, .2, .4 (mean .2), share 1/3; (0.5, 1]: scores .6, .8, 1 (mean .8), share 2/3
    expected = 3 / 6 * abs(1 / 3 - 0.2) + 3 / 6 * abs(2 / 3 - 0.8)
    assert calibration_error(reliability(SCORES, TRUTH, bins=2)) == pytest.approx(expected)


def test_nothing_scored_has_no_calibration_error():
    assert calibration_error(reliability([], [])) == 0.0


def test_bins_of_equal_mass_hold_as_many_cases_in_order_of_the_score():
    low, high = equal_mass([0.9, 0.1, 0.7, 0.3, 0.8], [True, False, False, True, True], bins=2)
    assert low == Bin(0.1, 0.7, 3, score=pytest.approx(1.1 / 3), share=pytest.approx(1 / 3))
    assert high == Bin(0.8, 0.9, 2, score=pytest.approx(0.85), share=1.0)


def test_with_fewer_cases_than_bins_of_equal_mass_each_case_is_a_bin():
    assert [one.cases for one in equal_mass([0.2, 0.4], [True, False], bins=15)] == [1, 1]
    assert equal_mass([], []) == ()


def test_probabilities_that_are_worth_what_they_say_show_an_error_by_chance():
    # 100 scores of .5 in one bin: |share − .5| of 100 fair tosses is .04 on average (√(.25/100)·√(2/π)), and below
    # 1.96 · .05 = .098 in 95 of 100
    average, within = chance_error([0.5] * 100, bins=1)
    assert average == pytest.approx(0.04, abs=0.003)
    assert within == pytest.approx(0.098, abs=0.008)


def test_certain_scores_show_no_error_by_chance():
    assert chance_error([0.0, 1.0], bins=2) == (0.0, 0.0)


def test_the_brier_score_is_the_mean_squared_error():
    expected = (0 + 0.2**2 + 0.6**2 + 0.6**2 + 0.2**2 + 0) / 6
    assert brier(SCORES, TRUTH) == pytest.approx(expected)


def test_accuracy_depends_on_the_threshold():
    # above 0.3: .4 ✓ .6 ✗ .8 ✓ 1 ✓, below: 0 ✓ .2 ✓ → 5 of 6; above 0.7: .8 ✓ 1 ✓, below .4 ✗ → 5 of 6;
    # above 1: nothing, so the three that came true are wrong
    assert accuracy_by_threshold(SCORES, TRUTH, [0.3, 0.7, 1.0]) == [
        (0.3, pytest.approx(5 / 6)),
        (0.7, pytest.approx(5 / 6)),
        (1.0, pytest.approx(3 / 6)),
    ]


@pytest.mark.integration
def test_the_area_under_the_curve_is_the_share_of_pairs_in_order():
    # of 3 · 3 pairs only (0.4 true, 0.6 false) is out of order
    assert roc_auc(SCORES, TRUTH) == pytest.approx(8 / 9)


def test_there_is_no_curve_when_all_came_true():
    assert roc_auc([0.1, 0.9], [True, True]) is None
