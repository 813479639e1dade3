"""The time of a warm `POST /v1/chat` against one query embedding, measured in the same run, with its stages.

Run by `make bench`. Both are timed alternately, question by question, so that a noisy machine weighs on both. The
stages are measured again on one policy of at least `LARGE` passages, made of the corpus's documents.
"""

from __future__ import annotations

import itertools
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from assistant.settings import Settings, load_settings
from eval.cases import Dataset, SourceText
from eval.systems.indexed import indexed_engine

if TYPE_CHECKING:
    from assistant.engine import Engine
    from ingest.embedding import Embedder

QUESTIONS = (
    "how do I exercise my rights",
    "combien de temps gardez-vous mes données de santé ?",
    "supprimez toutes mes données",
    "à qui transmettez-vous mes informations ?",
    "what do you use cookies for?",
    "mes données partent-elles à l'étranger ?",
    "quel temps fera-t-il demain ?",
)
ROUNDS = 5
LARGE = 170
_LARGE_INSURER = "large"
RESULTS = Path(__file__).parent / "results" / "bench.json"


def main() -> None:
    """Prints the breakdown and writes it to eval/results/bench.json."""
    from fastapi.testclient import TestClient

    from assistant.app import create_app
    from assistant.wiring import build_engine
    from ingest.embedding import load_embedder

    settings = Settings(**{**load_settings().model_dump(), "console": False, "questions_per_minute": 100_000})
    embedder = load_embedder(settings.embedding_model)
    engine = build_engine(settings, embedder)
    stages: dict[str, list[float]] = defaultdict(list)
    with TestClient(create_app(settings, engine)) as client:
        chat: list[float] = []
        embedding: list[float] = []
        for turn in range(ROUNDS + 1):
            for insurer, question in itertools.product(engine.releases.ids(), QUESTIONS):
                body = {"insurer": insurer, "question": question}
                embedded = _timed(lambda text=question: embedder.query(text))  # type: ignore[misc]
                asked = _timed(lambda sent=body: client.post("/v1/chat", json=sent).raise_for_status())  # type: ignore[misc]
                if turn == 0:
                    continue
                embedding.append(embedded)
                chat.append(asked)
                for stage, took in engine.ask(insurer, question).timings.items():
                    stages[stage].append(took)
    large = _large_engine(settings, engine, embedder)
    passages = len(large.releases.index(_LARGE_INSURER).release.order)
    many: dict[str, list[float]] = defaultdict(list)
    for turn in range(ROUNDS * len(engine.releases.ids()) + 1):
        for question in QUESTIONS:
            reply = large.ask(_LARGE_INSURER, question)
            for stage, took in reply.timings.items() if turn else ():
                many[stage].append(took)
    _report(chat, embedding, stages)
    _report_large(passages, many)


def _large_engine(settings: Settings, engine: Engine, embedder: Embedder) -> Engine:
    """One insurer with the corpus's documents, the longest first, until there are `LARGE` passages."""
    parsed = [
        one for name in engine.releases.ids() for one in engine.releases.index(name).release.release.documents
    ]
    parsed.sort(key=lambda one: -len(one.passages))
    counts = list(itertools.accumulate(len(one.passages) for one in parsed))
    kept = parsed[: next(number for number, total in enumerate(counts, start=1) if total >= LARGE)]
    sources = tuple(
        SourceText(
            _LARGE_INSURER, one.document.insurer, one.document.title, one.document.text, one.document.languages
        )
        for one in kept
    )
    dataset = Dataset("bench", "1", "all", (), {one.key: one.text for one in sources}, sources)
    return indexed_engine(dataset, settings, settings.data_dir / "eval", embedder)


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds that `act` takes."""
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1_000


def _report(chat: list[float], embedding: list[float], stages: dict[str, list[float]]) -> None:
    median = {name: statistics.median(values) for name, values in stages.items()}
    whole, one = statistics.median(chat), statistics.median(embedding)
    table = Table("stage", "median ms", "of one embedding", title=f"{len(chat)} warm requests, one at a time")
    for name, took in median.items():
        table.add_row(name, f"{took:.2f}", f"{took / one:.2f}")
    table.add_row("HTTP, JSON and the rest", f"{whole - sum(median.values()):.2f}", "")
    table.add_row("POST /v1/chat", f"{whole:.2f}", f"{whole / one:.2f}", style="bold")
    table.add_row("one query embedding", f"{one:.2f}", "1.00")
    Console().print(table)
    figures = {"chat_ms": whole, "embedding_ms": one, "ratio": whole / one, "stages_ms": median}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(_rounded(figures), indent=2) + "\n", encoding="utf-8")


def _report_large(passages: int, stages: dict[str, list[float]]) -> None:
    median = {name: statistics.median(values) for name, values in stages.items()}
    added = [sum(one) for one in zip(stages["understanding"], stages["retrieval"], strict=True)]
    table = Table("stage", "median ms", title=f"one policy of {passages} passages, {len(added)} questions")
    for name, took in median.items():
        table.add_row(name, f"{took:.2f}")
    table.add_row("understanding and retrieval", f"{statistics.median(added):.2f}", style="bold")
    Console().print(table)
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    figures["large_policy"] = {"passages": passages, "added_ms": statistics.median(added), "stages_ms": median}
    RESULTS.write_text(json.dumps(_rounded(figures), indent=2) + "\n", encoding="utf-8")


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)
    return {key: _rounded(one) for key, one in value.items()} if isinstance(value, dict) else value


if __name__ == "__main__":
    main()
