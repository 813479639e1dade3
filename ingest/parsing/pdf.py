"""A PDF file → canonical Markdown, page by page; bounded, because a small file can hold a very large one."""

from __future__ import annotations

import io
import re
from typing import Any

from ingest.errors import CorpusError
from ingest.parsing.canonical import Canonical, compose
from ingest.parsing.pdf_flow import blocks_of
from ingest.parsing.pdf_page import Page, page_of
from ingest.parsing.pdf_running import without_running
from ingest.parsing.pdf_streams import check_streams
from ingest.records import LeftOut

MAX_PAGES = 300
MAX_CHARACTERS = 2_000_000
_TAIL_BYTES = 2048
_UNREADABLE = re.compile(r"\(cid:\d+\)|\ufffd")
_MAX_UNREADABLE = 0.02


def pdf_canonical(raw: bytes) -> Canonical:
    """The document in Markdown with the page of each part; what returns on every page is left out.

    Raises CorpusError when the file is encrypted, cut off, damaged, too large once unpacked, or without text.
    """
    if b"%%EOF" not in raw[-_TAIL_BYTES:]:
        raise CorpusError("is cut off: the end of the PDF is missing; download it again")
    check_streams(raw)
    pages = _pages(raw)
    if not any(page.words or page.tables for page in pages):
        raise CorpusError(
            "has no text: its pages are pictures, a scan; ask the insurer for the text or recognise it"
        )
    kept, left_out = without_running(pages)
    blank = [
        LeftOut("other", f"page {page.number}: {'a picture, no text' if page.has_pictures else 'no text'}")
        for page in pages
        if not page.words and not page.tables
    ]
    text, places = compose(blocks_of(kept, left_out))
    if len(_UNREADABLE.findall(text)) > _MAX_UNREADABLE * max(1, len(text)):
        raise CorpusError(
            "has letters that its fonts do not name; ask the insurer for another file, or recognise it"
        )
    return Canonical(text, "pdf", places, (*left_out, *blank))


def _pages(raw: bytes) -> list[Page]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(raw)) as document:
            return _read(document)
    except CorpusError:
        raise
    except PdfminerException as error:
        if any(
            isinstance(one, (PDFPasswordIncorrect, PDFEncryptionError)) for one in (*error.args, error.__context__)
        ):
            raise CorpusError("is encrypted; remove its password") from error
        raise CorpusError(f"is a damaged PDF ({error or 'no reason given'}); download it again") from error
    except MemoryError as error:
        raise CorpusError("needs more memory than a policy may; check where the file comes from") from error
    except Exception as error:  # pdfminer lets errors of every kind through on damaged files
        raise CorpusError(f"is a damaged PDF ({type(error).__name__}: {error}); download it again") from error


def _read(document: Any) -> list[Page]:
    if not document.pages:
        raise CorpusError("is a damaged PDF: no page can be found; download it again")
    if len(document.pages) > MAX_PAGES:
        raise CorpusError(f"has {len(document.pages)} pages, the limit is {MAX_PAGES}; is it a policy?")
    pages: list[Page] = []
    characters = 0
    for page in document.pages:
        characters += len(page.chars)
        if characters > MAX_CHARACTERS:
            raise CorpusError(f"has more than {MAX_CHARACTERS} characters; is it a policy?")
        pages.append(page_of(page))
        page.close()
    return pages
