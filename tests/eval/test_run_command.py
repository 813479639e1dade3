"""`mesdroits eval run` says what failed, asks it again on demand, and refuses what would mix runs up."""

import hashlib
import shutil

import pytest
from typer.testing import CliRunner

from eval.cli import app
from eval.observations import FAILED
from eval.runs.folder import RunFolder
from tests.conftest import CORPUS
from tests.eval.datasets.writing import FERN, write_corpus
from tests.eval.runs.full_disk import full_disk
from tests.eval.systems.deployment import CHAT, TEXTS, deployed

pytestmark = pytest.mark.integration

TABLE = (
    "Mutuelle;Question;Réponse attendue\n"
    "fern;Combien de temps gardez-vous mes données ?;répondu\n"
    "fern;À qui écrire ?;répondu\n"
)
BROKEN, SOUND = (200, b"<html>"), (200, CHAT)


@pytest.fixture
def table(tmp_path, monkeypatch):
    """The name of a table of two questions to one insurer, whose policy is in the corpus."""
    corpus = write_corpus(tmp_path / "corpus", {"fern/policy": FERN})
    shutil.copytree(CORPUS / "law", corpus / "law")
    monkeypatch.setenv("MESDROITS_CORPUS_DIR", str(corpus))
    monkeypatch.setenv("MESDROITS_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "questions.csv").write_text(TABLE, encoding="utf-8")
    return f"csv:{tmp_path / 'questions.csv'}"


@pytest.fixture
def deployment():
    """A deployment that serves the policy of the corpus."""
    documents = TEXTS["/v1/insurers/fern/documents"][1]["documents"]
    version = f"undated-{hashlib.sha256(FERN.encode()).hexdigest()[:8]}"
    served = {"documents": [{**documents[0], "version": version}]}
    with deployed(replies={**TEXTS, "/v1/insurers/fern/documents": (200, served)}) as server:
        yield server


def asked(table, server, home, *arguments):
    """What `mesdroits eval run` does with a table and a deployment."""
    command = ["run", "--dataset", table, "--system", server.url, "--out", str(home), *arguments]
    return CliRunner().invoke(app, command, env={"NO_COLOR": "1"})


def warned(done):
    return [line for line in done.stderr.splitlines() if line.startswith("Warning: ")]


def test_a_run_whose_every_question_failed_exits_with_1_and_says_why(table, deployment, tmp_path):
    deployment.replies["/v1/chat"] = BROKEN
    done = asked(table, deployment, tmp_path / "runs")
    assert done.exit_code == 1
    (warning,) = warned(done)
    assert warning.startswith(
        f"Warning: {tmp_path / 'runs' / 'all'}: 2 of 2 cases failed: BadReply: /v1/chat: not "
    )
    assert warning.endswith("(2). --retry-failed with the same --out asks them again.")
    assert "Report: " in done.stdout


def test_a_run_of_which_some_questions_failed_warns(table, deployment, tmp_path):
    deployment.replies["/v1/chat"] = SOUND
    assert warned(asked(table, deployment, tmp_path / "runs")) == []
    trace = tmp_path / "runs" / "all" / "observations.jsonl"
    trace.write_bytes(trace.read_bytes().splitlines(keepends=True)[0])
    deployment.replies["/v1/chat"] = BROKEN
    done = asked(table, deployment, tmp_path / "runs")
    assert done.exit_code == 0
    assert "1 of 2 cases failed" in warned(done)[0]


def test_failed_questions_are_asked_again_on_demand_only(table, deployment, tmp_path):
    deployment.replies["/v1/chat"] = BROKEN
    asked(table, deployment, tmp_path / "runs")
    deployment.replies["/v1/chat"] = SOUND
    assert asked(table, deployment, tmp_path / "runs").exit_code == 1
    done = asked(table, deployment, tmp_path / "runs", "--retry-failed")
    assert (done.exit_code, warned(done)) == (0, [])
    folder = RunFolder(tmp_path / "runs" / "all")
    assert FAILED not in {one.outcome for one in folder.run().observations}
    assert {row.observed for row in folder.scores()} == {"answered"}


def test_a_run_of_another_data_set_is_not_put_beside(table, deployment, tmp_path):
    home = tmp_path / "runs"
    asked(table, deployment, home)
    (home / "all").rename(home / "development")
    (tmp_path / "other.csv").write_text(TABLE, encoding="utf-8")
    done = asked(f"csv:{tmp_path / 'other.csv'}", deployment, home)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].endswith(
        f"{home / 'development'}: holds a run with another data set; choose another folder than {home}"
    )
    assert [one.name for one in home.iterdir()] == ["development"]


def test_a_full_disk_is_one_line_that_names_the_file(table, deployment, tmp_path):
    with full_disk():
        done = asked(table, deployment, tmp_path / "runs")
    assert done.exit_code == 1
    last = done.stderr.splitlines()[-1]
    assert last == f"mesdroits eval: {tmp_path / 'runs' / 'all' / 'cases.jsonl'}: File too large"


def test_a_run_that_another_process_writes_to_is_refused(table, deployment, tmp_path):
    asked(table, deployment, tmp_path / "runs")
    folder = RunFolder(tmp_path / "runs" / "all")
    with folder.held():
        done = asked(table, deployment, tmp_path / "runs")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith(
        f"mesdroits eval: {folder.path}: another process writes to this run"
    )


def test_a_server_that_is_no_deployment_is_named(table, deployment, tmp_path):
    deployment.replies["/v1/insurers"] = (404, b"<html>no such page</html>")
    done = asked(table, deployment, tmp_path / "runs")
    host = f"127.0.0.1:{deployment.server_port}"
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == (
        f"mesdroits eval: /v1/insurers: HTTP 404 from {host}: <html>no such page</html>; "
        f"is {host} a deployment of mesdroits?"
    )
