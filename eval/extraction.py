"""Facts expected by careful readers against facts found.

`python -m eval.extraction GOLD POLICIES` compares every gold file `<policy>.jsonl` with the facts of
`<policy>.*` or `<policy>/privacy-policy.*`, and keeps the table in eval/results/extraction-<name>.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eval.gold_facts import BY_MENTION, NOTHING, GoldFact, Score, answering, compare, read_gold
from ingest.build import PIPELINE, parse_document
from ingest.parsing.formats import canonical_of
from ingest.parsing.lines import folded
from ingest.records import Document, ParsedDocument

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Compared:
    """One policy with the score of each kind."""

    parsed: ParsedDocument
    gold: tuple[GoldFact, ...]
    scores: dict[str, Score]


def compared(gold: Path, policies: Path, languages: tuple[str, ...]) -> dict[str, Compared]:
    """The comparison of every policy that has a gold file, by name.

    Raises FileNotFoundError when a policy has no file, ValueError when a gold file is wrong.
    """
    found = {}
    for path in sorted(gold.glob("*.jsonl")):
        parsed = parse_document(document_at(policies, path.stem, languages))
        expected = tuple(read_gold(path, parsed.document.text))
        found[path.stem] = Compared(parsed, expected, compare(parsed.facts, expected))
    return found


def document_at(policies: Path, name: str, languages: tuple[str, ...]) -> Document:
    """A policy that needs no manifest. Raises FileNotFoundError."""
    places = [*policies.glob(f"{name}.*"), *policies.glob(f"{name}/privacy-policy.*")]
    if not places:
        raise FileNotFoundError(f"{policies} has no file for the policy {name!r}")
    canonical = canonical_of(places[0].read_bytes(), places[0].name)
    return Document(
        insurer=name,
        id="policy",
        version="evaluation",
        title=name,
        text=canonical.text,
        sha256="",
        languages=languages,
        date=None,
        origin="evaluation",
        machine_translated=False,
        format=canonical.format,
        places=canonical.places,
        left_out=canonical.left_out,
    )


def totals(found: dict[str, Compared], kinds: frozenset[str] | None = None) -> dict[str, Score]:
    """The scores of each kind summed over the policies, then of all of them as "all"."""
    summed: dict[str, Score] = defaultdict(lambda: NOTHING)
    for one in found.values():
        for kind, score in one.scores.items():
            if kinds is None or kind in kinds:
                summed[kind] = summed[kind] + score
    everything = NOTHING
    for score in summed.values():
        everything = everything + score
    return {**dict(sorted(summed.items())), "all": everything}


def table(scores: dict[str, Score]) -> Iterator[str]:
    """The lines of a Markdown table, one kind a row."""
    yield "| kind | expected | recalled | found | right | precision | recall |"
    yield "|---|---|---|---|---|---|---|"
    for kind, score in scores.items():
        figures = (score.expected, score.recalled, score.found, score.right)
        yield f"| {kind} | {' | '.join(map(str, figures))} | {_share(score.precision)} | {_share(score.recall)} |"


def differences(found: dict[str, Compared]) -> Iterator[str]:
    """One line for each fact that is missing or wrong, with its words."""
    for name, one in found.items():
        for kind, score in one.scores.items():
            for span in score.missing:
                yield f"- {name}, {kind}, missing: « {_words(one.parsed.document.slice(span))} »"
            for fact in score.wrong:
                yield f"- {name}, {kind} {fact.role}, wrong: « {fact.value[:160]} » ({fact.normalised[:80]})"


def listing(found: dict[str, Compared], kinds: frozenset[str] | None = None) -> Iterator[str]:
    """The lines of a Markdown table, one expected mention a row, with what was found for it."""
    yield "| policy | kind | role | expected | found |"
    yield "|---|---|---|---|---|"
    for name, one in found.items():
        for gold in sorted(one.gold, key=lambda fact: (fact.kind, fact.span)):
            if gold.optional or (kinds is not None and gold.kind not in kinds):
                continue
            words = _cell(one.parsed.document.slice(gold.span))
            yield f"| {name} | {gold.kind} | {gold.role} | {words} | {_answer(gold, one)} |"


def _answer(gold: GoldFact, one: Compared) -> str:
    """What was found for an expected mention: the fact, that another mention was, or nothing."""
    if fact := answering(gold, one.parsed.facts):
        same = folded(fact.value) == folded(fact.normalised)
        return _cell(fact.value) + ("" if same else f" ({_cell(fact.normalised)})")
    others = [other for other in one.gold if (other.kind, other.normalised) == (gold.kind, gold.normalised)]
    elsewhere = gold.kind not in BY_MENTION and any(answering(other, one.parsed.facts) for other in others)
    return "another mention" if elsewhere else "**missing**"


def _cell(text: str) -> str:
    return _words(text).replace("|", "\\|")


def _words(text: str) -> str:
    return " ".join(text.split())[:160]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def main(
    gold: Annotated[Path, typer.Argument(help="Folder with one <policy>.jsonl a policy.")],
    policies: Annotated[Path, typer.Argument(help="Folder with the policies.")],
    name: Annotated[str, typer.Option(help="Name of the results file.")],
    kinds: Annotated[str, typer.Option(help="Kinds to compare, separated by commas; all by default.")] = "",
    languages: Annotated[str, typer.Option(help="Languages of the policies, separated by commas.")] = "fr",
    list_differences: Annotated[bool, typer.Option(help="List the facts, and what is missing or wrong.")] = True,
) -> None:
    """Precision and recall of the facts, by kind."""
    found = compared(gold, policies, tuple(languages.split(",")))
    wanted = frozenset(kinds.split(",")) if kinds else None
    kept = {
        policy: replace(
            one, scores={kind: score for kind, score in one.scores.items() if not wanted or kind in wanted}
        )
        for policy, one in found.items()
    }
    lines = [
        f"# Facts of {', '.join(kept)}",
        "",
        f"Pipeline {PIPELINE}; measured {dt.date.today():%Y-%m-%d} by `python -m eval.extraction`.",
        "",
        *table(totals(kept)),
    ]
    if list_differences:
        lines += ["", "## Differences", "", *(list(differences(kept)) or ["None."])]
        lines += ["", "## Expected and found, mention by mention", "", *listing(kept, wanted)]
    (RESULTS / f"extraction-{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    Console(soft_wrap=True, highlight=False).print("\n".join(lines), markup=False)


if __name__ == "__main__":
    typer.run(main)
