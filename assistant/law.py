"""The statutory layer: our own wording of each article, read from `corpus/law`, cited apart from policies."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import CorpusError
from ingest.records import Document, Section, Span

LAW = "law"
_ARTICLE = re.compile(r"^# \[(?P<language>[a-z]{2})\] (?P<title>.+)$", re.MULTILINE)
_RULE = re.compile(r"^## \[(?P<rule>[a-z-]+)\] (?P<title>.+)\n(?P<text>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """One rule of one article in one language: exact characters of the law document."""

    document: Document
    section: str
    """The article, in the rule's language."""
    span: Span
    language: str


@dataclass(frozen=True)
class Law:
    """All rules, by ("gdpr-12.deadline", language), and the documents they come from."""

    rules: dict[tuple[str, str], Rule]
    documents: dict[str, Document]
    """By version."""

    def rule(self, name: str, language: str) -> Rule:
        """A rule such as "gdpr-12.deadline". Raises KeyError when there is none."""
        return self.rules[name, language]


def load_law(corpus: Path) -> Law:
    """The law layer of a corpus folder. Raises CorpusError when it has none."""
    rules: dict[tuple[str, str], Rule] = {}
    documents: dict[str, Document] = {}
    paths = sorted(path for path in (corpus / "law").glob("*.md") if path.name != "README.md")
    if not paths:
        raise CorpusError(f"{corpus / 'law'} holds no article; point corpus_dir at a folder with law/*.md")
    for path in paths:
        raw = path.read_bytes()
        document = _document(path.stem, raw)
        documents[document.version] = document
        for name, rule in _rules(document):
            rules[f"{path.stem}.{name}", rule.language] = rule
    return Law(rules, documents)


def sections_of(document: Document) -> list[Section]:
    """The articles and rules of a law document as sections, for the document page."""
    heads = [(match, 1) for match in _ARTICLE.finditer(document.text)]
    heads += [(match, 2) for match in _RULE.finditer(document.text)]
    heads.sort(key=lambda head: head[0].start())
    sections = []
    for match, level in heads:
        line_end = document.text.find("\n", match.start())
        span = Span(match.start(), line_end if line_end > 0 else match.end())
        sections.append(Section(match["title"], level, (match["title"],), span, span))
    return sections


def _document(name: str, raw: bytes) -> Document:
    text = raw.decode("utf-8")
    digest = hashlib.sha256(raw).hexdigest()
    articles = list(_ARTICLE.finditer(text))
    return Document(
        insurer=LAW,
        id=name,
        version=f"{name}-{digest[:8]}",
        title=" / ".join(match["title"] for match in articles),
        text=text,
        sha256=digest,
        languages=tuple(match["language"] for match in articles),
        date=None,
        origin="Written for mesdroits from the article; see corpus/law/README.md",
        machine_translated=False,
    )


def _rules(document: Document) -> Iterator[tuple[str, Rule]]:
    articles = list(_ARTICLE.finditer(document.text))
    ends = [*(match.start() for match in articles[1:]), len(document.text)]
    for article, end in zip(articles, ends, strict=True):
        for match in _RULE.finditer(document.text, article.end(), end):
            span = Span(match.start("text"), match.end("text"))
            yield match["rule"], Rule(document, article["title"], span, article["language"])
