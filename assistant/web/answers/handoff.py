"""What a member needs to turn an answer into a request, as the answer shows it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup, escape

from assistant.catalogue import long_date
from assistant.reply import Channel, Citation, Handoff
from assistant.web.answers.prose import Marked
from assistant.web.answers.reaching import reachable
from assistant.web.rendering import words


@dataclass(frozen=True)
class Known:
    """One thing to know before a request: its icon, its title, what it is."""

    icon: str
    title: str
    content: Markup


@dataclass(frozen=True)
class HandoffView:
    """The block of an answer that leads to a request."""

    kinds: tuple[str, ...]
    facts: tuple[Known, ...]
    fields: tuple[tuple[str, str], ...]
    """What the form of the request starts from; empty where there is nothing to file."""


def handoff_view(handoff: Handoff, citations: tuple[Citation, ...], marked: Marked, language: str) -> HandoffView:
    """The block in `language`."""
    t = words(language, "reply")
    facts = [_channel(channel, citations, marked, language) for channel in handoff.channels]
    if handoff.basis:
        facts.append(Known("law", t("basis"), _articles(handoff, language)))
    if said := handoff.identity.note or _identity(handoff.identity.required, language):
        facts.append(Known("policy", t("identity"), _paragraph(said, handoff.identity.marker, marked)))
    due = t("answer_due", date=long_date(language, handoff.answer_due))
    facts.append(Known("info", t("answer_due_title"), _paragraph(due, None, marked)))
    kinds = tuple(_right(one, language) for one in handoff.request_types)
    return HandoffView(kinds, tuple(facts), _fields(handoff.url))


def _channel(channel: Channel, citations: tuple[Citation, ...], marked: Marked, language: str) -> Known:
    title = words(language, "reply")(f"channel_{channel.kind}")
    published_in = next((one.quote.language for one in citations if one.marker == channel.marker), language)
    way = reachable(channel.kind, channel.value, published_in)
    return Known(channel.kind, title, Markup("{}\u00a0{}").format(way, marked(channel.marker)))


def _articles(handoff: Handoff, language: str) -> Markup:
    """The article of each type; with its name where there are several."""
    pairs = list(zip(handoff.request_types, handoff.basis, strict=False))
    lines = [f"{_right(kind, language)} – {article}" if len(pairs) > 1 else article for kind, article in pairs]
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def _right(request_type: str, language: str) -> str:
    return words(language)(f"request_{request_type}")


def _identity(required: bool | None, language: str) -> str:
    if required is None:
        return ""
    return words(language, "reply")("identity_required" if required else "identity_not_required")


def _paragraph(text: str, marker: int | None, marked: Marked) -> Markup:
    proof = Markup("\u00a0") + marked(marker) if marker is not None else escape("")
    return Markup("<p>{}{}</p>").format(text, proof)


def _fields(url: str | None) -> tuple[tuple[str, str], ...]:
    """The fields that the address of the form gives, as the form itself names them."""
    query = parse_qsl(urlsplit(url or "").query)
    return tuple(("role" if name == "for" else name, value) for name, value in query)
