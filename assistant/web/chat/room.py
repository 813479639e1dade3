"""One visit to the members' chat: which insurer, in which language, and how its conversation is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote, urlencode

from fastapi.responses import Response
from markupsafe import Markup

from assistant.answering.contacts import officer
from assistant.engine import Engine, InsurerView
from assistant.errors import MesdroitsError
from assistant.exchanges import Exchange
from assistant.reply import Citation, Partial, Reply
from assistant.sites import Site, Sites
from assistant.web.answers.markup import AnswerLinks, answer_html, plain_text, question_html, spoken
from assistant.web.answers.reaching import reachable
from assistant.web.chat.contacts import ContactView, contact_view
from assistant.web.rendering import render
from assistant.web.themes import theme_url

_PATIENCE = 60
"""Seconds that the script waits for a sign of life, besides those that a language model may take."""
_CONVERSATION = re.compile(r"[\w-]{8,64}")


@dataclass(frozen=True)
class Shown:
    """An exchange as the page shows it; `spoken` and `text` are for the script."""

    question: Markup
    answer: Markup
    spoken: str
    language: str
    text: str


@dataclass(frozen=True)
class ChatRoom:
    """The chat of an insurer, or of none yet. `fixed`: the address names the insurer, and no form can change it."""

    engine: Engine
    sites: Sites
    language: str
    insurer: InsurerView | None
    fixed: bool = False
    embedded: bool = False

    def steps(self, question: str, conversation: str, insurer: str | None) -> Iterator[str | Partial | Reply]:
        """The stages of an answer and pieces of it, then the reply. Raises as `Engine.ask` does."""
        return self.engine.steps(insurer, question, None, _known(conversation), interface_language=self.language)

    def ask(self, question: str, conversation: str) -> Reply:
        """The reply to a question. Raises as `Engine.ask` does."""
        insurer = self.insurer.id if self.insurer else None
        return self.engine.ask(insurer, question, None, _known(conversation), interface_language=self.language)

    def moved_to(self, insurer: str | None) -> ChatRoom:
        """The same visit at the insurer that an answer turned out to be about."""
        if self.insurer or insurer is None:
            return self
        return replace(self, insurer=self.engine.insurer(insurer))

    def exchanges(self, conversation: str) -> Sequence[Exchange]:
        """What was said so far, of this insurer only: none quotes another's policy."""
        said = self.engine.exchanges.conversation(conversation)
        if self.insurer is None:
            return said
        return [one for one in said if one.reply.insurer in (None, self.insurer.id)]

    def names(self) -> dict[str, str]:
        """Every insurer's name by its id."""
        return {one.id: one.name for one in self._insurers}

    def answer_html(self, reply: Reply, earlier: Sequence[Citation], said: str) -> Markup:
        """An answer whose controls lead back into this conversation."""
        links = AnswerLinks(f"{self.action}#last", self._address("feedback"), target="_blank")
        return answer_html(reply, language=self.language, names=self.names(), also=earlier, links=links, said=said)

    @property
    def action(self) -> str:
        """What the forms of this chat post to."""
        return self._address()

    def page(
        self,
        conversation: str = "",
        *,
        typed: str = "",
        fault: MesdroitsError | None = None,
        failure: MesdroitsError | None = None,
        forgotten: bool = False,
        thanked: bool = False,
        unknown: str = "",
    ) -> Response:
        """The page with a conversation. `fault` is said at the field, which holds what was `typed`; `failure` above
        it; `forgotten` says that there was more than is shown."""
        shown = self._shown(conversation)
        error = fault or failure
        response = render(
            "chat.html",
            self.language,
            status=404 if unknown else error.status if error else 200,
            framed_by=self._site.origins,
            chosen=self.insurer,
            insurers=self._insurers,
            fixed=self.fixed,
            embedded=self.embedded,
            action=self.action,
            stream=self._address("stream"),
            fresh=self._fresh(self.language),
            conversation=conversation if shown else "",
            exchanges=shown,
            example=question_html("", self.language),
            responsible=[(one, self._officer(one)) for one in self._responsible],
            contacts=[contact_view(one, self.language) for one in self.insurer.contacts()] if self.insurer else (),
            site=reachable("form", self.insurer.site, self.language) if self.insurer and self.insurer.site else "",
            origins=" ".join(self._site.origins),
            theme=theme_url(self.insurer.id, self._site) if self.insurer else None,
            minutes=self.engine.settings.conversation_minutes,
            feedback_days=self.engine.settings.feedback_days,
            characters=self.engine.settings.question_characters,
            patience=round(_PATIENCE + self.engine.settings.llm_seconds),
            typed=typed,
            fault=fault.detail(self.language) if fault else "",
            failure=failure.detail(self.language) if failure else "",
            forgotten=forgotten or bool(conversation and not shown),
            thanked=thanked,
            unknown=unknown[:40],
        )
        response.headers.update(error.headers if error else {})
        return response

    def shown_by_script(self, reply: Reply, said: str) -> dict[str, object]:
        """An answer as the script shows it in the page: `said` is what the member wrote, as they wrote it."""
        exchanges = self.exchanges(reply.conversation_id)
        earlier = [one for exchange in exchanges if exchange.reply != reply for one in exchange.reply.citations]
        return {
            "conversation_id": reply.conversation_id,
            "message_id": reply.message_id,
            "insurer": reply.insurer,
            "language": reply.language,
            "html": self.answer_html(reply, earlier, said),
            "spoken": spoken(reply, self.language),
            "text": plain_text(reply, self.language, self.names()),
        }

    @cached_property
    def _insurers(self) -> list[InsurerView]:
        return self.engine.insurers()

    @property
    def _responsible(self) -> list[InsurerView]:
        return [self.insurer] if self.insurer else self._insurers

    def _officer(self, insurer: InsurerView) -> ContactView | None:
        found = officer(insurer.contacts())
        return contact_view(found, self.language) if found else None

    @property
    def _site(self) -> Site:
        return self.sites.of(self.insurer.id) if self.insurer else Site()

    @property
    def _place(self) -> str:
        """The path of this chat; that of its insurer once it has one."""
        return f"/chat/{quote(self.insurer.id, safe='')}" if self.insurer else "/"

    def _address(self, below: str = "") -> str:
        path = self._place if not below else f"{self._place.rstrip('/') or '/chat'}/{below}"
        return f"{path}?{urlencode(self._query(self.language))}"

    def _fresh(self, language: str) -> str:
        return f"{self._place}?{urlencode(self._query(language))}"

    def _query(self, language: str) -> dict[str, str]:
        return {"lang": language} | ({"embedded": "1"} if self.embedded else {})

    def _shown(self, conversation: str) -> list[Shown]:
        shown, cited = [], list[Citation]()
        for one in self.exchanges(conversation):
            reply = one.reply
            shown.append(
                Shown(
                    question=question_html(one.question, self.language),
                    answer=self.answer_html(reply, cited, one.question),
                    spoken=spoken(reply, self.language),
                    language=reply.language,
                    text=plain_text(reply, self.language, self.names()),
                )
            )
            cited += reply.citations
        return shown


def _known(conversation: str) -> str | None:
    """The id of a conversation; None for none, and for what no conversation of ours is called."""
    return conversation if _CONVERSATION.fullmatch(conversation) else None
