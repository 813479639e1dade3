import pytest

from eval.metrics.latency import Latency, cost, latency


def test_percentiles_interpolate_between_replies():
    # ten replies: the median lies halfway between the 5th and the 6th, the 95th percentile at rank 0.95 · 9 = 8.55
    assert latency([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]) == Latency(55.0, pytest.approx(90 + 0.55 * 10))


def test_a_latency_is_told_in_multiples_of_a_baseline():
    assert Latency(30.0, 90.0).times(Latency(10.0, 60.0)) == Latency(3.0, 1.5)


def test_no_reply_has_no_latency():
    with pytest.raises(ValueError, match="no reply"):
        latency([])


def test_cost_is_tokens_by_their_price_per_million():
    assert cost(200_000, 50_000, price_in=3.0, price_out=15.0) == 0.2 * 3 + 0.05 * 15
