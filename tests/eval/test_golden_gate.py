"""The product as it is may take the place of the committed figures, and quotes every insurer verbatim and alone."""

import pytest

from assistant.law import load_law
from eval.datasets.catalogue import load_dataset
from eval.runs.folder import RunFolder
from eval.runs.gate import gate
from eval.runs.runner import run
from eval.runs.scoring import score_run, texts_of
from eval.systems.in_process import InProcess
from tests.conftest import CORPUS, ROOT

pytestmark = pytest.mark.integration

BASELINE = RunFolder(ROOT / "eval" / "results" / "golden-development")


@pytest.fixture(scope="module")
def made(engine, tmp_path_factory):
    """The scored runs of the product over both data sets, by their names."""
    home, law = tmp_path_factory.mktemp("runs"), load_law(CORPUS)
    folders = {}
    for name, split in (("golden", "development"), ("isolation", "all")):
        dataset = load_dataset(name, split, CORPUS)
        folders[name] = RunFolder(home / name)
        run(dataset, InProcess(engine), folders[name].path, concurrency=2)
        score_run(folders[name], texts_of(dataset, law))
    return folders


def test_the_golden_development_figures_do_not_fall_behind_the_committed_ones(made):
    behind = [one for one in gate(BASELINE, made["golden"]).verdicts if not one.passed]
    assert behind == [], [(one.metric, one.baseline, one.run, one.reason, one.cases) for one in behind]


@pytest.mark.parametrize("name", ["golden", "isolation"])
def test_every_question_gets_a_reply(made, name):
    assert [(one.case, one.error) for one in made[name].run().failed] == []


def test_every_quote_stands_in_its_policy_word_for_word(made):
    rows = [row for name in ("golden", "isolation") for row in made[name].scores()]
    quoting = [row for row in rows if row.metrics["verbatim"] is not None]
    assert len(quoting) > 100
    assert [row.case for row in quoting if row.metrics["verbatim"] != 1.0] == []


@pytest.mark.parametrize(("name", "fewest"), [("golden", 370), ("isolation", 240)])
def test_no_insurer_s_member_is_shown_another_insurer_s_text(made, name, fewest):
    rows = [row for row in made[name].scores() if row.metrics["foreign_citation"] is not None]
    assert len(rows) >= fewest
    assert [row.case for row in rows if row.metrics["foreign_citation"]] == []
