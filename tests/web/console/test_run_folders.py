"""Runs of the evaluation are read as they lie in the data folder; a damaged one says so."""

from __future__ import annotations

import json

import pytest

from assistant.web.console.evaluation import run_html
from assistant.web.console.run_folders import by_topic, cases, run_of, runs
from tests.web.fake_engine import HOSTILE

METRIC = {"mean": 0.5, "low": 0.25, "high": 0.75, "n": 2}


def make_run(data_dir, name, started="2026-11-22T10:00:00+00:00", dense=0.5):
    folder = data_dir / "evaluations" / name
    folder.mkdir(parents=True)
    record = {
        "name": "default",
        "dataset": {"name": "golden", "split": "development", "cases": 2},
        "system": {"settings": {"retrieval": {"dense": dense}}},
        "started": started,
    }
    rows = [
        {
            "case": one,
            "insurer": "bb",
            "topic": None,
            "expected": "answered",
            "observed": HOSTILE,
            "metrics": {"correct": right},
        }
        for one, right in (("a", 1.0), ("b", 0.0))
    ]
    (folder / "run.json").write_text(json.dumps(record))
    (folder / "summary.json").write_text(json.dumps({"correct": METRIC, "words": {**METRIC, "mean": 80}}))
    (folder / "scores.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def test_there_are_no_runs_without_a_folder(tmp_path):
    assert runs(tmp_path) == []


def test_runs_are_found_in_folders_of_folders_latest_first(tmp_path):
    make_run(tmp_path, "golden/first", "2026-11-21T10:00:00+00:00")
    make_run(tmp_path, "second", "2026-11-22T10:00:00+00:00")
    assert [one.name for one in runs(tmp_path)] == ["default · second", "default · golden/first"]


def test_other_settings_have_another_fingerprint(tmp_path):
    for name, dense in (("a", 0.5), ("b", 0.5), ("c", 0.7)):
        make_run(tmp_path, name, dense=dense)
    assert len({one.fingerprint for one in runs(tmp_path)}) == 2


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"dataset": 3, "system": {}}'])
def test_a_damaged_run_says_so_and_comes_last(tmp_path, content):
    make_run(tmp_path, "whole")
    (make_run(tmp_path, "zz") / "run.json").write_text(content)
    whole, damaged = runs(tmp_path)
    assert (whole.fault, bool(damaged.fault)) == ("", True)


def test_a_run_is_named_by_no_path(tmp_path):
    make_run(tmp_path, "a")
    assert run_of(tmp_path, "../a") is None
    assert run_of(tmp_path, runs(tmp_path)[0].id).folder.name == "a"


def test_a_report_that_is_a_link_elsewhere_is_none(tmp_path):
    folder = make_run(tmp_path, "a")
    (tmp_path / "secret").write_text("secret")
    (folder / "report.html").symlink_to(tmp_path / "secret")
    assert runs(tmp_path)[0].report is None


def test_the_cases_that_failed_are_shown_and_hostile_text_stays_text(back, tmp_path):
    make_run(tmp_path, "a")
    html = run_html(back, runs(tmp_path)[0].id, None)
    assert "Réponses fausses\u00a0: 1" in html
    assert HOSTILE not in html


def test_topics_are_ordered_by_their_wrong_answers(tmp_path):
    make_run(tmp_path, "a")
    (one,) = by_topic(cases(runs(tmp_path)[0]))
    assert (one.topic, one.failed, one.all) == ("", 1, 2)


def test_the_metrics_that_few_look_at_are_folded(back, tmp_path):
    make_run(tmp_path, "a")
    html = run_html(back, runs(tmp_path)[0].id, None)
    assert html.index("Réponses justes") < html.index("Autres mesures (1)") < html.index("words")


def test_two_runs_stand_side_by_side(back, tmp_path):
    make_run(tmp_path, "a")
    make_run(tmp_path, "b")
    first, second = runs(tmp_path)
    html = run_html(back, first.id, second.id)
    assert "+0,0" in html
    assert "fausse aussi" in html


def test_damaged_scores_are_said_on_the_page(back, tmp_path):
    (make_run(tmp_path, "a") / "scores.jsonl").write_text('{"case"')
    assert "Dossier illisible" in run_html(back, runs(tmp_path)[0].id, None)
    with pytest.raises(ValueError, match="delimiter"):
        cases(runs(tmp_path)[0])
