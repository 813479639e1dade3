"""An answer as plain text: what is announced to people who listen, and what is copied."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.answering.notices import version_words
from assistant.catalogue import LANGUAGES
from assistant.law import LAW
from assistant.reply import Citation, Reply
from assistant.web.answers.prose import plain
from assistant.web.rendering import words

URGENT = frozenset({"conflict", "no_rights_channel"})
"""Notices that a member must see before acting."""
GENERATED = "generated"
"""The notice that a machine wrote some of the answer."""
BESIDE = URGENT | {GENERATED}
"""Notices that stand with the text of an answer, apart from the others."""
_MARKER = re.compile(r" ?\[[0-9]{1,4}\]")


def language_of_reply(reply: Reply, language: str) -> str:
    """The language that everything around an answer is said in: the answer's own, so that it is read as one."""
    return reply.language if reply.language in LANGUAGES else language


def spoken(reply: Reply, language: str) -> str:
    """What is announced once an answer is there, in the answer's language: what it is, its text, then the notices
    that stand with it."""
    kind = words(language_of_reply(reply, language), "reply")(f"outcome_{reply.outcome}")
    also = [notice.text for notice in reply.notices if notice.code in BESIDE]
    text = _MARKER.sub("", plain("\n".join([reply.answer, *also])))
    return f"{kind}. {' '.join(text.split())}"


def plain_text(reply: Reply, language: str, names: Mapping[str, str]) -> str:
    """The answer with its notices, then the numbered sources: section, document, version."""
    spoken_in = language_of_reply(reply, language)
    parts = [plain(reply.answer), "\n".join(notice.text for notice in reply.notices)]
    if reply.citations:
        cited = [f"[{one.marker}] {source_words(one, spoken_in, names)}" for one in reply.citations]
        parts.append("\n".join([words(spoken_in, "reply")("sources"), *cited]))
    return "\n\n".join(part for part in parts if part)


def source_words(citation: Citation, language: str, names: Mapping[str, str]) -> str:
    """Where a quote stands: insurer or law, section, document, version."""
    t, quote = words(language, "reply"), citation.quote
    insurer = names.get(quote.insurer, quote.insurer)
    if quote.insurer == LAW:
        origin = [t("source_law"), plain(quote.section)]
    else:
        version = version_words(quote.document, language)
        origin = [t("source_policy", insurer=insurer), plain(quote.section), quote.document.title, version]
    return " – ".join(part for part in origin if part)
