"""A run is scored over the texts that it was made over, those of the law included."""

from dataclasses import replace

import pytest

from assistant.law import load_law
from eval.errors import BadRun, NotComparable
from eval.observations import Cited
from eval.runs.folder import RunFolder
from eval.runs.runner import run
from eval.runs.scoring import score_run, texts_of
from tests.conftest import CORPUS
from tests.eval.runs.systems import KEY, TEXT, Scripted, case, dataset, raising, right


@pytest.fixture(scope="module")
def law():
    return load_law(CORPUS)


@pytest.fixture
def data():
    return dataset(case("a"), case("b"))


def scored(data, law, folder, **deeds):
    """The summary and the rows of a run over a data set."""
    run(data, Scripted(deeds), folder)
    return score_run(RunFolder(folder), texts_of(data, law)), RunFolder(folder).scores()


def test_a_summary_has_the_mean_over_the_cases_and_each_case_its_row(data, law, tmp_path):
    summary, rows = scored(data, law, tmp_path, b=raising(ValueError("x")))
    assert (summary["correct"].mean, summary["correct"].n) == (0.5, 2)
    assert [(row.case, row.observed, row.metrics["correct"]) for row in rows] == [
        ("a", "answered", 1.0),
        ("b", "failed", 0.0),
    ]
    assert (rows[0].insurer, rows[0].topic, rows[0].expected) == ("fern", "retention", "answered")
    assert RunFolder(tmp_path).summary() == summary


def test_words_of_the_law_are_verbatim_as_those_of_the_policy_are(data, law, tmp_path):
    rule = law.rule("gdpr-12.deadline", "fr")
    words = rule.document.text[rule.span.start : rule.span.end]

    def citing(asked):
        place = Cited(2, f"law/{rule.document.id}", rule.document.version, rule.span.start, rule.span.end, words)
        return replace(right(asked), citations=(*right(asked).citations, place))

    summary, _ = scored(data, law, tmp_path, a=citing)
    assert summary["verbatim"].mean == 1.0


def test_a_citation_that_is_shifted_is_not_verbatim(data, law, tmp_path):
    def shifted(asked):
        return replace(right(asked), citations=(Cited(1, KEY, "v", 1, 38, TEXT[0:37]),))

    summary, _ = scored(data, law, tmp_path, a=shifted)
    assert summary["verbatim"].mean == 0.5


def test_other_texts_than_those_of_the_run_are_refused(data, tmp_path):
    run(data, Scripted(), tmp_path)
    with pytest.raises(NotComparable, match=r"was made over another text of fern/policy; make the run again"):
        score_run(RunFolder(tmp_path), {KEY: TEXT.upper()})


def test_a_run_that_is_not_finished_is_not_scored(data, law, tmp_path):
    run(data, Scripted(), tmp_path)
    (tmp_path / "observations.jsonl").unlink()
    with pytest.raises(BadRun, match="2 of 2 cases were not asked"):
        score_run(RunFolder(tmp_path), texts_of(data, law))
