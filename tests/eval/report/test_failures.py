"""The sheet of a lost case holds the passages that matter, and says which of them answer."""

from __future__ import annotations

from eval.report.failures import chapters, reasons, sheet
from eval.report.formats import cut
from eval.report.priorities import losses
from eval.report.stages import lost_cases
from tests.eval.report.small_runs import GOLD, LOST, OTHER, case, cited, found, reply, view


def sheet_of(asked, seen):
    return sheet(view((asked, seen)), asked)


def test_passages_below_the_first_five_are_listed_when_they_are_gold():
    passages = found(*[OTHER] * 6, GOLD, OTHER)
    assert [(one.place, one.gold) for one in sheet_of(case(), reply(retrieved=passages)).found] == [
        (1, False),
        (2, False),
        (3, False),
        (4, False),
        (5, False),
        (7, True),
    ]


def test_citations_say_whether_they_show_gold():
    assert [one.gold for one in sheet_of(case(), reply(citations=cited(OTHER) + cited(GOLD))).cited] == [
        False,
        True,
    ]


def test_facts_say_whether_the_answer_shows_them():
    asked = case(facts=(("five years", "5 years"), ("ten years",)))
    assert [one.shown for one in sheet_of(asked, reply()).facts] == [True, False]


def test_a_system_that_tells_nothing_has_no_probabilities():
    assert sheet_of(case(), reply(decision={}, understanding={})).understood == ""


def test_the_topic_with_most_lost_cases_opens_a_chapter():
    _, seen = LOST["quoting"]
    quoted = {"answer": seen.answer, "citations": seen.citations}
    names = {"a": "cookies", "b": "retention", "c": "retention"}
    pairs = [
        (case(name, topic=topic, also_topics=("retention",)), reply(name, **quoted))
        for name, topic in names.items()
    ]
    run = view(*pairs)
    (chapter,) = chapters(run, losses(run, lost_cases(run)))
    assert [(topic, [one.case.id for one in sheets]) for topic, sheets in chapter.topics] == [
        ("retention", ["b", "c"]),
        ("cookies", ["a"]),
    ]


def test_the_most_frequent_reasons_for_no_reply_are_counted():
    errors = ["late", "late", "refused", "refused", "refused", "", "garbled"]
    pairs = [(case(f"c{n}"), reply(f"c{n}", outcome="failed", error=error)) for n, error in enumerate(errors)]
    assert reasons(view(*pairs, (case("right"), reply("right")))) == [
        ("refused", 3),
        ("late", 2),
        ("no reason given", 1),
    ]


def test_long_texts_are_cut_at_a_word():
    assert cut("one  two\nthree", 20) == "one two three"
    assert cut("one two three", 9) == "one two …"
