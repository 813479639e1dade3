"""Understood question → ranked passages of one insurer, with the features of each score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.errors import InsurerUnavailable
from assistant.settings import RetrievalSettings
from assistant.topics import QuestionBank, Topic
from assistant.understanding import Understood
from ingest.embedding import Vectors
from ingest.errors import IndexFault
from ingest.lexical import terms
from ingest.loaded import LoadedRelease
from ingest.published import passage_text
from ingest.records import Fact, ParsedDocument, Passage
from ingest.views import clean

CONTACT_KINDS = ("email", "address", "form", "phone")
_UNLIKELY = 0.03


@dataclass(frozen=True)
class Candidate:
    """A passage with its score and the weighted features that sum to it."""

    passage: Passage
    parsed: ParsedDocument
    score: float
    features: dict[str, float]
    sentence_scores: Vectors
    """Similarity of each sentence of the passage to the question."""


class PolicyIndex:
    """One insurer's release with what the question bank knows of it: which passages prove which topic."""

    def __init__(self, release: LoadedRelease, bank: QuestionBank) -> None:
        self.release = release
        self.bank = bank
        self._row = {name: row for row, name in enumerate(release.order)}
        texts = [passage_text(release.documents[name], release.passages[name]) for name in release.order]
        searchable = [clean(text) for text in texts]
        self._evidence = {
            topic.id: np.array([topic.evidence.search(text) is not None for text in searchable], dtype=np.float32)
            for topic in bank.topics.values()
            if topic.evidence
        }
        self._keywords = {
            topic.id: np.asarray(
                release.lexical(terms(topic.keywords["fr"], "fr") + terms(topic.keywords["en"], "en"))
            )
            for topic in bank.topics.values()
            if not topic.outside
        }
        self._statements = {
            topic.id: self._best_sentence(topic.statements)
            for topic in bank.topics.values()
            if len(topic.statements)
        }

    def proves(self, topic: str) -> bool | None:
        """Whether some passage says something on the topic; None when no pattern can tell."""
        found = self._evidence.get(topic)
        return None if found is None else bool(found.any())

    def evidence_in(self, topic: str, passage: str) -> bool:
        """Whether one passage says something on the topic."""
        found = self._evidence.get(topic)
        return found is not None and bool(found[self._row[passage]])

    def proven(self) -> list[str]:
        """The topics that the policy says something on."""
        return [topic for topic, found in self._evidence.items() if found.any()]

    def facts(self, kind: str) -> list[tuple[Fact, ParsedDocument]]:
        """The facts of one kind, in the order of the documents."""
        return [
            (fact, parsed)
            for parsed in self.release.release.documents
            for fact in parsed.facts
            if fact.kind == kind
        ]

    def contacts(self, roles: tuple[str, ...]) -> list[tuple[Fact, ParsedDocument]]:
        """The contacts of the first of `roles` that the policy has any of.

        Contacts in another language than the document's first are left out: they are translations.
        """
        for role in roles:
            found = [
                (fact, parsed)
                for kind in CONTACT_KINDS
                for fact, parsed in self.original_facts(kind)
                if fact.role == role
            ]
            if found:
                return found
        return []

    def original_facts(self, kind: str) -> list[tuple[Fact, ParsedDocument]]:
        """The facts of one kind that are stated in the first language of their document."""
        return [
            (fact, parsed)
            for fact, parsed in self.facts(kind)
            if self.release.passages[fact.passage].language == parsed.document.languages[0]
        ]

    def rank(self, asked: Understood, weights: RetrievalSettings, limit: int) -> list[Candidate]:
        """The `limit` best passages, best first. Raises InsurerUnavailable when the vectors cannot be reached."""
        release = self.release
        topics = [(name, share) for name, share in asked.likeliest[: weights.topics] if share >= _UNLIKELY]
        nearest = self._nearest(asked.vector)
        sentences = release.sentence_similarities(asked.vector)
        columns = {
            "dense": weights.dense * _standard(np.array([nearest.get(name, 0.0) for name in release.order])),
            "sentence": weights.sentence * _standard(self._maxima(sentences)),
            "lexical": weights.lexical * _standard(release.lexical(asked.words)),
            "keywords": weights.keywords * _standard(self._mixed(self._keywords, topics)),
            "statement": weights.statement * _standard(self._mixed(self._statements, topics)),
            "evidence": weights.evidence * self._mixed(self._evidence, topics),
        }
        total = np.sum(list(columns.values()), axis=0)
        best = np.argsort(-total, kind="stable")[:limit]
        return [self._candidate(int(row), total, columns, sentences) for row in best]

    def _nearest(self, vector: Vectors) -> dict[str, float]:
        try:
            return self.release.nearest(vector, len(self.release.order))
        except IndexFault as error:
            raise InsurerUnavailable(insurer=self.release.insurer.id) from error

    def _candidate(self, row: int, total: Vectors, columns: dict[str, Vectors], sentences: Vectors) -> Candidate:
        name = self.release.order[row]
        first, last = self.release.sentence_offsets[name]
        return Candidate(
            passage=self.release.passages[name],
            parsed=self.release.documents[name],
            score=float(total[row]),
            features={feature: float(column[row]) for feature, column in columns.items()},
            sentence_scores=sentences[first:last],
        )

    def _mixed(self, table: dict[str, Vectors], topics: list[tuple[str, float]]) -> Vectors:
        """The topics' columns, weighted by how likely each topic is."""
        mixed = np.zeros(len(self.release.order), dtype=np.float32)
        for name, share in topics:
            if name in table:
                mixed += share * table[name]
        return mixed

    def _best_sentence(self, statements: Vectors) -> Vectors:
        similarities = self.release.sentence_vectors @ statements.T
        return self._maxima(similarities.max(axis=1))

    def _maxima(self, sentences: Vectors) -> Vectors:
        offsets = [self.release.sentence_offsets[name] for name in self.release.order]
        return np.array([sentences[first:last].max() for first, last in offsets], dtype=np.float32)


def proves(topic: Topic, text: str) -> bool:
    """Whether `text` says something on the topic."""
    return topic.evidence is not None and topic.evidence.search(clean(text)) is not None


def _standard(values: Vectors) -> Vectors:
    """Zero mean and unit deviation over the passages of the policy; zeros when all are equal."""
    values = np.asarray(values, dtype=np.float32)
    deviation = float(values.std())
    return (values - values.mean()) / deviation if deviation > 1e-9 else np.zeros_like(values)
