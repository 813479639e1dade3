"""LegalBench-RAG's PrivacyQA: character precision and recall of the product, the peers and plain baselines.

Source: Pipitone & Alami 2024, arXiv:2408.10343. Run by `python -m eval.legalbench FOLDER`, where the folder holds
`privacy_qa.json` and `corpus`. Nothing of it is kept but the figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from assistant.errors import MesdroitsError
from assistant.settings import Settings, load_settings
from eval.cases import Dataset
from eval.datasets.legalbench import Mode, read_legalbench
from eval.errors import EvaluationError
from eval.metrics.retrieval import (
    CUTOFFS,
    characters,
    document_mismatch,
    hit_rate,
    recall_within,
    reciprocal_rank,
)
from eval.observations import FAILED, Observation
from eval.runs.asking import replies
from eval.runs.records import Options
from eval.systems.system import System
from ingest.embedding import Embedder, load_embedder
from ingest.errors import IngestError

RESULTS = Path(__file__).parent / "results"
MODES: Mapping[Mode, str] = {
    "together": "All seven policies in one index, the question as it is (the benchmark's own protocol)",
    "each": "Only the policy that the question names, without its “Consider X's privacy policy;”",
}
_ONE_AT_A_TIME = Options(depth=max(CUTOFFS), concurrency=1)
_RANKS = 5
BUDGETS = (1_000, 2_000, 4_000)
"""Characters that a reader, or a language model, is given to read."""


def systems(dataset: Dataset, settings: Settings, embedder: Embedder) -> Iterator[System]:
    """The product, the peers and the baselines over the texts of a data set, each built when its turn comes."""
    from eval.systems.in_process import InProcess
    from eval.systems.indexed import indexed_engine
    from eval.systems.peers.bm25_passages import CHUNK_SIZE, bm25_passages
    from eval.systems.peers.catalogue import PEERS, texts_by_insurer
    from eval.systems.peers.langchain_recipe import langchain_recipe
    from eval.systems.peers.peer import Peer

    yield InProcess(indexed_engine(dataset, settings, settings.data_dir / "eval", embedder), "mesdroits")
    texts = texts_by_insurer(dataset.texts)
    for build in PEERS.values():
        yield build(texts, embedder)
    for recipe in (langchain_recipe(f"model-{CHUNK_SIZE}", CHUNK_SIZE, 0), bm25_passages()):
        yield Peer(recipe, texts, embedder)


def figures(dataset: Dataset, observations: Sequence[Observation]) -> dict[str, Any]:
    """Means over all cases; one without a reply has found nothing.

    `precision` and `recall` are by characters, at each k. `budget` is the recall of the first characters of a
    ranking, which compares systems of short and long passages. `hit`, `mrr` and `mismatch` are those of the first
    five passages; a relevant passage is one that shows a gold span.
    """
    found = {one.case: one.retrieved for one in observations}
    pairs = [(found[case.id], case.gold) for case in dataset.cases]
    by_k = {k: [characters(passages, gold, k) for passages, gold in pairs] for k in CUTOFFS}
    lengths = [one.end - one.start for passages, _ in pairs for one in passages]
    return {
        "failed": sum(one.outcome == FAILED for one in observations),
        "passage_characters": round(_mean(lengths)),
        "precision": {str(k): _mean([precision for precision, _ in values]) for k, values in by_k.items()},
        "recall": {str(k): _mean([recall for _, recall in values]) for k, values in by_k.items()},
        "budget": {str(size): _mean([recall_within(size, *pair) for pair in pairs]) for size in BUDGETS},
        "hit": _mean([hit_rate(passages, gold, _RANKS) for passages, gold in pairs]),
        "mrr": _mean([reciprocal_rank(passages[:_RANKS], gold) for passages, gold in pairs]),
        "mismatch": _mean([document_mismatch(passages, gold, _RANKS) for passages, gold in pairs]),
    }


def measured(dataset: Dataset, asked: Iterator[System], console: Console) -> dict[str, Any]:
    """The figures of each system with what it tells about itself, and which data they are about."""
    results: dict[str, Any] = {}
    for system in asked:
        console.print(f"{dataset.name}: {system.name}")
        observations = list(replies(system, dataset.cases, _ONE_AT_A_TIME))
        results[system.name] = {**figures(dataset, observations), "about": system.about()}
    spans = sum(len(case.gold) for case in dataset.cases)
    size = {"cases": len(dataset.cases), "texts": len(dataset.texts), "gold_spans": spans}
    return {"version": dataset.version, "sha256": dataset.sha256, **size, "systems": results}


def markdown(modes: Mapping[Mode, Mapping[str, Any]]) -> str:
    """The figures of each mode as tables, in percent."""
    about = next(iter(modes.values()))
    parts = [
        "# LegalBench-RAG: PrivacyQA",
        f"{about['cases']} questions on {about['texts']} English privacy policies with {about['gold_spans']} gold"
        " spans. Precision and recall are by characters of the first k passages, merged, in percent and averaged"
        " over the questions (Pipitone & Alami 2024, arXiv:2408.10343). A system of longer passages has a higher"
        " recall and a lower precision at the same k, so both are to be read beside the mean length of its"
        " passages; the recall within the first characters of the ranking compares them. Hit, MRR and wrong policy"
        f" (passages of another policy than the gold) are those of the first {_RANKS} passages. The settings are in"
        " the JSON file of the same name.",
    ]
    for mode, result in modes.items():
        tables = [_table(f"{kind.capitalize()} at k", result, kind) for kind in ("precision", "recall")]
        parts += [f"## {MODES[mode]}", *tables, _ranks(result)]
    return "\n\n".join(parts) + "\n"


def _table(title: str, result: Mapping[str, Any], kind: str) -> str:
    rows = [[name, *(_percent(one[kind][str(k)]) for k in CUTOFFS)] for name, one in result["systems"].items()]
    return _rows([title, *map(str, CUTOFFS)], rows)


def _ranks(result: Mapping[str, Any]) -> str:
    rows = [
        [
            name,
            str(one["passage_characters"]),
            *map(_percent, one["budget"].values()),
            _percent(one["hit"]),
            f"{one['mrr']:.3f}",
            _percent(one["mismatch"]),
        ]
        for name, one in result["systems"].items()
    ]
    budgets = [f"recall in {size:,} characters" for size in BUDGETS]
    return _rows(["System", "characters a passage", *budgets, "hit", "MRR", "wrong policy"], rows)


def _rows(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def main(
    folder: Annotated[Path, typer.Argument(help="Folder with privacy_qa.json and corpus.")],
    results: Annotated[Path, typer.Option(help="Folder for legalbench-privacyqa.json and .md.")] = RESULTS,
) -> None:
    """Measures both modes, prints the tables and writes them with the settings."""
    console = Console(stderr=True)
    try:
        datasets = {mode: read_legalbench(folder, mode) for mode in MODES}
        settings = load_settings()
        embedder = load_embedder(settings.embedding_model)
        modes = {mode: measured(one, systems(one, settings, embedder), console) for mode, one in datasets.items()}
    except (EvaluationError, IngestError, MesdroitsError) as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error
    results.mkdir(parents=True, exist_ok=True)
    path = results / "legalbench-privacyqa.json"
    path.write_text(json.dumps(modes, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    text = markdown(modes)
    path.with_suffix(".md").write_text(text, encoding="utf-8")
    typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
