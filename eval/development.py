"""One run over questions with gold quotes: is the passage found, is it quoted, is the outcome right?

`python -m eval.development QUESTIONS POLICIES` prints the figures and keeps them with their settings in
eval/results/development.json.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from assistant.engine import Engine
from assistant.reply import Reply
from assistant.settings import Settings, load_settings
from eval.questions import Asked, build_policies, matching_text, read_questions

CUTS = (1, 3, 5)
RESULTS = Path(__file__).parent / "results" / "development.json"
EXPECTED_OUTCOME = {"answer": "answered", "abstain": "policy_silent", "refuse": "out_of_scope"}


@dataclass(frozen=True)
class Row:
    """What happened to one question."""

    asked: Asked
    outcome: str
    rank: int | None
    """Rank of the first passage that holds a gold quote, from 1; None when it is not among the first five."""
    quoted: bool
    """Whether a citation shows a gold quote, or lies within one."""
    language: str
    words: int


@dataclass(frozen=True)
class Run:
    """The rows of a run and the figures drawn from them."""

    rows: tuple[Row, ...]

    def hit_rate(self, language: str, cut: int) -> float:
        """Share of the answerable questions whose gold passage is among the first `cut`."""
        return _share([row.rank is not None and row.rank <= cut for row in self._answerable(language)])

    def quoted_rate(self, language: str) -> float:
        """Share of the answerable questions of which a citation shows the gold quote."""
        return _share([row.quoted for row in self._answerable(language)])

    def language_rate(self) -> float:
        """Share of the questions answered in their own language."""
        return _share([row.language == row.asked.language for row in self.rows])

    def median_words(self) -> int:
        """Median length of the answers, quotes included."""
        return sorted(row.words for row in self.rows)[len(self.rows) // 2]

    def confusion(self) -> dict[str, Counter[str]]:
        """Outcomes by what was expected."""
        table: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.rows:
            table[row.asked.expect][row.outcome] += 1
        return dict(table)

    def outcome_accuracy(self) -> float:
        """Share of the questions with the expected outcome."""
        return _share([row.outcome == EXPECTED_OUTCOME[row.asked.expect] for row in self.rows])

    def figures(self) -> dict[str, Any]:
        """All figures, rounded to three decimals."""
        languages = sorted({row.asked.language for row in self.rows})
        return {
            "questions": len(self.rows),
            "hit_rate": {
                language: {str(cut): round(self.hit_rate(language, cut), 3) for cut in CUTS}
                for language in languages
            },
            "quoted": {language: round(self.quoted_rate(language), 3) for language in languages},
            "outcome_accuracy": round(self.outcome_accuracy(), 3),
            "confusion": {expected: dict(found) for expected, found in sorted(self.confusion().items())},
            "language": round(self.language_rate(), 3),
            "median_words": self.median_words(),
        }

    def _answerable(self, language: str) -> list[Row]:
        return [row for row in self.rows if row.asked.expect == "answer" and row.asked.language == language]


def run(asked: Iterable[Asked], engine: Engine, advance: Callable[[], None] = lambda: None) -> Run:
    """Asks every question as a member would, over the same code path."""
    rows = []
    for one in asked:
        reply = engine.ask(one.policy, one.question)
        found = engine.search(one.policy, one.question, max(CUTS))
        texts = [matching_text(passage.text) for passage in found]
        rows.append(
            Row(
                asked=one,
                outcome=reply.outcome,
                rank=_rank(texts, one.evidence),
                quoted=_quoted(reply, one.evidence),
                language=reply.language,
                words=len(reply.answer.split()),
            )
        )
        advance()
    return Run(tuple(rows))


def _rank(texts: Sequence[str], evidence: Iterable[str]) -> int | None:
    gold = [matching_text(quote) for quote in evidence]
    return next((rank for rank, text in enumerate(texts, start=1) if any(quote in text for quote in gold)), None)


def _quoted(reply: Reply, evidence: Iterable[str]) -> bool:
    gold = [matching_text(quote) for quote in evidence]
    cited = [matching_text(citation.quote.text) for citation in reply.citations]
    return any(quote in text or text in quote for quote in gold for text in cited)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def main(
    questions: Annotated[Path, typer.Argument(help="JSON lines: policy, lang, question, expect, evidence.")],
    policies: Annotated[Path, typer.Argument(help="Folder with one file a policy.")],
) -> None:
    """Measures retrieval, quotes and outcomes on policies that need not be in the corpus."""
    from assistant.wiring import build_engine
    from ingest.embedding import load_embedder

    asked = read_questions(questions)
    settings = load_settings()
    embedder = load_embedder(settings.embedding_model)
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        build_policies(policies, [one.policy for one in asked], data_dir, embedder)
        engine = build_engine(Settings(**{**settings.model_dump(), "data_dir": data_dir}), embedder)
        found = run(asked, engine).figures()
    kept = {"embedding_model": embedder.name, "retrieval": settings.retrieval.model_dump(), **found}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    Console().print_json(data=kept)


if __name__ == "__main__":
    typer.run(main)
