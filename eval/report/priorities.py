"""What to mend first: the lost cases by the stage that lost them and by topic, with what mending would bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.report.breakdowns import insurer_of
from eval.report.formats import counted, named, percent
from eval.report.stages import STAGES, Stage
from eval.report.view import RunView

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Loss:
    """The cases that one stage lost."""

    stage: Stage
    cases: tuple[Case, ...]
    share: float
    """Of all lost cases."""
    wrong: int
    """How many of them do not count as correct; the others lost something else, such as the request."""
    reachable: float | None
    """The share of correct answers if none of them were lost; None where correctness is not scored."""

    @property
    def topics(self) -> str:
        """The topics with most of them."""
        return _most(named(case.topic) for case in self.cases)

    @property
    def insurers(self) -> str:
        """The insurers with most of them."""
        return _most(insurer_of(case) for case in self.cases)


@dataclass(frozen=True, slots=True)
class TopicLoss:
    """The lost cases of one topic."""

    topic: str
    lost: int
    cases: int
    share: float
    """Of all lost cases."""
    stages: str


def losses(view: RunView, lost: Mapping[str, str]) -> list[Loss]:
    """The stages that lost cases, the one with most of them first. `lost` maps case ids to stages."""
    found = [_loss(view, stage, lost) for stage in STAGES if stage.id in lost.values()]
    return sorted(found, key=lambda one: -len(one.cases))


def topic_losses(view: RunView, lost: Mapping[str, str]) -> list[TopicLoss]:
    """The topics that lost cases, the one with most of them first."""
    labels = {stage.id: stage.label for stage in STAGES}
    topics = Counter(named(case.topic) for case in view.cases)
    stages: dict[str, list[str]] = {}
    for case in view.cases:
        if case.id in lost:
            stages.setdefault(named(case.topic), []).append(labels[lost[case.id]])
    made = [
        TopicLoss(topic, len(mine), topics[topic], len(mine) / len(lost), _most(mine))
        for topic, mine in stages.items()
    ]
    return sorted(made, key=lambda one: (-one.lost, one.topic))


def advice(view: RunView, found: Sequence[Loss]) -> list[tuple[Stage, str]]:
    """The stages that lost most cases, three at most, each with the sentences that say what to mend."""
    total = sum(len(one.cases) for one in found)
    return [(one.stage, _sentences(view, one, total)) for one in found[:_NAMED]]


def _sentences(view: RunView, loss: Loss, total: int) -> str:
    count = len(loss.cases)
    said = (
        f"{count} of {counted(total, 'lost case')} ({percent(loss.share)}): {loss.stage.meaning}. "
        f"Most on {loss.topics}; at {loss.insurers}. "
    )
    if loss.wrong and loss.reachable is not None:
        now, then = percent(_correct(view, set())), percent(loss.reachable)
        said += f"Without these losses, correct answers would go from {now} to {then} at most. "
    return said + f"Look at {loss.stage.look_at}."


def _loss(view: RunView, stage: Stage, lost: Mapping[str, str]) -> Loss:
    cases = tuple(case for case in view.cases if lost.get(case.id) == stage.id)
    wrong = {case.id for case in cases if view.score(case, "correct") == 0.0}
    return Loss(stage, cases, len(cases) / len(lost), len(wrong), _correct(view, wrong))


def _correct(view: RunView, mended: set[str]) -> float | None:
    """The share of correct answers, with some cases counted as if they were."""
    values = [1.0 if case.id in mended else value for case, value in view.scored("correct")]
    return sum(values) / len(values) if values else None


def _most(names: Iterable[str]) -> str:
    counts = sorted(Counter(names).items(), key=lambda one: (-one[1], one[0]))
    rest = sum(count for _, count in counts[_NAMED:])
    shown = [f"{name} ({count})" for name, count in counts[:_NAMED]]
    return ", ".join([*shown, *([f"others ({rest})"] if rest else [])])
