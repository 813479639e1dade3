"""The streams of a PDF, unpacked within bounds before anything else reads them: a small file can hold far more."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator

from ingest.errors import CorpusError

_MAX_UNPACKED_BYTES = 150_000_000
_MAX_LAYERS = 3
_RUN_COST = 8
"""Bytes of memory that the parser takes for one byte of a run-length stream."""
_NOT_CONTENT = (b"/Subtype", b"/Length1", b"/Type", b"/Decode ", b"/N ", b"/FunctionType")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILTER = re.compile(rb"/(ASCIIHexDecode|AHx|ASCII85Decode|A85|LZWDecode|LZW|RunLengthDecode|RL|FlateDecode|Fl)\b")
_ELSEWHERE = re.compile(rb"/Filter\s*\[?\s*\d+\s+\d+\s+R\b")
_LENGTH = re.compile(rb"/Length\s+(\d{1,9})(?!\s+\d+\s+R)")


def check_streams(raw: bytes) -> None:
    """Unpacks every compressed part within bounds, also one that is compressed twice, and keeps nothing.

    Raises CorpusError when they hold more than 150 MB together, or when the text of a page is cut off.
    """
    total = 0
    encrypted = b"/Encrypt" in raw
    for match in _STREAM.finditer(raw):
        described = _described(raw, match.start())
        names = [] if encrypted else [name.decode() for name in _FILTER.findall(described)]
        if _ELSEWHERE.search(described):
            raise CorpusError("hides how its parts are packed; print it to a PDF again")
        layers = _layers(_piece(raw, match.end(), described, names), names, _MAX_UNPACKED_BYTES - total + 1)
        for layer, (size, whole) in enumerate(layers):
            total += size
            if total > _MAX_UNPACKED_BYTES:
                raise CorpusError("unpacks to far more than a policy can hold; check where the file comes from")
            if not (whole or layer or encrypted) and _is_content(described):
                raise CorpusError(
                    "is a damaged PDF: the text of a page cannot be unpacked whole; download it again"
                )


def _described(raw: bytes, stream: int) -> bytes:
    """The dictionary before a stream, its names without the escapes that may hide them."""
    described = raw[max(0, raw.rfind(b"obj", 0, stream)) : stream]
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), described)


def _piece(raw: bytes, start: int, described: bytes, names: list[str]) -> memoryview:
    """The stream; all that follows where it marks its end itself."""
    if set(names) <= {"FlateDecode", "Fl"}:
        return memoryview(raw)[start:]
    stated = _LENGTH.search(described)
    end = max(raw.find(b"endstream", start), start + int(stated[1]) if stated else 0)
    return memoryview(raw)[start : max(start, end)]


def _layers(piece: memoryview, names: list[str], limit: int) -> Iterator[tuple[int, bool]]:
    """Of each layer that can be taken off: its size, and whether its end was found."""
    for layer in range(max(_MAX_LAYERS, len(names))):
        name = names[layer] if layer < len(names) else ""
        if len(piece) > 1 and piece[0] & 0x0F == 8 and ((piece[0] << 8) + piece[1]) % 31 == 0:
            unpacked, whole = _unpacked(piece, limit)
        else:
            unpacked, whole = _decoded(name, bytes(piece), limit) if name else b"", True
        if not unpacked and whole:
            return
        size = len(unpacked) * (_RUN_COST if name in {"RunLengthDecode", "RL"} else 1)
        limit -= size
        yield size, whole
        piece = memoryview(unpacked)


def _unpacked(piece: memoryview, limit: int) -> tuple[bytes, bool]:
    """The first bytes of what `piece` holds, and whether its end was found."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(piece, limit)
    except zlib.error:
        return b"", False
    return unpacked, unpacker.eof


def _decoded(name: str, piece: bytes, limit: int) -> bytes:
    """The first bytes of what `piece` holds by the filter `name`; none for another filter or a damaged stream."""
    from pdfminer.ascii85 import ascii85decode, asciihexdecode
    from pdfminer.lzw import LZWDecoder

    try:
        if name in {"ASCIIHexDecode", "AHx"}:
            return asciihexdecode(piece)
        if name in {"ASCII85Decode", "A85"}:
            return ascii85decode(piece)
        if name in {"LZWDecode", "LZW"}:
            return _first(LZWDecoder(io.BytesIO(piece)).run(), limit)
        return _first(_runs(piece), limit) if name in {"RunLengthDecode", "RL"} else b""
    except (ValueError, IndexError, TypeError):
        return b""


def _runs(piece: bytes) -> Iterator[bytes]:
    """ISO 32000-1, 7.4.5."""
    at = 0
    while at < len(piece) and piece[at] != 128:
        length = piece[at]
        yield piece[at + 1 : at + 2 + length] if length < 128 else piece[at + 1 : at + 2] * (257 - length)
        at += length + 2 if length < 128 else 2


def _first(pieces: Iterator[bytes], limit: int) -> bytes:
    found = bytearray()
    for one in pieces:
        found += one
        if len(found) > limit:
            break
    return bytes(found)


def _is_content(described: bytes) -> bool:
    """Whether the stream is what a page shows: not a picture, a font or a table of the file."""
    return b"FlateDecode" in described and not any(mark in described for mark in _NOT_CONTENT)
