"""Words and a Typst template become a PDF/UA-1: tagged, in one language, with every font embedded."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

STAND_IN = "□"
"""Printed for a character that none of the fonts has."""
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPE = re.compile(r"\\(?:u\{(?P<code>[0-9a-f]+)\}|(?P<sign>.))")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def pdf(template: str, words: Mapping[str, Any], at: datetime) -> bytes:
    """A template of this package filled with `words`, as PDF/UA-1 dated `at`. The same input gives the same bytes.

    Only the fonts that come with Typst are used, so that every machine prints the same. The compiler refuses a
    character that none of them has; it is printed as `STAND_IN`, and only then `words["unprintable"]` is too.
    Raises typst.TypstError when the template itself is wrong.
    """
    source = (files(__package__) / template).read_bytes()
    printable: Any = json.loads(json.dumps({**words, "unprintable": ""}))
    while True:
        try:
            return _compiled(source, printable, at)
        except typst.TypstError as error:
            replaced = printable
            for one in _MISSING.findall(error.diagnostic):
                replaced = _without(_unescaped(one), replaced)
            if replaced == printable:
                raise
            printable = {**replaced, "unprintable": words["unprintable"]}


def _compiled(source: bytes, words: object, at: datetime) -> bytes:
    data = json.dumps(words, ensure_ascii=False)
    made = typst.compile(
        source,
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=at.replace(microsecond=0),
    )
    return bytes(made)


def _without(missing: str, words: Any) -> Any:
    """The words with `missing` replaced. A letter is also reported for a mark that no font sets upon it: such marks
    go first, and the letter itself only where none is left."""
    unmarked = _mapped(words, lambda text: _unmarked(missing, text))
    return unmarked if unmarked != words else _mapped(words, lambda text: text.replace(missing, STAND_IN))


def _unmarked(letter: str, text: str) -> str:
    marks = "".join({re.escape(one) for one in text if unicodedata.category(one).startswith("M")})
    return re.sub(f"({re.escape(letter)})[{marks}]+", rf"\1{STAND_IN}", text) if marks else text


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Every text in `value` changed; keys are left alone."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(one, change) for key, one in value.items()}
    return [_mapped(one, change) for one in value] if isinstance(value, list) else value


def _unescaped(text: str) -> str:
    """What a string literal of the compiler's messages stands for."""
    return _ESCAPE.sub(
        lambda found: chr(int(found["code"], 16)) if found["code"] else _SIGNS.get(found["sign"], found["sign"]),
        text,
    )
