"""A published file in any format → canonical text, with what was left out and where each part stands."""

from __future__ import annotations

import re

from ingest.errors import CorpusError
from ingest.parsing.canonical import Canonical

_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_UTF16 = re.compile(r"^\ufeff?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HEAD_BYTES = 4096
_FOREIGN = (
    (
        b"\xd0\xcf\x11\xe0",
        "is an old or a protected Office document; save it as DOCX without a password, or as PDF",
    ),
    (b"{\\rtf", "is RTF; save it as DOCX or PDF"),
    (b"MIME-Version:", "is a web archive; save the page as HTML"),
    (b"From: <Saved by", "is a web archive; save the page as HTML"),
)


def canonical_of(raw: bytes, name: str) -> Canonical:
    """The canonical text of the file `name` with content `raw`; the format is found by content, then by name.

    Raises CorpusError, whose message follows the path: "is empty; replace it…".
    """
    if not raw.strip():
        raise CorpusError("is empty; replace it with the published text")
    for mark, reason in _FOREIGN:
        if raw.startswith(mark):
            raise CorpusError(reason)
    found = format_of(raw, name)
    if found == "html":
        from ingest.parsing.html import html_canonical

        return html_canonical(raw)
    if found == "pdf":
        from ingest.parsing.pdf import pdf_canonical

        return pdf_canonical(raw)
    if found == "docx":
        from ingest.parsing.docx import docx_canonical

        return docx_canonical(raw)
    return _plain(raw, found)


def format_of(raw: bytes, name: str) -> str:
    """ "text", "markdown", "html", "pdf" or "docx"."""
    lowered = name.casefold()
    if b"%PDF-" in raw[:1024] and (lowered.endswith(".pdf") or b"endobj" in raw):
        return "pdf"
    if raw.startswith(b"PK\x03\x04") or lowered.endswith(".docx"):
        return "docx"
    if _HTML.match(raw[:_HEAD_BYTES]) or _is_wide_html(raw) or lowered.endswith((".html", ".htm", ".xhtml")):
        return "html"
    if lowered.endswith(".pdf"):
        return "pdf"
    return "markdown" if lowered.endswith((".md", ".markdown")) else "text"


def _is_wide_html(raw: bytes) -> bool:
    """Whether the file is a web page in UTF-16."""
    if not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    head = raw[: _HEAD_BYTES & ~1].decode("utf-16", errors="replace")
    return _HTML_UTF16.match(head) is not None


def _plain(raw: bytes, kind: str) -> Canonical:
    if b"\x00" in raw:
        raise CorpusError("is a binary file, not a text; convert it to UTF-8 text")
    try:
        return Canonical(raw.decode("utf-8"), kind)
    except UnicodeDecodeError as error:
        raise CorpusError(f"is not UTF-8 at byte {error.start}; convert it (iconv -f LATIN1 -t UTF-8)") from error
