"""The command line as an operator types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.integration


def mesdroits(*arguments, **environment):
    """Runs the console script and returns the finished process."""
    command = [sys.executable, "-c", "from assistant.cli import main; main()", *arguments]
    variables = {**os.environ, **environment, "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, env=variables, check=False, timeout=300)


def test_ask_prints_the_answer_its_sources_and_its_notices(data_dir):
    done = mesdroits("ask", "mgen", "how do I exercise my rights at MGEN", MESDROITS_DATA_DIR=str(data_dir))
    assert done.returncode == 0, done.stderr
    assert "6B Avenue Joseph Rollo – 78320 La Verrière" in done.stdout
    assert "[1] mgen, Politique de confidentialité MGEN, Article 9 – Vos droits" in done.stdout
    assert "! The policy writes this address in different ways" in done.stdout


def test_ask_json_prints_the_contract_object(data_dir):
    done = mesdroits(
        "ask", "sem", "combien de temps gardez-vous mes données ?", "--json", MESDROITS_DATA_DIR=str(data_dir)
    )
    reply = json.loads(done.stdout)
    assert reply["outcome"] == "policy_silent"
    assert list(reply) == [
        "conversation_id", "message_id", "insurer", "language", "outcome", "answer",
        "citations", "handoff", "notices", "suggestions",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", "nobody", "mes droits ?"), "Known insurers: mese"),
        (("ask", "mgen", "  "), "Your question is empty"),
        (("ask", "mgen", "a" * 1_001), "too long"),
    ],
)
def test_a_wrong_question_is_one_clear_line_and_exit_code_1(data_dir, arguments, words):
    done = mesdroits(*arguments, MESDROITS_DATA_DIR=str(data_dir))
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_index_the_command_to_run_is_named(tmp_path):
    for arguments in (("ask", "mgen", "mes droits ?"), ("serve",)):
        done = mesdroits(*arguments, MESDROITS_DATA_DIR=str(tmp_path / "empty"))
        assert done.returncode == 1
        assert "mesdroits ingest" in done.stderr


def test_an_index_of_another_model_is_refused_at_start(data_dir, tmp_path):
    import shutil

    data = tmp_path / "data"
    shutil.copytree(data_dir, data)
    for path in data.glob("releases/*/*/release.json"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("multilingual-e5-small-4bit", "another-model"),
            encoding="utf-8",
        )
    done = mesdroits("serve", "--port", "0", MESDROITS_DATA_DIR=str(data))
    assert done.returncode == 1
    assert "another-model" in done.stderr
    assert "mesdroits ingest" in done.stderr


def test_an_unknown_setting_is_refused(data_dir):
    done = mesdroits("ask", "mgen", "mes droits ?", MESDROITS_DATA_DIR=str(data_dir), MESDROITS_COLOUR="blue")
    assert done.returncode == 1
    assert "MESDROITS_COLOUR" in done.stderr


def test_ingesting_an_unchanged_corpus_embeds_nothing_and_reports(data_dir):
    done = mesdroits("ingest", MESDROITS_DATA_DIR=str(data_dir))
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if "unchanged" in line]
    assert len(rows) == 5
    assert [row.split()[5] for row in rows] == ["0"] * 5


def test_a_wrong_corpus_names_file_key_and_fix(data_dir, tmp_path):
    (tmp_path / "insurers.toml").write_text(
        '[[insurer]]\nid = "a"\nname = "A"\nlegal_name = "A"\n', encoding="utf-8"
    )
    done = mesdroits("ingest", MESDROITS_DATA_DIR=str(data_dir), MESDROITS_CORPUS_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "insurers.toml: insurer a, document: the key is missing; add it" in done.stderr
