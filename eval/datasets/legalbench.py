"""LegalBench-RAG, the PrivacyQA part: questions on seven policies with spans of characters. Retrieval only.

Source: Pipitone and Houir Alami (2024), arXiv:2408.10343; Ravichander et al. (2019), PrivacyQA.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from eval.cases import Case, Dataset, GoldSpan, SourceText
from eval.datasets.faults import Fault, Place, refuse
from eval.datasets.jsonl import Filled, Strict, read_json
from eval.datasets.source_texts import by_key, content_version, file_text, safe_ids, source_text

QUESTIONS = "privacy_qa.json"
_DOCUMENT = "privacy-policy"
_COLLECTION = "privacyqa-collection"
"""The product takes insurers' names out of questions, so that no id may be a word that people use, as "keep" is."""
_NAMES_POLICY = re.compile(r"^\s*Consider .{1,200}?'s privacy policy;\s*")

Mode = Literal["each", "together"]


class _Snippet(Strict):
    file_path: str
    span: tuple[Annotated[int, Field(ge=0)], int]
    answer: str


class _Test(Strict):
    query: Filled
    snippets: tuple[_Snippet, ...] = Field(min_length=1)


class _Benchmark(Strict):
    tests: tuple[_Test, ...] = Field(min_length=1)


def read_legalbench(folder: Path, mode: Mode) -> Dataset:
    """The benchmark in `folder`, which holds `privacy_qa.json` and `corpus`.

    "each": an insurer for each policy, asked without "Consider X's privacy policy; ". "together": one insurer with
    all the policies, asked as the benchmark asks. Raises BadDataset naming what is wrong.
    """
    path = folder / QUESTIONS
    benchmark = read_json(path, _Benchmark)
    sources = _sources(folder / "corpus", benchmark, mode)
    refuse(list(_faults(path, benchmark, sources)))
    return Dataset(
        name=f"legalbench-privacyqa-{mode}",
        version=content_version(path),
        split="all",
        cases=tuple(_case(number, test, sources, mode) for number, test in enumerate(benchmark.tests, start=1)),
        texts=by_key(sources.values()),
        sources=tuple(sources.values()),
    )


def _sources(corpus: Path, benchmark: _Benchmark, mode: Mode) -> dict[str, SourceText]:
    """The policies by the path that the questions give them."""
    names = sorted({snippet.file_path for test in benchmark.tests for snippet in test.snippets})
    ids = safe_ids(_id(name) for name in names)
    found = {}
    for name in names:
        # A colon cannot stand in a file name everywhere, so the files have an underscore instead.
        path = corpus / name.replace(":", "_")
        id = ids[_id(name)]
        where = (id, _DOCUMENT) if mode == "each" else (_COLLECTION, id)
        found[name] = source_text(*where, Path(name).stem, file_text(path), Place(str(path)))
    return found


def _id(name: str) -> str:
    return f"privacyqa {Path(name).stem}"


def _faults(path: Path, benchmark: _Benchmark, sources: Mapping[str, SourceText]) -> Iterator[Fault]:
    for place, test in enumerate(benchmark.tests):
        for index, snippet in enumerate(test.snippets):
            start, end = snippet.span
            if sources[snippet.file_path].text[start:end] != snippet.answer or not snippet.answer:
                field = f"tests.{place}.snippets.{index}.span"
                message = f"{snippet.file_path}[{start}:{end}] does not read as the answer"
                yield Fault(Place(str(path)), field, message)


def _case(number: int, test: _Test, sources: Mapping[str, SourceText], mode: Mode) -> Case:
    source = sources[test.snippets[0].file_path]
    return Case(
        id=f"privacyqa-{number:03}",
        insurer=source.insurer,
        question=_NAMES_POLICY.sub("", test.query) if mode == "each" else test.query,
        language="en",
        gold=tuple(GoldSpan(sources[one.file_path].key, *one.span) for one in test.snippets),
        group=Path(test.snippets[0].file_path).stem,
    )
