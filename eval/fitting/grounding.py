"""The last bar of the grounding checks, fitted on labelled sentences, and how the checks do on those kept apart.

`python -m eval.fitting.grounding` writes `assistant/data/grounding.json` and `eval/results/grounding.{json,md}`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.support import FEATURES, UNFITTED, Evidence, Judged, Weights, features, judged
from eval.fitting.weights import logistic
from eval.metrics.intervals import interval
from ingest.embedding import Embedder, Vectors, load_embedder
from ingest.entries import InsurerEntry
from ingest.records import Span
from ingest.sentences import sentence_spans
from ingest.sources import read_corpus

LABELLED = Path(__file__).parents[1] / "data" / "grounding"
RESULTS = Path(__file__).parents[1] / "results"
FITTED = Path(__file__).parents[2] / "assistant" / "data" / "grounding.json"
CORPUS = Path(__file__).parents[2] / "corpus"
SPLITS = ("calibration", "test")
PRECISION = 0.99
"""On the calibration split, before recall counts."""
_DIGITS = 4


@dataclass(frozen=True)
class Row:
    """A labelled sentence beside the passage that it is checked against."""

    id: str
    split: str
    insurer: str
    evidence_language: str
    evidence: str
    language: str
    sentence: str
    label: str
    kind: str

    @property
    def supported(self) -> bool:
        """Whether the passage says what the sentence says."""
        return self.label == "supported"

    @property
    def pairing(self) -> str:
        """ "same" where sentence and passage are in one language, else "across"."""
        return "same" if self.language == self.evidence_language else "across"

    @property
    def sentences(self) -> tuple[str, ...]:
        """The passage's sentences and list items."""
        lines = self.evidence.replace("\\n", "\n").split("\n")
        return tuple(
            line[span.start : span.end]
            for line in lines
            if line.strip()
            for span in sentence_spans(line, Span(0, len(line)))
        )


@dataclass(frozen=True)
class Checked:
    """A labelled sentence, checked: by the rules alone, and what the regression sees of it."""

    row: Row
    by_rules: Judged
    seen: tuple[float, ...]


def labelled(folder: Path = LABELLED) -> Iterator[Row]:
    """The labelled sentences of all files of a folder, tab-separated, lines of comments left out."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            kept = (line for line in lines if not line.startswith("#"))
            for fields in csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Row(**{name: fields[name] for name in Row.__dataclass_fields__})


def names_of(insurer: str) -> tuple[str, ...]:
    """What the insurer of a row may be called in a sentence."""
    entry = _entries()[insurer]
    return (entry.name, entry.legal_name)


def by_rules(row: Row, vector: Vectors, vectors: Vectors) -> Judged:
    """What the rules alone say of a row, given the unit vectors of its sentence and of its passage's sentences."""
    evidence = Evidence(row.sentences, vectors, row.evidence_language)
    return judged(row.sentence, vector, [evidence], row.language, names_of(row.insurer), UNFITTED)


def checked(rows: Sequence[Row], embedder: Embedder) -> list[Checked]:
    """The rows with what the checks see of them."""
    texts = list(dict.fromkeys([text for row in rows for text in (row.sentence, *row.sentences)]))
    vectors = dict(zip(texts, embedder.passages(texts), strict=True))
    return [_checked(row, vectors) for row in rows]


def fit(rows: Sequence[Checked]) -> Weights:
    """A logistic regression over the features, with the highest bar that turns away no supported sentence that the
    rules let pass, or a higher one where precision needs it."""
    intercept, weights = logistic(
        np.array([one.seen for one in rows]), np.array([one.row.supported for one in rows])
    )
    found = Weights(float(intercept), tuple(float(one) for one in weights), 0.0)
    passed = [(found.probability(one.seen), one.row.supported) for one in rows if one.by_rules.fault is None]
    return Weights(found.intercept, found.weights, _bar(passed))


def figures(rows: Sequence[Checked], fitted: Mapping[str, Weights]) -> dict[str, Any]:
    """Precision, recall and F1 of "supported" with counts and intervals, and how many of each kind passed."""
    passed = [one.by_rules.fault is None and fitted[one.row.pairing].accepts(one.seen) for one in rows]
    supported = [one.row.supported for one in rows]
    kinds: dict[str, list[bool]] = {}
    for one, shown in zip(rows, passed, strict=True):
        kinds.setdefault(f"{one.row.label}: {one.row.kind}", []).append(shown)
    return {
        **_scores(rows, passed, supported),
        "by_rules_alone": _scores(rows, [one.by_rules.fault is None for one in rows], supported),
        "faults": dict(Counter(one.by_rules.fault or "none" for one in rows).most_common()),
        "kinds": {kind: {"passed": sum(shown), "of": len(shown)} for kind, shown in sorted(kinds.items())},
    }


