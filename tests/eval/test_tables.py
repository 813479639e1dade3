"""The tables on a terminal: every figure with its interval, in words that a reader of a log understands."""

import io

import pytest
from rich.console import Console

from eval.metrics.comparison import Difference
from eval.metrics.intervals import Interval
from eval.metrics.metric import METRICS
from eval.report.headline import GROUPS, headline
from eval.runs.compare import Compared, Comparison
from eval.runs.gate import Gate, Verdict
from eval.runs.sweep import Trial
from eval.tables import comparison_table, gate_table, headline_table, listed, summary_table, sweep_table
from tests.eval.report.small_runs import case, reply, view

WORSE = Difference(-0.25, -0.375, -0.125, 0.004, 1, 9, 30)
ALIKE = Difference(0.0, -0.1, 0.1, 1.0, 2, 2, 36)


def shown(table):
    """The rows of a table as lists of cells."""
    buffer = io.StringIO()
    Console(file=buffer, width=200).print(table)
    lines = buffer.getvalue().splitlines()
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if line.startswith("│")]


def test_the_headline_names_its_groups_and_every_figure_of_each_run():
    rows = headline(view((case(), reply())))
    cells = shown(headline_table("small", {"development": rows, "test": rows[:1]}))
    assert [row[0] for row in cells if not any(row[1:])] == [
        GROUPS[group] for group in dict.fromkeys(one.group for one in rows)
    ]
    labels = [row[0] for row in cells if any(row[1:])]
    assert labels == [one.label for one in rows]


def test_a_figure_that_a_run_has_not_is_a_dash():
    rows = headline(view((case(), reply())))
    cells = shown(headline_table("small", {"development": rows, "test": rows[:1]}))
    assert [row[2] for row in cells if any(row[1:])][1:] == ["–"] * (len(rows) - 1)


def test_means_stand_with_their_intervals_and_lengths_as_whole_numbers():
    found = {
        "first": {"correct": Interval(0.5, 0.25, 0.75, 40), "words": Interval(82.6, 70.0, 90.0, 40)},
        "second": {},
    }
    assert shown(summary_table("", found, ["correct", "words"])) == [
        ["first", "0.500 (0.250–0.750)", "83"],
        ["second", "–", "–"],
    ]


def test_a_comparison_shows_both_means_the_change_and_how_many_questions_it_took():
    compared = (Compared("correct", 0.75, 0.5, 40, WORSE),)
    row = ["0.750", "0.500", "-0.250", "-0.375 to -0.125", "0.004", "1 / 9 / 30"]
    assert [cells[1:] for cells in shown(comparison_table(comparison(compared)))] == [row]


@pytest.mark.parametrize(("change", "style"), [(WORSE, "bold"), (ALIKE, "")])
def test_what_chance_does_not_explain_is_in_bold(change, style):
    table = comparison_table(comparison((Compared("correct", 0.75, 0.5, 40, change),)))
    assert [row.style for row in table.rows] == [style]


def comparison(metrics):
    return Comparison(None, None, metrics, "correct", (), ())


def test_a_gate_says_why_a_metric_fails():
    verdicts = (
        Verdict("correct", False, "worse by 0.125 at least", 0.75, 0.5, WORSE),
        Verdict("outcome", True, "", 0.9, 0.9, ALIKE),
    )
    assert [cells[1:] for cells in shown(gate_table(Gate(verdicts)))] == [
        ["0.750", "0.500", "FAIL", "worse by 0.125 at least"],
        ["0.900", "0.900", "pass", ""],
    ]


def test_a_sweep_shows_a_row_a_combination_in_its_order(tmp_path):
    trials = [
        Trial({"retrieval.dense": value}, tmp_path, {"correct": Interval(mean, 0.0, 1.0, 9)})
        for value, mean in (("2", 0.75), ("1", 0.5))
    ]
    assert shown(sweep_table(trials, ["correct"])) == [
        ["dense=2", "0.750 (0.000–1.000)"],
        ["dense=1", "0.500 (0.000–1.000)"],
    ]


def test_of_many_cases_ten_are_named_and_the_rest_counted():
    assert listed([]) == "none"
    assert listed(["a", "b"]) == "a, b"
    assert listed([str(number) for number in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 2 more"


@pytest.mark.parametrize("metric", [one.id for one in METRICS])
def test_every_metric_has_a_name_in_every_table(metric):
    verdict = Verdict(metric, True, "", 1.0, 1.0, ALIKE)
    (row,) = shown(gate_table(Gate((verdict,))))
    assert row[0] == next(one.label for one in METRICS if one.id == metric)
