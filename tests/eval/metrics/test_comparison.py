import pytest

from eval.metrics.comparison import compare, mcnemar, sign_flip
from eval.metrics.intervals import interval


def test_the_difference_is_second_minus_first_over_paired_cases():
    found = compare([0.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0], list("aabb"))
    assert found.mean == (1 + 0 + 1 + 0) / 4
    assert (found.better, found.worse, found.same) == (2, 0, 2)


def test_where_lower_is_better_a_fall_is_an_improvement():
    found = compare([30.0, 20.0, 10.0], [10.0, 25.0, 5.0], list("abc"), better="lower")
    assert found.mean == pytest.approx((-20 + 5 - 5) / 3)
    assert (found.better, found.worse, found.same) == (2, 1, 0)


def test_the_bounds_are_those_of_the_differences():
    a, b, clusters = [0.0, 1.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 1.0, 1.0], list("aabbc")
    found, expected = compare(a, b, clusters), interval([1.0, 0.0, 0.0, 0.0, 1.0], clusters)
    assert (found.low, found.high) == (expected.low, expected.high)


def test_cases_without_a_pair_are_left_out():
    found = compare([1.0, None, 0.0], [0.0, 1.0, None], list("abc"))
    assert (found.mean, found.worse, found.better, found.same) == (-1.0, 1, 0, 0)


def test_nothing_in_common_cannot_be_compared():
    with pytest.raises(ValueError, match="no values"):
        compare([1.0, None], [None, 1.0], list("ab"))


def test_right_or_wrong_is_compared_by_the_exact_test_of_mcnemar():
    # 1 of 8 differing cases got worse: two-sided p = 2 · (C(8,0) + C(8,1)) / 2⁸ = 18 / 256
    a = [0.0] * 7 + [1.0] + [1.0] * 12
    b = [1.0] * 7 + [0.0] + [1.0] * 12
    assert compare(a, b, ["a"] * 20).p_value == pytest.approx(18 / 256)


def test_no_differing_case_is_no_evidence():
    assert mcnemar(0, 0) == 1.0
    assert sign_flip([0.0, 0.0]) == 1.0


def test_other_values_are_compared_by_flipping_signs():
    # all six differ the same way: of 2⁶ = 64 sign patterns two are as extreme, so p = 2 / 64
    assert sign_flip([0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) == pytest.approx(2 / 64, abs=0.006)


def test_differences_that_cancel_are_no_evidence():
    assert sign_flip([0.3, -0.3, 0.3, -0.3]) == 1.0


def test_flipping_signs_leaves_out_what_is_the_same():
    assert sign_flip([0.5, 0.0, 0.0]) == 1.0  # one difference: either sign is as extreme