def _scores(rows: Sequence[Checked], passed: Sequence[bool], supported: Sequence[bool]) -> dict[str, Any]:
    right = sum(one and other for one, other in zip(passed, supported, strict=True))
    precision = right / sum(passed) if any(passed) else 1.0
    recall = right / sum(supported) if any(supported) else 1.0
    shown = [(other, row.row.insurer) for row, one, other in zip(rows, passed, supported, strict=True) if one]
    found = [(one, row.row.insurer) for row, one, other in zip(rows, passed, supported, strict=True) if other]
    return {
        "sentences": len(rows),
        "supported": sum(supported),
        "passed": sum(passed),
        "wrongly_passed": sum(passed) - right,
        "precision": round(precision, _DIGITS),
        "precision_interval": _interval(shown),
        "recall": round(recall, _DIGITS),
        "recall_interval": _interval(found),
        "f1": round(2 * precision * recall / (precision + recall), _DIGITS) if precision + recall else 0.0,
    }


def _interval(values: Sequence[tuple[bool, str]]) -> list[float]:
    if not values:
        return [0.0, 1.0]
    found = interval([float(one) for one, _ in values], [insurer for _, insurer in values])
    return [round(found.low, _DIGITS), round(found.high, _DIGITS)]


def _bar(passed: Sequence[tuple[float, bool]]) -> float:
    """The lowest bar with PRECISION, or the least probability of a supported sentence where that is higher."""
    bars = sorted({probability for probability, supported in passed if supported})
    for bar in bars:
        above = [supported for probability, supported in passed if probability >= bar]
        if sum(above) >= PRECISION * len(above):
            return float(np.floor(bar * 10**_DIGITS) / 10**_DIGITS)
    return 1.0


def _checked(row: Row, vectors: Mapping[str, Vectors]) -> Checked:
    told = vectors[row.sentence]
    own = np.stack([vectors[text] for text in row.sentences])
    found = by_rules(row, told, own)
    places: Collection[int] = [place for _, place in found.proofs] or [int(np.argmax(own @ told))]
    proofs = [(row.sentences[place], own[place], row.evidence_language) for place in places]
    return Checked(row, found, features(row.sentence, told, proofs, row.language, frozenset(names_of(row.insurer))))


@cache
def _entries() -> dict[str, InsurerEntry]:
    return {entry.id: entry for entry in read_corpus(CORPUS).insurer}


def main() -> None:
    """Fits on the calibration split and writes weights and figures of both splits."""
    rows = checked(list(labelled()), load_embedder())
    calibration = [one for one in rows if one.row.split == "calibration"]
    fitted = {kind: fit([one for one in calibration if one.row.pairing == kind]) for kind in ("same", "across")}
    found = {
        split: {
            kind: figures([one for one in rows if one.row.split == split and one.row.pairing in pairings], fitted)
            for kind, pairings in (("all", ("same", "across")), ("same", ("same",)), ("across", ("across",)))
        }
        for split in SPLITS
    }
    counts = {kind: sum(one.row.pairing == kind for one in calibration) for kind in fitted}
    FITTED.write_text(json.dumps(_as_data(fitted, counts), indent=1) + "\n", encoding="utf-8")
    (RESULTS / "grounding.json").write_text(
        json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (RESULTS / "grounding.md").write_text(_table(found), encoding="utf-8")
    sys.stdout.write(_table(found))


def _as_data(fitted: Mapping[str, Weights], counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "made_by": "python -m eval.fitting.grounding",
        "fitted_on": {kind: f"{count} labelled sentences, calibration split" for kind, count in counts.items()},
        "fitted": {
            kind: {
                **asdict(one),
                "intercept": round(one.intercept, _DIGITS),
                "weights": dict(zip(FEATURES, (round(weight, _DIGITS) for weight in one.weights), strict=True)),
            }
            for kind, one in fitted.items()
        },
    }


def _table(found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    lines = [
        "# Grounding: which sentences the checks let pass",
        "",
        "Made by `make grounding` on `eval/data/grounding`. A sentence is right to pass when its passage says",
        "what it says. Brackets: 95 % bootstrap intervals (insurers, then sentences).",
        "",
        "| split | languages | sentences | supported | passed | wrongly | precision | recall | F1 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for split, kinds in found.items():
        for kind, one in kinds.items():
            cells = [split, kind, one["sentences"], one["supported"], one["passed"], one["wrongly_passed"]]
            cells += [_with_interval(one, name) for name in ("precision", "recall")]
            lines.append(f"| {' | '.join(map(str, cells))} | {one['f1']:.3f} |")
    lines += [
        "",
        "## Kinds of sentences that passed, both pairings",
        "",
        "| kind | calibration | test |",
        "|---|---|---|",
    ]
    every = sorted({kind for one in found.values() for kind in one["all"]["kinds"]})
    for kind in every:
        counts = (found[split]["all"]["kinds"].get(kind, {"passed": 0, "of": 0}) for split in SPLITS)
        shown = " | ".join("{passed} of {of}".format(**one) for one in counts)
        lines.append(f"| {kind} | {shown} |")
    return "\n".join(lines) + "\n"


def _with_interval(one: Mapping[str, Any], name: str) -> str:
    low, high = one[f"{name}_interval"]
    return f"{one[name]:.3f} [{low:.2f}, {high:.2f}]"


if __name__ == "__main__":
    main()
