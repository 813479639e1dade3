"""A gate stops a run that is surely worse than its baseline, or that quotes what no policy says; nothing else."""

from dataclasses import replace

import pytest

from eval.errors import BadRun, NotComparable
from eval.observations import Cited, Observation
from eval.runs.folder import RunFolder
from eval.runs.gate import Gate, gate
from eval.runs.runner import run
from eval.runs.scoring import score_run
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset, right

NAMES = [f"c{number:02}" for number in range(40)]
OTHER = "moss/policy"
TEXTS = {KEY: TEXT, OTHER: TEXT}
DATA = dataset(*[case(name) for name in NAMES], texts=TEXTS)


def refusing(asked):
    return Observation(asked.id, "policy_silent", answer="La politique ne le dit pas.", language="fr")


def misquoting(asked):
    return replace(right(asked), citations=(Cited(1, KEY, "v", 0, 37, TEXT[1:38]),))


def citing_another_insurer(asked):
    return replace(right(asked), citations=(Cited(1, OTHER, "v", 0, 37, TEXT[0:37]),))


def inventing(asked):
    return replace(right(asked), answer=f"{right(asked).answer}\nElles sont archivées 40 ans. [1]")


def turning(asked):
    return replace(right(asked), answer=f"{right(asked).answer}\nVos données ne sont pas conservées. [1]")


def slow(asked):
    return replace(right(asked), milliseconds=9_000.0)


@pytest.fixture
def made(tmp_path):
    """Makes and scores a run whose system does something with some cases."""

    def make(name, deed=right, cases=NAMES):
        folder = RunFolder(tmp_path / name)
        run(DATA, Scripted(dict.fromkeys(cases, deed)), folder.path)
        score_run(folder, TEXTS)
        return folder

    return make


def failed(found):
    return {one.metric: one for one in found.verdicts if not one.passed}


def test_a_run_as_good_as_its_baseline_passes(made):
    found = gate(made("baseline"), made("run"))
    assert found.passed
    assert failed(found) == {}


def test_a_run_that_refuses_everything_is_stopped_by_what_it_no_longer_answers(made):
    found = gate(made("baseline"), made("run", refusing))
    assert not found.passed
    assert {"correct", "outcome", "false_refusal", "fact_recall", "mrr"} <= failed(found).keys()
    assert failed(found)["correct"].reason == "worse by 1.000 at least"


def test_a_run_that_is_better_passes(made):
    assert gate(made("baseline", refusing), made("run")).passed


def test_a_run_that_no_longer_quotes_is_stopped_by_the_quotes_it_lacks(made):
    silent = failed(gate(made("baseline"), made("run", refusing)))
    assert silent["citation_precision"].reason == "the run has no value of it"


def test_a_baseline_scored_without_a_metric_has_to_be_made_again(made):
    baseline = made("baseline")
    rows = [
        replace(row, metrics={name: value for name, value in row.metrics.items() if name != "mrr"})
        for row in baseline.scores()
    ]
    baseline.keep_scores(rows, {})
    assert failed(gate(baseline, made("run")))["mrr"].reason == "the baseline was scored without it; make it again"


def test_a_loss_that_chance_explains_passes(made):
    assert gate(made("baseline"), made("run", refusing, NAMES[:3])).passed


def test_a_loss_that_chance_does_not_explain_is_stopped(made):
    assert "correct" in failed(gate(made("baseline"), made("run", refusing, NAMES[:20])))


def test_a_loss_within_the_margin_passes(made):
    assert gate(made("baseline"), made("run", refusing, NAMES[:20]), margin=0.6).passed


def test_one_quote_that_is_not_in_the_policy_stops_a_run_and_is_named(made):
    verdict = failed(gate(made("baseline"), made("run", misquoting, ["c07"])))["verbatim"]
    assert (verdict.cases, verdict.reason) == (("c07",), "1 cases are not 1")


def test_a_foreign_citation_stops_a_run_even_where_the_baseline_has_it_too(made):
    first, second = made("baseline", citing_another_insurer, ["c07"]), made("run", citing_another_insurer, ["c07"])
    assert failed(gate(first, second)).keys() == {"foreign_citation"}


def test_a_slower_machine_stops_nothing(made):
    assert gate(made("baseline"), made("run", slow)).passed


def test_a_fact_that_nothing_cited_holds_stops_a_run_whatever_the_baseline_has(made):
    found = gate(made("baseline", inventing, ["c00", "c01"]), made("run", inventing, ["c00"]))
    verdict = failed(found)["absent_facts"]
    assert (verdict.reason, verdict.cases) == ("1 cases are not 0", ("c00",))


@pytest.mark.parametrize(("cases", "passed"), [(["c00"], False), ([], True)])
def test_a_value_that_must_be_is_asked_of_a_run_whose_baseline_was_scored_without_it(made, cases, passed):
    baseline = made("baseline")
    rows = [
        replace(row, metrics={name: value for name, value in row.metrics.items() if name != "absent_facts"})
        for row in baseline.scores()
    ]
    baseline.keep_scores(rows, {})
    assert gate(baseline, made("run", inventing, cases)).passed is passed


def test_a_statement_that_seems_reversed_stops_nothing(made):
    assert gate(made("baseline"), made("run", turning)).passed


def test_of_the_baseline_only_the_record_and_the_scores_are_needed(made):
    baseline = made("baseline")
    for path in baseline.path.iterdir():
        if path.name not in {"run.json", "scores.jsonl"}:
            path.unlink()
    assert gate(baseline, made("run")).passed


def test_a_baseline_over_other_questions_is_refused(made, tmp_path):
    other = RunFolder(tmp_path / "other")
    run(dataset(case("z")), Scripted(), other.path)
    with pytest.raises(NotComparable):
        gate(other, made("run"))


def test_nothing_passes_where_nothing_was_judged(made):
    assert not Gate(()).passed
    baseline, other = made("baseline"), made("run")
    for folder in (baseline, other):
        folder.keep_scores([replace(row, metrics={}) for row in folder.scores()], {})
    with pytest.raises(NotComparable, match="no metric applies to a case of both runs"):
        gate(baseline, other)


@pytest.mark.parametrize("emptied", ["baseline", "run"])
def test_a_run_or_a_baseline_without_scores_is_refused(made, emptied):
    folders = {name: made(name) for name in ("baseline", "run")}
    (folders[emptied].path / "scores.jsonl").write_bytes(b"")
    with pytest.raises(BadRun, match=rf"{emptied}/scores\.jsonl: no scores of case c00"):
        gate(folders["baseline"], folders["run"])
