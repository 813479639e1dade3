"""A run folder is read as it was written, and one that is damaged says what is wrong with it."""

import json

import pytest

from eval.errors import BadRun
from eval.metrics.intervals import Interval
from eval.runs.folder import RunFolder
from eval.runs.records import Judgement, ScoreRow
from eval.runs.runner import run
from tests.eval.runs.systems import Scripted, case, dataset, right


@pytest.fixture
def home(tmp_path):
    """The folder of a finished run."""
    run(dataset(case("a", history=("Bonjour",)), case("b")), Scripted(), tmp_path / "run", concurrency=1)
    return RunFolder(tmp_path / "run")


def test_cases_and_replies_are_read_as_they_were_asked_and_given(home):
    asked = case("a", history=("Bonjour",))
    assert home.cases()[0].case == asked
    assert home.observations()["a"] == right(asked)


def test_scores_are_read_as_they_were_written(home):
    metrics = {"fact_recall": 0.5, "mrr": None}
    rows = tuple(ScoreRow(one, "fern", "fr", "retention", "sms", "answered", "failed", metrics) for one in "ab")
    summary = {"fact_recall": Interval(0.5, 0.25, 0.75, 1)}
    home.keep_scores(rows, summary)
    assert home.scores() == rows
    assert home.summary() == summary


def test_verdicts_are_read_as_they_were_appended(home):
    verdict = Judgement("a", "partly", "the address is missing", "model", "1", "0" * 64)
    with home.growing_judgements() as file:
        file.append(verdict)
    assert home.judgements() == (verdict,)


def test_a_run_without_a_judge_has_no_verdicts(home):
    assert home.judgements() == ()


def damage(home, name, content):
    (home.path / name).write_text(content, encoding="utf-8")


def test_a_record_without_a_field_is_refused_with_the_field(home):
    record = json.loads((home.path / "run.json").read_text())
    del record["dataset"]["sha256"]
    damage(home, "run.json", json.dumps(record))
    with pytest.raises(BadRun, match=r"run\.json: dataset\.sha256: Field required"):
        home.record()


def test_a_record_that_is_no_json_is_refused(home):
    damage(home, "run.json", "{")
    with pytest.raises(BadRun, match=r"run\.json: Invalid JSON"):
        home.record()


def test_a_folder_without_a_run_is_refused(tmp_path):
    assert not RunFolder(tmp_path).exists
    with pytest.raises(
        BadRun, match=r"run\.json: cannot be read \(No such file or directory\); is this the folder"
    ):
        RunFolder(tmp_path).record()


def test_a_damaged_line_in_the_middle_is_refused_with_its_number(home):
    whole = (home.path / "observations.jsonl").read_text()
    damage(home, "observations.jsonl", whole.replace('"outcome":"answered"', '"outcome":7', 1))
    with pytest.raises(BadRun, match=r"observations\.jsonl: line 1: outcome: Input should be a valid string"):
        home.run()


def test_a_damaged_case_is_refused_with_line_and_field(home):
    whole = (home.path / "cases.jsonl").read_text()
    damage(home, "cases.jsonl", whole.replace('"question":"Question b ?"', '"question":null'))
    with pytest.raises(BadRun, match=r"cases\.jsonl: line 2: case\.question"):
        home.cases()


def test_a_folder_that_one_process_writes_to_is_refused_to_another_until_it_is_done(home):
    other = RunFolder(home.path)
    with home.held(), pytest.raises(BadRun, match=r"run: another process writes to this run"), other.held():
        pass
    with other.held():
        assert other.exists


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], r"scores\.jsonl: no scores of case a; start the run again to score it"),
        (["b", "b"], r"scores\.jsonl: no scores of case a"),
        (["a", "b", "b"], r"scores\.jsonl: 3 scores of 2 cases"),
        (["a", "b", "z"], r"scores\.jsonl: 3 scores of 2 cases"),
    ],
)
def test_scores_that_are_not_those_of_the_cases_are_refused(home, lines, said):
    home.keep_scores([ScoreRow(one, "fern", "fr", None, "", None, "answered") for one in lines], {})
    with pytest.raises(BadRun, match=said):
        home.scores()


def test_scores_without_the_cases_are_counted(home):
    home.keep_scores([ScoreRow("a", "fern", "fr", None, "", None, "answered")], {})
    (home.path / "cases.jsonl").unlink()
    with pytest.raises(BadRun, match=r"scores\.jsonl: 1 scores of 2 cases"):
        home.scores()
