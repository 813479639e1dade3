"""The command line as an operator types it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from ingest.archive import Archive
from ingest.releases import ReleaseStore
from ingest.sources import read_corpus

pytestmark = pytest.mark.integration


def mesdroits(*arguments, **environment):
    """Runs the console script and returns the finished process."""
    command = [sys.executable, "-c", "from assistant.cli import main; main()", *arguments]
    variables = {**os.environ, "COLUMNS": "200", **environment}
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


def test_ask_explains_the_answer_in_the_language_of_the_terminal(data_dir):
    done = mesdroits(
        "ask",
        "mgen",
        "comment exercer mes droits ?",
        "--explain",
        MESDROITS_DATA_DIR=str(data_dir),
        LC_ALL="fr_FR.UTF-8",
        COLUMNS="80",
    )
    assert done.returncode == 0, done.stderr
    _, _, explained = done.stdout.partition("\nCe qui a été compris")
    words = " ".join(explained.split())
    assert "issue answered" in words
    assert re.search(r" 1 \d+\.\d\d Article 9 – Vos droits", words)
    assert "preuve, passage" in words
    assert max(map(len, explained.splitlines())) <= 80
    assert "\x1b" not in done.stdout


def test_ask_json_explains_in_one_more_key(data_dir):
    done = mesdroits("ask", "sem", "cookies ?", "--json", "--explain", MESDROITS_DATA_DIR=str(data_dir))
    reply = json.loads(done.stdout)
    assert list(reply)[-1] == "explanation"
    best = reply["explanation"]["candidates"][0]
    assert sum(best["features"].values()) == pytest.approx(best["score"], abs=1e-4)


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


POLICY = """Politique de confidentialité des Mousses

1. Vos droits

Vous pouvez exercer vos droits par courrier à Mutuelle des Mousses, 3 rue du Bois, 69001 Lyon.

2. Les cookies

Le site dépose deux cookies de mesure d'audience, que vous pouvez refuser à tout moment.
"""


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """A corpus of one insurer, added by the command line, then given a new version: corpus, data, both outputs."""
    folder = tmp_path_factory.mktemp("added")
    corpus, data, policy = folder / "corpus", folder / "var", folder / "reçu.txt"
    corpus.mkdir()
    first = add(corpus, data, policy, POLICY, "--name", "Mutuelle des Mousses")
    second = add(
        corpus, data, policy, POLICY.replace("3 rue du Bois", "5 rue du Bois"), "--report", folder / "r.html"
    )
    return folder, first, second


def add(corpus, data, policy, text, *options, **environment):
    policy.write_text(text, encoding="utf-8")
    given = ("--insurer", "mousses", "--file", policy, *options)
    return mesdroits("ingest", *map(str, (corpus, *given)), MESDROITS_DATA_DIR=str(data), **environment)


def test_one_command_adds_an_insurer_and_says_what_it_understood(added):
    _, first, _ = added
    assert first.returncode == 0, first.stderr
    assert "Politique de confidentialité des Mousses" in first.stdout
    assert "Mutuelle des Mousses, 3 rue du Bois, 69001 Lyon" in first.stdout
    assert "says nothing about:" in first.stdout


def test_a_new_version_prints_what_changed(added):
    _, _, second = added
    assert second.returncode == 0, second.stderr
    assert "passages: 1 altered" in second.stdout
    assert "[-3-] {+5+} rue du Bois" in second.stdout


def test_the_report_shows_what_changed(added):
    folder, _, _ = added
    assert "<del>3</del> <ins>5</ins>" in (folder / "r.html").read_text(encoding="utf-8")


def test_the_version_before_is_kept_in_the_corpus_and_in_the_archive(added):
    folder, _, _ = added
    (earlier,) = (folder / "corpus" / "policies" / "mousses" / "earlier").iterdir()
    assert earlier.read_text(encoding="utf-8") == POLICY
    (history,) = Archive(folder / "var").histories("mousses")
    assert Archive(folder / "var").find("mousses", history.versions[0].version)[1].document.text == POLICY


def test_a_refused_policy_is_one_clear_line_and_leaves_the_corpus_as_it_was(added, tmp_path):
    folder, _, _ = added
    manifest = folder / "corpus" / "insurers.toml"
    before = manifest.read_bytes()
    policy = tmp_path / "empty.txt"
    policy.touch()
    given = ("--insurer", "lande", "--name", "La Lande", "--file", str(policy))
    done = mesdroits("ingest", str(folder / "corpus"), *given, MESDROITS_DATA_DIR=str(folder / "var"))
    assert done.returncode == 1
    assert f"{policy} is empty; replace it with the published text" in done.stderr
    assert "Traceback" not in done.stderr
    assert manifest.read_bytes() == before
    assert not (folder / "corpus" / "policies" / "lande").exists()


def test_the_classifiers_that_come_with_the_product_are_those_of_its_examples_so_that_none_are_trained(added):
    folder, _, _ = added
    assert not (folder / "var" / "question-bank").exists()


def test_a_published_policy_stays_in_the_corpus_when_the_question_bank_cannot_be_made(tmp_path, other_model):
    corpus, data = tmp_path / "corpus", tmp_path / "var"
    corpus.mkdir()
    data.mkdir()
    (data / "question-bank").touch()
    done = add(
        corpus,
        data,
        tmp_path / "policy.txt",
        POLICY,
        *("--name", "Mutuelle des Mousses"),
        MESDROITS_EMBEDDING_MODEL=str(other_model),
    )
    assert done.returncode == 1
    assert f"{data / 'question-bank'}: cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert [one.id for one in read_corpus(corpus).insurer] == ReleaseStore(data).insurers() == ["mousses"]


@pytest.mark.parametrize("insurer", ["/etc/mousses", "../mousses", "law"])
def test_a_wrong_id_is_one_clear_line(added, insurer):
    folder, _, _ = added
    given = ("--insurer", insurer, "--name", "La Lande", "--file", str(folder / "reçu.txt"))
    done = mesdroits("ingest", str(folder / "corpus"), *given, MESDROITS_DATA_DIR=str(folder / "var"))
    assert done.returncode == 1
    assert f"'{insurer}' cannot be the id of an insurer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("given", [("--name", "La Lande"), ("--file", "policy.txt")])
def test_what_a_policy_needs_is_asked_for(given):
    done = mesdroits("ingest", *given)
    assert done.returncode == 2
    assert "is needed with" in done.stderr


def test_a_wrong_corpus_names_file_key_and_fix(data_dir, tmp_path):
    (tmp_path / "insurers.toml").write_text(
        '[[insurer]]\nid = "a"\nname = "A"\nlegal_name = "A"\n', encoding="utf-8"
    )
    done = mesdroits("ingest", MESDROITS_DATA_DIR=str(data_dir), MESDROITS_CORPUS_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "insurers.toml: insurer a, document: the key is missing; add it" in done.stderr
