"""Tables count the cases of each part, and the heat map shows where the wrong answers are."""

from __future__ import annotations

from eval.report.breakdowns import Cell, breakdowns, heat_map
from tests.eval.report.small_runs import SILENT, UNANSWERABLE, case, found, reply, view


def mixed():
    return view(
        (case("a"), reply("a")),
        (case("b", insurer="heath"), reply("b", citations=())),
        (case("c", insurer="heath"), reply("c", **SILENT)),
        (case("d", outcome="policy_silent", topic="_small_talk", **UNANSWERABLE), reply("d", **SILENT)),
    )


def table(by):
    return next(one for one in breakdowns(mixed()) if one.by == by)


def test_parts_have_the_figures_of_their_cases():
    heath = next(part for part in table("Insurer").parts if part.name == "heath")
    assert (heath.cases, heath.correct.mean, heath.outcome, heath.fact_recall) == (2, 0.5, 0.5, 0.5)


def test_a_figure_that_applies_to_no_case_of_a_part_is_none():
    silent = next(part for part in table("Expected outcome").parts if part.name == "policy silent")
    assert (silent.correct.mean, silent.hit_5, silent.fact_recall) == (1.0, None, None)


def test_the_largest_part_comes_first():
    assert [part.cases for part in table("Topic").parts] == [3, 1]


def test_topics_go_by_their_labels_and_keep_their_ids():
    assert [(part.name, part.topic) for part in table("Topic").parts] == [
        ("how long data is kept", "retention"),
        ("small talk", "_small_talk"),
    ]
    assert {part.topic for part in table("Insurer").parts} == {""}


def test_the_heat_map_counts_by_topic_and_insurer_with_the_weakest_topic_first():
    heat = heat_map(mixed())
    assert heat.insurers == ("fern", "heath")
    assert heat.rows == (
        ("retention", Cell(2, 3), (Cell(1, 1), Cell(1, 2))),
        ("_small_talk", Cell(1, 1), (Cell(1, 1), None)),
    )


def test_the_heat_map_names_the_weakest_topics_that_have_enough_cases():
    pairs = [(case(f"c{n}"), reply(f"c{n}", **SILENT) if n else reply("c0")) for n in range(5)]
    assert heat_map(view(*pairs)).summary == (
        "Weakest topics of 5 cases or more: how long data is kept (1 of 5 correct)."
    )


def test_cells_are_graded_in_fifths():
    assert [Cell(correct, 10).level for correct in (0, 1, 2, 5, 9, 10)] == [0, 0, 1, 2, 4, 4]


def test_cells_of_fewer_than_five_cases_are_too_few_to_grade():
    assert [Cell(0, cases).few for cases in (1, 4, 5)] == [True, True, False]


def test_a_run_that_asks_for_passages_only_has_no_heat_map():
    asked = case(outcome=None, facts=())
    assert heat_map(view((asked, reply(answer="", citations=(), retrieved=found(*asked.gold))))) is None
