import pytest

from eval.metrics.estimates import Estimate, estimate, mean


def test_a_mean_keeps_its_number_of_cases():
    found = mean([1.0, 1.0, 1.0, 0.0])
    assert (found.value, found.n) == (0.75, 4)
    assert found.low < 0.75 < found.high


def test_there_is_no_mean_of_nothing():
    assert mean([]) is None


def test_a_share_has_the_interval_of_the_binomial():
    truth = [True] * 70 + [False] * 30
    found = estimate(lambda places: sum(truth[one] for one in places) / len(places), 100, resamples=5_000)
    # 100 tosses with p = 0.7: quantiles of the binomial at 2.5 % and 97.5 % are 61 and 79
    assert (found.value, found.n) == (0.7, 100)
    assert found.low == pytest.approx(0.61, abs=0.015)
    assert found.high == pytest.approx(0.79, abs=0.015)


def test_the_bias_of_the_resamples_is_taken_off():
    # the share of distinct cases is 1 in the sample, 1 − (1 − 1/50)^50 = .64 on average in a resample
    found = estimate(lambda places: len(set(places)) / 50, 50)
    assert found.low < 1.0 == found.value == found.high
    assert found.low > 0.85


def test_a_statistic_without_a_value_has_no_estimate():
    assert estimate(lambda _: None, 3) is None
    assert estimate(lambda _: 0.0, 0) is None


def test_resamples_without_a_value_are_left_out():
    found = estimate(lambda places: 0.5 if len(set(places)) == 2 else None, 2)
    assert found == Estimate(0.5, 0.5, 0.5, 2)
