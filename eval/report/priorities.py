"""What to mend first: the lost cases by the stage that lost them and by topic, with what mending would bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.report.breakdowns import insurer_of
from eval.report.formats import counted, percent
from eval.report.mending import at_most, correct_now, estimate
from eval.report.stages import FIRST, STAGES, Stage, found
from eval.report.topics import topic_name
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
    estimate: float | None
    """About the share of correct answers if none of them were lost; None where nothing tells."""
    at_most: float | None
    """That share if all of them were correct then; None where correctness is not scored."""
    aside: str
    """What else is to be known before mending; empty for most stages."""

    @property
    def topics(self) -> str:
        """The topics with most of them."""
        return _most(topic_name(case.topic) for case in self.cases)

    @property
    def insurers(self) -> str:
        """The insurers with most of them."""
        return _most(insurer_of(case) for case in self.cases)


@dataclass(frozen=True, slots=True)
class TopicLoss:
    """The lost cases of one topic."""

    topic: str
    """Its id; empty for none."""
    lost: int
    cases: int
    share: float
    """Of all lost cases."""
    stages: str


def losses(view: RunView, lost: Mapping[str, str]) -> list[Loss]:
    """The stages that lost cases, the one with most of them first. `lost` maps case ids to stages."""
    made = [_loss(view, stage, lost) for stage in STAGES if stage.id in lost.values()]
    return sorted(made, key=lambda one: -len(one.cases))


def topic_losses(view: RunView, lost: Mapping[str, str]) -> list[TopicLoss]:
    """The topics that lost cases, the one with most of them first."""
    labels = {stage.id: stage.label for stage in STAGES}
    topics = Counter(case.topic or "" for case in view.cases)
    stages: dict[str, list[str]] = {}
    for case in view.cases:
        if case.id in lost:
            stages.setdefault(case.topic or "", []).append(labels[lost[case.id]])
    made = [
        TopicLoss(topic, len(mine), topics[topic], len(mine) / len(lost), _most(mine))
        for topic, mine in stages.items()
    ]
    return sorted(made, key=lambda one: (-one.lost, topic_name(one.topic)))


def tally(ranked: Sequence[Loss]) -> str:
    """How many cases are lost, how many are not correct, and why they differ; empty without correctness."""
    if any(one.at_most is None for one in ranked):
        return ""
    total, wrong = sum(len(one.cases) for one in ranked), sum(one.wrong for one in ranked)
    others = [(one.stage.label, len(one.cases) - one.wrong) for one in ranked if len(one.cases) > one.wrong]
    said = f"{counted(total, 'lost case')}: {wrong} not correct"
    if others:
        stages = ", ".join(f"{label} ({count})" for label, count in others)
        said += f", and {total - wrong} correct that lost what correctness does not ask for – {stages}"
    return f"{said}."


def advice(view: RunView, ranked: Sequence[Loss]) -> list[tuple[Stage, str]]:
    """The stages that lost most cases, three at most, each with the sentences that say what to mend."""
    total = sum(len(one.cases) for one in ranked)
    return [(one.stage, _sentences(view, one, total)) for one in ranked[:_NAMED]]


def _sentences(view: RunView, loss: Loss, total: int) -> str:
    count = len(loss.cases)
    said = (
        f"{count} of {counted(total, 'lost case')} ({percent(loss.share)}): {loss.stage.meaning}. "
        f"Most on {loss.topics}; at {loss.insurers}. "
    )
    if loss.estimate is not None:
        now, then = percent(correct_now(view)), percent(loss.estimate)
        said += f"Without these losses, about {then} of the answers would be correct instead of {now}. "
    if loss.aside:
        said += f"{loss.aside} "
    return said + f"Look at {loss.stage.look_at}."


def _loss(view: RunView, stage: Stage, lost: Mapping[str, str]) -> Loss:
    cases = tuple(case for case in view.cases if lost.get(case.id) == stage.id)
    wrong = [case for case in cases if view.score(case, "correct") == 0.0]
    return Loss(
        stage=stage,
        cases=cases,
        share=len(cases) / len(lost),
        wrong=len(wrong),
        estimate=estimate(view, lost, stage.id, wrong),
        at_most=at_most(view, wrong),
        aside=_found_anyway(view, cases) if stage.id == "topic" else "",
    )


def _found_anyway(view: RunView, cases: Sequence[Case]) -> str:
    """How often the passage was there though the topic was wrong: mending the topic is not the only remedy then."""
    answered = [case for case in cases if case.gold]
    if not answered:
        return ""
    there = sum(found(case, view.observations[case.id]) for case in answered)
    return (
        f"Passage found anyway: in {there} of the {len(answered)} that the policy answers, a passage that answers "
        f"was among the first {FIRST}."
    )


def _most(names: Iterable[str]) -> str:
    counts = sorted(Counter(names).items(), key=lambda one: (-one[1], one[0]))
    rest = sum(count for _, count in counts[_NAMED:])
    shown = [f"{name} ({count})" for name, count in counts[:_NAMED]]
    return ", ".join([*shown, *([f"others ({rest})"] if rest else [])])
