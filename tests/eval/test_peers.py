"""The product and its peers in one table: the same figures as in their runs, lengths and times beside them."""

from dataclasses import replace

import pytest

from eval.peers import ANSWERS, RETRIEVAL, peer_tables, write_peer_tables
from eval.runs.folder import RunFolder
from eval.runs.runner import run
from eval.runs.scoring import score_run
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset, raising, right

CASES = [case(f"c{number}") for number in range(4)]


def slow(asked):
    return replace(right(asked), milliseconds=20.0)


def wrong(asked):
    return replace(slow(asked), outcome="policy_silent", answer="Rien.", citations=())


@pytest.fixture
def made(tmp_path):
    """Makes and scores a run in which each case meets the deed of its place, the last deed also those after it."""

    def make(name, *deeds):
        folder = RunFolder(tmp_path / name)
        given = [*deeds, *[deeds[-1]] * len(CASES)]
        run(dataset(*CASES), Scripted({one.id: deed for one, deed in zip(CASES, given, strict=False)}), folder.path)
        score_run(folder, {KEY: TEXT})
        return {"development": folder}

    return make


def rows(tables, column):
    """The cells of a column by the name of the system, of the one table that has it."""
    (table,) = [one for one in tables if column in one.columns]
    place = table.columns.index(column)
    return {row[0]: row[place] for row in table.rows}


def test_there_is_a_table_on_finding_and_one_on_answering_with_a_row_for_each_system(made):
    tables = list(peer_tables("small", {"mesdroits": made("a", right), "stock": made("b", wrong)}))
    assert [one.title for one in tables] == [
        "small, development split: passages found",
        "small, development split: answers",
    ]
    assert [len(one.columns) for one in tables] == [len(RETRIEVAL) + 3, len(ANSWERS) + 4]
    assert [[row[0] for row in one.rows] for one in tables] == [["mesdroits", "stock"]] * 2


def test_the_figures_are_those_of_the_runs_with_their_intervals(made):
    tables = list(peer_tables("small", {"mesdroits": made("a", right), "stock": made("b", wrong, right)}))
    found = rows(tables, "Correct answers")
    assert found["mesdroits"] == "1.000 (1.00–1.00)"
    assert found["stock"].startswith("0.750 (")
    assert rows(tables, "Words") == {"mesdroits": "6", "stock": "5"}


def test_questions_that_no_policy_answers_are_told_apart_because_peers_cannot_decline(made):
    found = list(peer_tables("small", {"mesdroits": made("a", right), "stock": made("b", wrong, right)}))
    assert rows(found, "correct, of questions to answer") == {"mesdroits": "1.000", "stock": "0.750"}
    assert rows(found, "correct, of the others") == {"mesdroits": "–", "stock": "–"}


def test_a_figure_that_a_system_has_not_is_a_dash(made):
    tables = peer_tables("small", {"mesdroits": made("a", right), "stock": made("b", wrong)})
    assert rows(list(tables), "Citation precision")["stock"] == "–"


def test_lengths_of_passages_are_told_because_long_ones_are_hit_more_easily(made):
    tables = list(peer_tables("small", {"mesdroits": made("a", right)}))
    assert rows(tables, "characters a passage") == {"mesdroits": f"{(37 + len(TEXT) - 38) / 2:.0f}"}


def test_times_are_multiples_of_the_product_s(made):
    tables = list(peer_tables("small", {"mesdroits": made("a", right), "stock": made("b", slow)}))
    assert rows(tables, "median time, of the product's") == {"mesdroits": "1.00", "stock": "4.00"}


def test_a_system_that_fails_at_every_question_stands_in_the_table_as_well(made):
    broken = made("b", raising(ValueError("x")))
    tables = list(peer_tables("small", {"mesdroits": made("a", right), "stock": broken}))
    assert rows(tables, "Correct answers")["stock"] == "0.000 (0.00–0.00)"
    assert rows(tables, "characters a passage")["stock"] == "–"


def test_the_written_tables_are_markdown(made, tmp_path):
    runs = {"mesdroits": made("a", right)}
    write_peer_tables(list(peer_tables("small", runs)), runs, tmp_path / "peers.md")
    lines = (tmp_path / "peers.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "### small, development split: passages found"
    assert {line.count("|") for line in lines[2:5]} == {len(RETRIEVAL) + 4}
    assert lines[3] == "|---" * (len(RETRIEVAL) + 3) + "|"
    assert lines[-1].startswith("- mesdroits, 20")
