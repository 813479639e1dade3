"""A table of questions that a business user writes in a spreadsheet and saves as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from assistant.reply import Outcome
from eval.cases import Case, Dataset, GoldSpan
from eval.datasets.corpus import Insurers
from eval.datasets.faults import Fault, refuse
from eval.datasets.locating import Searched
from eval.datasets.source_texts import LANGUAGES, content_version
from eval.datasets.spreadsheet import Record, Sheet, plain, read_sheet, words
from eval.datasets.vocabulary import request_types, topics
from eval.metrics.matching import folded
from ingest.language import language_of

_BETWEEN_FACTS, _BETWEEN_ALTERNATIVES = ";", "|"


def read_table(path: Path, insurers: Insurers) -> Dataset:
    """The questions of a CSV file about the insurers of the corpus, with ids "<file>-<line>".

    Columns: insurer (its id or any of its names), question, expected outcome; and, where wanted, must contain
    (facts separated by `;`, their alternatives by `|`), quote (every place of the insurer's texts that reads so is
    gold), topic, request type and language. Headers and outcomes may be French. Raises BadDataset naming line and
    column of every fault.
    """
    sheet = read_sheet(path)
    searched = {key: Searched(text) for key, text in insurers.texts.items()}
    cases = [_case(path.stem, record, insurers, searched) for record in sheet.records]
    pairs = list(zip(sheet.records, cases, strict=True))
    faults = [sheet.fault(record, *one) for record, case in pairs for one in _faults(record, case, insurers)]
    refuse(sorted([*faults, *_repeated(sheet, pairs)]))
    return Dataset(
        name=f"csv-{path.stem}",
        version=content_version(path),
        split="all",
        cases=tuple(cases),
        texts=insurers.texts,
    )


def _case(stem: str, record: Record, insurers: Insurers, searched: Mapping[str, Searched]) -> Case:
    cells = record.cells
    insurer = insurers.called(cells["insurer"])
    return Case(
        id=f"{stem}-{record.place.line}",
        insurer=insurer,
        question=cells["question"],
        language=cells["language"].lower() or language_of(cells["question"], tuple(reversed(LANGUAGES))),
        outcome=cast(Outcome | None, words("outcomes").get(plain(cells["outcome"]))),
        topic=cells["topic"] or None,
        request_type=cells["request_type"] or None,
        facts=tuple(_facts(cells["facts"])),
        gold=tuple(_gold(cells["quote"], insurer, searched)),
    )


def _facts(cell: str) -> Iterator[tuple[str, ...]]:
    for fact in cell.split(_BETWEEN_FACTS):
        alternatives = tuple(one.strip() for one in fact.split(_BETWEEN_ALTERNATIVES) if one.strip())
        if alternatives:
            yield alternatives


def _gold(quote: str, insurer: str | None, searched: Mapping[str, Searched]) -> Iterator[GoldSpan]:
    for key, text in searched.items():
        if key.split("/")[0] == insurer:
            yield from (GoldSpan(key, start, end) for start, end in text.places(quote))


def _faults(record: Record, case: Case, insurers: Insurers) -> Iterator[tuple[str, str]]:
    """The column and the message of everything that is wrong in a line."""
    cells = record.cells
    if case.insurer is None:
        yield "insurer", f"{cells['insurer']!r} is none of {', '.join(insurers.names)}"
    if not cells["question"]:
        yield "question", "empty; write the question"
    if case.outcome is None:
        known = ", ".join(dict.fromkeys(words("outcomes").values()))
        yield "outcome", f"{cells['outcome']!r} is none of {known}"
    if cells["quote"] and not case.gold:
        yield "quote", f"{cells['quote'][:60]!r} is not in the texts of {case.insurer or 'the insurer'}"
    if case.gold and case.outcome not in {"answered", None}:
        yield "quote", f"contradicts {case.outcome}; remove the quote, or expect answered"
    if case.topic is not None and case.topic not in topics():
        yield "topic", f"{case.topic!r} is none of {', '.join(sorted(topics()))}"
    if case.request_type is not None and case.request_type not in request_types():
        yield "request_type", f"{case.request_type!r} is none of {', '.join(sorted(request_types()))}"
    if not (len(case.language) == 2 and case.language.isascii() and case.language.isalpha()):
        yield "language", f"{case.language!r} is no ISO 639-1 code; write fr or en"


def _repeated(sheet: Sheet, pairs: list[tuple[Record, Case]]) -> Iterator[Fault]:
    first: dict[tuple[str | None, str], int] = {}
    for record, case in pairs:
        line = first.setdefault((case.insurer, folded(case.question)), record.place.line)
        if line != record.place.line:
            yield sheet.fault(record, "question", f"stands already in line {line}; keep one")
