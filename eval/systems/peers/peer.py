"""A recipe as a system: searched for every case, its first chunks shown as quotes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from threading import Lock
from typing import Any

from eval.cases import Case
from eval.errors import BadDataset, EvaluationError, MissingExtra
from eval.observations import Cited, Observation, Retrieved
from eval.systems.versions import text_mark
from ingest.embedding import Embedder
from ingest.language import language_of

Texts = Mapping[str, str]
"""Canonical texts by key "<insurer>/<document id>"."""
Search = Callable[[str, int], list[Retrieved]]
"""The first chunks for a question, best first; called from several threads at once."""
_LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Recipe:
    """How a framework's own documentation starts. `index` makes a search over texts, and imports the framework."""

    name: str
    packages: tuple[str, ...]
    numbers: Mapping[str, Any]
    """What decides its results, under the framework's own names."""
    shown: int
    """How many chunks its chatbot works with by default."""
    embeds: bool
    index: Callable[[Texts, Embedder], Search]


class Peer:
    """A recipe over the texts of each insurer. Raises MissingExtra when its framework is not installed."""

    def __init__(self, recipe: Recipe, texts_by_insurer: Mapping[str, Texts], embedder: Embedder) -> None:
        self._recipe = recipe
        self._texts_by_insurer = texts_by_insurer
        self._texts = {key: text for texts in texts_by_insurer.values() for key, text in texts.items()}
        self._marks = {key: _mark(text) for key, text in self._texts.items()}
        self._embedder = embedder
        self._building = Lock()
        self._searches: dict[str | None, Search] = {}
        for insurer in texts_by_insurer:
            self.index(insurer)

    @property
    def name(self) -> str:
        """The name of the recipe."""
        return self._recipe.name

    def about(self) -> dict[str, Any]:
        """The recipe's numbers, the versions of its libraries, the embedding model if any, and the texts."""
        model = self._embedder
        marks = {"model": model.name, "dimension": model.dimension, "fingerprint": list(model.fingerprint)}
        return {
            "kind": "peer",
            "recipe": {"name": self.name, "chunks_shown": self._recipe.shown, **self._recipe.numbers},
            "packages": {package: version(package) for package in self._recipe.packages},
            "embedding": [marks] if self._recipe.embeds else [],
            "texts": self._marks,
        }

    def answer(self, case: Case, depth: int) -> Observation:
        """The first `depth` chunks, and the recipe's default number of them as the answer."""
        search, shown = self.index(case.insurer), 0 if case.outcome is None else self._recipe.shown
        started = time.perf_counter()
        found = search(case.question, max(depth, shown))
        milliseconds = (time.perf_counter() - started) * 1_000
        answer = "\n\n".join(f"“{one.text}” [{marker}]" for marker, one in enumerate(found[:shown], start=1))
        return Observation(
            case=case.id,
            outcome="answered",
            answer=answer,
            language=language_of(answer, _LANGUAGES) if answer else "",
            citations=tuple(self._cited(marker, one) for marker, one in enumerate(found[:shown], start=1)),
            retrieved=tuple(found[:depth]),
            milliseconds=milliseconds,
        )

    def _cited(self, marker: int, chunk: Retrieved) -> Cited:
        version_of_text = self._marks[chunk.document]["version"]
        return Cited(marker, chunk.document, version_of_text, chunk.start, chunk.end, chunk.text)

    def index(self, insurer: str | None) -> Search:
        """The search in the texts of an insurer, in all texts without one; indexed when it is first asked for."""
        if insurer is not None and insurer not in self._texts_by_insurer:
            raise BadDataset(f"there is no text of {insurer!r}")
        with self._building:
            if insurer not in self._searches:
                texts = self._texts if insurer is None else self._texts_by_insurer[insurer]
                self._searches[insurer] = self._indexed(texts)
            return self._searches[insurer]

    def _indexed(self, texts: Texts) -> Search:
        try:
            return self._recipe.index(texts, self._embedder)
        except ModuleNotFoundError as error:
            raise MissingExtra(
                f"the peer {self.name!r} needs {error.name}, which is not installed: pip install 'mesdroits[peers]'"
            ) from error


def cut(texts: Texts, key: str, start: int, content: str, score: float) -> Retrieved:
    """A chunk where its framework says that it is, without the white space around it.

    Raises EvaluationError when the text does not read so there.
    """
    if start < 0 or not texts[key].startswith(content, start):
        raise EvaluationError(f"a chunk is not what {key} reads from {start} to {start + len(content)}")
    text = content.strip()
    start += len(content) - len(content.lstrip())
    return Retrieved(key, start, start + len(text), score, text)


def _mark(text: str) -> dict[str, str]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text_mark(f"text-{digest[:8]}", digest)
