"""From the questions kept apart to the files of the measurement."""

from __future__ import annotations

import hashlib
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.examples import load_examples, read_labelled
from assistant.progress import InsurerBars, progress_bars
from assistant.settings import Settings
from assistant.topics import QuestionBank, load_bank
from assistant.training import MEANING_SHARE, RECIPE
from eval.understanding.reading import read
from eval.understanding.results import results
from eval.understanding.several import SEVERAL, read_several
from eval.understanding.writing import write
from ingest.embedding import Embedder, load_embedder

RESULTS = Path(__file__).parents[1] / "results"
FIGURE = Path(__file__).parents[2] / "docs" / "figures" / "reliability.svg"
_KEPT_APART = files("eval") / "data" / "understanding" / "held-out.tsv"


def measure(settings: Settings, folder: Path | None, console: Console) -> str:
    """Reads every question kept apart, writes the files and returns their summary in Markdown.

    They go to `folder`, by default to where the results of the repository are kept. The classifiers are fitted
    first where the data folder has none of the current examples. Raises EmbeddingError, or OSError.
    """
    content, several = _KEPT_APART.read_bytes(), SEVERAL.read_bytes()
    embedder = load_embedder(settings.embedding_model)
    with progress_bars(console) as shown:
        bars = InsurerBars(shown)
        bank = load_bank(embedder, settings.data_dir, partial(bars.advance, "question bank"))
        readings = read(read_labelled(content.decode()), bank, embedder, partial(bars.advance, "kept apart"))
        bar = partial(bars.advance, "several wishes")
        messages = read_several(several.decode(), bank, embedder, settings.retrieval, bar)
    found = results(readings, messages, _about(content, several, bank, embedder))
    return write(found, readings, folder or RESULTS, folder / FIGURE.name if folder else FIGURE)


def _about(content: bytes, several: bytes, bank: QuestionBank, embedder: Embedder) -> dict[str, Any]:
    examples = load_examples()
    calibration = (files("assistant") / "data" / "calibration.tsv").read_bytes()
    return {
        "model": embedder.name,
        "recipe": RECIPE,
        "meaning_share": MEANING_SHARE,
        "temperatures": {
            "topic": round(bank.topic_of.temperature, 4),
            "slot": round(bank.slot_of.temperature, 4),
            "action": round(bank.action_of.temperature, 4),
        },
        "questions_learned_from": len(examples.questions),
        "wishes_learned_from": len(examples.wishes),
        "calibration_questions": len(examples.calibration),
        "sha256": {
            "examples": examples.digest,
            "calibration": hashlib.sha256(calibration).hexdigest(),
            "held_out": hashlib.sha256(content).hexdigest(),
            "several_wishes": hashlib.sha256(several).hexdigest(),
        },
    }
