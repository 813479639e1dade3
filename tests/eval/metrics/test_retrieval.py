"""Retrieval metrics against examples worked by hand, and against trec_eval and a count of characters."""

import math

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import GoldSpan
from eval.metrics.retrieval import (
    characters,
    document_mismatch,
    hit_rate,
    merged,
    ndcg,
    recall,
    reciprocal_rank,
    relevant,
)
from eval.observations import Retrieved


def passage(start, end, document="a/1"):
    return Retrieved(document, start, end, score=0.0)


def gold(start, end, document="a/1"):
    return GoldSpan(document, start, end)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (0, 500, True),  # holds the span
        (105, 117, True),  # lies in it, 12 of 20
        (110, 115, False),  # lies in it, and is a scrap of it
        (90, 110, True),  # 10 shared = half of 20
        (90, 109, False),  # 9 shared < 19 / 2
        (60, 120, True),  # the whole span
        (0, 109, False),  # 9 shared < 20 / 2
        (120, 200, False),  # touches its end
        (110, 110, False),  # no characters at all
    ],
)
def test_a_passage_shows_a_span_when_they_share_half_of_the_shorter(start, end, shown):
    assert relevant(passage(start, end), gold(100, 120)) is shown


def test_forty_characters_show_a_long_span_and_fewer_do_not():
    assert relevant(passage(300, 340), gold(100, 900))
    assert not relevant(passage(300, 339), gold(100, 900))


def test_a_passage_of_another_text_shows_nothing():
    assert not relevant(passage(100, 120, "b/1"), gold(100, 120))


RANKED = [passage(900, 950), passage(0, 50), passage(10, 60), passage(200, 250), passage(0, 99, "b/1")]
GOLD = [gold(0, 40), gold(200, 220), gold(400, 420)]
"""The first span is shown at rank 2 and again at 3, the second at rank 4, the third never."""


def test_hit_rate_is_one_from_the_first_relevant_rank_on():
    assert [hit_rate(RANKED, GOLD, k) for k in (1, 2, 5)] == [0.0, 1.0, 1.0]


def test_recall_counts_spans_once():
    assert [recall(RANKED, GOLD, k) for k in (1, 3, 5)] == [0 / 3, 1 / 3, 2 / 3]


def test_the_reciprocal_rank_is_of_the_first_relevant_passage():
    assert reciprocal_rank(RANKED, GOLD) == 1 / 2
    assert reciprocal_rank(RANKED[:1], GOLD) == 0.0


def test_ndcg_gains_nothing_from_a_repetition():
    gained = 1 / math.log2(3) + 1 / math.log2(5)  # ranks 2 and 4
    ideal = 1 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)  # three spans at ranks 1, 2, 3
    assert ndcg(RANKED, GOLD, 5) == pytest.approx(gained / ideal)


def test_ndcg_stops_the_ideal_order_at_k():
    gained, ideal = 1 / math.log2(3), 1 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(RANKED, GOLD, 2) == pytest.approx(gained / ideal)


def test_ndcg_of_one_passage_that_shows_every_span_is_one():
    assert ndcg([passage(0, 500)], GOLD, 10) == 1.0


def test_document_mismatch_is_the_share_of_passages_of_texts_without_gold():
    assert document_mismatch(RANKED, GOLD, 4) == 0 / 4
    assert document_mismatch(RANKED, GOLD, 5) == 1 / 5
    assert document_mismatch(RANKED, GOLD, 64) == 1 / 5


def test_finding_nothing_is_the_worst_in_every_metric():
    assert document_mismatch([], GOLD, 5) == 1.0
    assert characters([], GOLD, 5) == (0.0, 0.0)
    assert (hit_rate([], GOLD, 5), recall([], GOLD, 5), reciprocal_rank([], GOLD), ndcg([], GOLD, 5)) == (0,) * 4


def test_characters_count_what_passages_and_gold_share():
    # ranks 1-4 cover 900-950, 0-60 (merged from 0-50 and 10-60) and 200-250: 50 + 60 + 50 = 160 characters;
    # gold is 40 + 20 + 20 = 80; shared are 0-40 and 200-220: 60
    assert characters(RANKED, GOLD, 4) == (60 / 160, 60 / 80)


def test_ranges_that_touch_become_one():
    assert merged([gold(5, 9), gold(0, 5), gold(9, 9), gold(2, 3), gold(0, 1, "b/1")]) == [
        gold(0, 9),
        gold(0, 1, "b/1"),
    ]


PLACES = st.builds(
    lambda document, start, length: (f"a/{document}", start, start + length),
    st.integers(0, 1),
    st.integers(0, 40),
    st.integers(1, 20),
)


@given(st.lists(PLACES, max_size=6), st.lists(PLACES, min_size=1, max_size=4))
def test_characters_equal_a_count_of_single_characters(found, wanted):
    def each(places):
        return {(document, at) for document, start, end in places for at in range(start, end)}

    shared = len(each(found) & each(wanted))
    expected = (shared / len(each(found)) if found else 0.0, shared / len(each(wanted)))
    ranked = [passage(start, end, document) for document, start, end in found]
    assert characters(ranked, [GoldSpan(*place) for place in wanted], 64) == pytest.approx(expected)


@given(st.lists(PLACES, max_size=12), st.lists(PLACES, min_size=1, max_size=4, unique=True), st.integers(1, 12))
def test_every_metric_stays_between_nothing_and_all(found, wanted, k):
    ranked = [passage(start, end, document) for document, start, end in found]
    spans = [GoldSpan(*place) for place in wanted]
    for metric in (hit_rate, recall, ndcg, document_mismatch):
        assert 0.0 <= metric(ranked, spans, k) <= 1.0


@pytest.mark.parametrize("seed", range(50))
def test_the_metrics_equal_trec_eval_where_each_passage_is_one_gold_span(seed):
    rng = np.random.default_rng(seed)
    every = [passage(10 * place, 10 * place + 10) for place in range(30)]
    ranked = [every[place] for place in rng.permutation(30)[: rng.integers(1, 31)]]
    spans = [gold(one.start, one.end) for one in every if rng.random() < 0.2] or [gold(0, 10)]
    relevance = {"q": {str(span.start): 1 for span in spans}}
    run = {"q": {str(one.start): float(len(ranked) - rank) for rank, one in enumerate(ranked)}}
    measures = {"ndcg_cut.5,10", "recall.5,10", "success.1,5", "recip_rank"}
    expected = pytrec_eval.RelevanceEvaluator(relevance, measures).evaluate(run)["q"]
    found = {
        "ndcg_cut_5": ndcg(ranked, spans, 5),
        "ndcg_cut_10": ndcg(ranked, spans, 10),
        "recall_5": recall(ranked, spans, 5),
        "recall_10": recall(ranked, spans, 10),
        "success_1": hit_rate(ranked, spans, 1),
        "success_5": hit_rate(ranked, spans, 5),
        "recip_rank": reciprocal_rank(ranked, spans),
    }
    assert found == pytest.approx(expected)
