"""The same policy as Markdown, HTML, PDF and DOCX gives the same passages, up to layout, and the same facts."""

import pytest

from ingest.outcomes import coverage
from tests.ingest.formats.files import BUILDERS, parsed_file, readings, statements
from tests.ingest.formats.html_builder import BANNER, FOOTER
from tests.ingest.formats.pdf_builder import RUNNING_FOOT, RUNNING_HEAD
from tests.ingest.formats.policy import FERN

pytestmark = pytest.mark.integration

NAMES = sorted(set(BUILDERS) - {"policy.md"})


@pytest.fixture(name="files", scope="module")
def _files():
    return {name: build(FERN) for name, build in BUILDERS.items()}


@pytest.fixture(name="parsed")
def _parsed(files, document_of):
    return lambda name: parsed_file(files[name], name, document_of(""))


@pytest.mark.parametrize("name", NAMES)
def test_every_format_gives_the_passages_of_the_markdown_file(parsed, name):
    assert readings(parsed(name)) == readings(parsed("policy.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_format_gives_the_facts_of_the_markdown_file(parsed, name):
    expected = statements(parsed("policy.md"))
    assert {kind for kind, *_ in expected} >= {"email", "phone", "address"}
    assert statements(parsed(name)) == expected


@pytest.mark.parametrize("name", BUILDERS)
def test_no_character_of_any_format_is_lost(parsed, name):
    assert coverage(parsed(name)) == 1.0


@pytest.mark.parametrize("name", BUILDERS)
def test_a_period_stays_with_what_it_is_the_period_of(parsed, name):
    found = parsed(name)
    (row,) = [one for one in found.passages if "27 mois" in found.passage_text(one)]
    assert "Décomptes de soins" in found.passage_text(row)
    assert "Durée de conservation" in found.document.slice(row.introduction)


@pytest.mark.parametrize("name", BUILDERS)
def test_the_footnote_is_recognised_as_noise(parsed, name):
    found = parsed(name)
    (note,) = [found.document.slice(one.span) for one in found.noise if one.kind == "footnote"]
    assert note == "¹ Son usage est autorisé par le décret du 19 avril 2019."


@pytest.mark.parametrize("name", BUILDERS)
def test_each_term_of_the_glossary_is_a_definition(parsed, name):
    assert [one.kind for one in parsed(name).passages][-2:] == ["definition", "definition"]


def test_a_web_page_cites_the_anchor_above(parsed):
    found = parsed("policy.html")
    place = found.document.place(found.document.text.index("75334"))
    assert place.anchor == "la-réclamation"


@pytest.mark.parametrize("name", ["policy.pdf", "columns.pdf"])
def test_a_pdf_cites_the_page(parsed, name):
    document = parsed(name).document
    assert [document.place(offset).page for offset in (0, len(document.text) - 1)] == [1, 2]


def test_what_surrounds_the_policy_on_a_web_page_is_left_out_and_shown(parsed):
    left_out = {one.kind: one.text for one in parsed("policy.html").document.left_out}
    assert BANNER in left_out["banner"]
    assert left_out["footer"] == FOOTER
    assert left_out["navigation"].startswith("Accueil Nos garanties")


@pytest.mark.parametrize("name", ["policy.pdf", "columns.pdf"])
def test_what_returns_on_every_page_is_left_out_and_shown(parsed, name):
    left_out = [(one.kind, one.text) for one in parsed(name).document.left_out]
    assert left_out == [
        ("running-header", RUNNING_HEAD),
        ("running-header", RUNNING_FOOT),
        ("page-number", "page 1"),
        ("page-number", "page 2"),
    ]
