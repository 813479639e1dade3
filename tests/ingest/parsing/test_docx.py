"""A Word document is read as a person sees it: numbers drawn by Word, boxes, insertions and notes included."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import CorpusError
from ingest.parsing.docx import docx_canonical
from tests.ingest.formats.docx_builder import HEADER, docx_of
from tests.ingest.formats.policy import FERN


def saved(document):
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.fixture(name="document")
def _document():
    return Document()


def add(document, xml):
    document.element.body.insert(0, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w', 'r')}>", 1)))


XML = {
    "an insertion": ("<w:p><w:ins><w:r><w:t>ajouté</w:t></w:r></w:ins></w:p>", "ajouté"),
    "a deletion": (
        "<w:p><w:r><w:t>reste</w:t></w:r><w:del><w:r><w:delText>parti</w:delText></w:r></w:del></w:p>",
        "reste",
    ),
    "a content control": (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>choisi</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "choisi",
    ),
    "a text box": (
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>encadré</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</w:r></w:p>",
        "encadré",
    ),
    "a line break": ("<w:p><w:r><w:t>un</w:t><w:br/><w:t>deux</w:t></w:r></w:p>", "un\ndeux"),
    "an ordinal": (
        '<w:p><w:r><w:t>1</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>er</w:t></w:r>'
        "</w:p>",
        "1er",
    ),
    "an outline level": (
        '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Vos droits</w:t></w:r></w:p>',
        "## Vos droits",
    ),
}


@pytest.mark.parametrize(("xml", "expected"), XML.values(), ids=XML)
def test_what_a_reader_sees_is_read(document, xml, expected):
    add(document, xml)
    assert docx_canonical(saved(document)).text.strip() == expected


def test_the_numbers_that_word_draws_are_written(document):
    for word in ("Accès", "Rectification"):
        document.add_paragraph(word, style="List Number")
    assert docx_canonical(saved(document)).text == "1. Accès\n2. Rectification\n"


def test_nested_items_are_indented(document):
    for word, style in (("un", "List Bullet"), ("a", "List Bullet 2"), ("deux", "List Bullet")):
        document.add_paragraph(word, style=style)
    assert docx_canonical(saved(document)).text == "- un\n  - a\n- deux\n"


def test_a_merged_cell_stands_in_each_of_its_rows(document):
    table = document.add_table(rows=3, cols=2)
    for row, cells in zip(table.rows, (("Donnée", "Durée"), ("Contrat", "5 ans"), ("", "2 ans")), strict=True):
        for cell, content in zip(row.cells, cells, strict=True):
            cell.text = content
    table.cell(1, 0).merge(table.cell(2, 0))
    text = docx_canonical(saved(document)).text
    assert text == "| Donnée | Durée |\n| Contrat | 5 ans |\n| Contrat | 2 ans |\n"


@pytest.mark.parametrize("wrapped", ["tr", "tc"])
def test_a_row_or_a_cell_in_a_content_control_is_read(document, wrapped):
    table = document.add_table(rows=2, cols=2)
    for cell, content in zip((one for row in table.rows for one in row.cells), "ABCD", strict=True):
        cell.text = content
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    inner = list(table._tbl.iter(f"{{{table._tbl.nsmap['w']}}}{wrapped}"))[-1]
    inner.addprevious(control)
    control[0].append(inner)
    assert docx_canonical(saved(document)).text == "| A | B |\n| C | D |\n"


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
NOT_READ = {
    "a formula in a sentence": (f"<w:p><m:oMath {MATH}><m:r><m:t>x=2</m:t></m:r></m:oMath></w:p>", "x=2"),
    "a formula between paragraphs": (
        f"<m:oMathPara {MATH}><m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></m:oMathPara>",
        "x=2",
    ),
    "another file": (f"<w:altChunk {nsdecls('w')}/>", "another file inserted here, not read"),
}


@pytest.mark.parametrize(("xml", "words"), NOT_READ.values(), ids=NOT_READ)
def test_what_cannot_be_read_as_text_is_shown(document, xml, words):
    document.add_paragraph("Vos droits")
    add(document, xml)
    read = docx_canonical(saved(document))
    assert (read.text, [(one.kind, one.text) for one in read.left_out]) == ("Vos droits\n", [("other", words)])


def test_what_is_left_out_of_a_cell_is_shown(document):
    table = document.add_table(rows=2, cols=2)
    for cell, content in zip((one for row in table.rows for one in row.cells), "ABCD", strict=True):
        cell.text = content
    table.cell(1, 1).paragraphs[0]._p.append(parse_xml(f"<m:oMath {MATH}><m:r><m:t>x=2</m:t></m:r></m:oMath>"))
    assert [(one.kind, one.text) for one in docx_canonical(saved(document)).left_out] == [("other", "x=2")]


def test_the_header_of_the_pages_is_left_out_and_shown():
    read = docx_canonical(docx_of(FERN))
    assert [(one.kind, one.text) for one in read.left_out] == [("running-header", HEADER)]
    assert HEADER not in read.text


def packed(**parts):
    """The invented policy with some parts of its archive replaced or added."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_of(FERN))) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in (contents | parts).items():
            zipped.writestr(name, content)
    return written.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY e "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><d>&e;</d>'
)
REFUSED = {
    "a zip bomb": ({"word/media/a.bin": bytes(30_000_000)}, "unpacks to far more than a policy can hold"),
    "a large text": ({"word/document.xml": b" " * 21_000_000}, "unpacks to far more than a policy can hold"),
    "entities": ({"word/document.xml": ENTITIES}, "is a damaged Word document"),
    "deep nesting": ({"word/document.xml": "<a>" * 100_000}, "is a damaged Word document"),
    "no content types": ({"[Content_Types].xml": "<a/>"}, "is a damaged Word document"),
    "broken styles": ({"word/styles.xml": "<styles>"}, "is a damaged Word document"),
}


@pytest.mark.parametrize(("parts", "said"), REFUSED.values(), ids=REFUSED)
def test_a_hostile_document_is_refused(parts, said):
    with pytest.raises(CorpusError, match=said):
        docx_canonical(packed(**parts))


def test_a_document_without_text_is_refused(document):
    with pytest.raises(CorpusError, match="has no text"):
        docx_canonical(saved(document))


def test_an_archive_that_lies_about_its_sizes_is_refused():
    raw = bytearray(packed(**{"word/media/a.bin": bytes(3_000_000)}))
    size = (3_000_000).to_bytes(4, "little")
    while size in raw:
        at = raw.index(size)
        raw[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(CorpusError):
        docx_canonical(bytes(raw))
