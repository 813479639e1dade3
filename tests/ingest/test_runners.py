"""However the stages are spread over processes, the releases are the same and one bad policy stops no other."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from eval.synthetic import write_corpus
from ingest.build import attempt, ingest
from ingest.errors import CorpusError
from ingest.releases import ReleaseStore
from ingest.runners import _Workers, local_runner
from tests.ingest.synthetic import contents, similarities

POLICIES = 6

INTERRUPTED = """
import sys
from pathlib import Path
from conftest import hashing_embedder
from ingest.build import ingest
from ingest.runners import local_runner

def told(runner):
    def run(*given):
        for report in runner(*given):
            print(report.insurer, flush=True)
            yield report
    return run

ingest(Path(sys.argv[1]), Path(sys.argv[2]), hashing_embedder(), runner=told(local_runner(2)))
"""


def statuses(report):
    return {one.insurer: one.status for one in report.insurers}


@pytest.fixture(name="synthetic", scope="module")
def _synthetic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic")
    write_corpus(folder, POLICIES, sections=3)
    return folder


def test_a_refusal_carries_its_reason():
    def stage():
        raise CorpusError("policy.pdf is encrypted")

    report = attempt("fern", stage)
    assert (report.insurer, report.status, report.detail) == ("fern", "refused", "policy.pdf is encrypted")


def test_a_fault_of_the_program_refuses_its_insurer_only():
    report = attempt("fern", partial(int, "moss"))
    assert report.status == "refused"
    assert report.detail.startswith("a fault of this program: ValueError")


def test_one_worker_is_this_process():
    from ingest.build import in_process

    assert local_runner(1) is in_process


@pytest.mark.integration
def test_workers_give_the_releases_that_one_process_gives(synthetic, tmp_path, embedder):
    ingest(synthetic, tmp_path / "one", embedder)
    report = ingest(synthetic, tmp_path / "two", embedder, runner=local_runner(2))
    assert set(statuses(report).values()) == {"published"}
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert similarities(tmp_path / "two") == pytest.approx(similarities(tmp_path / "one"), abs=1e-4)


@pytest.mark.integration
def test_a_refused_policy_stops_no_other_and_its_previous_release_stays(corpus, data_dir, store, embedder):
    before = store.current("fern")
    corpus.entries["heath"]["text"] += "\nUne règle de plus.\n"
    corpus.write()
    corpus.file("fern").write_bytes(b"")
    report = ingest(corpus.folder, data_dir, embedder, runner=local_runner(2))
    assert statuses(report) == {"fern": "refused", "heath": "published"}
    assert report.failed
    assert store.current("fern") == before


@pytest.mark.integration
def test_a_policy_that_ends_its_worker_is_refused_and_the_others_go_on():
    with _Workers(2) as workers:
        fatal = workers.start("fern", partial(os._exit, 1))
        others = [workers.start("heath", partial(len, "four")) for _ in range(4)]
        report = workers.result(fatal)
        assert (report.insurer, report.status) == ("fern", "refused")
        assert "its worker process died twice" in report.detail
        assert [workers.result(one) for one in others] == [4] * 4
        assert workers.result(workers.start("moss", partial(len, "on"))) == 2


@pytest.mark.integration
def test_a_killed_run_leaves_no_worker_and_goes_on_where_it_stopped(tmp_path, embedder):
    write_corpus(tmp_path / "corpus", 40, sections=3)
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path / "corpus"), str(tmp_path / "var")],
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = {process.stdout.readline().strip() for _ in range(5)}
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.read()  # ends once no worker holds the other end any more
    process.stdout.close()
    published = set(ReleaseStore(tmp_path / "var").insurers())
    assert told <= published
    report = statuses(ingest(tmp_path / "corpus", tmp_path / "var", embedder))
    assert {insurer for insurer, status in report.items() if status == "unchanged"} == published
    assert {status for insurer, status in report.items() if insurer not in published} == {"published"}
    assert list((tmp_path / "var" / "releases").glob("*/.staging-*")) == []
