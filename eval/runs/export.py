"""A run in the formats of other evaluation tools. Only the run folder is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from eval.cases import GoldSpan
from eval.errors import EvaluationError
from eval.metrics.retrieval import relevant
from eval.observations import Observation, Retrieved
from eval.runs.folder import RunFolder
from eval.runs.records import AskedCase, Run
from ingest.files import write_atomically

_INSTEAD_OF_GOLD = {
    "answered": "The policy answers the question.",
    "policy_silent": "The policy does not say.",
    "out_of_scope": "The question is outside the subject of the policy.",
    "needs_clarification": "The question cannot be answered before the person has said more.",
}

_NOTHING = "nothing-found"
"""Stands for a passage where the system found none: trec_eval leaves a query without any line out of the mean."""


@dataclass(frozen=True)
class Pool:
    """The passages that a run retrieved, with those that are relevant to each case.

    `texts` maps "<document>:<start>-<end>" to the words. A gold span that no retrieved passage shows is a passage
    of its own, so that recall counts what was never found.
    """

    texts: dict[str, str]
    judged: dict[str, list[str]]
    """Query id → ids of its relevant passages; only the cases with gold."""


def export(folder: RunFolder, form: str, target: Path) -> list[Path]:
    """The files written below `target` for a format of `FORMATS`, of a finished run.

    Raises EvaluationError for an unknown format, a folder that cannot be written, or passages to judge by gold that
    there is not; BadRun for a damaged folder.
    """
    if form not in FORMATS:
        raise EvaluationError(f"no such format: {form!r}; choose one of {', '.join(FORMATS)}")
    contents = FORMATS[form](folder.run())
    try:
        for name, lines in contents.items():
            write_atomically(target / name, (line.encode() + b"\n" for line in lines))
    except OSError as error:
        raise EvaluationError(f"{target}: cannot be written ({error.strerror})") from error
    return [target / name for name in contents]


def pool_of(run: Run) -> Pool:
    """The passages of a run. Raises EvaluationError when no case has gold: there is nothing to judge them by."""
    passages = {_id(one): one for seen in run.observations for one in seen.retrieved}
    texts = {name: one.text for name, one in passages.items()}
    judged: dict[str, list[str]] = {}
    for asked in (one for one in run.asked if one.case.gold):
        found: dict[str, None] = {}
        for span, words in zip(asked.case.gold, asked.quotes, strict=True):
            shown = [name for name, one in passages.items() if relevant(one, span)] or [_id(span)]
            texts.setdefault(shown[0], words)
            found.update(dict.fromkeys(shown))
        judged[_query(asked.case.id)] = list(found)
    if not judged:
        raise EvaluationError(f"run {run.record.id}: no case has gold, so there are no relevant passages to export")
    return Pool(texts, judged)


def _query(case: str) -> str:
    """The id of a case as one word, which TREC and the TSV of BEIR need: "my file-2" becomes "my%20file-2"."""
    return re.sub(r'[\s%"]', lambda found: quote(found[0]), case)


def _id(place: Retrieved | GoldSpan) -> str:
    return f"{place.document}:{place.start}-{place.end}"


def _beir(run: Run) -> dict[str, Iterable[str]]:
    """The layout of BEIR (Thakur et al. 2021): corpus.jsonl, queries.jsonl and qrels/<split>.tsv."""
    pool = pool_of(run)
    queries = (
        {"_id": _query(one.case.id), "text": one.case.question, "metadata": {}}
        for one in run.asked
        if one.case.gold
    )
    judged = (f"{case}\t{name}\t1" for case, names in pool.judged.items() for name in names)
    split = {"development": "dev", "test": "test"}.get(run.record.dataset.split, "all")
    return {
        "corpus.jsonl": map(_json, ({"_id": name, "title": "", "text": text} for name, text in pool.texts.items())),
        "queries.jsonl": map(_json, queries),
        f"qrels/{split}.tsv": ["query-id\tcorpus-id\tscore", *judged],
    }


def _trec(run: Run) -> dict[str, Iterable[str]]:
    """Run and qrels as trec_eval reads them. It orders by score alone, so the score written falls with the rank."""
    pool = pool_of(run)
    judged = (seen for seen in run.observations if _query(seen.case) in pool.judged)
    return {
        "run.trec": (line for seen in judged for line in _ranking(seen, run.record.name)),
        "qrels.trec": (f"{case} 0 {name} 1" for case, names in pool.judged.items() for name in names),
    }


def _ranking(seen: Observation, tag: str) -> Iterator[str]:
    ordered = list(dict.fromkeys(map(_id, seen.retrieved))) or [_NOTHING]
    for rank, name in enumerate(ordered, start=1):
        yield f"{_query(seen.case)} Q0 {name} {rank} {len(ordered) - rank + 1} {'-'.join(tag.split())}"


def _ragas(run: Run) -> dict[str, Iterable[str]]:
    """One `SingleTurnSample` a line, for `ragas.EvaluationDataset.from_jsonl`."""
    samples = (
        {
            "user_input": asked.case.question,
            "response": seen.answer,
            "retrieved_contexts": [one.text for one in seen.retrieved],
            "reference": _reference(asked),
            "reference_contexts": list(asked.quotes),
        }
        for asked, seen in zip(run.asked, run.observations, strict=True)
    )
    return {"ragas.jsonl": map(_json, samples)}


def _deepeval(run: Run) -> dict[str, Iterable[str]]:
    """A list under the names of `LLMTestCase`, for its `EvaluationDataset.add_test_cases_from_json_file`."""
    cases = [
        {
            "name": asked.case.id,
            "input": asked.case.question,
            "actual_output": seen.answer,
            "expected_output": _reference(asked),
            "retrieval_context": [one.text for one in seen.retrieved],
            "context": list(asked.quotes),
        }
        for asked, seen in zip(run.asked, run.observations, strict=True)
    ]
    return {"deepeval.json": [json.dumps(cases, ensure_ascii=False, indent=2)]}


def _reference(asked: AskedCase) -> str:
    """What a right answer says: the words of the policy, the decisive facts, or what else is known of it."""
    facts = [alternatives[0] for alternatives in asked.case.facts]
    return "\n".join(asked.quotes or facts) or _INSTEAD_OF_GOLD.get(asked.case.outcome or "", "")


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


FORMATS: dict[str, Callable[[Run], dict[str, Iterable[str]]]] = {
    "beir": _beir,
    "trec": _trec,
    "ragas": _ragas,
    "deepeval": _deepeval,
}
