"""The reliability diagram stands alone, is the same for the same figures, and tells how many cases it is about."""

from __future__ import annotations

import pytest
from lxml import etree

from eval.metrics.calibration import equal_mass
from eval.report.reliability import reliability_diagram

SCORES = [0.05, 0.2, 0.3, 0.6, 0.95]
PANELS = {"fitted": (equal_mass(SCORES, [False, False, True, True, True], bins=2), SCORES)}


def words(content):
    return [one.text for one in etree.fromstring(content).iter("{http://www.w3.org/2000/svg}text") if one.text]


@pytest.fixture(scope="module")
def drawn():
    return reliability_diagram("title", PANELS)


def test_the_same_figures_give_the_same_bytes(drawn):
    assert reliability_diagram("title", PANELS) == drawn


def test_it_tells_the_error_and_the_sizes_of_the_bins(drawn):
    # 3/5 · |1/3 − .55/3| + 2/5 · |1 − .775| = .09 + .09
    shown = words(drawn)
    assert "fitted: calibration error 0.180" in shown
    assert "2 bins of 2 or 3 cases" in shown


def test_its_colours_are_those_of_no_page(drawn):
    assert b"var(--" not in drawn
    assert b"#030303" not in drawn
