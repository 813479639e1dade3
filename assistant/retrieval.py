"""Understood question → ranked passages of one insurer, with the features of each score."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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

FEATURES = (
    "dense",
    "sentence",
    "lexical",
    "keywords",
    "statement",
    "agreement",
    "evidence",
    "proof",
    "fact",
    "slot",
)
"""What a sentence's score is made of; each has its weight in `RetrievalSettings`."""
CONTACT_KINDS = ("email", "address", "form", "phone")
FACTS_OF_SLOT = {
    "email": frozenset({"email", "hidden_email"}),
    "address": frozenset({"address"}),
    "phone": frozenset({"phone"}),
    "duration": frozenset({"retention", "response_time", "cookie_period"}),
    "date": frozenset({"version_date"}),
    "place": frozenset({"transfer", "host"}),
    "name": frozenset({"controller", "processor", "recipient", "host", "authority"}),
    "list": frozenset({"recipient", "purpose", "data_category", "right"}),
    "how": frozenset({"email", "address", "form", "member_area", "web", "identity", "marketing_optout"}),
}
"""The kinds of fact that answer a kind of question (see `docs/facts.md`)."""
_UNLIKELY = 0.03
_NOTHING: Vectors = np.zeros(1, dtype=np.float32)


@dataclass(frozen=True)
class Candidate:
    """A passage with its score, that of its best sentence, and the weighted features that sum to it."""

    passage: Passage
    parsed: ParsedDocument
    score: float
    features: dict[str, float]
    sentence_scores: Vectors
    """The score of each sentence of the passage."""


