"""A target for atheris (libFuzzer): any bytes as any format, read, parsed, and checked for what is promised.

Run: python tests/fuzz/fuzz_parsing.py -runs=100000 [folder of seed files]
"""

from __future__ import annotations

import logging
import sys
from itertools import pairwise

import atheris

with atheris.instrument_imports(include=["ingest.parsing", "ingest.passages", "ingest.sentences"]):
    from ingest.errors import CorpusError
    from ingest.parsing.formats import canonical_of
    from ingest.parsing.text import parse_text
    from ingest.passages import passages_of
    from ingest.records import Document

NAMES = ("policy.txt", "policy.md", "policy.html", "policy.pdf", "policy.docx")


def one_input(data: bytes) -> None:
    """The first byte chooses the name of the file, the others are its content."""
    if not data:
        return
    try:
        canonical = canonical_of(data[1:], NAMES[data[0] % len(NAMES)])
    except CorpusError:
        return
    check(canonical.text)


def check(text: str) -> None:
    """Fails where a span leaves the text, two spans overlap, or a filled character is in none."""
    document = Document("fern", "policy", "1", "Policy", text, "0" * 64, ("fr",), None, "fuzz", False)
    sections, noise = parse_text(text)
    passages = passages_of(document, sections, noise)
    spans = [span for passage in passages for span in passage.spans] + [piece.span for piece in noise]
    spans = sorted(spans + [section.heading for section in sections if section.heading])
    assert all(span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    covered = "".join(text[span.start : span.end] for span in spans)
    assert len(filled(covered)) == len(filled(text))


def filled(text: str) -> str:
    """The characters that a reader can see."""
    return "".join(one for one in text if not one.isspace() and one not in "\u200b\ufeff")


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
