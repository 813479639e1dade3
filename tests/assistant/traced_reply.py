"""A reply with its trace, made by hand over an invented policy of twelve sections of two sentences each."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from assistant.reply import Outcome, Reply, Trace
from assistant.retrieval import Candidate
from ingest.records import Document, ParsedDocument, Passage, Sentence, Span

SECTIONS = 12
SECOND = "Seconde [red]phrase[/red],\n  la meilleure."
TEXT = "\n\n".join(f"Phrase {number:02}. {SECOND}" for number in range(SECTIONS))
QUESTION = "mon numéro est [numéro de sécurité sociale], comment exercer mes droits ?"


def untraced(outcome: Outcome = "needs_clarification") -> Reply:
    """A reply for which no passage was looked for."""
    return Reply("c", "m", "fern", "fr", outcome, "Précisez.")


def traced(silent: float | None = 0.25) -> Reply:
    """A reply whose second sentences score best, section by section."""
    understood = SimpleNamespace(
        text=QUESTION,
        language="fr",
        topics={"exercise_rights": 0.5, "access": 0.2, "_small_talk": 0.1, "t4": 0.09, "t5": 0.06, "t6": 0.05},
        outside=0.1,
        slots={"how": 0.7, "address": 0.2, "open": 0.06, "list": 0.04},
        action="access",
        wish=0.34,
        audience="heir",
    )
    decision = SimpleNamespace(
        outcome="answered", topic="exercise_rights", reason="asks how", silent=silent, missing=silent
    )
    parsed, passages = policy()
    candidates = tuple(
        Candidate(
            passage=passage,
            parsed=parsed,
            score=12.0 - rank,
            features={"dense": 14.0 - rank, "agreement": -2.0},
            sentence_scores=np.array([0.0, 12.0 - rank], dtype=np.float32),
        )
        for rank, passage in enumerate(passages)
    )
    return replace(untraced("answered"), answer="Oui.", trace=Trace(understood, decision, candidates))


def policy() -> tuple[ParsedDocument, list[Passage]]:
    """The policy, and its passages in order."""
    document = Document(
        insurer="fern",
        id="policy",
        version="undated-0000000a",
        title="Politique",
        text=TEXT,
        sha256="a",
        languages=("fr",),
        date=None,
        origin="invented",
        machine_translated=False,
    )
    length = len("Phrase 00. ") + len(SECOND)
    passages = []
    for number in range(SECTIONS):
        start = TEXT.index(f"Phrase {number:02}")
        second = start + len("Phrase 00. ")
        passages.append(
            Passage(
                id=f"p{number}",
                document="policy",
                version=document.version,
                section=f"Article {number} – Vos droits et la façon de les exercer auprès du délégué",
                path=(),
                spans=(Span(start, start + length),),
                kind="text",
                language="fr",
                introduction=None,
                sentences=(Sentence((Span(start, second - 1),)), Sentence((Span(second, start + length),))),
            )
        )
    return ParsedDocument(document, (), (), tuple(passages), (), ()), passages
