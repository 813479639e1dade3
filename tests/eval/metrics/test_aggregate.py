import pytest

from eval.metrics.aggregate import differences, summary
from eval.metrics.intervals import interval

BEFORE = [{"mrr": 1.0, "outcome": 1.0}, {"mrr": 0.5, "outcome": None}, {"mrr": 0.0, "outcome": None}]
AFTER = [{"mrr": 0.5, "outcome": None}, {"mrr": 1.0, "outcome": 1.0}, {"mrr": 1.0, "outcome": None}]
INSURERS = ["a", "a", "b"]


def test_a_metric_is_averaged_over_the_cases_that_it_applies_to():
    found = summary(BEFORE, INSURERS)
    assert found["outcome"] == interval([1.0], ["a"])
    assert found["mrr"] == interval([1.0, 0.5, 0.0], INSURERS)


def test_metrics_come_in_the_order_of_the_tables_and_those_without_a_case_are_left_out():
    assert list(summary(BEFORE, INSURERS)) == ["outcome", "mrr"]


def test_two_runs_differ_where_both_have_a_value():
    found = differences(BEFORE, AFTER, INSURERS)
    assert list(found) == ["mrr"]
    assert found["mrr"].mean == pytest.approx((-0.5 + 0.5 + 1.0) / 3)
    assert (found["mrr"].better, found["mrr"].worse) == (2, 1)


def test_a_fall_of_what_should_be_low_is_better():
    found = differences([{"milliseconds": 20.0}], [{"milliseconds": 5.0}], ["a"])
    assert (found["milliseconds"].mean, found["milliseconds"].better) == (-15.0, 1)


def test_runs_of_different_length_are_not_compared():
    with pytest.raises(ValueError, match="zip"):
        differences(BEFORE, AFTER[:2], INSURERS)
