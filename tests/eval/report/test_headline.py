"""The headline says how good a run is, with the uncertainty, in plain words."""

from __future__ import annotations

from eval.metrics.metric import METRICS
from eval.report.headline import GROUPS, PLAIN, headline
from tests.eval.report.small_runs import LOST, case, found, reply, view


def rows(*pairs):
    return {row.id: row for row in headline(view(*pairs))}


def right_and_wrong():
    _, wrong = LOST["quoting"]
    return [(case(f"c{n}"), reply(f"c{n}", milliseconds=100.0 * n)) for n in (1, 2, 3)] + [
        (case("c4"), reply("c4", answer=wrong.answer, citations=wrong.citations, milliseconds=2_000.0))
    ]


def test_a_share_is_written_with_its_interval_and_the_number_of_cases():
    row = rows(*right_and_wrong())["correct"]
    assert (row.figure, row.cases, row.better) == ("75.0\u00a0%", 4, "higher")
    low, high = (float(bound.split()[0]) for bound in row.bounds.split(" to "))
    assert 0 <= low < 75 < high <= 100


def test_times_are_percentiles_without_an_interval():
    found_rows = rows(*right_and_wrong())
    assert (found_rows["milliseconds"].figure, found_rows["milliseconds"].bounds) == ("250 ms", "–")
    assert found_rows["milliseconds-p95"].figure == "1.7 s"  # 300 + 0.85 · (2000 − 300) = 1745


def test_times_say_that_the_reply_is_there_within_them():
    plain = rows(*right_and_wrong())["milliseconds-p95"].plain
    assert plain == "In 95 of 100 cases the reply is there within this time"


def test_cases_without_a_reply_open_the_headline():
    first, *_ = headline(view(LOST["failed"], *right_and_wrong()[1:]))
    assert (first.label, first.figure, first.cases, first.better) == ("No reply", "25.0\u00a0%", 4, "lower")
    assert first.plain == "1 of 4 cases got no readable reply"
    assert "failed" not in rows(*right_and_wrong())


def test_a_metric_that_applies_to_no_case_is_left_out():
    assert "request_type" not in rows((case(), reply()))
    assert "request_type" in rows((case(request_type="access"), reply()))


def test_a_run_that_asks_for_passages_only_has_retrieval_and_time():
    asked = case(outcome=None, topic=None, facts=())
    found_rows = rows((asked, reply(answer="", citations=(), retrieved=found(*asked.gold))))
    assert {row.group for row in found_rows.values()} == {"retrieval", "cost"}


def test_every_metric_has_plain_words_and_every_group_a_name():
    assert set(PLAIN) == {metric.id for metric in METRICS if metric.group != "cost"}
    assert set(GROUPS) == {metric.group for metric in METRICS}
