"""The assistant itself: a question in, a reply out. Everything it needs is passed in; `app` and `cli` wire it."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

from assistant.answering.composing import Answer, Findings, composed
from assistant.answering.contacts import Contact, contacts_of
from assistant.answering.decision import decide
from assistant.answering.declining import human_line
from assistant.answering.extractive import suggestions
from assistant.answering.generative import Writer, Writing
from assistant.catalogue import LANGUAGES, message
from assistant.conversation import Conversations, Turn
from assistant.documents import Documents, DocumentView, VersionView
from assistant.exchanges import Exchange, Exchanges
from assistant.followups import chosen_suggestion, last_question, only_says_which, resolved, written_out
from assistant.law import Law
from assistant.masking import Masked, mask, without_placeholders
from assistant.measuring import Measures
from assistant.releases import Releases
from assistant.reply import Notice, Partial, Reply, Trace
from assistant.requests.deadlines import today_in_paris
from assistant.retrieval import Candidate, PolicyIndex
from assistant.scope import Mention, load_strangers, without_mentions
from assistant.settings import RetrievalSettings, Settings
from assistant.topics import QuestionBank
from assistant.understanding import Understood, clean_question, language_of_question, understand
from ingest.archive import Archive
from ingest.changes import Changes
from ingest.embedding import Embedder
from ingest.records import Document


@dataclass(frozen=True)
class InsurerView:
    """An insurer as pages and the API show it."""

    id: str
    name: str
    legal_name: str
    site: str | None
    documents: tuple[Document, ...]
    index: PolicyIndex

    def suggestions(self, language: str) -> list[str]:
        """Questions that its policy answers."""
        return list(suggestions(self.index, language, limit=4))

    def contacts(self) -> list[Contact]:
        """How to reach it, as its policy says."""
        return contacts_of(self.index)


@dataclass(frozen=True)
class Found:
    """A passage found by a search; `text` is `document.text[start:end]`."""

    passage_id: str
    insurer: str
    document: str
    version: str
    section: str
    text: str
    start: int
    end: int
    score: float
    scores: dict[str, float]


class Engine:
    """Answers questions about every insurer that is published. Safe for concurrent use."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        bank: QuestionBank,
        releases: Releases,
        law: Law,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        writer: Writer | None = None,
        measures: Measures | None = None,
    ) -> None:
        """`writer` is the language model that words answers, where there is one; `measures` counts them."""
        self.settings = settings
        self.writer = writer
        self.measures = measures or Measures()
        self.releases = releases
        self._embedder = embedder
        self._bank = bank
        self._leads_to = {name: topic.request_type for name, topic in bank.topics.items()}
        self.law = law
        self._now = now
        self._strangers = load_strangers(settings.corpus_dir)
        self._documents = Documents(Archive(settings.data_dir), releases, law)
        self._conversations = Conversations(settings.conversations, settings.conversation_minutes)
        self.exchanges = Exchanges(settings.conversations, settings.conversation_minutes)

    def ask(
        self,
        insurer: str | None,
        question: str,
        language: str | None = None,
        conversation_id: str | None = None,
        *,
        interface_language: str | None = None,
        worded: bool = True,
    ) -> Reply:
        """The reply to a question. `language` forces the language of the answer; otherwise the question decides,
        and `interface_language` where the question is too short to tell. Unless `worded`, no language model is
        asked, as for a message of which only what follows it is shown.

        Raises BadQuestion, UnknownInsurer or InsurerUnavailable.
        """
        reply: Reply | None = None
        interface = interface_language
        for step in self.steps(
            insurer, question, language, conversation_id, interface_language=interface, worded=worded
        ):
            if isinstance(step, Reply):
                reply = step
        assert reply is not None
        return reply

    def steps(
        self,
        insurer: str | None,
        question: str,
        language: str | None = None,
        conversation_id: str | None = None,
        *,
        interface_language: str | None = None,
        worded: bool = True,
    ) -> Iterator[str | Partial | Reply]:
        """The stages of a reply by name ("reading", "searching", "answering") as they begin, then the pieces of its
        text where a language model words it, then the reply."""
        yield "reading"
        masked = mask(clean_question(question, self.settings.question_characters))
        writing = self.writer.begin() if self.writer and worded else None
        for step in self._replying(insurer, masked, language, conversation_id, interface_language, writing):
            if isinstance(step, Reply) and worded:
                self.measures.answered(step)
                self.exchanges.remember(Exchange(masked.text, replace(step, trace=None)))
            yield step

    def _replying(
        self,
        insurer: str | None,
        masked: Masked,
        language: str | None,
        conversation_id: str | None,
        interface_language: str | None,
        writing: Writing | None,
    ) -> Iterator[str | Partial | Reply]:
        """The stages after the question was read, then the reply."""
        clock = _Clock()
        text = masked.text
        conversation = conversation_id or self._conversations.new_id()
        turns = self._conversations.recent(conversation)
        turn = turns[-1] if turns else None
        picked = chosen_suggestion(text, turns)
        text = picked or text
        mentions = self.releases.scope().mentions(text)
        asked_in = self._language(text, language, interface_language, mentions, turn)
        reply_in = language or (asked_in if asked_in in LANGUAGES else interface_language or LANGUAGES[0])
        named = {one.insurer for one in mentions}
        chosen = insurer or (next(iter(named)) if len(named) == 1 else None)
        if chosen is None and not named and turn:
            chosen = turn.insurer
        if chosen is None:
            names = self._names()
            self._conversations.remember(conversation, Turn(None, text, reply_in, suggestions=names))
            yield self._clarify(conversation, None, reply_in, "insurer", names)
            return
        index = self.releases.index(chosen)
        again = last_question(turns) if named <= {chosen} and self._says_which(text, mentions, turn) else None
        if again:
            text, mentions = again, []
            asked_in = self._language(text, None, reply_in, mentions, None)
        if asked_in not in LANGUAGES:
            self._conversations.remember(conversation, Turn(chosen, None, reply_in))
            yield self._clarify(conversation, chosen, reply_in, "language", ())
            return
        others = [one.insurer for one in mentions if one.insurer != chosen]
        if others and not any(one.insurer == chosen for one in mentions):
            declined = self._other_insurer(conversation, index, others[0], reply_in)
            self._conversations.remember(
                conversation, Turn(chosen, None, reply_in, suggestions=declined.suggestions)
            )
            yield declined
            return
        stranger = self._strangers.asked_about(text, index.text) if not named else None
        if stranger:
            self._conversations.remember(conversation, Turn(chosen, None, reply_in))
            yield self._other_organisation(conversation, index, stranger, reply_in)
            return
        clock.lap("scope")
        yield "searching"
        understood = self._understand(_neutral(text, mentions, asked_in), asked_in, clock)
        follows = None if again or picked else resolved(understood, turns, self._leads_to)
        if follows and writing:
            follows = written_out(follows, understood, turns, partial(writing.follow_up, index))
            clock.lap("rewriting")
        if follows:
            understood = self._understand(follows.text, asked_in, clock)
        candidates = index.rank(understood, self.settings.retrieval, len(index.release.order))
        clock.lap("retrieval")
        yield "answering"
        decision = decide(understood, candidates, index, self.settings.retrieval)
        today = today_in_paris(self._now())
        found: Answer | None = None
        findings = Findings(understood, decision, candidates, index, self.law, reply_in, today)
        for step in composed(findings, writing):
            if isinstance(step, Answer):
                found = step
            else:
                yield step
        assert found is not None
        clock.lap("answering")
        self._conversations.remember(
            conversation,
            Turn(
                insurer=chosen,
                waiting=None,
                language=reply_in,
                question=understood.text,
                joined=bool(follows and follows.joined),
                topic=decision.topic,
                action=decision.action,
                suggestions=found.suggestions,
            ),
        )
        yield Reply(
            conversation_id=conversation,
            message_id=uuid4().hex,
            insurer=chosen,
            language=reply_in,
            outcome=decision.outcome,
            answer=found.grounded.text,
            citations=found.grounded.citations,
            handoff=found.handoff,
            notices=(*_masked_notice(masked.kinds, reply_in), *found.notices),
            suggestions=found.suggestions,
            timings=clock.laps,
            trace=Trace(understood, decision, tuple(candidates)),
            generation=writing.generation() if writing else None,
        )

    def trying(self, retrieval: RetrievalSettings) -> Engine:
        """An engine over the same releases that ranks and decides otherwise, with conversations of its own."""
        settings = self.settings.model_copy(update={"retrieval": retrieval})
        return Engine(settings, self._embedder, self._bank, self.releases, self.law, self._now, self.writer)

    def without_model(self) -> Engine:
        """An engine over the same releases whose answers no language model words, with conversations of its own."""
        return Engine(self.settings, self._embedder, self._bank, self.releases, self.law, self._now)

    def understood(self, question: str, language: str) -> Understood:
        """What a question in a known language asks, masked and without insurers' names. Raises BadQuestion."""
        text = mask(clean_question(question, self.settings.question_characters)).text
        named = self.releases.scope().mentions(text)
        return self._understand(_neutral(text, named, language), language, _Clock())

    def search(self, insurer: str, query: str, limit: int) -> list[Found]:
        """The passages nearest to a query, best first. Raises as `ask` does."""
        text = mask(clean_question(query, self.settings.question_characters)).text
        index = self.releases.index(insurer)
        mentions = self.releases.scope().mentions(text)
        asked_in = self._language(text, None, None, mentions, None)
        understood = self._understand(_neutral(text, mentions, asked_in), asked_in, _Clock())
        ranked = index.rank(understood, self.settings.retrieval, limit)
        return [_found(insurer, candidate) for candidate in ranked]

    def insurers(self) -> list[InsurerView]:
        """The insurers that can be served, by name."""
        views = [_insurer_view(index) for index in self.releases.available()]
        return sorted(views, key=lambda view: view.name.casefold())

    def insurer(self, insurer: str) -> InsurerView:
        """One insurer. Raises UnknownInsurer or InsurerUnavailable."""
        return _insurer_view(self.releases.index(insurer))

    def document(self, insurer: str, version: str) -> DocumentView:
        """A document in any version that was ever published, or one of the statutory layer ("law").

        Raises UnknownInsurer, UnknownDocument or InsurerUnavailable.
        """
        return self._documents.one(insurer, version)

    def documents(self, insurer: str) -> list[VersionView]:
        """The versions of an insurer's documents: of each document the current one, then the others, latest first.

        Raises UnknownInsurer or InsurerUnavailable.
        """
        return self._documents.versions(insurer)

    def changes(self, insurer: str, version: VersionView) -> Changes | None:
        """What a version of an insurer's document changed; None for its first. Raises InsurerUnavailable."""
        return self._documents.changes(insurer, version.document, version.version)

    def _understand(self, text: str, language: str, clock: _Clock) -> Understood:
        text = self._bank.spelling.corrected(text)
        vector = self._embedder.query(text)
        clock.lap("embedding")
        understood = understand(text, language, vector, self._bank, self._embedder.query)
        clock.lap("understanding")
        return understood

    def _language(
        self,
        text: str,
        language: str | None,
        interface_language: str | None,
        mentions: list[Mention],
        turn: Turn | None,
    ) -> str:
        """The language of the question; a name on its own says nothing about it."""
        if _only_names(text, mentions):
            return language or (turn.language if turn else None) or interface_language or LANGUAGES[0]
        words = without_mentions(text, mentions)
        usual = turn.language if turn else interface_language
        if len(words.split()) < 2 and usual:
            return usual
        return language_of_question(words)

    @staticmethod
    def _says_which(text: str, mentions: list[Mention], turn: Turn | None) -> bool:
        """Whether a message only says which insurer the question before it is about."""
        if turn and turn.waiting:
            return _only_names(text, mentions) or _SAYS_WHICH.search(text) is not None
        return bool(mentions) and only_says_which(without_mentions(text, mentions))

    def _names(self) -> tuple[str, ...]:
        return tuple(view.name for view in self.insurers())

    def _clarify(
        self, conversation: str, insurer: str | None, language: str, about: str, choices: tuple[str, ...]
    ) -> Reply:
        key = f"answer.clarify.{about}"
        text = message(language, key)
        if about == "language":
            text = "\n".join(message(one, key) for one in LANGUAGES)
        return Reply(conversation, uuid4().hex, insurer, language, "needs_clarification", text, suggestions=choices)

    def _other_insurer(self, conversation: str, index: PolicyIndex, other: str, language: str) -> Reply:
        name = self.releases.index(other).release.insurer.name
        here = index.release.insurer
        text = message(language, "answer.outside.other_insurer", insurer=here.name, other=name)
        text = f"{text}\n{human_line(here, language)}"
        offered = suggestions(index, language)
        return Reply(conversation, uuid4().hex, here.id, language, "out_of_scope", text, suggestions=offered)

    def _other_organisation(self, conversation: str, index: PolicyIndex, other: str, language: str) -> Reply:
        here = index.release.insurer
        text = message(language, "answer.outside.other_organisation", insurer=here.name, other=other)
        text = f"{text}\n{human_line(here, language)}"
        offered = suggestions(index, language)
        return Reply(conversation, uuid4().hex, here.id, language, "out_of_scope", text, suggestions=offered)


