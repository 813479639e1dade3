"""How many examples the question bank has, as its card tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.examples import SLOTS, Examples
from eval.understanding.tables import table

LANGUAGES = ("fr", "en")
REGISTERS = ("plain", "short", "sms", "misspelt", "indirect", "emotional", "agent", "rambling")


def counts(examples: Examples) -> str:
    """The counts of the examples as tables of Markdown, a blank line between them."""
    questions, wishes, statements = examples.questions, examples.wishes, examples.statements
    kept_apart = examples.calibration
    languages = {
        "questions": [one.language for one in questions],
        "wishes": [one.language for one in wishes],
        "statements": [one.language for one in statements],
        "calibration": [one.language for one in kept_apart],
    }
    registers = {
        "questions": [one.register for one in questions],
        "wishes": [one.register for one in wishes],
        "calibration": [one.register for one in kept_apart],
    }
    slots = {"questions": [one.slot for one in questions], "calibration": [one.slot for one in kept_apart]}
    stated = Counter(topic for one in statements for topic in one.topics)
    by_topic = {
        topic: Counter(one.language for one in questions if one.topic == topic) for topic in _topics(examples)
    }
    by_action = {
        action: Counter(one.language for one in wishes if one.action == action)
        for action in sorted({one.action for one in wishes})
    }
    return "\n\n".join(
        [
            _crossed("language", languages, LANGUAGES),
            _crossed("register", registers, REGISTERS),
            _crossed("kind of answer", slots, SLOTS),
            table(
                ("topic", "questions", *LANGUAGES, "statements that answer it"),
                [[topic, _all(by), *_each(by), f"{stated[topic]}"] for topic, by in by_topic.items()],
            ),
            table(
                ("type of request", "wishes", *LANGUAGES),
                [[action, _all(by), *_each(by)] for action, by in by_action.items()],
            ),
        ]
    )


def _topics(examples: Examples) -> list[str]:
    return sorted({one.topic for one in examples.questions})


def _crossed(title: str, labels: dict[str, list[str]], values: Sequence[str]) -> str:
    """How many labels of each kind have each value, values as rows."""
    counted = [Counter(some) for some in labels.values()]
    rows = [[value, *(f"{one[value]:,}" for one in counted)] for value in values]
    return table((title, *labels), [*rows, ["all", *map(_all, counted)]])


def _all(counted: Counter[str]) -> str:
    return f"{counted.total():,}"


def _each(counted: Counter[str]) -> Iterable[str]:
    return (f"{counted[language]:,}" for language in LANGUAGES)
