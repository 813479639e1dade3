"""Whole runs as an evaluator starts them: over HTTP and in process, over tables and files of their own."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.observations import FAILED
from eval.runs.folder import RunFolder
from eval.systems.catalogue import DEFAULT
from eval.systems.peers.catalogue import PEERS
from tests.eval.systems.served import served

pytestmark = pytest.mark.integration

QUESTIONS = (
    ("Combien de temps conservez-vous mes données ?", "répondu", ""),
    ("How do I object to marketing?", "répondu", ""),
    ("Je veux que vous effaciez toutes mes données.", "répondu", "erasure"),
    ("Quelle est la capitale du Pérou ?", "hors sujet", ""),
    ("Quel est le montant de mon remboursement dentaire ?", "hors périmètre", ""),
)
PARAGRAPH = (
    "Nous conservons vos données de santé pendant cinq ans après la fin du contrat. "
    "Pour exercer vos droits, écrivez à dpo@example.org en joignant une pièce d'identité."
)
DOCUMENTS = {
    "a": "Les dossiers de remboursement sont conservés cinq ans.",
    "b": "Le délégué à la protection des données répond en un mois.",
}


@pytest.fixture(scope="module")
def address(engine):
    """Where the application answers, on a free port of this machine."""
    with served(engine) as address:
        yield address


@pytest.fixture
def table(engine, tmp_path):
    """A table as a business user saves it: French headers, insurers by name, semicolons, Windows's encoding."""
    lines = ["Mutuelle;Question;Réponse attendue;Type de demande"]
    lines += [f"{view.name};{question};{outcome};{kind}" for view in engine.insurers()[:2]
              for question, outcome, kind in QUESTIONS]  # fmt: skip
    path = tmp_path / "questions.csv"
    path.write_text("\n".join(lines), encoding="cp1252")
    return f"csv:{path}"


@pytest.fixture
def nothing_published(tmp_path):
    """A data folder as it is before the first ingestion."""
    return tmp_path / "data"


@pytest.fixture
def squad(tmp_path):
    """A file in the format of SQuAD: one article with an answer, and one question that it does not answer."""
    span = "cinq ans"
    questions = [
        {
            "id": "period",
            "question": "Combien de temps gardez-vous mes données de santé ?",
            "answers": [{"text": span, "answer_start": PARAGRAPH.index(span)}],
        },
        {"id": "nothing", "question": "Vendez-vous mes données ?", "answers": [], "is_impossible": True},
    ]
    article = {"title": "Politique", "paragraphs": [{"context": PARAGRAPH, "qas": questions}]}
    (tmp_path / "policy.json").write_text(json.dumps({"version": "v2.0", "data": [article]}), encoding="utf-8")
    return f"squad:{tmp_path / 'policy.json'}"


@pytest.fixture
def beir(tmp_path):
    """A folder in the format of BEIR: two documents, one development question to each."""
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    queries = {"q1": "combien de temps gardez-vous mes remboursements ?", "q2": "qui est le délégué ?"}
    for name, entries in (("corpus", DOCUMENTS), ("queries", queries)):
        rows = [json.dumps({"_id": key, "title": "", "text": text}) for key, text in entries.items()]
        (folder / f"{name}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tb\t1\n")
    return f"beir:{folder}"


def evaluate(data_dir, *arguments):
    """What `mesdroits eval` does with these arguments over a data folder."""
    return CliRunner().invoke(app, list(map(str, arguments)), env={"MESDROITS_DATA_DIR": str(data_dir)})


def figures(folder):
    """Every figure of a run that does not depend on the clock or on what only the process itself sees."""
    return {name: one for name, one in folder.summary().items() if name not in ("milliseconds", "topic")}


def test_over_http_a_table_of_a_business_user_gets_the_figures_of_the_product_in_process(
    data_dir, address, table, tmp_path
):
    remote, local = tmp_path / "remote", tmp_path / "local"
    over_http = evaluate(data_dir, "run", "--dataset", table, "--system", address, "--out", remote)
    in_process = evaluate(data_dir, "run", "--dataset", table, "--out", local)
    assert (over_http.exit_code, in_process.exit_code) == (0, 0), over_http.output + in_process.output
    there, here = RunFolder(remote / "all"), RunFolder(local / "all")
    assert len(there.scores()) == 2 * len(QUESTIONS)
    assert figures(there) == figures(here)
    assert {"correct", "false_answer", "false_refusal", "request_type", "verbatim"} <= figures(there).keys()
    assert "Correct answers" in over_http.stdout
    assert f"Report: {remote / 'all' / 'report.html'}" in over_http.stdout
    compared = evaluate(data_dir, "compare", remote / "all", local / "all")
    assert "Worse in B, by correct: none" in compared.stdout


