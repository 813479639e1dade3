"""A language model whose replies a test writes: it takes the place of `LanguageModel`, not of what is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from assistant.language_model.failures import ModelFailed
from assistant.language_model.streaming import Usage

Reply = Iterable["str | ModelFailed"]
_PASSAGE = re.compile(r'<passage-\w+ number="(\d+)"[^>]*>\n(.*?)\n</passage-', re.DOTALL)
_EXCERPT = re.compile(r'<excerpt-\w+ number="(\d+)">\n(.*?)\n</excerpt-', re.DOTALL)


@dataclass
class Scripted:
    """A reply in pieces; a failure among them is raised in its place."""

    pieces: Iterator[str | ModelFailed]
    usage: Usage = field(default_factory=lambda: Usage(100, 10))
    closed: bool = False

    def __iter__(self) -> Iterator[str]:
        for piece in self.pieces:
            if isinstance(piece, ModelFailed):
                raise piece
            yield piece

    def close(self) -> None:
        self.closed = True


@dataclass
class ScriptedModel:
    """Answers a prompt of a purpose ("answer", "gloss", "follow_up") by `says[purpose](prompt)`, or by nothing."""

    says: dict[str, Callable[[str], Reply]]
    name: str = "scripted:model"
    prompts: list[tuple[str, str]] = field(default_factory=list)
    """Purpose and user message of each call."""
    replies: list[Scripted] = field(default_factory=list)

    def stream(self, messages, deadline, purpose) -> Scripted:
        assert deadline.left() > 0
        prompt = messages[-1].text
        self.prompts.append((purpose, prompt))
        written = self.says.get(purpose, lambda _: ())(prompt)
        if isinstance(written, ModelFailed):
            raise written
        self.replies.append(Scripted(iter(written)))
        return self.replies[-1]


def passages(prompt: str) -> dict[int, str]:
    """The passages of a prompt by their numbers."""
    return {int(number): text for number, text in _PASSAGE.findall(prompt)}


def excerpts(prompt: str) -> dict[int, str]:
    """The excerpts to translate by their numbers."""
    return {int(number): text for number, text in _EXCERPT.findall(prompt)}