def _masked_notice(kinds: Sequence[str], language: str) -> tuple[Notice, ...]:
    """What was masked in the question, if anything."""
    if not kinds:
        return ()
    named = ", ".join(message(language, f"answer.masked.{kind}") for kind in kinds)
    return (Notice("personal_data", message(language, "answer.notice.personal_data", kinds=named)),)


_SAYS_WHICH = re.compile(
    r"^\W*(?:(?:oui|yes|non|no),?\s)?(?:je suis|j['’]ai|c['’]est|mon assur|ma mutuelle|chez"
    r"|i['’]m|i am|it['’]s|my insurer|with)\b",
    re.IGNORECASE,
)


class _Clock:
    """Milliseconds between laps, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + (now - self._last) * 1_000
        self._last = now


def _neutral(text: str, mentions: list[Mention], language: str) -> str:
    """The question with insurers' names replaced by what they stand for, and without placeholders."""
    return without_placeholders(without_mentions(text, mentions, "insurer" if language == "en" else "mutuelle"))


def _only_names(text: str, mentions: list[Mention]) -> bool:
    """Whether a message holds nothing but an insurer's name and a small word or two."""
    rest = text
    for mention in sorted(mentions, key=lambda one: one.start, reverse=True):
        rest = rest[: mention.start] + rest[mention.end :]
    return bool(mentions) and len([word for word in rest.split() if any(map(str.isalnum, word))]) <= 2


def _insurer_view(index: PolicyIndex) -> InsurerView:
    entry = index.release.insurer
    documents = tuple(parsed.document for parsed in index.release.release.documents)
    return InsurerView(entry.id, entry.name, entry.legal_name, entry.site, documents, index)


def _found(insurer: str, candidate: Candidate) -> Found:
    passage, document = candidate.passage, candidate.parsed.document
    hull = passage.hull
    return Found(
        passage_id=passage.id,
        insurer=insurer,
        document=document.id,
        version=document.version,
        section=passage.section,
        text=document.slice(hull),
        start=hull.start,
        end=hull.end,
        score=candidate.score,
        scores=candidate.features,
    )
