"""Whatever a publisher sends, the text is cut into pieces that lose nothing, overlap nothing and quote exactly."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.build import parse_document
from ingest.outcomes import coverage
from ingest.records import Span

pytestmark = pytest.mark.integration

EXAMPLES = 100

PROSE = """Vous pouvez exercer vos droits par courrier ; la mutuelle répond : données, DPO. M. etc. n° 78-17 art. 6
dpo@exemple.fr www.exemple.fr 3 rue du Bois 69001 Lyon **gras** данни Права ¹ « a » [^1] 😀 é"""
WORDS = st.sampled_from(PROSE.split())
SENTENCES = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
TITLES = st.sampled_from(
    [
        "1. Objet",
        "1.2 Périmètre",
        "Article 1 – Définitions",
        "Article 2 – Droits",
        "Quels sont vos droits ?",
        "1 - A - Répondre",
        "**Cookies**",
        "Objet",
        "CONTRÔLE",
        "a) Analyse",
        "II - Cookies",
        "# Titre",
        "Glossaire",
        ":: Politique ::",
        "Sommaire",
        "S O M M A I R E",
    ]
)
MARKS = st.sampled_from(
    [
        "",
        "",
        "-----",
        "====",
        "***",
        "|---|---|",
        "¹ Note.",
        "[^1]: Note.",
        "Retour en haut",
        "page 3 sur 9",
        "1. Objet\t4",
        "Objet ...... 4",
        "\u200b",
        "\ufeff",
        "\u00a0",
        "\u2003x",
        "•",
        "- ",
        "\x0c",
    ]
)
ITEMS = st.builds("{}{} {}".format, st.sampled_from(["", "  ", "\t"]), st.sampled_from("-•*o–"), SENTENCES)
ROWS = st.one_of(
    st.lists(WORDS, min_size=2, max_size=4).map("\t".join),
    st.lists(WORDS, min_size=2, max_size=4).map(lambda cells: f"| {' | '.join(cells)} |"),
)
ANYTHING = st.text(max_size=40)
LINES = st.one_of(SENTENCES, TITLES, MARKS, ITEMS, ROWS, ANYTHING, SENTENCES.map(lambda text: f"{text}:"))
BREAKS = st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r\n\r\n", " \n", "\r", "\n \n"])
TEXTS = st.lists(st.tuples(LINES, BREAKS), max_size=25).map(
    lambda pairs: "".join(line + line_break for line, line_break in pairs)
)

any_text = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def pieces(parsed):
    """Every passage, heading and noise span, in order."""
    spans = [span for passage in parsed.passages for span in passage.spans]
    spans += [section.heading for section in parsed.sections if section.heading]
    spans += [noise.span for noise in parsed.noise]
    return sorted(spans)


@any_text
@given(TEXTS)
def test_no_filled_character_is_lost(document_of, text):
    parsed = parse_document(document_of(text))
    if any(not one.isspace() and one not in "\u200b\ufeff" for one in text):
        assert coverage(parsed) == 1.0


@any_text
@given(TEXTS)
def test_passages_headings_and_noise_never_overlap(document_of, text):
    for one, other in pairwise(pieces(parse_document(document_of(text)))):
        assert one.end <= other.start


@any_text
@given(TEXTS)
def test_every_span_lies_in_the_text(document_of, text):
    assert all(0 <= span.start < span.end <= len(text) for span in pieces(parse_document(document_of(text))))


@any_text
@given(TEXTS)
def test_every_sentence_lies_in_its_passage(document_of, text):
    for passage in parse_document(document_of(text)).passages:
        assert passage.sentences
        for sentence in passage.sentences:
            assert all(any(whole.contains(span) for whole in passage.spans) for span in sentence.spans)


@any_text
@given(TEXTS)
def test_every_passage_lies_in_its_section(document_of, text):
    parsed = parse_document(document_of(text))
    for passage in parsed.passages:
        assert any(
            section.path == passage.path and section.span.contains(passage.hull) for section in parsed.sections
        )


@any_text
@given(TEXTS)
def test_sections_follow_each_other_without_a_gap(document_of, text):
    sections = parse_document(document_of(text)).sections
    assert all(one.span.end == other.span.start for one, other in pairwise(sections))


@any_text
@given(TEXTS)
def test_passage_ids_are_unique(document_of, text):
    ids = [passage.id for passage in parse_document(document_of(text)).passages]
    assert len(ids) == len(set(ids))


@any_text
@given(TEXTS)
def test_the_evidence_of_a_fact_lies_in_the_passage_it_names(document_of, text):
    parsed = parse_document(document_of(text))
    hulls = {passage.id: passage.hull for passage in parsed.passages}
    assert all(hulls[fact.passage].contains(fact.evidence) for fact in parsed.facts)


@any_text
@given(TEXTS)
def test_an_introduction_lies_before_its_passage(document_of, text):
    for passage in parse_document(document_of(text)).passages:
        assert passage.introduction is None or passage.introduction.end <= passage.hull.start


@pytest.mark.parametrize(
    "insurer",
    [
        "mese",
        "sem",
        "mieux-etre",
        "mgen",
        "mhr",
    ],
)
def test_a_policy_saved_with_windows_line_ends_gives_the_same_passages(policies, insurer):
    original = policies[insurer]
    windows = parse_document(
        replace(original.document, text=original.document.text.replace("\r\n", "\n").replace("\n", "\r\n"))
    )
    assert [windows.passage_text(one).replace("\r", "") for one in windows.passages] == [
        original.passage_text(one) for one in original.passages
    ]


def test_a_text_without_letters_has_no_passage(parsed_of):
    assert parsed_of("\n \n\t\n").passages == ()


def test_a_span_is_never_empty():
    with pytest.raises(ValueError, match="not a span"):
        Span(4, 4)
