"""Whatever the bytes are, a file is read whole or refused with a reason; nothing else happens."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.build import parse_document
from ingest.errors import CorpusError
from ingest.outcomes import coverage
from ingest.parsing.formats import canonical_of
from tests.ingest.formats.files import BUILDERS
from tests.ingest.formats.policy import FERN

pytestmark = pytest.mark.integration

FILES = {name: build(FERN[:12]) for name, build in BUILDERS.items() if name != "columns.pdf"}
MARKS = [
    b"",
    b"%PDF-1.7\nendobj\n",
    b"PK\x03\x04",
    b"<!doctype html>",
    b"<html><table><tr><td>",
    b"\xff\xfe<",
    b"{",
]
TAGS = [
    "p",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "h2",
    "b",
    "br",
    "a href='x'",
    "dl",
    "dt",
    "dd",
    "nav",
    "div id=a",
    "/p",
    "/td",
]

any_file = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(raw, name):
    """The text of the file, or None where it is refused."""
    try:
        return canonical_of(raw, name)
    except CorpusError:
        return None


@any_file
@given(st.sampled_from(MARKS), st.binary(max_size=300), st.sampled_from([*FILES, "policy.txt", "policy"]))
def test_any_bytes_are_read_or_refused(mark, content, name):
    read(mark + content, name)


@pytest.mark.parametrize("name", FILES)
@any_file
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(document_of, name, data):
    raw = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.sampled_from([0, 1, 40]))] = data.draw(st.binary(max_size=8))
    found = read(bytes(raw), name)
    if found and found.text.strip():
        assert coverage(parse_document(document_of(found.text))) == 1.0


@any_file
@given(st.lists(st.tuples(st.sampled_from(TAGS), st.text(max_size=12)), max_size=40))
def test_any_page_gives_a_text_with_places_inside_it(document_of, pieces):
    found = read(
        ("<html>" + "".join(f"<{tag}>{text}" for tag, text in pieces)).encode("utf-8", "replace"), "page.html"
    )
    if found:
        assert coverage(parse_document(document_of(found.text))) == 1.0
        assert all(0 <= place.start < len(found.text) for place in found.places)
