"""What the product understands of questions whose meaning is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.audience import audience_of
from assistant.classifiers import QuestionClassifier
from assistant.errors import WordlessQuestion
from assistant.examples import NO_ACTION, Labelled
from assistant.masking import mask
from assistant.topics import QuestionBank
from assistant.understanding import clean_question, language_of_question
from ingest.embedding import Embedder, Vectors

Shares = Mapping[str, float]
"""Classes with their probabilities, likeliest first."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The probabilities that a classifier gives, and those that it gave without its temperature."""

    shares: Shares
    uncalibrated: Shares


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with what is right and what the product understands."""

    right: Labelled
    topics: Weighed
    slots: Weighed
    actions: Weighed
    audience: str | None
    language: str

    @property
    def inside(self) -> bool:
        """Whether every topic that a fair judge accepts is one of the product's subject."""
        return not any(map(outside, self.right.topics))

    @property
    def mixed(self) -> bool:
        """Whether a fair judge accepts topics on both sides of the border of the subject."""
        return len(set(map(outside, self.right.topics))) > 1

    @property
    def action(self) -> str:
        """The likeliest type of request, if they want to act."""
        return next(name for name in self.actions.shares if name != NO_ACTION)


def read(
    questions: Sequence[Labelled],
    bank: QuestionBank,
    embedder: Embedder,
    advance: Callable[[int, int], None] = lambda *_: None,
) -> list[Reading]:
    """Each question as the product reads it, a first message to no insurer in particular; `advance` is told how
    many of how many are read."""
    found = []
    for done, one in enumerate(questions, start=1):
        text = cleaned(one.text)
        vector = embedder.query(text)
        found.append(
            Reading(
                right=one,
                topics=_weighed(bank.topic_of, text, vector),
                slots=_weighed(bank.slot_of, text, vector),
                actions=_weighed(bank.action_of, text, vector),
                audience=audience_of(text),
                language=language_of_question(text),
            )
        )
        advance(done, len(questions))
    return found


def outside(topic: str) -> bool:
    """Whether a topic is outside the product's subject."""
    return topic.startswith("_")


def cleaned(question: str) -> str:
    """The question as the classifiers get it; one without a word, which the product refuses unread, as it is."""
    try:
        return mask(clean_question(question, len(question))).text
    except WordlessQuestion:
        return question


def _weighed(classifier: QuestionClassifier, text: str, vector: Vectors) -> Weighed:
    plain = replace(classifier, temperature=1.0)
    return Weighed(classifier.probabilities(text, vector), plain.probabilities(text, vector))
