"""The proof of a data set of ours: gold against the texts, ids, topics, facts. Warnings are for people to judge."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from eval.cases import Case, GoldSpan
from eval.datasets.faults import Fault
from eval.datasets.lines import Row
from eval.datasets.vocabulary import request_types, topics
from eval.metrics.matching import folded, shows

_SHORTEST = 3
"""Letters or digits of an alternative; a shorter one is found in many a wrong answer."""
_GAP = "\n\n"


def faults(rows: Sequence[Row], texts: Mapping[str, str]) -> list[Fault]:
    """Everything that makes the rows unfit to score with, by file and line.

    Rows of several files are the splits of one data set: an id, a group or a question may be in one of them only.
    """
    single = [fault for row in rows for fault in (*_expected(row.case, row), *_gold(row, texts), *_facts(row))]
    return sorted([*single, *_repeated(rows), *_in_two_splits(rows)])


def warnings(rows: Sequence[Row], texts: Mapping[str, str]) -> list[Fault]:
    """The alternatives of facts that a wrong answer may show as well, by file and line."""
    return sorted(warning for row in rows for warning in _ambiguous(row, texts))


def _expected(case: Case, row: Row) -> Iterator[Fault]:
    """Unknown words of the vocabulary, and an outcome that its gold contradicts."""
    for topic in (case.topic, *case.also_topics):
        if topic is not None and topic not in topics():
            yield Fault(row.place, "topic", f"{topic!r} is no topic of assistant/data/topics.toml")
    if case.request_type is not None and case.request_type not in request_types():
        yield Fault(
            row.place, "request_type", f"{case.request_type!r} is none of {', '.join(sorted(request_types()))}"
        )
    answerable = "answered" in (case.outcome, *case.also_outcomes)
    if case.outcome == "answered" and not case.gold and not case.also_outcomes:
        yield Fault(row.place, "gold", "an answered question needs at least one place that answers it")
    if case.gold and not answerable:
        yield Fault(row.place, "outcome", f"{case.outcome} contradicts the gold; remove it, or expect answered")


def _gold(row: Row, texts: Mapping[str, str]) -> Iterator[Fault]:
    insurer = row.case.insurer
    if insurer is not None and not any(key.split("/")[0] == insurer for key in texts):
        yield Fault(row.place, "insurer", f"{insurer!r} has no text among {', '.join(sorted(texts))}")
    for index, (span, quote) in enumerate(zip(row.case.gold, row.quotes, strict=True)):
        if message := _span_fault(span, quote, insurer, texts):
            yield Fault(row.place, f"gold.{index}", message)


def _span_fault(span: GoldSpan, quote: str, insurer: str | None, texts: Mapping[str, str]) -> str:
    """Why a span does not prove its quote; empty when it does."""
    text = texts.get(span.document)
    if text is None:
        return f"there is no text {span.document!r}"
    if insurer is not None and span.document.split("/")[0] != insurer:
        return f"{span.document} is not a text of {insurer}"
    if span.end > len(text):
        return f"end {span.end} lies beyond the text of {len(text)} characters"
    actual = text[span.start : span.end]
    if actual == quote:
        return ""
    elsewhere = text.find(quote)
    hint = f"the quote stands at {elsewhere}" if elsewhere >= 0 else "the quote is not in the text"
    return f"{span.document}[{span.start}:{span.end}] reads {actual[:60]!r}, not {quote[:60]!r}; {hint}"


def _facts(row: Row) -> Iterator[Fault]:
    for index, alternatives in enumerate(row.case.facts):
        if not any(shows(quote, one) for one in alternatives for quote in row.quotes):
            yield Fault(row.place, f"facts.{index}", f"no gold quote shows any of {', '.join(alternatives)}")
    for index, one in enumerate(row.case.forbidden):
        if any(shows(quote, one) for quote in row.quotes):
            yield Fault(row.place, f"forbidden.{index}", f"the gold itself holds {one!r}")


def _repeated(rows: Sequence[Row]) -> Iterator[Fault]:
    """Ids, and questions to one insurer at one point of a conversation, that stand twice."""
    for row, earlier in _later(rows, lambda row: row.case.id):
        yield Fault(row.place, "id", f"the id {row.case.id!r} stands already at {_at(earlier)}")
    for row, earlier in _later(rows, lambda row: (row.place.file, row.case.insurer, *_asked(row))):
        yield Fault(row.place, "question", f"the question stands already at {_at(earlier)}")


def _in_two_splits(rows: Sequence[Row]) -> Iterator[Fault]:
    """Groups of one insurer, and questions, that are in more than one file."""
    grouped = [row for row in rows if row.case.group]
    for field, pairs in (
        ("group", _later(grouped, lambda row: (row.case.insurer, row.case.group))),
        ("question", _later(rows, _asked)),
    ):
        for row, earlier in pairs:
            if row.place.file != earlier.place.file:
                yield Fault(
                    row.place, field, f"the {field} is in another split as well, at {_at(earlier)}; keep one"
                )


def _later(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> Iterator[tuple[Row, Row]]:
    """Each row whose key an earlier row has, with the first of those."""
    first: dict[Hashable, Row] = {}
    for row in rows:
        earlier = first.setdefault(key(row), row)
        if earlier is not row:
            yield row, earlier


def _at(row: Row) -> str:
    return f"{row.place.file}, line {row.place.line}"


def _asked(row: Row) -> tuple[str, ...]:
    return (*map(folded, row.case.history), folded(row.case.question))


def _ambiguous(row: Row, texts: Mapping[str, str]) -> Iterator[Fault]:
    elsewhere = folded(_outside(row.case, texts)) if row.case.facts else ""
    for index, alternatives in enumerate(row.case.facts):
        others = [one for place, fact in enumerate(row.case.facts) if place != index for one in fact]
        for one in alternatives:
            for message in _ambiguities(one, elsewhere, others):
                yield Fault(row.place, f"facts.{index}", message, "warning")


def _ambiguities(alternative: str, elsewhere: str, others: Sequence[str]) -> Iterator[str]:
    if sum(map(str.isalnum, alternative)) < _SHORTEST:
        yield f"{alternative!r} is shorter than {_SHORTEST} letters or digits"
    if shows(elsewhere, alternative):
        yield f"{alternative!r} also stands outside the gold: a wrong passage would show it"
    yield from (f"{alternative!r} is part of {one!r} of another fact" for one in others if shows(one, alternative))


def _outside(case: Case, texts: Mapping[str, str]) -> str:
    """What the texts with gold say outside it."""
    pieces = []
    for key in sorted({span.document for span in case.gold}):
        end = 0
        for span in sorted(span for span in case.gold if span.document == key):
            pieces.append(texts[key][end : max(end, span.start)])
            end = max(end, span.end)
        pieces.append(texts[key][end:])
    return _GAP.join(pieces)
