"""Blocks become Markdown that reads as it was published, and each part knows its place."""

import pytest

from ingest.parsing.canonical import Block, clean_line, compose, link_text, row_text

WRITTEN = {
    "a heading": ([Block("heading", "Vos\ndroits", 2)], "## Vos droits\n"),
    "tight items": (
        [Block("item", "un"), Block("item", "a", 1), Block("rest", "suite", 1)],
        "- un\n  - a\n    suite\n",
    ),
    "a table apart": (
        [Block("row", "| 1 |"), Block("row", "| 2 |"), Block("note", "¹ a")],
        "| 1 |\n| 2 |\n\n¹ a\n",
    ),
    "nothing": ([Block("paragraph", " \n "), Block("heading", "")], ""),
}


@pytest.mark.parametrize(("blocks", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_blocks_become_markdown(blocks, expected):
    assert compose(blocks)[0] == expected


def test_a_place_stands_where_the_page_changes():
    text, places = compose([Block("paragraph", word, page=page) for word, page in (("a", 1), ("b", 1), ("c", 2))])
    assert [(text[one.start], one.page) for one in places] == [("a", 1), ("c", 2)]


def test_what_cannot_be_printed_is_shown_as_replaced():
    assert clean_line("a\x00b\ud800 \t c") == "a\ufffdb\ufffd c"


def test_a_cell_is_one_line():
    assert row_text(["a\nb", "c|d"]) == "| a b | c¦d |"


@pytest.mark.parametrize(
    ("label", "target", "expected"),
    [
        ("01 02 03 04 05", "tel:0102030405", "01 02 03 04 05"),
        ("dpo@a.example", "mailto:dpo@a.example", "dpo@a.example"),
        ("ici [1]", "https://a.example/f", "ici [1] (https://a.example/f)"),
    ],
)
def test_a_link_keeps_what_its_label_does_not_say(label, target, expected):
    assert link_text(label, target) == expected
