"""The product itself, called as its HTTP API calls it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from assistant.accept_language import page_language
from assistant.api.schemas import chat_reply
from assistant.conversation import Conversations
from assistant.engine import Engine, Found
from assistant.reply import Reply, Trace
from assistant.retrieval import Candidate
from eval.cases import Case
from eval.observations import Observation, Retrieved
from eval.systems.contract import observed, retrieved
from eval.systems.versions import code_version, package_versions, text_mark

_TOPICS_KEPT = 8
_PLACES = {"corpus_dir", "data_dir", "host", "port", "chroma_url", "explain", "llm_base_url", "llm_api_key"}
"""Settings that say where things are; they decide no answer and differ from machine to machine."""
_MODEL = {"llm", "llm_seconds", "llm_tokens", "llm_concurrency"}
"""Settings of the language model, of no effect on an engine without one."""


class InProcess:
    """An engine asked as `POST /v1/chat` asks it for a member whose browser states no language."""

    def __init__(self, engine: Engine, name: str = "default") -> None:
        self._engine = engine
        self._name = name
        self._interface = page_language(None, None)

    @property
    def name(self) -> str:
        """A short name for tables."""
        return self._name

    def about(self) -> dict[str, Any]:
        """Code, packages, settings, embedding model, and the releases with the texts they were made of."""
        indexes = self._engine.releases.available()
        published = [index.release.published for index in indexes]
        return {
            "kind": "in process",
            "code": code_version(),
            "packages": package_versions(),
            "settings": self._engine.settings.model_dump(
                mode="json", exclude=_PLACES if self._engine.writer else _PLACES | _MODEL
            ),
            "embedding": [
                {"model": name, "dimension": dimension, "fingerprint": list(marks)}
                for name, dimension, marks in sorted(
                    {(one.release.model, one.release.dimension, one.fingerprint_of_model) for one in published}
                )
            ],
            "releases": {one.release.insurer: one.release.fingerprint for one in published},
            "texts": {
                f"{parsed.document.insurer}/{parsed.document.id}": text_mark(
                    parsed.document.version, parsed.document.sha256
                )
                for one in published
                for parsed in one.release.documents
            },
        }

    def answer(self, case: Case, depth: int) -> Observation:
        """The reply to a case, after the earlier messages of its conversation. Raises MesdroitsError."""
        if case.outcome is None:
            return self._search(case, depth)
        conversation = Conversations.new_id()
        for message in case.history:
            self._ask(case.insurer, message, conversation)
        started = time.perf_counter()
        reply = self._ask(case.insurer, case.question, conversation)
        milliseconds = (time.perf_counter() - started) * 1_000
        trace, written = reply.trace, reply.generation
        found = tuple(map(_candidate, trace.candidates[:depth])) if trace else self._found(reply, case, depth)
        return replace(
            observed(case, chat_reply(reply), found, milliseconds),
            stages=dict(reply.timings),
            understanding=_understanding(trace) if trace else {},
            decision=_decision(trace) if trace else {},
            generation=written,
            tokens_in=written.input_tokens if written else 0,
            tokens_out=written.output_tokens if written else 0,
        )

    def _ask(self, insurer: str | None, message: str, conversation: str) -> Reply:
        return self._engine.ask(insurer, message, None, conversation, interface_language=self._interface)

    def _search(self, case: Case, depth: int) -> Observation:
        if case.insurer is None:
            raise ValueError("a case without an outcome needs an insurer: there is nothing to search in")
        started = time.perf_counter()
        found = self._engine.search(case.insurer, case.question, depth)
        milliseconds = (time.perf_counter() - started) * 1_000
        passages = tuple(map(_passage, found))
        return Observation(case.id, "answered", retrieved=passages, milliseconds=milliseconds)

    def _found(self, reply: Reply, case: Case, depth: int) -> tuple[Retrieved, ...]:
        """The passages that a search finds where the reply needed none; none where no insurer is known."""
        if reply.insurer is None:
            return ()
        return tuple(map(_passage, self._engine.search(reply.insurer, case.question, depth)))


def _passage(found: Found) -> Retrieved:
    return replace(retrieved(found), features=dict(found.scores))


def _candidate(candidate: Candidate) -> Retrieved:
    document, hull = candidate.parsed.document, candidate.passage.hull
    return Retrieved(
        document=f"{document.insurer}/{document.id}",
        start=hull.start,
        end=hull.end,
        score=candidate.score,
        text=document.slice(hull),
        section=candidate.passage.section,
        features=dict(candidate.features),
    )


def _understanding(trace: Trace) -> dict[str, Any]:
    asked = trace.understood
    return {
        "topics": dict(list(asked.topics.items())[:_TOPICS_KEPT]),
        "language": asked.language,
        "action": asked.action,
        "wish": asked.wish,
        "outside": asked.outside,
    }


def _decision(trace: Trace) -> dict[str, Any]:
    made = trace.decision
    return {
        "topic": made.topic,
        "reason": made.reason,
        "outside": trace.understood.outside,
        "missing": made.missing,
        "silent": made.silent,
    }
