"""What README shows is what the product does."""

from __future__ import annotations

import datetime as dt
import re
import textwrap

import pytest

from assistant.settings import Settings
from assistant.wiring import build_engine
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.integration
def test_the_example_answer_is_what_the_product_prints(embedder, data_dir):
    block = re.search(r"    \$ mesdroits ask (\S+) \"(.+)\"\n((?:    .+\n)+)", README)
    insurer, question, shown = block.groups()
    engine = build_engine(Settings(data_dir=data_dir), embedder)
    engine._now = lambda: dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    assert engine.ask(insurer, question).answer == textwrap.dedent(shown).strip()


def test_the_commands_it_names_are_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert {"run", "test", "bench"} <= named <= targets


def test_the_files_it_names_exist():
    for path in re.findall(r"`((?:assistant|corpus|eval|docs)/[\w./-]+)`|\((docs/[\w./-]+)\)", README):
        assert (ROOT / (path[0] or path[1])).exists(), path
