"""Hit rates of gold quotes on policies outside the corpus: does retrieval find the right passage?

Questions are JSON lines with `policy`, `lang`, `question`, `expect` ("answer", "abstain" or "refuse") and
`evidence`, a list of quotes; policies are files `<policy>.md` or `.txt` in one folder.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.retrieval import Candidate, PolicyIndex
from assistant.settings import RetrievalSettings
from assistant.topics import QuestionBank
from assistant.understanding import language_of_question, understand
from ingest.build import ingest
from ingest.embedding import Embedder
from ingest.index import ReleaseStore, load_release

CUTS = (1, 3, 5)


@dataclass(frozen=True)
class Asked:
    """A question with its gold quotes."""

    policy: str
    language: str
    question: str
    expect: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class HitRates:
    """Share of the answerable questions with a gold quote among the first k passages, by language and k."""

    questions: dict[str, int]
    rates: dict[str, dict[int, float]]


def read_questions(path: Path) -> list[Asked]:
    """The questions of a JSON lines file. Raises ValueError naming the line that is wrong."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            gold = tuple(row.get("evidence", ()))
            found.append(Asked(row["policy"], row["lang"], row["question"], row["expect"], gold))
        except (ValueError, KeyError, AttributeError) as error:
            raise ValueError(f"{path}, line {number}: {error!r}") from error
    return found


def build_policies(policies: Path, names: Iterable[str], data_dir: Path, embedder: Embedder) -> None:
    """Index releases of policies that are not in the corpus, one insurer each."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        entries = []
        for name in sorted(set(names)):
            source = next(policies.glob(f"{name}.*"))
            (corpus / source.name).write_bytes(source.read_bytes())
            entries.append(
                f'[[insurer]]\nid = "{name}"\nname = "{name}"\nlegal_name = "{name}"\n'
                f'[[insurer.document]]\nid = "policy"\ntitle = "{name}"\nfile = "{source.name}"\n'
                f'languages = ["fr"]\ndate = "undated"\norigin = "evaluation"\n'
            )
        (corpus / "insurers.toml").write_text("\n".join(entries), encoding="utf-8")
        ingest(corpus, data_dir, embedder)


def hit_rates(
    asked: Iterable[Asked], data_dir: Path, embedder: Embedder, bank: QuestionBank, weights: RetrievalSettings
) -> HitRates:
    """Hit rates over the questions with `expect` "answer"."""
    store = ReleaseStore(data_dir)
    indexes: dict[str, PolicyIndex] = {}
    hits: dict[str, list[list[bool]]] = defaultdict(list)
    for one in asked:
        if one.expect != "answer":
            continue
        if one.policy not in indexes:
            indexes[one.policy] = PolicyIndex(load_release(store.current(one.policy)), bank)
        language = language_of_question(one.question)
        vector = embedder.query(one.question)
        understood = understand(one.question, language, vector, bank, weights.act_above)
        ranked = indexes[one.policy].rank(understood, weights, max(CUTS))
        found = [holds(candidate, one.evidence) for candidate in ranked]
        hits[one.language].append([any(found[:cut]) for cut in CUTS])
    return HitRates(
        {language: len(rows) for language, rows in hits.items()},
        {
            language: {cut: sum(row[place] for row in rows) / len(rows) for place, cut in enumerate(CUTS)}
            for language, rows in hits.items()
        },
    )


def holds(candidate: Candidate, evidence: Iterable[str]) -> bool:
    """Whether one of the quotes lies in the passage, white space and Markdown marks aside."""
    text = _compact(candidate.parsed.passage_text(candidate.passage))
    return any(_compact(quote) in text for quote in evidence)


def _compact(text: str) -> str:
    return "".join(text.replace("*", "").replace("’", "'").split()).casefold()
