"""Questions understood by hand: topics and kinds of answer are given, the vector is that of a policy statement."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from assistant.retrieval import Candidate, PolicyIndex
from assistant.settings import RetrievalSettings
from assistant.understanding import Understood
from ingest.embedding import Vectors

SETTINGS = RetrievalSettings()


def asking(
    topics: Mapping[str, float],
    slots: Mapping[str, float] | None = None,
    *,
    text: str = "La question ?",
    language: str = "fr",
    vector: Vectors | None = None,
    action: str = "erasure",
    actions: tuple[str, ...] = (),
    wish: float = 0.0,
    asks_how: bool = False,
) -> Understood:
    """A question with these topics and kinds of answer, the likeliest first."""
    return Understood(
        text=text,
        language=language,
        vector=np.zeros(1, dtype=np.float32) if vector is None else vector,
        topics=dict(topics),
        action=action,
        actions=actions or (action,),
        wish=wish,
        slots=dict(slots or {"open": 1.0}),
        asks_how=asks_how,
        audience=None,
        words=(),
    )


def about(index: PolicyIndex, topic: str, slots: Mapping[str, float] | None = None, text: str = "") -> Understood:
    """A question that is surely about a topic, where a typical statement on it would be."""
    vector = index.bank.topics[topic].statements[0]
    return asking({topic: 0.97, "_out_of_scope": 0.03}, slots, text=text or "La question ?", vector=vector)


def ranked(index: PolicyIndex, asked: Understood, settings: RetrievalSettings = SETTINGS) -> list[Candidate]:
    """Every passage of a policy, best first."""
    return index.rank(asked, settings, len(index.release.order))
