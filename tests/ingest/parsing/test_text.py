"""Sections together cover the text, and every offset points into the text as it was published."""

import pytest

from ingest.parsing.text import parse_text

TEXT = "\n\n  Avant tout.\n\n1. Objet\n\nLe texte.\n\n2. Droits\n\nLa suite.  \n\n"


def test_text_before_the_first_heading_is_a_section_without_a_title():
    first = parse_text(TEXT)[0][0]
    assert (first.title, first.path, first.heading) == ("", (), None)


def test_sections_run_from_the_first_filled_line_to_the_last():
    sections, _ = parse_text(TEXT)
    assert TEXT[sections[0].span.start : sections[-1].span.end] == TEXT.strip()


def test_a_section_starts_with_its_heading():
    sections, _ = parse_text(TEXT)
    assert [TEXT[one.span.start : one.heading.end] for one in sections[1:]] == ["1. Objet", "2. Droits"]


def test_a_text_without_headings_is_one_section():
    (section,) = parse_text("Nous gardons vos données cinq ans.\n")[0]
    assert section.title == ""


@pytest.mark.parametrize("text", ["", "\n\n", " \u00a0\n\t"])
def test_a_blank_text_has_no_section(text):
    assert parse_text(text) == ((), ())


def test_offsets_count_characters_not_bytes():
    text = "é😀\n\n1. Objet\n\nLe texte."
    (_, section) = parse_text(text)[0]
    assert text[section.heading.start : section.heading.end] == "1. Objet"
