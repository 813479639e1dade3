"""What ingestion understood of a document, as the terminal and the HTML report both show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.kinds import FACT_KINDS
from ingest.parsing.lines import folded, reading_form
from ingest.records import Fact, ParsedDocument, Passage, Span

_WIDEST = 360
"""Characters of a statement that are shown at most."""


_LONGEST_EXCERPT = 300
_Thing = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that a document states: its first mention, and how many there are."""

    fact: Fact
    mentions: int


@dataclass(frozen=True)
class Branch:
    """A heading with those below it."""

    title: str
    passages: int
    branches: list[Branch]


def stated(facts: Iterable[Fact]) -> dict[str, list[Stated]]:
    """The distinct things that are stated, by kind in the order of `FACT_KINDS`, then as the document goes."""
    first: dict[_Thing, Fact] = {}
    mentions: Counter[_Thing] = Counter()
    for fact in facts:
        key = (fact.kind, fact.role, fact.normalised, folded(fact.subject), folded(fact.audience))
        first.setdefault(key, fact)
        mentions[key] += 1
    found: dict[str, list[Stated]] = {kind: [] for kind in FACT_KINDS}
    for key, fact in first.items():
        found.setdefault(fact.kind, []).append(Stated(fact, mentions[key]))
    return {kind: things for kind, things in found.items() if things}


def silences(facts: Iterable[Fact]) -> list[str]:
    """The kinds about which a document says nothing. A masked address is no silence where it is absent."""
    there = {fact.kind for fact in facts}
    return [kind for kind in FACT_KINDS if kind not in there and kind != "hidden_email"]


def passage_languages(parsed: ParsedDocument) -> list[tuple[str, float]]:
    """The languages of the passages with their share of the characters, largest first."""
    lengths: Counter[str] = Counter()
    for passage in parsed.passages:
        lengths[passage.language] += sum(map(len, passage.spans))
    total = max(1, sum(lengths.values()))
    return [(language, length / total) for language, length in lengths.most_common()]


def quality_of(parsed: ParsedDocument) -> float:
    """The mean quality of the passages, weighted by their length, from 0 to 1."""
    weighted = [(passage.quality, sum(map(len, passage.spans))) for passage in parsed.passages]
    return sum(quality * length for quality, length in weighted) / max(1, sum(length for _, length in weighted))


def flaw_counts(parsed: ParsedDocument) -> Counter[str]:
    """How many passages have each flaw."""
    return Counter(flaw for passage in parsed.passages for flaw in passage.flaws)


def tree_of(parsed: ParsedDocument) -> list[Branch]:
    """The headings of a document, each with those below it and the number of its own passages."""
    roots: list[Branch] = []
    path: list[tuple[int, list[Branch]]] = [(-1, roots)]
    for section in parsed.sections:
        count = sum(section.span.contains(passage.hull) for passage in parsed.passages)
        if not section.title and not count:
            continue
        while path[-1][0] >= section.level:
            path.pop()
        branch = Branch(section.title, count, [])
        path[-1][1].append(branch)
        path.append((section.level, branch.branches))
    return roots


def set_aside(parsed: ParsedDocument) -> list[tuple[str, list[str]]]:
    """What is not taken for the policy, by kind: noise in the text, and parts of the file that are not in it."""
    found: dict[str, list[str]] = {}
    for noise in parsed.noise:
        found.setdefault(noise.kind, []).append(_excerpt(parsed.document.slice(noise.span)))
    for left in parsed.document.left_out:
        found.setdefault(left.kind, []).append(_excerpt(left.text))
    return list(found.items())


def damaged(parsed: ParsedDocument) -> list[tuple[str, float, tuple[str, ...], str]]:
    """The passages with a flaw, worst first: section, quality, flaws, beginning."""
    worst = sorted((one for one in parsed.passages if one.flaws), key=lambda one: one.quality)
    return [
        (one.section, one.quality, one.flaws, _excerpt(parsed.passage_text(one), _LONGEST_EXCERPT // 2))
        for one in worst
    ]


def _excerpt(text: str, longest: int = _LONGEST_EXCERPT) -> str:
    shown = reading_form(text)
    return shown if len(shown) <= longest else f"{shown[:longest].rpartition(' ')[0]}…"


def quoted(parsed: ParsedDocument, fact: Fact) -> tuple[str, str, str]:
    """The statement a fact stands in: what precedes its evidence, the evidence, what follows; white space folded.

    A long statement is cut at words around the evidence, with "…".
    """
    statement = _statement(parsed, fact)
    text, evidence = parsed.document.text, fact.evidence
    room = max(0, _WIDEST - len(evidence)) // 2
    before, after = text[statement.start : evidence.start], text[evidence.end : statement.end]
    if len(before) > room:
        before = f"…{before[len(before) - room :].partition(' ')[2]}"
    if len(after) > room:
        after = f"{after[:room].rpartition(' ')[0]}…"
    return _joined(before, left=True), reading_form(text[evidence.start : evidence.end]), _joined(after, left=False)


def section_of(parsed: ParsedDocument, fact: Fact) -> str:
    """The heading above the evidence, "" when there is none."""
    return next((passage.section for passage in parsed.passages if passage.id == fact.passage), "")


def _statement(parsed: ParsedDocument, fact: Fact) -> Span:
    evidence = fact.evidence
    passages = (passage for passage in parsed.passages if passage.id == fact.passage)
    for passage in passages:
        for span in _sentence_hulls(passage):
            if span.start <= evidence.start < span.end:
                return Span(span.start, max(span.end, evidence.end))
    return evidence


def _sentence_hulls(passage: Passage) -> list[Span]:
    return [Span(one.spans[0].start, one.spans[-1].end) for one in passage.sentences]


def _joined(text: str, *, left: bool) -> str:
    """Folded like the evidence beside it, the white space between the two kept as one space."""
    shown = reading_form(text)
    if not shown:
        return ""
    touches = text[-1:].isspace() if left else text[:1].isspace()
    return shown if not touches else f"{shown} " if left else f" {shown}"
