"""Questions with quotes about a folder of policies: JSON lines with policy, lang, question, expect and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.reply import Outcome
from eval.cases import Case, Dataset, GoldSpan, SourceText
from eval.datasets.faults import Fault, Place, refuse
from eval.datasets.jsonl import Filled, Strict, read_lines
from eval.datasets.locating import Searched
from eval.datasets.source_texts import by_key, content_version, file_text, safe_ids, source_text

_DOCUMENT = "policy"
_OUTCOMES: Mapping[str, Outcome] = {"answer": "answered", "abstain": "policy_silent", "refuse": "out_of_scope"}


class _Asked(Strict):
    id: str = Field(min_length=1)
    policy: str = Field(min_length=1)
    lang: str = Field(pattern=r"^[a-z]{2}$")
    question: Filled
    expect: Literal["answer", "abstain", "refuse"]
    evidence: tuple[str, ...] = ()
    """Quotes of the policy, white space, case and Markdown asterisks apart."""


def read_quotes(questions: Path, policies: Path) -> Dataset:
    """The questions of a file, asked of one insurer for each policy; the first place of each quote is gold.

    The policy `name` is the file `name.md`, `name.txt`… of the folder. Raises BadDataset naming file, line and
    field of every fault.
    """
    lines = read_lines(questions, _Asked)
    sources = _sources(policies, lines)
    searched = {name: Searched(source.text) for name, source in sources.items()}
    faults: list[Fault] = []
    ids: set[str] = set()
    cases = []
    for place, line in lines:
        if line.id in ids:
            faults.append(Fault(place, "id", f"the id {line.id!r} stands twice"))
        ids.add(line.id)
        spans = [searched[line.policy].places(quote)[:1] for quote in line.evidence]
        faults += _unfound(place, line, spans)
        gold = tuple(GoldSpan(sources[line.policy].key, *span) for found in spans for span in found)
        cases.append(
            Case(
                id=line.id,
                insurer=sources[line.policy].insurer,
                question=line.question,
                language=line.lang,
                outcome=_OUTCOMES[line.expect],
                gold=gold,
                group=line.policy,
            )
        )
    refuse(faults)
    return Dataset(
        name=f"quotes-{questions.stem}",
        version=content_version(questions),
        split="all",
        cases=tuple(cases),
        texts=by_key(sources.values()),
        sources=tuple(sources.values()),
    )


def _unfound(place: Place, line: _Asked, spans: list[list[tuple[int, int]]]) -> list[Fault]:
    missing = [index for index, found in enumerate(spans) if not found]
    found = [
        Fault(place, f"evidence.{index}", f"{line.evidence[index][:60]!r} is not in the policy {line.policy}")
        for index in missing
    ]
    if bool(line.evidence) != (line.expect == "answer"):
        found.append(Fault(place, "evidence", f"does not go with expect {line.expect!r}"))
    return found


def _sources(policies: Path, lines: list[tuple[Place, _Asked]]) -> dict[str, SourceText]:
    """The policies by the name that the questions give them."""
    places = {line.policy: place for place, line in reversed(lines)}
    ids = safe_ids(sorted(places))
    found, faults = {}, []
    for name, place in sorted(places.items()):
        path = next((one for one in sorted(policies.glob("*.*")) if one.stem == name), None)
        if path is None:
            faults.append(Fault(place, "policy", f"{policies} has no file for {name!r}"))
        else:
            found[name] = source_text(ids[name], _DOCUMENT, name, file_text(path), Place(str(path)))
    refuse(faults)
    return found
