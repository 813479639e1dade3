"""Topics as readers know them: by the English labels of the question bank."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from eval.report.formats import named


@cache
def topic_labels() -> Mapping[str, str]:
    """The English noun phrase of each topic of `assistant/data/topics.toml`, by its id."""
    text = (files("assistant") / "data" / "topics.toml").read_text(encoding="utf-8")
    return {topic: table["label"]["en"] for topic, table in tomllib.loads(text)["topic"].items()}


def topic_name(topic: str | None) -> str:
    """The label of a topic; a topic that the question bank does not know goes by its id."""
    return topic_labels().get(topic or "") or named(topic)


def topic_and_id(topic: str | None) -> str:
    """The label of a topic with its id behind it, such as "small talk (_small_talk)"; without a label, one name."""
    return f"{topic_name(topic)} ({topic})" if topic in topic_labels() else topic_name(topic)
