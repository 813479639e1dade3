"""A BEIR folder: `corpus.jsonl`, `queries.jsonl` and `qrels/<split>.tsv`. Retrieval only; gold is whole documents.

Source: Thakur et al. (2021), BEIR, https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field

from eval.cases import Case, Dataset, GoldSpan, SourceText, Split
from eval.datasets.faults import Fault, Place, refuse
from eval.datasets.jsonl import Filled, Loose, read_lines, read_text
from eval.datasets.source_texts import LANGUAGES, by_key, content_version, safe_ids, source_text
from eval.errors import BadDataset
from ingest.language import language_of

_COLLECTION = "beir-collection"
"""The product takes insurers' names out of questions, so that it may not be a word that people use."""
_FILES: Mapping[Split, str] = {"development": "dev", "test": "test", "all": "*"}
_HEADER = "put a first line with query-id, corpus-id and score above it"
_SCORE = re.compile(r"\s*-?[0-9]{1,9}\s*")
_Relevant = dict[str, list[tuple[int, str]]]


class _Document(Loose):
    id: str = Field(alias="_id", min_length=1)
    title: str = ""
    text: str

    @property
    def whole(self) -> str:
        """Title and text, as the benchmark's own retrievers join them."""
        return "\n\n".join(part for part in (self.title, self.text) if part.strip())


class _Query(Loose):
    id: str = Field(alias="_id", min_length=1)
    text: Filled


def read_beir(folder: Path, split: Split) -> Dataset:
    """The queries that the split judges, asked of one insurer that holds all documents; the most relevant first.

    The files are `qrels/dev.tsv`, `qrels/test.tsv`, or all of them. Documents without a text are left out, as are
    queries with no relevant document. Raises BadDataset naming file, line and field of every fault.
    """
    documents = read_lines(folder / "corpus.jsonl", _Document)
    queries = read_lines(folder / "queries.jsonl", _Query)
    judged = _judgements(folder, split)
    relevant = _checked(judged, documents, queries)
    ids = safe_ids(one.id for _, one in documents)
    sources = {
        one.id: source_text(_COLLECTION, ids[one.id], one.title or one.id, one.whole, place)
        for place, one in documents
        if one.whole.strip()
    }
    cases = [_case(query, relevant[query.id], sources) for _, query in queries if query.id in relevant]
    return Dataset(
        name=f"beir-{folder.name}",
        version=content_version(folder / "corpus.jsonl", folder / "queries.jsonl"),
        split=split,
        cases=tuple(case for case in cases if case.gold),
        texts=by_key(sources.values()),
        sources=tuple(sources.values()),
    )


def _case(query: _Query, relevant: Sequence[tuple[int, str]], sources: Mapping[str, SourceText]) -> Case:
    best_first = [sources[id] for _, id in sorted(relevant, key=lambda one: -one[0]) if id in sources]
    return Case(
        id=query.id,
        insurer=_COLLECTION,
        question=query.text,
        language=language_of(query.text, LANGUAGES),
        gold=tuple(GoldSpan(source.key, 0, len(source.text)) for source in best_first),
    )


def _judgements(folder: Path, split: Split) -> list[tuple[Place, str, str, int]]:
    """Place, query id, document id and score of every line of the split."""
    paths = sorted((folder / "qrels").glob(f"{_FILES[split]}.tsv"))
    if not paths:
        there = ", ".join(sorted(path.name for path in (folder / "qrels").glob("*.tsv"))) or "nothing"
        raise BadDataset(f"{folder / 'qrels' / (_FILES[split] + '.tsv')}: no such file; the folder holds {there}")
    found, faults = [], []
    for path in paths:
        for number, line in enumerate(read_text(path).splitlines(), start=1):
            place, cells = Place(str(path), number), line.split("\t")
            judges = len(cells) == 3 and _SCORE.fullmatch(cells[2])
            if judges and number == 1:
                faults.append(Fault(place, "", "a judgement where the names of the columns belong; " + _HEADER))
            elif judges:
                found.append((place, cells[0], cells[1], int(cells[2])))
            elif line.strip() and number > 1:
                message = "write query id, document id and a whole number, separated by tabs"
                faults.append(Fault(place, "score", f"{message} (found {cells[-1][:80]!r})"))
    refuse(faults)
    return found


def _checked(
    judged: Sequence[tuple[Place, str, str, int]],
    documents: Sequence[tuple[Place, _Document]],
    queries: Sequence[tuple[Place, _Query]],
) -> _Relevant:
    """The relevant documents of each query with their scores. Raises BadDataset for unknown and repeated ids."""
    known = {"corpus-id": {one.id for _, one in documents}, "query-id": {one.id for _, one in queries}}
    faults = [
        *_twice([(place, one.id) for place, one in documents]),
        *_twice([(place, one.id) for place, one in queries]),
    ]
    relevant: _Relevant = defaultdict(list)
    first: dict[tuple[str, str], Place] = {}
    for place, query, document, score in judged:
        if (earlier := first.setdefault((query, document), place)) is not place:
            message = (
                f"{document!r} is judged for {query!r} already at {earlier.file}, line {earlier.line}; keep one"
            )
            faults.append(Fault(place, "corpus-id", message))
        for field, id in (("query-id", query), ("corpus-id", document)):
            if id not in known[field]:
                faults.append(Fault(place, field, f"{id!r} is unknown"))
        if score > 0:
            relevant[query].append((score, document))
    refuse(faults)
    return relevant


def _twice(ids: Sequence[tuple[Place, str]]) -> list[Fault]:
    seen: set[str] = set()
    found = []
    for place, id in ids:
        if id in seen:
            found.append(Fault(place, "_id", f"{id!r} stands twice"))
        seen.add(id)
    return found
