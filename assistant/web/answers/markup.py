"""One answer as HTML, wherever it is shown: the chat with and without script, the widget, the agents' console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from assistant.catalogue import message
from assistant.feedback import REASONS
from assistant.law import LAW
from assistant.reply import Citation, Reply
from assistant.web.answers.handoff import handoff_view
from assistant.web.answers.prose import own_words, prose, summarises
from assistant.web.answers.sources import anchor, layers
from assistant.web.answers.text import BESIDE, GENERATED, URGENT, language_of_reply, plain_text, spoken
from assistant.web.rendering import templates, words

__all__ = ["AnswerLinks", "answer_html", "failure_html", "plain_text", "question_html", "spoken", "unfinished_html"]


@dataclass(frozen=True)
class AnswerLinks:
    """Where the controls of an answer lead."""

    ask: str | None = None
    """What suggestions and choices post `question`, `insurer`, `conversation_id` and `lang` to; None: text only."""
    feedback: str | None = None
    """What the feedback form posts to; None: no feedback is asked for."""
    target: str | None = None
    """The browsing context of documents and requests: "_blank" where leaving would lose the conversation."""


def answer_html(
    reply: Reply,
    *,
    language: str,
    names: Mapping[str, str],
    also: Sequence[Citation] = (),
    links: AnswerLinks,
    said: str = "",
) -> Markup:
    """An answer on a page in `language`; what stands around it is in the answer's own language.

    `names` are insurers by id, `also` the citations of earlier answers, `said` the member's own question, which
    goes along to the request form. The page needs the symbols of icons.html and answer.css.
    """
    spoken_in = language_of_reply(reply, language)
    marked = partial(_marker, reply, spoken_in)
    author = next((one.text for one in reply.notices if one.code == GENERATED), None)
    chooses = reply.outcome == "needs_clarification" and reply.insurer is None
    return _rendered(
        "answer.html",
        spoken_in,
        reply=reply,
        page_language=language,
        links=links,
        said=said,
        prose=prose(reply.answer, reply.citations, marked, spoken_in, _author(author, spoken_in)),
        alerts=[own_words(one.text, marked) for one in reply.notices if one.code in URGENT],
        notes=[(one.code, own_words(one.text, marked)) for one in reply.notices if one.code not in BESIDE],
        handoff=handoff_view(reply.handoff, reply.citations, marked, spoken_in) if reply.handoff else None,
        layers=layers(reply, language, spoken_in, names, also),
        choices=list(names.items()) if chooses else [],
        suggestions=[(one, one) for one in reply.suggestions if not (chooses and one in names.values())],
        reasons=REASONS,
    )


def unfinished_html(text: str, language: str) -> Markup:
    """The beginning of an answer on a page in `language`, as the whole will show it: no link leads anywhere yet."""
    author = message(language, "answer.notice.generated") if summarises(text) else None
    return prose(text, (), _unlinked_marker, language, _author(author, language))


def failure_html(detail: str, language: str) -> Markup:
    """What is shown in the place of an answer that could not be given."""
    return _rendered("answer_failure.html", language, detail=detail)


def question_html(text: str, language: str) -> Markup:
    """The member's question above its answer."""
    return _rendered("answer_question.html", language, text=text)


def _marker(reply: Reply, language: str, number: int) -> Markup:
    """[1] as a link to the passage in the list of the answer; a number without one stays text."""
    citation = next((one for one in reply.citations if one.marker == number), None)
    if citation is None:
        return Markup("[{}]").format(number)
    kind = "marker law" if citation.quote.insurer == LAW else "marker"
    label = words(language, "reply")("source_marker", marker=number)
    link = Markup('<a class="{}" href="#{}" aria-label="{}">[{}]</a>')
    return link.format(kind, anchor(reply, number), label, number)


def _unlinked_marker(number: int) -> Markup:
    return Markup('<span class="marker">[{}]</span>').format(number)


def _author(text: str | None, language: str) -> Markup | None:
    return _rendered("answer_author.html", language, text=text) if text else None


def _rendered(template: str, language: str, **values: object) -> Markup:
    html = templates().get_template(template).render(language=language, t=words(language, "reply"), **values)
    return Markup(html.strip())
