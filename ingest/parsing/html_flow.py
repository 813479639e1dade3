"""The elements of a web page, in reading order, as blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from ingest.parsing.canonical import Block, clean_line, link_text, row_text, superscript, title_or_text
from ingest.parsing.html_boilerplate import CODE, boilerplate_kind, unseen_text, visible_text
from ingest.parsing.html_table import is_data_table, rows_of
from ingest.records import LeftOut

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = re.compile(
    r"(?:address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure"
    r"|footer|form|header|hgroup|hr|legend|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)"
)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z])[.)]\s*\S")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Flow:
    """Collects blocks while it walks the page."""

    total: int
    """Characters of the whole page."""
    base: str = ""
    blocks: list[Block] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    anchor: str | None = None
    _pieces: list[tuple[str, bool]] = field(default_factory=list)
    _bold: int = 0
    _item: tuple[str, int] | None = None
    """Mark and depth of the list item whose text has not begun."""
    _depth: int = -1
    """Depth of the list that is open, -1 outside lists."""

    def walk_page(self, element: Any, root: Any) -> None:
        """Everything inside `root`; what lies beside it is left out."""
        if element is root:
            self._children(element)
            self.flush()
            return
        self._leave_text(element.text or "", "other")
        for child in element:
            if child is root or any(child is one for one in root.iterancestors()):
                self.walk_page(child, root)
            else:
                self._leave(child, boilerplate_kind(child, self.total) or "other")
            self._leave_text(child.tail or "", "other")

    def flush(self) -> None:
        """Ends the paragraph or the item that is open."""
        pieces, self._pieces = self._pieces, []
        bold = all(strong for text, strong in pieces if text.strip())
        text = "".join(text for text, _ in pieces)
        for part in re.split(r"\n\s*\n", text):
            if clean_line(part):
                self._emit(part, bold=bold)

    def _emit(self, text: str, *, bold: bool) -> None:
        if self._item:
            (mark, depth), self._item = self._item, None
            block = Block("item", text, depth, mark, anchor=self.anchor)
        elif self._depth >= 0:
            block = Block("rest", text, self._depth, anchor=self.anchor)
        else:
            block = Block("paragraph", title_or_text(text, bold=bold), anchor=self.anchor)
        self.blocks.append(block)

    def _leave(self, element: Any, kind: str) -> None:
        self._leave_text(unseen_text(element) if element.tag in CODE else visible_text(element), kind)

    def _leave_text(self, text: str, kind: str) -> None:
        if clean_line(text):
            self.left_out.append(LeftOut(kind, clean_line(text)))

    def _children(self, element: Any) -> None:
        self._say(element.text)
        for child in element:
            self._element(child)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._pieces.append((re.sub(r"[\r\n]+", " ", text), self._bold > 0))

    def _element(self, element: Any) -> None:
        tag = element.tag
        kind = boilerplate_kind(element, self.total)
        if kind:
            self._leave(element, kind)
            return
        if element.get("id") or (tag == "a" and element.get("name")):
            self.anchor = element.get("id") or element.get("name")
        if tag in _HEADINGS:
            self._heading(element, _HEADINGS[tag])
        elif tag == "br":
            self._pieces.append(("\n", True))
        elif tag in {"ul", "ol"}:
            self._list(element)
        elif tag == "table" and is_data_table(element):
            self._table(element)
        elif tag == "dt":
            self._term(element)
        elif _BLOCKS.fullmatch(tag):
            self._block(element)
        else:
            self._inline(element, tag)

    def _block(self, element: Any) -> None:
        self.flush()
        self._children(element)
        self.flush()

    def _heading(self, element: Any, level: int) -> None:
        self.flush()
        inner = self._inner(element)
        text = clean_line(" ".join(block.text.removeprefix("**").removesuffix("**") for block in inner))
        self._item = None
        self.blocks.append(Block("heading", text, level, anchor=self.anchor))

    def _inner(self, element: Any) -> list[Block]:
        """The blocks of an element that becomes one line."""
        inner = Flow(self.total, self.base, left_out=self.left_out, anchor=self.anchor)
        inner._children(element)
        inner.flush()
        self.anchor = inner.anchor
        return inner.blocks

    def _list(self, element: Any) -> None:
        self._say(element.text)
        self.flush()
        self._depth += 1
        start = int(element.get("start") or 1) if re.fullmatch(r"\d{1,4}", element.get("start") or "1") else 1
        number = start - 1
        for child in element:
            if child.tag == "li":
                number += 1
                self._list_item(child, self._mark(element, child, number))
            else:
                self._element(child)
            self._say(child.tail)
            self.flush()
        self._depth -= 1

    def _list_item(self, element: Any, mark: str) -> None:
        self._item = (mark, self._depth)
        if element.get("id"):
            self.anchor = element.get("id")
        self._children(element)
        self.flush()
        self._item = None

    def _mark(self, element: Any, item: Any, number: int) -> str:
        if element.tag == "ul" or _NUMBERED.match(visible_text(item)):
            return "-"
        if element.get("type") in {"a", "A"} and 1 <= number <= 26:
            return f"{_LETTERS[number - 1]})"
        return f"{number}."

    def _term(self, element: Any) -> None:
        """A term of a description list: what describes it follows in the same paragraph."""
        self.flush()
        self._children(element)
        term = clean_line("".join(text for text, _ in self._pieces)).rstrip(" :")
        self._pieces = [(f"**{term}** : ", False)] if term else []
        following = element.getnext()
        if following is not None and following.tag == "dd":
            self._children(following)
            for child in list(following):
                following.remove(child)
            following.text = None
        self.flush()

    def _table(self, element: Any) -> None:
        self.flush()
        self._beside_cells(element)
        depth, self._depth, self._item = self._depth, -1, None
        for cells in rows_of(element, self._cell):
            self.blocks.append(Block("row", row_text(cells), anchor=self.anchor))
        self._depth = depth

    def _beside_cells(self, part: Any) -> None:
        """What a table says outside its cells, its caption for one: each on a line of its own above the rows."""
        self._say(part.text)
        for child in part:
            if child.tag in {"thead", "tbody", "tfoot", "tr"}:
                self._beside_cells(child)
            elif child.tag not in {"td", "th"}:
                self._element(child)
            self._say(child.tail)
            self.flush()

    def _cell(self, element: Any) -> str:
        blocks = self._inner(element)
        several = sum(block.kind == "item" for block in blocks) > 1
        texts = (clean_line(block.text.replace("**", "")) for block in blocks)
        return " ".join(
            f"• {text}" if several and block.kind == "item" else text
            for block, text in zip(blocks, texts, strict=True)
        )

    def _inline(self, element: Any, tag: str) -> None:
        bold = tag in {"b", "strong"} or _BOLD.search(element.get("style") or "") is not None
        self._bold += bold
        first = len(self._pieces)
        blocks = len(self.blocks)
        self._children(element)
        if len(self.blocks) == blocks and tag in {"a", "sup"}:
            text = "".join(piece for piece, _ in self._pieces[first:])
            self._pieces[first:] = [
                (self._linked(element, text) if tag == "a" else superscript(text), self._bold > 0)
            ]
        self._bold -= bold
        if tag == "img" and (element.get("alt") or "").strip():
            self.left_out.append(LeftOut("other", clean_line(element.get("alt"))))

    def _linked(self, element: Any, text: str) -> str:
        target = (element.get("href") or "").strip()
        if not text.strip() or not target or element.get("data-cfemail") or "/cdn-cgi/l/email-protection" in target:
            return text
        if target[0] != "#" and self.base and ":" not in target.split("/")[0]:
            try:
                target = urljoin(self.base, target)
            except ValueError:
                return text
        lead = " " if text[0].isspace() else ""
        trail = " " if text[-1].isspace() else ""
        return f"{lead}{link_text(text, target)}{trail}"
