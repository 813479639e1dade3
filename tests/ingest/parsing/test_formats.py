"""A file is recognised by what it holds, then by its name; what cannot be a policy is refused with the fix."""

import io
import zipfile

import pytest

from ingest.errors import CorpusError
from ingest.parsing.formats import canonical_of, format_of
from tests.ingest.formats.docx_builder import docx_of
from tests.ingest.formats.html_builder import html_of
from tests.ingest.formats.pdf_builder import pdf_of
from tests.ingest.formats.policy import FERN

SHORT = FERN[:3]


def archive(parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("raw", "name", "expected"),
    [
        (pdf_of(SHORT), "policy.txt", "pdf"),
        (docx_of(SHORT), "policy.bin", "docx"),
        (html_of(SHORT), "policy.txt", "html"),
        ("\ufeff<!doctype html><p>a".encode("utf-16"), "page", "html"),
        (b"<!-- saved from url=(0022)https://a.example/ -->\n<html><p>a</html>", "page", "html"),
        (b"<p>a</p>", "page.htm", "html"),
        (b"# Titre", "policy.md", "markdown"),
        (b"Titre <html>", "policy.txt", "text"),
        (b"nothing of a PDF", "policy.pdf", "pdf"),
    ],
)
def test_the_content_decides_before_the_name(raw, name, expected):
    assert format_of(raw, name) == expected


@pytest.mark.parametrize("text", ["# Titre\r\n\r\ntexte\t\n", "\ufeffa\u00a0b\n", "e\u0301 \u200b"])
def test_the_text_of_a_markdown_file_is_never_edited(text):
    assert canonical_of(text.encode(), "policy.md").text == text


REFUSED = {
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "policy.doc", "save it as DOCX"),
    "rich text": (rb"{\rtf1 a}", "policy.rtf", "is RTF; save it as DOCX or PDF"),
    "a web archive": (b"MIME-Version: 1.0\r\n", "policy.mhtml", "is a web archive; save the page as HTML"),
    "another archive": (archive({"a.txt": "a"}), "policy.docx", "is an archive but not a Word document"),
    "a cut DOCX": (docx_of(SHORT)[:-900], "policy.docx", "is a damaged or protected Word document"),
    "a cut PDF": (pdf_of(SHORT)[:-900], "policy.pdf", "is cut off: the end of the PDF is missing"),
    "a PDF in name only": (b"policy", "policy.pdf", "is cut off"),
    "a page without text": (b"<html><script>load()</script></html>", "a.html", "has no text without its scripts"),
    "a page that is empty": (b"<!doctype html>", "a.html", "web page"),
}


@pytest.mark.parametrize(("raw", "name", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_the_fix(raw, name, said):
    with pytest.raises(CorpusError, match=said):
        canonical_of(raw, name)
