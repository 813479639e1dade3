"""However the parts of a PDF are packed, unpacking them is bounded, and usual ways to pack are read."""

import base64
import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, StreamObject

from ingest.errors import CorpusError
from ingest.parsing.pdf import pdf_canonical
from ingest.parsing.pdf_streams import check_streams
from tests.ingest.formats.pdf_builder import pdf_of
from tests.ingest.formats.policy import FERN

pytestmark = pytest.mark.integration

ZEROS = zlib.compress(bytes(200_000_000), 9)


def stream(described, packed):
    return b"%PDF-1.4\n1 0 obj<<" + described + b">>stream\n" + packed + b"\nendstream endobj\n%%EOF"


def lzw():
    """Each code names the entry that it makes, the longest output there is; a full table is cleared."""
    grown = [(code, 9 + (code >= 511) + (code >= 1023) + (code >= 2047)) for code in range(258, 4095)]
    codes = [(256, 9), *([(0, 9), *grown, (256, 12)] * 22)]
    bits = "".join(f"{code:0{width}b}" for code, width in codes)
    return int(bits.ljust(len(bits) + -len(bits) % 8, "0"), 2).to_bytes((len(bits) + 7) // 8, "big")


BOMBS = {
    "hexadecimal": (b"/Filter[/ASCIIHexDecode /FlateDecode]", ZEROS.hex().encode() + b">"),
    "base 85": (b"/Filter [ /ASCII85Decode /FlateDecode ]", base64.a85encode(ZEROS) + b"~>"),
    "short names": (b"/Filter[/AHx/Fl]", ZEROS.hex().encode() + b">"),
    "hidden names": (b"/Filter[/ASCII#48exDecode /FlateDecode]", ZEROS.hex().encode() + b">"),
    "LZW": (b"/Filter/LZWDecode", lzw()),
    "runs": (b"/Filter/RunLengthDecode", b"\x81a" * 300_000),
}


@pytest.mark.parametrize(("described", "packed"), BOMBS.values(), ids=BOMBS)
def test_a_stream_that_unpacks_to_far_more_is_refused(described, packed):
    with pytest.raises(CorpusError, match="unpacks to far more than a policy can hold"):
        check_streams(stream(described, packed))


def test_a_filter_named_in_another_place_is_refused():
    with pytest.raises(CorpusError, match="hides how its parts are packed"):
        check_streams(stream(b"/Filter 5 0 R", ZEROS))


def test_a_page_packed_as_text_is_read():
    raw = pdf_of(FERN[:3])
    writer, written = PdfWriter(clone_from=PdfReader(io.BytesIO(raw))), io.BytesIO()
    for page in writer.pages:
        content = StreamObject()
        content._data = base64.a85encode(zlib.compress(page.get_contents().get_data())) + b"~>"
        names = [NameObject("/ASCII85Decode"), NameObject("/FlateDecode")]
        content[NameObject("/Filter")] = ArrayObject(names)
        page[NameObject("/Contents")] = writer._add_object(content)
    writer.write(written)
    assert pdf_canonical(written.getvalue()).text == pdf_canonical(raw).text
