"""Which language a part of a document is in, so that it is read aloud rightly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.documents import DocumentView

HEADING_MARK = re.compile(r"#{1,6} (?:\[(?P<label>[a-z-]+)\] )?")
"""What stands before the words of a Markdown heading, our labels in the law documents included."""
_SCRIPTS = {"bg": re.compile(r"[\u0400-\u04ff]"), "el": re.compile(r"[\u0370-\u03ff]")}


def declared_language(document: DocumentView, start: int) -> str | None:
    """The language that a heading such as "# [en] …" declares for what follows it."""
    mark = HEADING_MARK.match(document.text, start)
    return mark["label"] if mark and mark["label"] in document.languages else None


def foreign(text: str, languages: Sequence[str]) -> str | None:
    """The language whose script most letters of a text are in."""
    letters = sum(character.isalpha() for character in text)
    for language in languages:
        script = _SCRIPTS.get(language)
        if script and 2 * len(script.findall(text)) > letters:
            return language
    return None
