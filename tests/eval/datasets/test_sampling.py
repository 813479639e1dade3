"""A sample is a fair part of a data set, the same for the same seed."""

from collections import Counter

from eval.datasets.sampling import sampled
from tests.eval.runs.systems import case, dataset

WHOLE = dataset(
    *[case(f"a{number:02}") for number in range(60)],
    *[case(f"s{number:02}", outcome="policy_silent") for number in range(30)],
    *[case(f"m{number:02}", insurer="moss") for number in range(10)],
)


def test_every_kind_of_case_has_its_share():
    kinds = Counter((one.outcome, one.insurer) for one in sampled(WHOLE, 20, seed=0).cases)
    assert {kind: count for kind, count in kinds.items() if kind[1] == "moss"} == {("answered", "moss"): 2}
    assert abs(kinds["answered", "fern"] - 12) <= 1
    assert abs(kinds["policy_silent", "fern"] - 6) <= 1


def test_there_are_as_many_as_asked_for_in_the_order_of_the_data_set():
    names = [one.id for one in WHOLE.cases]
    for size in (1, 7, 99):
        drawn = [one.id for one in sampled(WHOLE, size, seed=3).cases]
        assert len(drawn) == size
        assert drawn == sorted(drawn, key=names.index)


def test_a_seed_draws_the_same_cases_and_another_seed_others():
    assert sampled(WHOLE, 20, seed=1) == sampled(WHOLE, 20, seed=1)
    assert sampled(WHOLE, 20, seed=1) != sampled(WHOLE, 20, seed=2)


def test_a_data_set_that_is_not_larger_comes_back_whole():
    assert sampled(WHOLE, 100, seed=0) is WHOLE
