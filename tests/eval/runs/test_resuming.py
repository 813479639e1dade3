"""Runs stand in one folder only where they are splits of one data set, asked of one system."""

import pytest

from eval.errors import BadRun, NotComparable
from eval.runs.resuming import refuse_strangers
from eval.runs.runner import run
from tests.eval.runs.systems import Scripted, case, dataset

DATA = dataset(case("a"))


@pytest.fixture
def home(tmp_path):
    """A folder with the run of the development split."""
    run(DATA, Scripted(), tmp_path / "development")
    return tmp_path


def test_another_split_of_the_same_data_set_may_stand_beside(home):
    refuse_strangers(home, dataset(case("b"), split="test"), Scripted())


def test_a_folder_without_runs_takes_any(tmp_path):
    (tmp_path / "notes").mkdir()
    refuse_strangers(tmp_path, DATA, Scripted())
    refuse_strangers(tmp_path / "nowhere", DATA, Scripted())


@pytest.mark.parametrize(
    ("data", "about", "named"),
    [
        (dataset(case("a"), name="other", split="all"), None, "data set"),
        (dataset(case("a"), version="2"), None, "data set"),
        (DATA, {"kind": "scripted", "model": "b"}, r"system \(model\)"),
        (dataset(case("a"), name="other"), {"kind": "else"}, r"data set, system \(kind\)"),
    ],
)
def test_a_run_of_something_else_may_not_stand_beside(home, data, about, named):
    said = rf"development: holds a run with another {named}; choose another folder"
    with pytest.raises(NotComparable, match=said):
        refuse_strangers(home, data, Scripted(about=about))


def test_a_run_beside_that_cannot_be_read_is_named(home):
    (home / "development" / "run.json").write_text("{")
    with pytest.raises(BadRun, match=r"development/run\.json: Invalid JSON"):
        refuse_strangers(home, DATA, Scripted())
