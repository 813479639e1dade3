"""Reads pages as a browser does: the text below an element, and attributes."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "use", "path", "input"}


class _Reader(HTMLParser):
    def __init__(self, tag: str, wanted: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.tag, self.wanted = tag, wanted
        self.depth = 0
        self.texts: list[str] = []
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self.depth:
            self.depth += tag not in VOID
        elif tag == self.tag and self.wanted.items() <= attributes.items():
            self.depth = int(tag not in VOID)
            self.found.append(attributes)
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth) and tag not in VOID

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


def texts(html: str, tag: str, **attributes: str) -> list[str]:
    """The text content of every element `tag` with these attributes, outermost only."""
    return _read(html, tag, attributes).texts


def elements(html: str, tag: str, **attributes: str) -> list[dict[str, str | None]]:
    """The attributes of the same elements."""
    return _read(html, tag, attributes).found


def _read(html: str, tag: str, attributes: dict[str, str]) -> _Reader:
    reader = _Reader(tag, attributes)
    reader.feed(html)
    reader.close()
    return reader
