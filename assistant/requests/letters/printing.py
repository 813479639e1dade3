"""Words and a Typst template become a PDF/UA-1: tagged, in one language, with every font embedded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

STAND_IN = "□"
"""Printed for a character that none of the fonts has."""
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf(template: str, words: Mapping[str, Any], at: datetime) -> bytes:
    """A template of this package filled with `words`, as PDF/UA-1 dated `at`. The same input gives the same bytes.

    Only the fonts that come with Typst are used, so that every machine prints the same. The compiler refuses a
    character that none of them has; it is printed as `STAND_IN`, and only then `words["unprintable"]` is too.
    Raises typst.TypstError when the template itself is wrong.
    """
    source = (files(__package__) / template).read_bytes()
    data = _json({**words, "unprintable": ""})
    while True:
        try:
            return _compiled(source, data, at)
        except typst.TypstError as error:
            missing = {_json(_unescaped(one))[1:-1] for one in _MISSING.findall(error.diagnostic)}
            replaced = _json({**json.loads(data), "unprintable": words["unprintable"]})
            for one in sorted(missing, key=len, reverse=True):
                replaced = replaced.replace(one, STAND_IN)
            if replaced == data or not missing:
                raise
            data = replaced


def _compiled(source: bytes, data: str, at: datetime) -> bytes:
    made = typst.compile(
        source,
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=at.replace(microsecond=0),
    )
    return bytes(made)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
