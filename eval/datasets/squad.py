"""SQuAD 1.1 and 2.0 JSON: an insurer for each article, asked its questions; impossible ones are `policy_silent`.

Source: Rajpurkar et al. (2018), https://rajpurkar.github.io/SQuAD-explorer/.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from eval.cases import Case, Dataset, GoldSpan, SourceText
from eval.datasets.faults import Fault, Place, refuse
from eval.datasets.jsonl import Filled, Loose, read_json
from eval.datasets.source_texts import LANGUAGES, by_key, content_version, safe_ids, source_text
from ingest.language import language_of

_DOCUMENT = "article"
_BETWEEN = "\n\n"


class _Answer(Loose):
    text: str = Field(min_length=1)
    answer_start: int = Field(ge=0)


class _Question(Loose):
    id: str = Field(min_length=1)
    question: Filled
    answers: tuple[_Answer, ...] = ()
    is_impossible: bool = False


class _Paragraph(Loose):
    context: str = Field(min_length=1)
    qas: tuple[_Question, ...]


class _Article(Loose):
    title: str = ""
    paragraphs: tuple[_Paragraph, ...] = Field(min_length=1)

    @property
    def text(self) -> str:
        return _BETWEEN.join(paragraph.context for paragraph in self.paragraphs)

    def asked(self) -> Iterator[tuple[tuple[int, int], int, _Question]]:
        """Each question with its place in the article and the character at which its paragraph starts."""
        start = 0
        for place, paragraph in enumerate(self.paragraphs):
            for index, question in enumerate(paragraph.qas):
                yield (place, index), start, question
            start += len(paragraph.context) + len(_BETWEEN)


class _Squad(Loose):
    version: Any = ""
    data: tuple[_Article, ...] = Field(min_length=1)


def read_squad(path: Path) -> Dataset:
    """The questions of a file; the answers of each are the alternatives of one fact, their places its gold.

    Raises BadDataset naming the fields that are wrong.
    """
    squad = read_json(path, _Squad)
    refuse(list(_faults(path, squad)))
    titles = [f"{number} {article.title}" for number, article in enumerate(squad.data, start=1)]
    ids = safe_ids(titles)
    sources = [
        source_text(ids[title], _DOCUMENT, article.title, article.text, Place(str(path)))
        for title, article in zip(titles, squad.data, strict=True)
    ]
    cases = [
        _case(start, question, source)
        for article, source in zip(squad.data, sources, strict=True)
        for _, start, question in article.asked()
    ]
    return Dataset(
        name=f"squad-{path.stem}",
        version=content_version(path),
        split="all",
        cases=tuple(cases),
        texts=by_key(sources),
        sources=tuple(sources),
    )


def _case(start: int, question: _Question, source: SourceText) -> Case:
    answers = () if question.is_impossible else question.answers
    spans = [
        GoldSpan(source.key, start + one.answer_start, start + one.answer_start + len(one.text)) for one in answers
    ]
    return Case(
        id=question.id,
        insurer=source.insurer,
        question=question.question,
        language=language_of(question.question, (*source.languages, *LANGUAGES)),
        outcome="answered" if answers else "policy_silent",
        facts=(tuple(dict.fromkeys(one.text for one in answers)),) if answers else (),
        gold=tuple(dict.fromkeys(spans)),
    )


def _faults(path: Path, squad: _Squad) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, article in enumerate(squad.data):
        text = article.text
        for (paragraph, index), start, question in article.asked():
            field = f"data.{place}.paragraphs.{paragraph}.qas.{index}"
            if question.id in seen:
                yield Fault(Place(str(path)), f"{field}.id", f"{question.id!r} stands twice")
            seen.add(question.id)
            if not question.answers and not question.is_impossible:
                yield Fault(Place(str(path)), f"{field}.answers", "no answer, and not marked is_impossible")
            for number, one in enumerate(question.answers):
                if not text.startswith(one.text, start + one.answer_start):
                    message = f"the paragraph does not read {one.text[:60]!r} at {one.answer_start}"
                    yield Fault(Place(str(path)), f"{field}.answers.{number}.answer_start", message)
