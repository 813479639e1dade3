"""The throughput of ingestion against that of the bare embedding model, measured in the same run.

Run by `python -m eval.ingestion`. They take turns, so that a noisy machine weighs on both.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.settings import load_settings
from eval.synthetic import write_corpus
from ingest.build import ingest
from ingest.embedding import Embedder, load_embedder
from ingest.published import passage_text, read_published, sentence_texts
from ingest.releases import ReleaseStore

BLOCKS, POLICIES, SECTIONS = 12, 2, 14
AIM = 0.9
RESULTS = Path(__file__).parent / "results" / "ingestion.json"


def main() -> None:
    """Prints the figures and writes them to eval/results/ingestion.json."""
    embedder = load_embedder(load_settings().embedding_model)
    with tempfile.TemporaryDirectory() as folder:
        result = measure(embedder, Path(folder))
    console = Console()
    for name, value in result.items():
        console.print(f"{name:>24} {value}")
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def measure(embedder: Embedder, folder: Path) -> dict[str, Any]:
    """Texts a second that ingestion embeds and that the bare model does, and the median ratio of the two."""
    write_corpus(folder / "warm", 1, sections=2)
    ingest(folder / "warm", folder / "warm-data", embedder)
    blocks = [_block(embedder, folder / str(number), number) for number in range(BLOCKS)]
    count = sum(texts for texts, _, _ in blocks)
    return {
        "model": embedder.name,
        "processors": os.cpu_count(),
        "policies": BLOCKS * POLICIES,
        "texts": count,
        "bare_texts_per_second": round(count / sum(bare for _, bare, _ in blocks), 2),
        "ingestion_texts_per_second": round(count / sum(full for _, _, full in blocks), 2),
        "median_ratio": round(statistics.median(bare / full for _, bare, full in blocks), 3),
        "ratios": [round(bare / full, 3) for _, bare, full in blocks],
        "aim": AIM,
    }


def _block(embedder: Embedder, folder: Path, number: int) -> tuple[int, float, float]:
    """How many texts a few policies have, and the seconds that the bare model and ingestion take for them."""
    write_corpus(folder / "corpus", POLICIES, seed=number, sections=SECTIONS)
    full = _timed(partial(_ingested, folder / "corpus", folder / "data", embedder))
    texts = _texts(folder / "data")
    bare = _timed(partial(embedder.passages, texts))
    return len(texts), bare, full


def _ingested(corpus: Path, data: Path, embedder: Embedder) -> None:
    report = ingest(corpus, data, embedder)
    assert not report.failed, report


def _texts(data: Path) -> list[str]:
    """The texts that were embedded for the releases below `data`: insurer by insurer, each text once."""
    store = ReleaseStore(data)
    texts: list[str] = []
    for insurer in store.insurers():
        release = read_published(store.current(insurer)).release
        passages = [(parsed, one) for parsed in release.documents for one in parsed.passages]
        found = [(passage_text(parsed, one), *sentence_texts(parsed, one)) for parsed, one in passages]
        texts += dict.fromkeys(chain.from_iterable(found))
    return texts


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
