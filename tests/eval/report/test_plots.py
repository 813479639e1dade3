"""Plots say in words what they draw, take the colours of the page, and can stand beside one another."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from eval.report.plots import plots
from eval.report.svg import FIRST, drawn
from eval.report.weighed import declining, silence, topic
from tests.eval.report.small_runs import DECLINED, SILENT, UNANSWERABLE, case, decided, reply, view

pytestmark = pytest.mark.integration


def decision(outside, silent=None):
    return {**decided("retention"), "outside": outside, "silent": silent}


def weighed():
    """Two questions to answer, one to decline, one that the policy is silent on, and one that proves nothing."""
    return [
        (case("a"), reply("a", decision=decision(0.1, 0.2))),
        (case("b"), reply("b", decision=decision(0.3, 0.9))),
        (
            case("c", outcome="out_of_scope", topic="_attack", **UNANSWERABLE),
            reply("c", **DECLINED, decision=decision(0.8)),
        ),
        (case("d", outcome="policy_silent", **UNANSWERABLE), reply("d", **SILENT, decision=decision(0.2, 0.7))),
        (
            case("e", outcome="policy_silent", also_outcomes=("out_of_scope", "answered"), **UNANSWERABLE),
            reply("e", **SILENT, decision=decision(0.6, 0.6)),
        ),
    ]


def plot(name, **about):
    return next(one for one in plots(view(*weighed(), **about)) if one.title.startswith(name))


def test_declining_is_weighed_against_the_questions_to_decline():
    found = declining(view(*weighed()))
    assert list(zip(found.scores, found.truth, strict=True)) == [
        (0.1, False),
        (0.3, False),
        (0.8, True),
        (0.2, False),
    ]


def test_questions_to_be_asked_back_prove_nothing_about_declining():
    asked = case(outcome="needs_clarification", also_outcomes=("out_of_scope",), **UNANSWERABLE)
    assert declining(view((asked, reply()))).scores == ()


def test_silence_is_weighed_where_it_was_decided():
    found = silence(view(*weighed()))
    assert list(zip(found.scores, found.truth, strict=True)) == [(0.2, False), (0.9, False), (0.7, True)]


def test_the_likeliest_topic_is_weighed_against_the_accepted_ones():
    found = topic(view(*weighed()))
    assert found.scores == (0.9,) * 5
    assert found.truth == (True, True, False, True, True)


def test_the_accuracy_at_the_setting_is_told():
    assert "At the setting of 0.5, 100.0\u00a0% of the decisions are right." in plot("Declining").alternative


@pytest.mark.parametrize(("split", "told"), [("development", True), ("all", False)])
def test_a_best_threshold_is_named_on_the_development_split_only(split, told):
    assert ("best threshold" in plot("Silence", split=split).alternative) is told


def test_no_threshold_can_be_chosen_by_the_test_split():
    titles = [one.title for one in plots(view(*weighed(), split="test"))]
    assert titles
    assert not [title for title in titles if "threshold" in title]


def test_a_system_that_tells_nothing_has_the_plot_of_times_only():
    seen = reply(decision={}, understanding={})
    assert [one.title for one in plots(view((case(), seen)))] == ["How long members wait"]


def test_every_plot_is_an_image_with_a_title_and_a_description():
    for one in plots(view(*weighed())):
        root = etree.fromstring(str(one.svg))
        assert root.get("role") == "img"
        assert root.findtext(f"*[@id='{root.get('aria-labelledby')}']") == one.title
        assert one.alternative.endswith(".")
        assert one.caption.endswith(".")


def test_plots_share_no_id_and_point_inside_themselves():
    seen = set()
    for one in plots(view(*weighed())):
        ids = re.findall(r' id="([^"]+)"', one.svg)
        assert len(ids) == len(set(ids))
        assert seen.isdisjoint(ids)
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', one.svg)) <= set(ids)
        seen.update(ids)


def test_a_plot_takes_the_colours_of_the_page_and_brings_no_rules():
    svg = drawn("one", "One", lambda axes: axes.plot([0, 1], [0, 1], color=FIRST))
    assert "var(--accent)" in svg
    assert "var(--ink)" in svg
    assert re.findall(r"#0[0-9]0[0-9]0[0-9]|<style|<metadata", svg) == []


def test_the_title_of_a_plot_is_inert():
    svg = drawn("one", "<b>A & B</b>", lambda axes: axes.plot([0, 1], [0, 1]))
    assert '<title id="one-title">&lt;b&gt;A &amp; B&lt;/b&gt;</title>' in svg


def test_drawing_leaves_the_settings_of_matplotlib_alone():
    import matplotlib

    chosen = ("svg.fonttype", "svg.hashsalt", "font.size", "text.color", "grid.color")
    before = [matplotlib.rcParams[one] for one in chosen]
    drawn("one", "One", lambda axes: axes.plot([0, 1], [0, 1]))
    assert [matplotlib.rcParams[one] for one in chosen] == before