class PolicyIndex:
    """One insurer's release with what the question bank knows of it: which passages prove which topic."""

    def __init__(self, release: LoadedRelease, bank: QuestionBank) -> None:
        self.release = release
        self.bank = bank
        self._row = {name: row for row, name in enumerate(release.order)}
        self._passage_of = np.concatenate(
            [np.full(last - first, row) for row, (first, last) in enumerate(self._offsets())]
        )
        """The row of the passage that each sentence is of."""
        texts = [passage_text(release.documents[name], release.passages[name]) for name in release.order]
        searchable = [clean(text) for text in texts]
        self.text = "\n".join(searchable)
        inside = [topic for topic in bank.topics.values() if not topic.outside]
        self._evidence: dict[str, Vectors] = {
            topic.id: np.array([topic.evidence.search(text) is not None for text in searchable], dtype=np.float32)
            for topic in inside
            if topic.evidence
        }
        self._sentence_evidence: dict[str, Vectors] = {
            topic.id: self._proving_sentences(topic) for topic in inside if topic.id in self._evidence
        }
        self._keywords = {
            topic.id: np.asarray(
                release.lexical(terms(topic.keywords["fr"], "fr") + terms(topic.keywords["en"], "en"))
            )
            for topic in inside
        }
        self._statements: dict[str, Vectors] = {
            topic.id: (release.sentence_vectors @ topic.statements.T).max(axis=1)
            for topic in inside
            if len(topic.statements)
        }
        answered = sigmoid(release.sentence_vectors @ bank.sentence_topics.weights.T + bank.sentence_topics.bias)
        self._answered: dict[str, Vectors] = {
            name: answered[:, place] for place, name in enumerate(bank.sentence_topics.classes)
        }
        """The probability that each sentence answers a topic."""
        self._answers = {topic.id: self._answerable(topic.id) for topic in inside}
        self._stated = {topic.id: self._stating(self.stated(topic.id)) for topic in inside if topic.facts}
        self._slots: dict[str, Vectors] = {
            slot: self._stating([fact for kind in kinds for fact in self.facts(kind)])
            for slot, kinds in FACTS_OF_SLOT.items()
        }

    def proves(self, topic: str) -> bool | None:
        """Whether some passage says something on the topic; None when no pattern can tell."""
        found = self._evidence.get(topic)
        return None if found is None else bool(found.any())

    def answers(self, topic: str) -> float:
        """The probability that the policy gives a real answer to ordinary questions on a topic (0 to 1)."""
        return self._answers.get(topic, 0.0)

    def stated(self, topic: str, *, translated: bool = False) -> list[tuple[Fact, ParsedDocument]]:
        """The facts that answer a topic, in order; those of translations too if `translated`."""
        return [
            (fact, parsed)
            for kind, only in self.bank.topics[topic].facts
            for fact, parsed in (self.facts(kind) if translated else self.original_facts(kind))
            if only in {None, fact.normalised}
        ]

    def evidence_in(self, topic: str, passage: str) -> bool:
        """Whether one passage says something on the topic."""
        found = self._evidence.get(topic)
        return found is not None and bool(found[self._row[passage]])

    def proofs(self, topic: str, candidate: Candidate) -> list[bool]:
        """Of each sentence of a passage, whether it says something on the topic by itself."""
        first, last = self.release.sentence_offsets[candidate.passage.id]
        return [bool(one) for one in self._sentence_evidence.get(topic, np.zeros(last))[first:last]]

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
        columns = {
            name: getattr(weights, name) * column for name, column in self.features(asked, weights.topics).items()
        }
        total: Vectors = np.sum(list(columns.values()), axis=0, dtype=np.float32)
        candidates = []
        for row, (first, last) in enumerate(self._offsets()):
            best = first + int(total[first:last].argmax())
            name = self.release.order[row]
            candidates.append(
                Candidate(
                    passage=self.release.passages[name],
                    parsed=self.release.documents[name],
                    score=float(total[best]),
                    features={feature: float(column[best]) for feature, column in columns.items()},
                    sentence_scores=total[first:last],
                )
            )
        candidates.sort(key=lambda one: -one.score)
        return candidates[:limit]

    def features(self, asked: Understood, most_topics: int) -> dict[str, Vectors]:
        """What speaks for each sentence of the policy, unweighted: arrays of shape (sentences,).

        The features of a passage are those of all its sentences. Similarities are standardised over the policy.
        """
        release, spread = self.release, self._passage_of
        topics = [(name, share) for name, share in asked.likeliest[:most_topics] if share >= _UNLIKELY]
        nearest = self._nearest(asked.vector)
        similar = release.sentence_similarities(asked.vector)
        slots = [(slot, share) for slot, share in asked.slots.items() if slot in self._slots]
        return {
            "dense": _standard(np.array([nearest.get(name, 0.0) for name in release.order]))[spread],
            "sentence": _standard(similar),
            "lexical": _standard(release.lexical(asked.words))[spread],
            "keywords": _standard(self._mixed(self._keywords, topics, len(release.order)))[spread],
            "statement": _standard(self._mixed(self._statements, topics, len(spread))),
            "agreement": self._mixed(self._answered, topics, len(spread)),
            "evidence": self._mixed(self._evidence, topics, len(release.order))[spread],
            "proof": self._mixed(self._sentence_evidence, topics, len(spread)),
            "fact": self._mixed(self._stated, topics, len(spread)),
            "slot": self._mixed(self._slots, slots, len(spread)),
        }

    def _nearest(self, vector: Vectors) -> dict[str, float]:
        try:
            return self.release.nearest(vector, len(self.release.order))
        except IndexFault as error:
            raise InsurerUnavailable(insurer=self.release.insurer.id) from error

    def _mixed(self, table: dict[str, Vectors], shares: Sequence[tuple[str, float]], length: int) -> Vectors:
        """The columns of topics or slots, weighted by how likely each is."""
        mixed = np.zeros(length, dtype=np.float32)
        for name, share in shares:
            if name in table:
                mixed += share * table[name]
        return mixed

    def _offsets(self) -> list[tuple[int, int]]:
        return [self.release.sentence_offsets[name] for name in self.release.order]

    def found_on(self, topic: str) -> dict[str, float]:
        """What speaks for a topic being answered by the policy: the features of `answers`."""
        likely = np.sort(self._answered[topic])[::-1]
        proving = self._evidence.get(topic, _NOTHING)
        return {
            "passages": min(float(proving.sum()), 3.0),
            "passage": float(proving.any()),
            "sentence": float(self._sentence_evidence.get(topic, _NOTHING).any()),
            "likeliest": _logit(float(likely[0])),
            "likely": _logit(float(likely[:3].mean())),
            "similarity": float(self._statements[topic].max()) if topic in self._statements else 0.0,
            "fact": float(bool(self.stated(topic))),
        }

    def _answerable(self, topic: str) -> float:
        """A logistic regression over what was found, fitted on policies of other organisations."""
        weights = fitted()["answerable"]
        found = self.found_on(topic)
        return float(sigmoid(np.array(weights["intercept"] + sum(weights[name] * found[name] for name in found))))

    def _proving_sentences(self, topic: Topic) -> Vectors:
        """1 for each sentence that says something on the topic by itself."""
        found = np.zeros(len(self._passage_of), dtype=np.float32)
        for row in np.flatnonzero(self._evidence[topic.id]):
            name = self.release.order[row]
            first, _ = self.release.sentence_offsets[name]
            parsed = self.release.documents[name]
            for place, sentence in enumerate(self.release.passages[name].sentences):
                found[first + place] = proves(topic, parsed.sentence_text(sentence))
        return found

    def _stating(self, facts: Sequence[tuple[Fact, ParsedDocument]]) -> Vectors:
        """1 for each sentence that states one of the facts."""
        found = np.zeros(len(self._passage_of), dtype=np.float32)
        for fact, _ in facts:
            first, _ = self.release.sentence_offsets[fact.passage]
            for place, sentence in enumerate(self.release.passages[fact.passage].sentences):
                if any(span.overlaps(fact.evidence) for span in sentence.spans):
                    found[first + place] = 1.0
        return found


def proves(topic: Topic, text: str) -> bool:
    """Whether `text` says something on the topic."""
    return topic.evidence is not None and topic.evidence.search(clean(text)) is not None


def _standard(values: Vectors) -> Vectors:
    """Zero mean and unit deviation over the passages of the policy; zeros when all are equal."""
    values = np.asarray(values, dtype=np.float32)
    deviation = float(values.std())
    return (values - values.mean()) / deviation if deviation > 1e-9 else np.zeros_like(values)


def sigmoid(logits: Vectors) -> Vectors:
    """1 / (1 + e^-x)."""
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


@cache
def fitted() -> dict[str, dict[str, float]]:
    """The fitted weights of `assistant/data/fitted.toml`."""
    raw = (files("assistant") / "data" / "fitted.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)


def _logit(share: float) -> float:
    kept = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))
