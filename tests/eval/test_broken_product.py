"""The product broken on purpose is stopped by the gate, and by the metric that is there for it."""

from dataclasses import replace

import pytest

from assistant.law import load_law
from eval.datasets.catalogue import load_dataset
from eval.runs.compare import compare
from eval.runs.folder import RunFolder
from eval.runs.gate import gate
from eval.runs.runner import run
from eval.runs.scoring import score_run, texts_of
from eval.systems.in_process import InProcess
from tests.conftest import CORPUS
from tests.eval.systems.broken import Answering, Confused, Refusing, Shifted

pytestmark = pytest.mark.integration

SIZE = 60


@pytest.fixture(scope="module")
def dataset():
    """Sixty of the golden development questions, of each insurer and outcome as large a share as of all."""
    golden = load_dataset("golden", "development", CORPUS)
    return replace(golden, cases=stratified(golden.cases, SIZE))


@pytest.fixture(scope="module")
def made(dataset, tmp_path_factory):
    """Makes and scores a run of a system over the questions."""
    home, texts = tmp_path_factory.mktemp("runs"), texts_of(dataset, load_law(CORPUS))

    def make(name, system):
        folder = RunFolder(home / name)
        run(dataset, system, folder.path, concurrency=2)
        score_run(folder, texts)
        return folder

    return make


@pytest.fixture(scope="module")
def sound(made, engine):
    """The run of the product as it is."""
    return made("sound", InProcess(engine))


@pytest.fixture(scope="module")
def broken(made, engine):
    """Makes the run of the product broken in some way, once."""
    folders = {}

    def make(kind):
        if kind not in folders:
            folders[kind] = made(kind.__name__, kind(InProcess(engine)))
        return folders[kind]

    return make


def stratified(cases, size):
    """Cases at equal distances, ordered by outcome and insurer, so that each has its share."""
    ordered = sorted(cases, key=lambda one: (one.outcome, one.insurer or "", one.id))
    return tuple(ordered[place * len(ordered) // size] for place in range(size))


def failed(baseline, other):
    """The metrics that the gate stops a run by."""
    return {one.metric for one in gate(baseline, other).verdicts if not one.passed}


def figure(folder, metric):
    return folder.summary()[metric].mean


def test_the_questions_are_of_every_insurer_and_outcome(dataset):
    assert len(dataset.cases) == SIZE
    assert {case.outcome for case in dataset.cases} == {
        "answered",
        "policy_silent",
        "out_of_scope",
        "needs_clarification",
    }
    insurers = {key.split("/")[0] for key in dataset.texts}
    assert {case.insurer for case in dataset.cases if case.outcome == "answered"} == insurers


def test_the_product_passes_its_own_gate(sound):
    assert gate(sound, sound).passed
    assert (figure(sound, "verbatim"), figure(sound, "foreign_citation")) == (1.0, 0.0)


def test_citations_shifted_by_one_passage_are_stopped_by_what_they_support_though_every_quote_is_verbatim(
    sound, broken
):
    shifted = broken(Shifted)
    stopped = failed(sound, shifted)
    assert {"citation_recall", "citation_precision"} <= stopped
    assert not stopped & {"verbatim", "foreign_citation", "outcome", "false_refusal", "false_answer", "mrr"}
    assert figure(shifted, "verbatim") == 1.0
    assert figure(shifted, "gold_cited") < figure(sound, "gold_cited")
    assert figure(shifted, "citation_precision") < 0.5 * figure(sound, "citation_precision")


def test_a_product_that_always_refuses_is_stopped_by_false_refusals(sound, broken):
    stopped = failed(sound, broken(Refusing))
    assert {"false_refusal", "fact_recall", "gold_cited", "correct"} <= stopped
    assert not stopped & {"false_answer", "foreign_citation", "mrr", "hit_5"}
    assert figure(broken(Refusing), "false_refusal") > 0.9  # some questions accept a refusal as well


def test_a_product_that_always_answers_is_stopped_by_false_answers(sound, broken):
    stopped = failed(sound, broken(Answering))
    assert {"false_answer", "outcome"} <= stopped
    assert not stopped & {"false_refusal", "verbatim", "foreign_citation", "mrr", "hit_5"}
    assert figure(broken(Answering), "false_answer") == 1.0


def test_a_product_that_answers_from_the_wrong_insurer_is_stopped_by_foreign_citations(sound, broken):
    stopped = failed(sound, broken(Confused))
    assert {"foreign_citation", "correct", "gold_cited", "hit_5"} <= stopped
    assert "verbatim" not in stopped
    assert figure(broken(Confused), "foreign_citation") > 0.5


def test_a_comparison_names_the_questions_that_a_break_loses(sound, broken):
    found = compare(sound, broken(Answering), "false_answer")
    wrongly = {row.case for row in broken(Answering).scores() if row.metrics["false_answer"] == 1.0}
    before = {row.case for row in sound.scores() if row.metrics["false_answer"] == 1.0}
    assert set(found.lost) == wrongly - before
    assert found.won == ()
