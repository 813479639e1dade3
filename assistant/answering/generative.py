"""What a language model words: sentences from the passages found, translations of quotes, follow-ups written out.

It decides nothing: outcome, recipients, dates and refusals are made before it is asked, and nothing that it writes
is shown unless the checks of `support` find it in the passages that it names.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from assistant.answering.form import is_instruction, misfit
from assistant.answering.informing import Information
from assistant.answering.minimising import minimised
from assistant.answering.prompting import Task, Text, messages
from assistant.answering.quoting import LONGEST_INTRODUCTION, proof_of
from assistant.answering.support import Evidence, judged, restates, translated
from assistant.catalogue import message
from assistant.language_model.deadline import Deadline
from assistant.language_model.failures import ModelFailed
from assistant.law import LAW
from assistant.reply import Claim, Generation, Quote
from assistant.retrieval import Candidate, PolicyIndex
from assistant.understanding import Understood
from ingest.lexical import terms
from ingest.records import Span
from ingest.sentences import sentence_spans

if TYPE_CHECKING:
    from assistant.language_model.client import LanguageModel
    from assistant.language_model.streaming import Streamed
    from ingest.embedding import Embedder

T = TypeVar("T")
_log = logging.getLogger(__name__)
PASSAGES = 5
"""How many passages the model is given at most."""
SENTENCES = 4
"""How many of its sentences an answer has at most."""
GLOSSES = 2
"""How many quotes are translated at most."""
_PASSAGE_CHARACTERS = 900
_LONGEST_QUOTE = 500
"""Characters of a quote that is translated."""
_MOST_LINES = 12
_LONGEST_QUESTION = 40
"""Words of a follow-up written out."""
_FACTS = frozenset(
    {"email", "address", "phone", "form", "retention", "response_time", "cookie_period", "transfer", "version_date"}
)
_OF_ONE_REPLY = frozenset({"truncated", "malformed", "endless"})
"""Failures after which the model may be asked for something else."""
_MARK = re.compile(r"\[(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\]")
_BULLET = re.compile(r"^\s*(?:[-–•*]|\d{1,2}[.)])\s+")
_YES_NO = re.compile(r"^(?:oui|non|yes|no)\s*[,.:;–-]\s*", re.IGNORECASE)
_UNUSABLE = re.compile(r"[{}\[\]<>]")


class Writer:
    """The language model of a service, for all replies."""

    def __init__(self, model: LanguageModel, embedder: Embedder, seconds: float) -> None:
        self.model = model
        self.embedder = embedder
        self._seconds = seconds

    def begin(self) -> Writing:
        """What the model does for one reply, within the time that a reply may take."""
        return Writing(self.model, self.embedder, Deadline.after(self._seconds))


class Writing:
    """What the model does for one reply. A server that fails is not asked for anything more."""

    def __init__(self, model: LanguageModel, embedder: Embedder, deadline: Deadline) -> None:
        self._model = model
        self._embedder = embedder
        self._deadline = deadline
        self._dropped: Counter[str] = Counter()
        self._failure: str | None = None
        self._first_sentence: float | None = None
        self._tokens: Counter[str] = Counter()
        self._asked = False
        self._shown = self._glosses = 0
        self._rewritten: str | None = None
        self._replies: list[Streamed] = []

    def close(self) -> None:
        """Lets go of what the model still writes."""
        for one in self._replies:
            one.close()

    @property
    def summarises(self) -> bool:
        """Whether sentences of the model are in the answer."""
        return self._shown > 0

    def generation(self) -> Generation | None:
        """What the model had to do with the reply; None when it was not asked."""
        if not self._asked:
            return None
        return Generation(
            model=self._model.name,
            shown=self._shown,
            dropped=dict(self._dropped),
            failure=self._failure,
            first_sentence=self._first_sentence,
            input_tokens=self._tokens["input"],
            output_tokens=self._tokens["output"],
            rewritten=self._rewritten,
            glosses=self._glosses,
        )

    def follow_up(self, index: PolicyIndex, before: str, said: str, language: str) -> str | None:
        """A follow-up to the question `before`, written out; None unless it is a question made of their words."""
        first, second = (minimised(one, language, index.text, index.bank.spelling) for one in (before, said))
        texts = [Text("first-question", first), Text("second-message", second)]
        with closing(self._lines(self._begun("follow_up", language, texts))) as lines:
            written = next(self._guarded(lines), "").strip(' "«»“”')
        if not _only_their_words(written, before, said, language):
            return None
        self._rewritten = written
        return written

    def showed(self) -> None:
        """Notes that the last sentence stands in the answer."""
        self._shown += 1

    def sentences(
        self, asked: Understood, candidates: Sequence[Candidate], index: PolicyIndex, language: str
    ) -> Iterator[Claim]:
        """The sentences that the passages support, as they are written, each with the quotes that prove it.

        Whoever shows one says so by `showed` before asking for the next.
        """
        return self._guarded(self._sentences(asked, candidates, index, language))

    def _sentences(
        self, asked: Understood, candidates: Sequence[Candidate], index: PolicyIndex, language: str
    ) -> Iterator[Claim]:
        sources = [_Source(one, index) for one in candidates[:PASSAGES]]
        texts = [Text("question", minimised(asked.text, asked.language, index.text, index.bank.spelling))]
        texts += [Text("passage", one.told, number, one.section) for number, one in enumerate(sources, start=1)]
        texts += [Text("facts", facts)] if (facts := _facts(sources)) else []
        started = time.perf_counter()
        names = _names(index)
        seen: set[str] = set()
        with closing(self._lines(self._begun("answer", language, texts))) as lines:
            for written, cited in self._cited(lines):
                claim = self._checked(
                    written, [sources[one] for one in cited if one < len(sources)], language, names
                )
                if claim is None or claim.template.casefold() in seen:
                    continue
                seen.add(claim.template.casefold())
                if self._first_sentence is None:
                    self._first_sentence = (time.perf_counter() - started) * 1_000
                yield replace(claim, continues=self._shown > 0)
                if self._shown == SENTENCES:
                    return

    def glosses(self, found: Information, index: PolicyIndex, language: str) -> Glosses:
        """The translations of the first foreign quotes, which the model begins to write now."""
        quotes = dict.fromkeys(
            quote
            for claim in found.claims(index, language)
            for quote in claim.quotes
            if quote.language != language and quote.insurer != LAW and len(quote.text) <= _LONGEST_QUOTE
        )
        wanted = [one for one in quotes if not is_instruction(one.text)][:GLOSSES]
        if not wanted:
            return Glosses(iter(()), language)
        texts = [Text("excerpt", one.text, number) for number, one in enumerate(wanted, start=1)]
        lines = self._lines(self._begun("gloss", language, texts))
        return Glosses(self._guarded(self._translations(lines, wanted, _names(index), language)), language)

    def restated(self, told: Sequence[str], found: Information, index: PolicyIndex, language: str) -> set[Quote]:
        """The quotes whose whole content the sentences `told` say."""
        if not told:
            return set()
        quotes = {quote for claim in found.claims(index, language) for quote in claim.quotes}
        return {
            quote for quote in quotes if any(restates([one], quote.text, language, quote.language) for one in told)
        }

    def _begun(self, task: Task, language: str, texts: Sequence[Text]) -> Streamed | None:
        """The reply of the model as it comes; None where it cannot be asked, or has failed before."""
        self._asked = True
        if self._failure is not None and self._failure not in _OF_ONE_REPLY:
            return None
        try:
            self._replies.append(self._model.stream(messages(task, language, texts), self._deadline, task))
            return self._replies[-1]
        except ModelFailed as failed:
            self._failure = failed.reason
            return None

    def _lines(self, streamed: Streamed | None) -> Generator[str]:
        """The lines of a reply that came whole and say something; what goes wrong ends them."""
        if streamed is None:
            return
        rest = ""
        try:
            for piece in streamed:
                *lines, rest = f"{rest}{_encodable(piece)}".split("\n")
                yield from filter(str.strip, lines)
            if rest.strip():
                yield rest
        except ModelFailed as failed:
            self._failure = failed.reason
        finally:
            streamed.close()
            self._tokens.update(input=streamed.usage.input_tokens, output=streamed.usage.output_tokens)

    def _guarded(self, steps: Iterator[T]) -> Iterator[T]:
        """The steps as far as they go: whatever a model's text does to what reads it, the answer does without."""
        try:
            yield from steps
        except Exception as error:
            _log.error("unexpected %s in a language model's reply", type(error).__name__)
            self._failure = "malformed"

    def _cited(self, lines: Iterator[str]) -> Iterator[tuple[str, list[int]]]:
        """The sentences of lines with the places of their passages, while there is time for them."""
        for line in islice(lines, _MOST_LINES):
            numbers = [int(one) for group in _MARK.findall(line) for one in re.findall(r"\d+", group)]
            text = " ".join(_BULLET.sub("", _MARK.sub(" ", line)).split())
            for span in sentence_spans(text, Span(0, len(text)))[:SENTENCES] if text else ():
                if not self._deadline.left():
                    return
                yield text[span.start : span.end], [one - 1 for one in dict.fromkeys(numbers) if one]

    def _checked(
        self, written: str, sources: Sequence[_Source], language: str, names: Collection[str]
    ) -> Claim | None:
        """A sentence as a claim with its proofs; None where the checks find none."""
        sentence = _written(written)
        fault = ("form" if _UNUSABLE.search(sentence) else misfit(sentence, language)) if sources else "uncited"
        if fault:
            self._dropped[fault] += 1
            return None
        (vector,) = self._embedder.passages([sentence])
        found = judged(sentence, vector, [one.evidence for one in sources], language, names)
        if found.fault:
            self._dropped[found.fault] += 1
            return None
        quotes = [quote for number, place in found.proofs for quote in proof_of(sources[number].candidate, place)]
        return Claim(sentence, tuple(dict.fromkeys(quotes)))

    def _translations(
        self, lines: Iterator[str], wanted: Sequence[Quote], names: Collection[str], language: str
    ) -> Iterator[tuple[Quote, str]]:
        """The translations that say what their quotes say, no more and no less."""
        for line in islice(lines, _MOST_LINES):
            found = _MARK.match(line.strip())
            number = int(found[1]) if found and found[1].isdigit() else 0
            if not found or not 1 <= number <= len(wanted):
                self._dropped["uncited"] += 1
                continue
            gloss, quote = line.strip()[found.end() :].strip(), wanted[number - 1]
            fault = "form" if _UNUSABLE.search(gloss) else self._unfaithful(gloss, quote, language, names)
            if fault:
                self._dropped[fault] += 1
                continue
            self._glosses += 1
            yield quote, gloss

    def _unfaithful(self, gloss: str, quote: Quote, language: str, names: Collection[str]) -> str | None:
        vectors = self._embedder.passages([gloss, quote.text])
        return translated(gloss, vectors[0], quote.text, vectors[1], quote.language, language, names)