def test_a_run_goes_on_where_it_was_interrupted_and_asks_nothing_twice(data_dir, address, table, tmp_path):
    command = ("run", "--dataset", table, "--system", address, "--out", tmp_path / "runs")
    assert evaluate(data_dir, *command).exit_code == 0
    trace = tmp_path / "runs" / "all" / "observations.jsonl"
    before = trace.read_bytes().splitlines(keepends=True)
    trace.write_bytes(b"".join(before[:3]) + before[3][:40])
    done = evaluate(data_dir, *command)
    assert done.exit_code == 0, done.output
    assert trace.read_bytes().splitlines(keepends=True)[:3] == before[:3]
    assert len(RunFolder(tmp_path / "runs" / "all").observations()) == len(before)


def test_a_data_set_without_splits_is_asked_once_whatever_splits_are_named(data_dir, address, table, tmp_path):
    splits = ("--split", "development", "--split", "test")
    command = ("run", "--dataset", table, "--system", address, *splits, "--out", tmp_path / "runs")
    assert evaluate(data_dir, *command).exit_code == 0
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["all"]


def test_a_place_for_runs_that_is_a_file_is_refused_in_one_line(data_dir, address, table, tmp_path):
    (tmp_path / "file").touch()
    done = evaluate(data_dir, "run", "--dataset", table, "--system", address, "--out", tmp_path / "file")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == f"mesdroits eval: {tmp_path / 'file' / 'all'}: Not a directory"


def test_the_texts_that_a_data_set_brings_along_are_ingested_and_answered_from(nothing_published, squad, tmp_path):
    done = evaluate(nothing_published, "run", "--dataset", squad, "--out", tmp_path / "runs")
    assert done.exit_code == 0, done.output
    folder = RunFolder(tmp_path / "runs" / "all")
    assert {one.outcome for one in folder.run().observations} <= {"answered", "policy_silent"}
    assert folder.summary()["hit_1"].mean == 1.0
    assert folder.summary()["verbatim"].mean == 1.0


def test_a_sweep_runs_every_value_and_prints_one_row_each(nothing_published, beir, tmp_path):
    ranges = ("--set", "retrieval.dense=0,1", "--sort-by", "mrr", "--out", tmp_path / "sweep")
    done = evaluate(nothing_published, "sweep", "--dataset", beir, *ranges)
    assert done.exit_code == 0, done.output
    assert all(any(line.startswith(f"│ {label} ") for line in done.stdout.splitlines())
               for label in ("dense=0", "dense=1"))  # fmt: skip
    settings = {
        RunFolder(path).record().system["settings"]["retrieval"]["dense"] for path in (tmp_path / "sweep").iterdir()
    }
    assert settings == {0.0, 1.0}


def test_the_product_and_its_peers_are_asked_the_same_questions_and_stand_in_one_table(
    nothing_published, squad, tmp_path
):
    table = tmp_path / "peers.md"
    done = evaluate(nothing_published, "peers", "--dataset", squad, "--out", tmp_path / "runs", "--table", table)
    assert done.exit_code == 0, done.output
    lines = table.read_text(encoding="utf-8").splitlines()
    named = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
    assert [name for name in named if name] == ["mesdroits", *PEERS] * 2
    assert all(any(line.startswith(f"│ {name} ") for line in done.stdout.splitlines()) for name in PEERS)
    runs = [RunFolder(tmp_path / "runs" / name / "all") for name in (DEFAULT, *PEERS)]
    assert len({one.record().dataset for one in runs}) == 1
    assert FAILED not in {reply.outcome for one in runs for reply in one.observations().values()}


def test_the_console_script_has_the_commands_of_the_evaluation_beside_its_own():
    command = [sys.executable, "-c", "from assistant.cli import main; main()"]
    shown = {
        words: subprocess.run([*command, *words], capture_output=True, text=True, check=False, timeout=120)
        for words in (("--help",), ("eval", "datasets"), ("eval", "validate", "silver"))
    }
    assert all(f" {name} " in shown["--help",].stdout for name in ("ingest", "serve", "ask", "eval"))
    assert shown["eval", "datasets"].stdout.startswith("golden\n")
    refused = shown["eval", "validate", "silver"]
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("mesdroits eval: no data set 'silver'")
