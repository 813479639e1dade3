"""Two runs are compared case by case, and only over the same questions and texts."""

from dataclasses import replace

import pytest

from eval.errors import BadRun, NotComparable
from eval.runs.compare import compare
from eval.runs.folder import RunFolder
from eval.runs.runner import run
from eval.runs.scoring import score_run
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset, raising

CASES = [case(name) for name in "abcd"]


@pytest.fixture
def made(tmp_path):
    """Makes and scores a run whose system fails on some cases."""

    def make(name, failing="", data=None, scored=True):
        broken = {one: raising(ValueError("x")) for one in failing}
        folder = RunFolder(tmp_path / name)
        run(data or dataset(*CASES), Scripted(broken), folder.path)
        if scored:
            score_run(folder, {KEY: TEXT})
        return folder

    return make


def test_cases_are_won_and_lost_by_the_decisive_metric(made):
    found = compare(made("one", failing="ab"), made("two", failing="bc"))
    assert (found.by, found.won, found.lost) == ("correct", ("a",), ("c",))


def test_a_metric_has_both_means_and_the_difference(made):
    found = compare(made("one", failing="ab"), made("two", failing="b"))
    correct = next(one for one in found.metrics if one.metric == "correct")
    assert (correct.first, correct.second, correct.n) == (0.5, 0.75, 4)
    assert correct.difference.mean == 0.25
    assert (correct.difference.better, correct.difference.worse, correct.difference.same) == (1, 0, 3)


def test_where_less_is_better_less_is_a_case_won(made):
    found = compare(made("one", failing="a"), made("two"), by="false_refusal")
    assert (found.won, found.lost) == (("a",), ())


def test_equal_runs_differ_in_nothing(made):
    found = compare(made("one", failing="a"), made("two", failing="a"))
    assert (found.won, found.lost) == ((), ())
    assert {one.difference.mean for one in found.metrics if one.metric != "milliseconds"} == {0.0}


OTHER_DATA = {
    "questions": dataset(*CASES[:3], case("d", question="Autre question ?")),
    "texts": dataset(*CASES, texts={KEY: TEXT, "moss/policy": "Autre."}),
    "split": dataset(*CASES, split="test"),
    "version": dataset(*CASES, version="2"),
}


@pytest.mark.parametrize("other", OTHER_DATA.values(), ids=OTHER_DATA)
def test_runs_over_other_questions_texts_or_splits_are_not_compared(made, other):
    first, second = made("one"), made("two", data=other, scored=False)
    with pytest.raises(NotComparable, match=r"one was made over small 1 \(development, .* over small"):
        compare(first, second)


def test_a_run_that_is_not_scored_is_not_compared(made):
    with pytest.raises(BadRun, match=r"scores\.jsonl: cannot be read"):
        compare(made("one"), made("two", scored=False))


def test_scores_that_lack_a_case_are_refused_with_its_name(made):
    first, second = made("one"), made("two")
    path = second.path / "scores.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(BadRun, match=r"two/scores\.jsonl: no scores of case d; start the run again"):
        compare(first, second)


def test_a_metric_that_applies_to_no_case_decides_nothing(made):
    with pytest.raises(
        NotComparable, match=r"no metric 'request_type' applies to a case of both runs; choose one of"
    ):
        compare(made("one"), made("two"), by="request_type")


def variations(*names, **changes):
    return dataset(*(replace(case(f"{name}~typos"), original=name, **changes) for name in names))


def test_a_variation_is_compared_with_the_case_it_is_made_of(made):
    found = compare(made("one", failing="a"), made("two", data=variations("b", "a")), originals=True)
    correct = next(one for one in found.metrics if one.metric == "correct")
    assert (correct.first, correct.second, correct.n) == (0.5, 1.0, 2)


def test_variations_of_other_cases_are_refused(made):
    with pytest.raises(NotComparable, match="has no case z"):
        compare(made("one"), made("two", data=variations("z")), originals=True)


def test_variations_that_expect_another_reply_are_not_compared(made):
    two = made("two", data=variations("a", outcome="out_of_scope", gold=(), facts=()))
    with pytest.raises(NotComparable, match=r"no case of .* is another wording"):
        compare(made("one"), two, originals=True)


def test_two_variations_of_one_case_are_no_two_cases(made):
    both = dataset(*(replace(case(f"a~{kind}"), original="a") for kind in ("typos", "capitals")))
    with pytest.raises(NotComparable, match="several variations of one case"):
        compare(made("one"), made("two", data=both), originals=True)


def test_runs_that_kept_another_number_of_passages_are_refused(made, tmp_path):
    run(dataset(*CASES), Scripted(), tmp_path / "deep", depth=3)
    score_run(RunFolder(tmp_path / "deep"), {KEY: TEXT})
    with pytest.raises(NotComparable, match="--depth 10"):
        compare(made("one"), RunFolder(tmp_path / "deep"))
