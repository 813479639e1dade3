"""A request whole as HTML, for whoever may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.catalogue import long_date, message
from assistant.requests.casework import Case
from assistant.requests.deadlines import due_dates
from assistant.requests.intake.questions import questions
from assistant.requests.proposal.basis import basis_of
from assistant.requests.queue_views import urgency
from assistant.requests.records import AuditEntry, PersonalFile, RequestType
from assistant.web.console.queue_rows import left_in_words
from assistant.web.rendering import templates, words

_PARIS = ZoneInfo("Europe/Paris")
_REFUSED = " refused"
_OF_THE_SERVICE = {"likeness": "likeness", "erase": "erase", "copy for the person": "copy"}
"""What the audit trail holds beside the actions of a request's life."""


def case_html(case: Case, names: Mapping[str, str], language: str, part: Literal["head", "body"]) -> str:
    """What is known of the request, every value escaped: at a glance ("head"), or whole ("body").

    `names` are insurers' names by id.
    """
    request, word = case.line.request, partial(words, language)
    file = request.file
    html = (
        templates()
        .get_template("console_case.html")
        .render(
            part=part,
            case=case,
            line=case.line,
            request=request,
            file=file,
            due=due_dates(request),
            urgency=urgency(case.line),
            left=left_in_words(case.line, language),
            insurer=names.get(request.insurer, request.insurer),
            basis={one: basis_of(one, file.role, language, file.answers) for one in request.types} if file else {},
            answers={one: list(_answers(file, one, language)) for one in request.types} if file else {},
            trail=[(_done(one, language), one) for one in case.trail],
            day=partial(long_date, language),
            moment=partial(moment, language),
            d=word("console_desk"),
            t=word("web"),
            f=word("filing"),
            form_word=word("form"),
            life=word("lifecycle"),
        )
    )
    return flat(html)


def flat(html: str) -> str:
    """The HTML on one line: a blank one would end the HTML block of Markdown."""
    return "".join(line.strip() for line in html.splitlines())


def moment(language: str, at: dt.datetime) -> str:
    """An instant in Paris: "5 mars 2026, 10:30"."""
    there = at.astimezone(_PARIS)
    return f"{long_date(language, there.date())}, {there:%H:%M}"


def _answers(file: PersonalFile, type_: RequestType, language: str) -> Iterator[tuple[str, str]]:
    """Each question that was answered, and the answer in words."""
    given = file.answers.get(type_, {})
    for question in questions(type_):
        answer = given.get(question.name)
        if not answer:
            continue
        chosen = (answer,) if isinstance(answer, str) else answer
        said = [question.option_label(one, language) if question.options else one for one in chosen]
        yield question.label(language), ", ".join(said)


def _done(entry: AuditEntry, language: str) -> str:
    """What somebody did, or was refused."""
    name = entry.action.removesuffix(_REFUSED)
    known = _OF_THE_SERVICE.get(name)
    action = message(language, f"console_desk.done.{known}" if known else f"lifecycle.action.{name}")
    return message(language, "console_desk.refused", action=action) if entry.action.endswith(_REFUSED) else action
