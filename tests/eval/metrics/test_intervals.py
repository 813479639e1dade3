import numpy as np
import pytest

from eval.metrics.intervals import Interval, interval


def test_the_mean_is_over_cases_not_over_insurers():
    found = interval([1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"])
    assert (found.mean, found.n) == (3 / 4, 4)


def test_values_that_never_differ_have_no_uncertainty():
    assert interval([0.5] * 6, list("aabbcc")) == Interval(0.5, 0.5, 0.5, 6)


def test_one_case_has_only_its_value():
    assert interval([1.0], ["a"]) == Interval(1.0, 1.0, 1.0, 1)


def test_with_one_insurer_the_interval_is_the_bootstrap_of_its_cases():
    values = [1.0] * 70 + [0.0] * 30
    found = interval(values, ["a"] * 100, resamples=20_000)
    # the mean of 100 tosses with p = 0.7: quantiles of the binomial at 2.5 % and 97.5 % are 61 and 79
    assert found.low == pytest.approx(0.61, abs=0.011)
    assert found.high == pytest.approx(0.79, abs=0.011)


def test_insurers_that_differ_widen_the_interval():
    values = [1.0] * 40 + [0.0] * 40
    together = interval(values, ["a"] * 40 + ["b"] * 40)
    mixed = interval(values, ["a", "b"] * 40)
    assert (together.low, together.high) == (0.0, 1.0)  # both draws are the same insurer in half of the resamples
    assert mixed.high - mixed.low < 0.5


def test_the_variance_is_that_of_insurers_and_of_cases_within_them():
    rng = np.random.default_rng(3)
    clusters = [cluster for cluster in range(5) for _ in range(60)]
    values = [float(rng.random() < 0.5 + 0.08 * (cluster - 2)) for cluster in clusters]
    means = np.array([np.mean(values[60 * one : 60 * one + 60]) for one in range(5)])
    within = np.mean([np.var(values[60 * one : 60 * one + 60]) for one in range(5)]) / 300
    expected = 2 * 1.96 * np.sqrt(np.var(means) / 5 + within)
    found = interval(values, clusters, resamples=20_000)
    assert found.high - found.low == pytest.approx(expected, rel=0.05)


def test_the_same_seed_gives_the_same_bounds():
    values, clusters = [1.0, 0.0, 1.0, 1.0, 0.0], list("aabbc")
    assert interval(values, clusters, seed=7) == interval(values, clusters, seed=7)


def test_a_higher_level_is_wider():
    values, clusters = [1.0, 0.0] * 30, list("abcde") * 12
    wide, narrow = interval(values, clusters, level=0.99), interval(values, clusters, level=0.8)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_nothing_has_no_mean():
    with pytest.raises(ValueError, match="no values"):
        interval([], [])


def test_every_value_needs_its_insurer():
    with pytest.raises(ValueError, match="zip"):
        interval([1.0, 0.0], ["a"])
