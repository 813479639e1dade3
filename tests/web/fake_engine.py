"""A small engine for the pages: one insurer, one hostile policy, one law document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from threading import Semaphore
from uuid import uuid4

from assistant.answering.contacts import Contact
from assistant.catalogue import message
from assistant.documents import DocumentView, NoiseView, SectionView, VersionView
from assistant.engine import Found
from assistant.errors import EmptyQuestion, UnknownDocument, UnknownInsurer
from assistant.exchanges import Exchange, Exchanges
from assistant.measuring import Measures
from assistant.reply import Citation, Generation, Notice, Partial, Quote, Reply
from assistant.settings import Settings
from ingest.changes import Changes, FactChange, PassageChange, PassageText
from ingest.records import Document, Fact, Span

HOSTILE = "<script>alert('x')</script>"
NAME = f'Mutuelle "B&B" {HOSTILE}'
POLICY = (
    "Politique – été\r\n\r\n"
    "# 1. Vos droits\r\n"
    f"Écrivez à **dpo@example.org** ou *via* {HOSTILE} & co.\tFin  \r\n"
    "\r\n\r\n"
    "Page 2/3\n"
    "Seconde partie : « données », 5 * 3 * 2.\u00a0\n\n"
    "Раздел на български език\n"
)
LAW_TEXT = (
    "# [fr] RGPD, article 12\n## [d] Délai\nUn mois.\n\n# [en] GDPR, Article 12\n## [d] Time limit\nOne month.\n"
)
VERSION = "2017-10-01-abc"
EARLIER = "2016-05-01-def"
LAW_VERSION = "gdpr-12-abc"


def span_of(text: str, part: str) -> Span:
    """Where `part` first stands in `text`."""
    start = text.index(part)
    return Span(start, start + len(part))


@dataclass
class FakeInsurer:
    """What the pages read of an insurer."""

    id: str = "bb"
    name: str = NAME
    legal_name: str = NAME
    site: str | None = "javascript:alert(1)"
    documents: tuple[Document, ...] = ()

    def suggestions(self, language: str) -> list[str]:
        """One question."""
        return [f"Comment exercer mes droits ? {HOSTILE}" if language == "fr" else "How do I exercise my rights?"]

    def contacts(self) -> list[Contact]:
        """The address of the policy."""
        quote = Quote(self.documents[0], span_of(POLICY, "dpo@example.org"), "1. Vos droits", "fr")
        return [Contact("email", "dpo@example.org", ("rights", "dpo"), f"assurés {HOSTILE}", quote)]


@dataclass
class FakeEngine:
    """Answers every question with the same quote."""

    settings: Settings = field(default_factory=Settings)
    exchanges: Exchanges = field(default_factory=lambda: Exchanges(100, 30))
    writer: None = None
    measures: Measures = field(default_factory=Measures)

    def __post_init__(self) -> None:
        self.stored = Document(
            insurer="bb",
            id="policy",
            version=VERSION,
            title=f"Politique {HOSTILE}",
            text=POLICY,
            sha256="",
            languages=("fr", "bg"),
            date=dt.date(2017, 10, 1),
            origin="",
            machine_translated=False,
        )
        self.known = [FakeInsurer(documents=(self.stored,))]

    def insurers(self) -> list[FakeInsurer]:
        """The only one."""
        return self.known

    def insurer(self, insurer: str) -> FakeInsurer:
        """The only one; UnknownInsurer for others."""
        if insurer != "bb":
            raise UnknownInsurer(insurer=insurer, known="bb")
        return self.known[0]

    def document(self, insurer: str, version: str) -> DocumentView:
        """The policy or the law document."""
        if (insurer, version) == ("law", LAW_VERSION):
            return law_view()
        if insurer != "bb":
            raise UnknownInsurer(insurer=insurer, known="bb")
        if version == EARLIER:
            view = policy_view(replace(self.stored, version=EARLIER))
            return replace(view, current=False, replaced_on=dt.date(2017, 10, 2))
        if version != VERSION:
            raise UnknownDocument(insurer=insurer, version=version)
        return policy_view(self.stored)

    def documents(self, insurer: str) -> list[VersionView]:
        """For the insurer "bb" the policy, which was changed once; for others one that was not."""
        changed = dt.date(2017, 10, 2) if insurer == "bb" else None
        names = ("policy", VERSION, "Politique", dt.date(2017, 10, 1), "", "text")
        return [VersionView(*names, current=True, since=changed, changed_on=changed, replaced_on=None)]

    def changes(self, insurer: str, _version: VersionView) -> Changes:
        """A reworded passage and a new address."""
        span = span_of(POLICY, "dpo@example.org")
        fact = Fact("email", "dpo", f"dpo@example.org {HOSTILE}", "dpo@example.org", span, "p1")
        texts = (PassageText("1", text, span) for text in (f"Un mois {HOSTILE}.", f"Deux mois {HOSTILE}."))
        passages = (PassageChange(*texts),)
        return Changes(insurer, "policy", EARLIER, VERSION, False, passages, (FactChange(None, fact),))

    def ask(
        self,
        insurer: str | None,
        question: str,
        _language: str | None = None,
        conversation_id: str | None = None,
        **_: object,
    ) -> Reply:
        """An answer with a citation, remembered; EmptyQuestion for "?"; a question back without insurer."""
        if question == "?":
            raise EmptyQuestion
        conversation = conversation_id or uuid4().hex
        reply = self._reply(conversation, insurer) if insurer else self._which(conversation)
        self.exchanges.remember(Exchange(question, reply))
        return reply

    def _which(self, conversation: str) -> Reply:
        text = "Quelle est votre mutuelle ?"
        return Reply(conversation, uuid4().hex, None, "fr", "needs_clarification", text, suggestions=(NAME,))

    def _reply(self, conversation: str, insurer: str) -> Reply:
        quote = Quote(self.stored, span_of(POLICY, "Écrivez à **dpo@example.org**"), "1. Vos droits", "fr")
        return Reply(
            conversation,
            uuid4().hex,
            insurer,
            "fr",
            "answered",
            f"La politique de {NAME} dit : « {quote.text} » [1]",
            (Citation(1, quote),),
            notices=(Notice("conflict", f"Deux adresses {HOSTILE}"), Notice("information", "Information.")),
        )

    def steps(self, *args: object, **values: object) -> Iterator[str | Reply]:
        """A stage, then the reply."""
        yield "searching"
        yield self.ask(*args, **values)  # type: ignore[arg-type]

    def search(self, insurer: str, _query: str, limit: int) -> list[Found]:
        """One passage."""
        span = span_of(POLICY, "Seconde partie")
        text = self.stored.slice(span)
        scores = {"dense": 1.0}
        return [Found("p1", insurer, "policy", VERSION, "1", text, span.start, span.end, 1.5, scores)][:limit]


@dataclass
class WritingEngine(FakeEngine):
    """Answers with a summary that comes sentence by sentence, each as soon as it gets a turn, and then a quote."""

    sentences: tuple[str, ...] = ("Vous écrivez au délégué. [1]", " Il répond en un mois. [1]")
    turns: Semaphore | None = None
    """One is taken before each sentence, and one before the reply; None: all come at once."""
    failure: Exception | None = None
    """What goes wrong in the place of the reply."""

    def steps(self, *args: object, **values: object) -> Iterator[str | Partial | Reply]:
        """A stage, the sentences, then the reply."""
        yield "searching"
        for sentence in self.sentences:
            self._take_turn()
            yield Partial(sentence, "fr")
        self._take_turn()
        if self.failure:
            raise self.failure
        yield self.ask(*args, **values)  # type: ignore[arg-type]

    def _take_turn(self) -> None:
        if self.turns:
            assert self.turns.acquire(timeout=60)

    def _reply(self, conversation: str, insurer: str) -> Reply:
        reply = super()._reply(conversation, insurer)
        written = Notice("generated", message("fr", "answer.notice.generated"))
        return replace(
            reply,
            answer=f"{''.join(self.sentences)}\n{reply.answer}",
            notices=(written, *reply.notices),
            generation=Generation("m", len(self.sentences), {}, None, 1.0, 1, 1),
        )


def policy_view(document: Document) -> DocumentView:
    """The hostile policy, with one heading and one page number as noise."""
    heading, noise = span_of(POLICY, "# 1. Vos droits"), span_of(POLICY, "Page 2/3")
    return DocumentView(
        insurer="bb",
        insurer_name=NAME,
        document=document.id,
        version=document.version,
        title=document.title,
        date=document.date,
        languages=document.languages,
        text=POLICY,
        sections=(SectionView("1. Vos droits", 1, heading.start, heading.end),),
        noise=(NoiseView("page_number", noise.start, noise.end),),
    )


def law_view() -> DocumentView:
    """An article in both languages, its headings labelled as in corpus/law."""
    lines = [line for line in LAW_TEXT.splitlines() if line.startswith("#")]
    sections, position = [], 0
    for line in lines:
        start = LAW_TEXT.index(line, position)
        position = start + len(line)
        level = line.count("#")
        sections.append(SectionView(line.split("] ")[1], level, start, position))
    title = "RGPD, article 12 / GDPR, Article 12"
    return DocumentView(
        insurer="law",
        insurer_name=title,
        document="gdpr-12",
        version=LAW_VERSION,
        title=title,
        date=None,
        languages=("fr", "en"),
        text=LAW_TEXT,
        sections=tuple(sections),
        noise=(),
    )
