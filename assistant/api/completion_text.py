"""A reply as one text, for programs that show nothing else: answer, notices, sources, way to the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.api.completion_schemas import Annotation, UrlCitation
from assistant.catalogue import message
from assistant.reply import Citation, Reply
from assistant.web.answers.text import language_of_reply, source_words
from assistant.web.rendering import words

_AFTER_QUOTE = ' \u00a0\u202f»”"'
"""What may stand between a quote and its marker."""


@dataclass(frozen=True)
class CompletionText:
    """How replies read on the page of a service at `base` ("" where its address is not known)."""

    base: str
    names: Mapping[str, str]
    """Of insurers, by id."""
    language: str
    """Where the reply has none."""

    def content(self, reply: Reply) -> str:
        """The text; it begins with the answer as it is, so that pieces of it can be sent before the rest."""
        spoken = language_of_reply(reply, self.language)
        parts = [
            reply.answer,
            self._choices(reply),
            "\n".join(notice.text for notice in reply.notices),
            self._sources(reply, spoken),
            self._handoff(reply, spoken),
        ]
        return "\n\n".join(part for part in parts if part)

    def annotations(self, reply: Reply, content: str) -> list[Annotation]:
        """Where each citation stands in the content: the quote itself, else its first marker."""
        spoken = language_of_reply(reply, self.language)
        return [self._annotation(one, content, spoken) for one in reply.citations]

    def _annotation(self, citation: Citation, content: str, language: str) -> Annotation:
        start, end = _place(citation, content)
        return Annotation(
            url_citation=UrlCitation(
                url=self.base + citation.quote.url,
                title=source_words(citation, language, self.names),
                start_index=start,
                end_index=end,
            )
        )

    @staticmethod
    def _choices(reply: Reply) -> str:
        """The insurers to choose from, where the reply asks which one."""
        if reply.insurer or not reply.suggestions:
            return ""
        return "\n".join(f"– {name}" for name in reply.suggestions)

    def _sources(self, reply: Reply, language: str) -> str:
        if not reply.citations:
            return ""
        lines = [
            f"[{one.marker}] {source_words(one, language, self.names)} – {self.base}{one.quote.url}"
            for one in reply.citations
        ]
        return "\n".join([words(language, "reply")("sources"), *lines])

    def _handoff(self, reply: Reply, language: str) -> str:
        if reply.handoff is None or reply.handoff.url is None:
            return ""
        return message(language, "reply.prepare_at", address=f"{self.base}{reply.handoff.url}")


def _place(citation: Citation, content: str) -> tuple[int, int]:
    """Start and end of the quote where it stands before one of its markers, else of the first marker."""
    marker, quote = f"[{citation.marker}]", citation.quote.text
    at = first = content.index(marker)
    while at >= 0:
        before = content[:at].rstrip(_AFTER_QUOTE)
        if before.endswith(quote):
            return len(before) - len(quote), len(before)
        at = content.find(marker, at + 1)
    return first, first + len(marker)
