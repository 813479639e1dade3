"""What a member must know about an answer: its age, its language, its contradictions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from assistant.answering.grounding import QUOTE_MARKS
from assistant.catalogue import long_date, message
from assistant.law import LAW
from assistant.reply import Citation, Notice
from assistant.retrieval import PolicyIndex
from ingest.records import Conflict, Document, ParsedDocument, Span

GDPR_APPLIES = dt.date(2018, 5, 25)
_UNREADABLE = {"mojibake", "glued_words", "mixed_languages"}


def notices_for(index: PolicyIndex, citations: Iterable[Citation], language: str) -> list[Notice]:
    """The notices that the cited documents and passages call for, the most serious first."""
    quotes = [citation.quote for citation in citations if citation.quote.insurer != LAW]
    cited = {quote.document.version for quote in quotes}
    documents = [one for one in index.release.release.documents if one.document.version in cited]
    notices: list[Notice] = []
    for parsed in documents:
        notices += _conflicts(parsed, [(one.span.start, one.span.end) for one in quotes], language)
        notices += _age(parsed.document, index.release.insurer.name, language)
        if parsed.document.machine_translated:
            notices.append(Notice("machine_translated", message(language, "answer.notice.machine_translated")))
        notices += _damage(parsed, [one.span for one in quotes], index.release.insurer.name, language)
    for foreign in dict.fromkeys(quote.language for quote in quotes if quote.language != language):
        name = language_name(foreign, language)
        notices.append(Notice("foreign_quote", message(language, "answer.notice.foreign_quote", language=name)))
    for parsed in documents[:1]:
        notices.append(_information(parsed.document, index.release.insurer.name, language))
    return notices


def conflicts_touching(parsed: ParsedDocument, spans: Iterable[tuple[int, int]]) -> list[Conflict]:
    """The conflicts of which a quoted span shows one side."""
    quoted = list(spans)
    return [
        conflict
        for conflict in parsed.conflicts
        if any(
            start <= fact.evidence.start and fact.evidence.end <= end
            for fact in conflict.facts
            for start, end in quoted
        )
    ]


def language_name(code: str, language: str) -> str:
    """The name of a language in the reader's language."""
    known = code if code in {"fr", "en", "bg"} else "other"
    return message(language, f"answer.language.{known}")


def version_words(document: Document, language: str) -> str:
    """ "version of 1 October 2017", or "undated version"."""
    if document.date is None:
        return message(language, "answer.notice.version_undated")
    return message(language, "answer.notice.version_dated", date=long_date(language, document.date))


def _conflicts(parsed: ParsedDocument, spans: list[tuple[int, int]], language: str) -> list[Notice]:
    opening, closing = QUOTE_MARKS[language]
    notices = []
    languages = {one.id: one.language for one in parsed.passages}
    for conflict in conflicts_touching(parsed, spans):
        own = [one for one in conflict.facts if languages[one.passage] == parsed.document.languages[0]]
        shown = own if len(own) > 1 else conflict.facts
        variants = ", ".join(f"{opening}{parsed.document.slice(one.evidence)}{closing}" for one in shown)
        key = "conflict" if conflict.kind == "address" else "conflict_statements"
        notices.append(Notice("conflict", message(language, f"answer.notice.{key}", variants=variants)))
    return notices


def _damage(parsed: ParsedDocument, quoted: list[Span], insurer: str, language: str) -> list[Notice]:
    """What is damaged in the passages that the quotes are from."""
    flaws = {
        flaw
        for passage in parsed.passages
        if any(passage.hull.overlaps(span) for span in quoted)
        for flaw in passage.flaws
    }
    notices = []
    if flaws & _UNREADABLE:
        notices.append(Notice("damaged_text", message(language, "answer.notice.damaged_text")))
    if "hidden_email" in flaws:
        text = message(language, "answer.notice.hidden_email", insurer=insurer)
        notices.append(Notice("hidden_email", text))
    return notices


def _age(document: Document, insurer: str, language: str) -> list[Notice]:
    if document.date is None:
        return [Notice("undated", message(language, "answer.notice.undated", insurer=insurer))]
    if document.date < GDPR_APPLIES:
        day = long_date(language, document.date)
        text = message(language, "answer.notice.before_gdpr", insurer=insurer, date=day)
        return [Notice("before_gdpr", text)]
    return []


def _information(document: Document, insurer: str, language: str) -> Notice:
    version = version_words(document, language)
    text = message(language, "answer.notice.information", insurer=insurer, version=version)
    return Notice("information", text)
