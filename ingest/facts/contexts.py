"""A statement with everything that introduces it: list introduction, parent item, section titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.facts.statements import Statement
from ingest.records import Span
from ingest.views import view_of

_DEFINED = re.compile(
    r"^[^.:]{2,80} ?: (?:désigne|signifie|fait référence|définit|s'applique à|toute? |une? |la personne|ensemble"
    r"|means)"
    r"|^(?:on entend par|le terme|la notion de)|\b(?:désigne|est défini\w* (?:à|par|comme))\b",
    re.IGNORECASE,
)
_GLOSSARY = re.compile(r"\b(?:glossaire|définitions?|lexique|glossary|definitions)\b", re.IGNORECASE)
_TOPICS = re.compile(
    r"\binform\w* (?:\S+ ){0,8}?(?:sur les points|des points|des éléments|les éléments|sur ?:)"
    r"|mentions? d'information|\b(?:politique|charte|document|notice|page|policy)\b[^.]{0,60}"
    r"\b(?:vise|objectif|aborde|explique|décrit|précise|explains|describes|pour objet)\b",
    re.IGNORECASE,
)
_ABOUT_THE_POLICY = re.compile(
    r"s'engage à informer|informer à l'avance|mentions? d'information|pour (?:objet|objectif|but) (?:de|d')\s?"
    r"(?:vous )?informer|\b(?:politique|charte|policy)\b[^.]{0,40}\b(?:vise à|explique|décrit|explains"
    r"|describes)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"\b(?:droits?|rights?)\b(?![^.]*(?:destinat|partag|transf|conserv|recipient))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """A statement and what gives it its meaning."""

    statement: Statement
    intro: str
    """The sentence or item that introduces the list this statement belongs to; "" when none does."""
    label: str
    """The list item that a sentence continues; otherwise ""."""
    before: str
    """The statement before it in the same section."""
    title: str
    path: tuple[str, ...]
    topics: bool
    """Whether the statement only names what the policy will tell, or defines a word."""

    @property
    def text(self) -> str:
        return self.statement.text

    @property
    def about_rights(self) -> bool:
        """Whether the section is the one on people's rights."""
        return bool(_RIGHTS.search(self.title))


@lru_cache(maxsize=4096)
def _clean(title: str) -> str:
    return view_of(title, (Span(0, len(title)),)).text if title else ""


@dataclass(slots=True)
class _Walk:
    """What is remembered from one statement to the next within a section."""

    intro: str = ""
    items: bool = False
    """Whether the list that `intro` introduces has begun."""
    parents: list[tuple[int, str]] = field(default_factory=list)
    item: str = ""
    item_intro: str = ""
    before: str = ""

    def place(self, statement: Statement, *, opens: bool) -> tuple[str, str]:
        """The introduction of a statement and the item it continues."""
        if opens and statement.passage.introduction:
            self.intro, self.items, self.parents = statement.first, False, []
        if statement.kind == "item":
            return self._item(statement), ""
        if statement.kind == "row":
            return self.intro, ""
        return self._sentence(statement, opens=opens)

    def _item(self, statement: Statement) -> str:
        indent = _indent(statement)
        while self.parents and self.parents[-1][0] >= indent:
            self.parents.pop()
        intro = self.parents[-1][1] if self.parents else self.intro or statement.lead
        if _introduces(statement.text):
            self.parents.append((indent, f"{intro} {statement.text}"))
        self.items, self.item, self.item_intro = True, statement.text, intro
        return intro

    def _sentence(self, statement: Statement, *, opens: bool) -> tuple[str, str]:
        text = statement.text
        if _introduces(text):
            outer = self.intro if _introduces(self.before) and not self.items else ""
            self.intro = f"{outer} {text}".strip()[-600:]
            self.items, self.parents, self.item = False, [], ""
            return "", ""
        if self.items and statement.passage.kind == "list" and not opens and self.item:
            return self.item_intro, self.item
        if self.items:
            self.intro, self.items, self.parents, self.item = "", False, [], ""
        return self.intro, ""


def contexts_of(statements: Iterable[Statement]) -> Iterator[Context]:
    """The statements in order, each with what introduces it."""
    walk, section, passage = _Walk(), None, None
    for statement in statements:
        key = (statement.passage.section, statement.passage.path)
        if key != section:
            walk, section = _Walk(), key
        intro, label = walk.place(statement, opens=statement.passage is not passage)
        passage = statement.passage
        title = _clean(passage.section)
        yield Context(
            statement,
            intro,
            label,
            walk.before,
            title,
            tuple(_clean(one) for one in passage.path),
            _only_topics(statement, intro, title),
        )
        walk.before = statement.text


def _introduces(text: str) -> bool:
    return text.rstrip().endswith(":")


def _indent(statement: Statement) -> int:
    start, text = statement.view.starts[0], statement.document.text
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return len(line) - len(line.lstrip())


def _only_topics(statement: Statement, intro: str, title: str) -> bool:
    if statement.passage.kind == "definition" or _GLOSSARY.search(title):
        return True
    return bool(
        _TOPICS.search(intro) or _ABOUT_THE_POLICY.search(statement.text) or _DEFINED.search(statement.text)
    )
