"""The rules do on the labelled sentences what the committed figures say, without the embedding model."""

from __future__ import annotations

import json

import numpy as np
import pytest

from eval.fitting.grounding import RESULTS, Row, by_rules, labelled

FIGURES = json.loads((RESULTS / "grounding.json").read_text(encoding="utf-8"))
ROWS = list(labelled())


def passed(row: Row) -> bool:
    count = len(row.sentences)
    return by_rules(row, np.zeros(4, dtype=np.float32), np.zeros((count, 4), dtype=np.float32)).fault is None


@pytest.fixture(scope="module", params=["calibration", "test"])
def split(request):
    rows = [row for row in ROWS if row.split == request.param]
    return [(row, passed(row)) for row in rows], FIGURES[request.param]["all"]["by_rules_alone"]


def test_no_more_lies_pass_than_the_figures_say(split):
    found, figures = split
    assert sum(shown and not row.supported for row, shown in found) <= figures["wrongly_passed"]


def test_no_fewer_right_sentences_pass_than_the_figures_say(split):
    found, figures = split
    assert sum(shown and row.supported for row, shown in found) >= figures["passed"] - figures["wrongly_passed"]


def test_at_least_four_hundred_sentences_are_labelled_in_three_ways():
    assert len(ROWS) >= 400
    assert {row.label for row in ROWS} == {"supported", "altered", "unsupported"}


def test_no_sentence_is_in_both_splits():
    splits = {(row.sentence, row.evidence): set() for row in ROWS}
    for row in ROWS:
        splits[row.sentence, row.evidence].add(row.split)
    assert all(len(found) == 1 for found in splits.values())
