"""A run in its folder is looked at as the report needs it."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from eval.errors import BadRun
from eval.metrics.scores import score
from eval.report.view import view_of
from eval.runs.folder import RunFolder
from eval.runs.records import ScoreRow
from eval.runs.runner import run
from tests.eval.runs.systems import TEXT, Scripted, case, dataset, right


@pytest.fixture
def folder(tmp_path):
    """A finished run over two cases, not scored yet."""
    run(dataset(case("a"), case("b")), Scripted(right), tmp_path / "run")
    return RunFolder(tmp_path / "run")


def scored(folder, *names):
    done, texts = folder.run(), {asked.case.gold[0].document: TEXT for asked in folder.cases()}
    rows = [
        ScoreRow(a.case.id, None, "fr", None, "", None, seen.outcome, score(a.case, seen, texts))
        for a, seen in zip(done.asked, done.observations, strict=True)
        if a.case.id in names
    ]
    folder.keep_scores(rows, {})


def test_a_view_holds_every_case_with_its_reply_scores_and_gold(folder):
    scored(folder, "a", "b")
    view = view_of(folder)
    assert [one.id for one in view.cases] == ["a", "b"]
    assert view.observations["b"].case == "b"
    assert view.scores["b"] == folder.scores()[1].metrics
    span = view.cases[0].gold[0]
    assert view.quotes["a"] == (TEXT[span.start : span.end],)


def test_a_view_tells_what_run_json_tells(folder):
    scored(folder, "a", "b")
    assert view_of(folder).about == asdict(folder.record())
    json.dumps(view_of(folder).about)


def test_a_run_with_a_case_that_is_not_scored_is_refused(folder):
    scored(folder, "a")
    with pytest.raises(BadRun, match=r"scores\.jsonl: no scores of case b"):
        view_of(folder)
