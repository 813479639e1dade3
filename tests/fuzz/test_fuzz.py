"""A short run of the fuzzer on the parsers and the section builder finds no crash and no wrong offset."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ingest.formats.files import BUILDERS
from tests.ingest.formats.policy import FERN

pytest.importorskip("atheris")
pytestmark = pytest.mark.integration
TARGET = Path(__file__).parent / "fuzz_parsing.py"
KINDS = {"policy.md": 1, "policy.html": 2, "policy.pdf": 3, "policy.docx": 4}


def test_the_fuzzer_finds_nothing(tmp_path):
    for name, kind in KINDS.items():
        (tmp_path / name).write_bytes(bytes([kind]) + BUILDERS[name](FERN[:8]))
    run = subprocess.run(
        [sys.executable, TARGET, "-runs=3000", "-seed=1", "-max_len=60000", "-rss_limit_mb=4096", tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
