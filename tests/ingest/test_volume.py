"""A thousand policies stream through ingestion in bounded memory, and are passed over in seconds the next time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.synthetic import write_corpus

pytestmark = pytest.mark.integration

POLICIES = 1_000
SETTLED = 200
"""Policies after which libraries are loaded and caches are full."""
GROWTH_MEGABYTES = 64
MEASURED = """
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from conftest import hashing_embedder
from ingest.build import ingest
from ingest.runners import local_runner


def resident(process):
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def megabytes():
    # This process and its workers.
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return (resident("self") + sum(map(resident, children))) / 1e6


def measured(runner):
    def run(*given):
        for report in runner(*given):
            memory.append(megabytes())
            yield report
    return run


memory = []
report = ingest(Path(sys.argv[1]), Path(sys.argv[2]), hashing_embedder(), runner=measured(local_runner(2)))
started = time.monotonic()
again = ingest(Path(sys.argv[1]), Path(sys.argv[2]), hashing_embedder())
statuses = [Counter(one.status for one in run.insurers) for run in (report, again)]
coverage = min(one.coverage for one in report.insurers)
json.dump([memory[:1000], statuses, coverage, time.monotonic() - started], sys.stdout)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Megabytes after each policy, statuses of both runs, lowest coverage, and seconds of the second run."""
    folder = tmp_path_factory.mktemp("volume")
    write_corpus(folder / "corpus", POLICIES, sections=3)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(folder / "corpus"), str(folder / "var")],
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def test_every_policy_is_published(run):
    assert run[1][0] == {"published": POLICIES}


def test_nothing_of_them_is_lost(run):
    assert run[2] == 1.0


def test_memory_does_not_grow_with_the_number_of_policies(run):
    memory = run[0]
    assert len(memory) == POLICIES
    assert max(memory[SETTLED:]) - max(memory[:SETTLED]) < GROWTH_MEGABYTES


def test_a_second_run_passes_over_them_in_seconds(run):
    assert run[1][1] == {"unchanged": POLICIES}
    assert run[3] < 30