@dataclass(frozen=True)
class Glosses:
    """Translations of quotes, still being written."""

    _written: Iterator[tuple[Quote, str]]
    _language: str

    def beside(self, claims: Sequence[Claim]) -> list[Claim]:
        """The claims, each quote that has a translation followed by it."""
        by_quote = dict(self._written)
        return [self._with_glosses(claim, by_quote) for claim in claims]

    def _with_glosses(self, claim: Claim, by_quote: Mapping[Quote, str]) -> Claim:
        told = [by_quote[quote] for quote in claim.quotes if quote in by_quote]
        shown = [message(self._language, "answer.gloss", text=one) for one in told]
        return replace(claim, template=" ".join([claim.template, *shown]))


class _Source:
    """A passage that the model may rely on."""

    def __init__(self, candidate: Candidate, index: PolicyIndex) -> None:
        self.candidate = candidate
        self._index = index

    @cached_property
    def evidence(self) -> Evidence:
        """What each of its sentences proves: the text that would be quoted for it, of a lead itself alone."""
        first, last = self._index.release.sentence_offsets[self.candidate.passage.id]
        return Evidence(
            sentences=tuple(map(self._proof, range(last - first))),
            vectors=self._index.release.sentence_vectors[first:last],
            language=self.candidate.passage.language,
        )

    def _proof(self, place: int) -> str:
        passage = self.candidate.passage
        if passage.introduction and len(passage.introduction) > LONGEST_INTRODUCTION:
            return ""  # an item without its lead, which is too long to be quoted, may be what is not done
        alone = self.candidate.parsed.sentence_text(passage.sentences[place])
        if alone.rstrip("*_ ").endswith(":"):
            return alone
        return " ".join(quote.text for quote in proof_of(self.candidate, place))

    @property
    def section(self) -> str | None:
        """The name of its section; none that reads as an instruction."""
        name = self.candidate.passage.section
        return None if is_instruction(name) else name

    @cached_property
    def told(self) -> str:
        """Its best sentences in order, after its introduction, without instructions to software."""
        passage, parsed = self.candidate.passage, self.candidate.parsed
        sentences = [parsed.sentence_text(one) for one in passage.sentences]
        kept: set[int] = set()
        for place in np.argsort(-self.candidate.sentence_scores, kind="stable").tolist():
            if kept and sum(len(sentences[one]) for one in {*kept, place}) > _PASSAGE_CHARACTERS:
                break
            kept.add(place)
        opening = [parsed.document.slice(passage.introduction)] if passage.introduction else []
        told = [*opening, *(sentences[place] for place in sorted(kept))]
        return "\n".join(" ".join(one.split()) for one in told if not is_instruction(one))


