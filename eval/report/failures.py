"""Every lost case with all that is needed to see why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from eval.cases import Case
from eval.metrics.matching import shows
from eval.metrics.retrieval import relevant
from eval.metrics.statements import without_markers
from eval.observations import FAILED, Cited, Observation, Retrieved
from eval.report.formats import cut
from eval.report.priorities import Loss
from eval.report.stages import FIRST, Stage
from eval.report.topics import topic_name
from eval.report.view import RunView

_PASSAGE, _QUOTE = 320, 600
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was found, or one that was cited, shortened."""

    place: int
    """Its rank, or the number of its citation."""
    document: str
    section: str
    text: str
    gold: bool
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A decisive fact in all its spellings, and whether the answer shows it."""

    spellings: tuple[str, ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One lost case."""

    case: Case
    seen: Observation
    facts: tuple[Fact, ...]
    quotes: tuple[str, ...]
    """The words of the gold."""
    cited: tuple[Passage, ...]
    found: tuple[Passage, ...]
    """The first passages, and those below that show gold."""
    understood: str
    """The topic and the probabilities behind the decision; empty where the system does not tell."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The cases that a stage lost, by topic, the topic (its id; empty for none) with most of them first."""

    stage: Stage
    aside: str
    """What else is to be said of the loss; may be empty."""
    topics: tuple[tuple[str, tuple[Sheet, ...]], ...]

    @property
    def cases(self) -> int:
        return sum(len(sheets) for _, sheets in self.topics)


def chapters(view: RunView, losses: Sequence[Loss]) -> list[Chapter]:
    """All lost cases, in the order of the losses."""
    return [_chapter(view, loss) for loss in losses]


def reasons(view: RunView) -> list[tuple[str, int]]:
    """Why cases got no reply, each reason with its number of cases: those of most cases, three at most."""
    failed = [one for one in view.observations.values() if one.outcome == FAILED]
    return Counter(cut(one.error, _PASSAGE) or "no reason given" for one in failed).most_common(_REASONS)


def _chapter(view: RunView, loss: Loss) -> Chapter:
    ordered = sorted(loss.cases, key=lambda case: (topic_name(case.topic), case.topic or ""))
    groups = [
        (topic, tuple(sheet(view, case) for case in cases))
        for topic, cases in groupby(ordered, key=lambda case: case.topic or "")
    ]
    return Chapter(loss.stage, loss.aside, tuple(sorted(groups, key=lambda one: -len(one[1]))))


def sheet(view: RunView, case: Case) -> Sheet:
    """What there is to see of one case."""
    seen = view.observations[case.id]
    answer = without_markers(seen.answer)
    found = [_found(case, rank, one) for rank, one in enumerate(seen.retrieved, start=1)]
    return Sheet(
        case=case,
        seen=seen,
        facts=tuple(Fact(one, any(shows(answer, spelling) for spelling in one)) for one in case.facts),
        quotes=tuple(cut(quote, _QUOTE) for quote in view.quotes[case.id]),
        cited=tuple(_cited(case, one) for one in seen.citations),
        found=tuple(one for one in found if one.place <= FIRST or one.gold),
        understood=_understood(seen),
    )


def _found(case: Case, rank: int, passage: Retrieved) -> Passage:
    gold = any(relevant(passage, span) for span in case.gold)
    text = cut(passage.text, _PASSAGE)
    return Passage(rank, passage.document, passage.section, text, gold, passage.score)


def _cited(case: Case, cited: Cited) -> Passage:
    gold = any(relevant(cited, span) for span in case.gold)
    return Passage(cited.marker, cited.document, cited.section, cut(cited.quote, _QUOTE), gold)


def _understood(seen: Observation) -> str:
    topics: Mapping[str, float] = seen.understanding.get("topics", {})
    likeliest = sorted(topics.items(), key=lambda one: -one[1])[:3]
    said = [f"{topic_name(topic)}: {share:.2f}" for topic, share in likeliest]
    for part, words in (("outside", "outside the subject"), ("missing", "without evidence"), ("silent", "silent")):
        value = seen.decision.get(part)
        said += [f"{words}: {value:.2f}"] if value is not None else []
    return "; ".join(said)
