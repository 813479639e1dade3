"""`mesdroits eval understanding` measures the product and writes what it found."""

from __future__ import annotations

import json

import pytest
from lxml import etree
from typer.testing import CliRunner

from assistant.examples import load_examples
from eval.cli import app
from eval.understanding.bank import counts


def test_the_counts_of_the_bank_are_printed_without_a_model():
    done = CliRunner().invoke(app, ["understanding", "--counts"])
    assert done.exit_code == 0, done.output
    assert done.stdout.rstrip("\n") == counts(load_examples())


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The folder and the output of the command."""
    folder = tmp_path_factory.mktemp("understanding")
    command, where = ["understanding", "--out", str(folder)], {"MESDROITS_DATA_DIR": str(folder / "data")}
    done = CliRunner().invoke(app, command, env=where)
    assert done.exit_code == 0, done.output
    return folder, done.stdout


@pytest.mark.integration
def test_the_summary_is_printed_and_written(measured):
    folder, printed = measured
    text = (folder / "understanding.md").read_text(encoding="utf-8")
    assert printed.rstrip("\n") == text.rstrip("\n")
    assert "(reliability.svg)" in text


@pytest.mark.integration
def test_the_results_name_what_they_were_made_with_and_beat_a_guess(measured):
    folder, _ = measured
    found = json.loads((folder / "understanding.json").read_text(encoding="utf-8"))
    assert found["about"]["sha256"]["examples"] == load_examples().digest
    assert found["questions"] == found["measures"]["topic_1"]["n"] == 511
    assert found["measures"]["topic_1"]["value"] > 0.6
    assert found["measures"]["topic_3"]["value"] > 0.8
    assert found["measures"]["wish_auc"]["value"] > 0.9
    assert found["log_loss"]["after"] < found["log_loss"]["before"]


@pytest.mark.integration
def test_several_wishes_in_one_message_are_found_and_none_is_made_up(measured):
    folder, _ = measured
    found = json.loads((folder / "understanding.json").read_text(encoding="utf-8"))["several_wishes"]["dev"]
    every = found["every message"]
    assert every["exact"]["value"] > 0.8 > 0.5 > every["exact_as_one_text"]["value"]
    assert every["precision"]["value"] > 0.95
    assert found["no wish"]["exact"]["value"] == 1.0


@pytest.mark.integration
def test_the_diagram_shows_the_calibration_before_and_after(measured):
    folder, _ = measured
    found = json.loads((folder / "understanding.json").read_text(encoding="utf-8"))
    content = etree.fromstring((folder / "reliability.svg").read_bytes())
    shown = " ".join(text.text or "" for text in content.iter("{http://www.w3.org/2000/svg}text"))
    for state in ("before", "after"):
        assert f"calibration error {found['calibration']['likeliest topic'][state]['error']:.3f}" in shown
    assert shown.count("15 bins of 34 or 35 cases") == 2