def _facts(sources: Sequence[_Source]) -> str:
    """The facts of the passages as they stand there, a line each."""
    lines = {
        f"[{number}] {fact.kind}: {fact.value}": None
        for number, one in enumerate(sources, start=1)
        for fact in one.candidate.parsed.facts
        if fact.passage == one.candidate.passage.id and fact.kind in _FACTS and not is_instruction(fact.value)
    }
    return "\n".join(lines)


def _names(index: PolicyIndex) -> tuple[str, ...]:
    """What the insurer may be called in an answer about it; an alias may be the name of another body as well."""
    insurer = index.release.insurer
    return (insurer.name, insurer.legal_name)


def _written(sentence: str) -> str:
    """A sentence without a yes or no, which is not the model's to say, and with a capital and a full stop."""
    bare = _YES_NO.sub("", sentence).strip()
    ended = bare if bare.endswith((".", "!", "?", "…", ":")) else f"{bare}."
    return ended[:1].upper() + ended[1:]


def _encodable(text: str) -> str:
    """The text without halves of characters, which JSON can write and nothing can encode."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _only_their_words(written: str, before: str, said: str, language: str) -> bool:
    """Whether a text is one question, made of words of both messages and of nothing else that tells."""
    words, first, second = (set(terms(one, language)) for one in (written, before, said))
    return (
        written.endswith("?")
        and written.count("?") == 1
        and len(written.split()) <= _LONGEST_QUESTION
        and words <= first | second
        and bool(words & first)
        and (not second or bool(words & second))
    )
