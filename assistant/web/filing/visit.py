"""One way through the pages of a request form: the choice of what is asked, the form, the check and the filing.

The same pages serve members and, with how the request arrived, agents who file for somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode
from uuid import uuid4

from fastapi.responses import RedirectResponse, Response

from assistant.answering.contacts import officer
from assistant.catalogue import message
from assistant.engine import Engine
from assistant.errors import BadForm, Fault, MesdroitsError
from assistant.requests.deadlines import due_dates
from assistant.requests.desk import Filed, RequestDesk
from assistant.requests.intake.checking import carried
from assistant.requests.intake.questions import Question, field_label, questions, takes_details
from assistant.requests.records import REQUEST_TYPES, REQUESTER_ROLES, Actor, RequesterRole, RequestType
from assistant.web.filing.countries import country_choices
from assistant.web.filing.form_data import request_form
from assistant.web.form_data import Values, first
from assistant.web.rendering import render, words

_OF_THE_PAGE = frozenset({"said", "confirmed", "lang", "csrf"})
"""Fields that say something about one page only."""
_PARTS = (
    "received_through",
    "received_on",
    "types",
    "recipient",
    "answers",
    "role",
    "requester",
    "link",
    "mandate",
    "subject",
    "details",
    "reply_by",
)
"""The parts of the form from the top, as fields begin."""


@dataclass(frozen=True)
class Counter:
    """Where a form is filled in: by a member, or by an agent for whoever called or wrote."""

    base: str
    """Where its pages are."""
    actor: Actor | None = None
    """The agent."""
    csrf: str = field(default="", repr=False)

    def serves(self, insurer: str) -> bool:
        """Whether a request to the insurer can be filled in here."""
        return self.actor is None or self.actor.may_touch(insurer)

    def receipt(self, filed: Filed) -> str:
        """Where what was filed is acknowledged."""
        return (
            f"{self.base}/filed/{filed.request.reference}"
            if self.actor
            else f"{self.base}/receipt/{filed.receipt_token}"
        )


MEMBERS = Counter("/requests")


@dataclass(frozen=True)
class Visit:
    """One request of a browser to the form's pages. `values` is what was typed so far."""

    engine: Engine
    desk: RequestDesk
    language: str
    values: Values
    counter: Counter = MEMBERS

    def form_from_chat(self) -> Response:
        """The form with what the member wrote in the chat carried over, for them to check."""
        found = carried(first(self.values, "said"))
        if not takes_details(self._types):
            found.pop("details", None)
        writer = "subject" if self._role == "self" else "requester"
        places = {"details": "details", "email": f"{writer}.email", "phone": f"{writer}.phone"}
        kept = {places.get(name, f"subject.{name}"): [text] for name, text in found.items()}
        return replace(self, values={**self.values, **kept}).form(carried_over=bool(kept))

    def or_form_again(self, page: Callable[[], Response]) -> Response:
        """The page; or the form again, with what was typed and what is wrong."""
        try:
            return page()
        except BadForm as error:
            return self.form(faults=error.faults, status=error.status)
        except MesdroitsError as error:
            return self.form(failure=error.detail(self.language), status=error.status)

    def form(
        self,
        *,
        faults: Sequence[Fault] = (),
        failure: str = "",
        carried_over: bool = False,
        status: int = 200,
    ) -> Response:
        """The form for the types chosen; the choice of types where there is none yet.

        Raises UnknownInsurer or InsurerUnavailable.
        """
        if "complaint" in self.values.get("type", ()):
            return self._complaint()
        if not self._types:
            return self.choice()
        proposal = self.desk.proposal(self._insurer, self._types, self._role, self.language)
        return self._render(
            "request_form.html",
            status=status,
            proposal=proposal,
            types=proposal.types,
            role=self._role,
            questions={one: questions(one) for one in proposal.types},
            conditions={
                asked.path: _condition(asked, self.language) for one in proposal.types for asked in questions(one)
            },
            takes_details=takes_details(proposal.types),
            countries=country_choices(self.language),
            retention_years=self.desk.settings.retention_years,
            officer=self._officer(),
            values=_moved(self.values, self._role),
            faults={fault.field: fault.text(self.language) for fault in sorted(faults, key=_place)},
            labels={fault.field: _label(fault.field, self.language) for fault in faults},
            failure=failure,
            carried_over=carried_over,
            key=first(self.values, "key") or uuid4().hex,
        )

    def _officer(self) -> str:
        """How the data protection officer is reached, as the policy says; empty where it does not."""
        found = officer(self.engine.insurer(self._insurer).contacts())
        return found.value if found and "dpo" in found.roles else ""

    def choice(self) -> Response:
        """The choice of the types and of the role; what was typed goes along. Raises UnknownInsurer."""
        chosen = self.engine.insurer(self._insurer) if self._insurer else None
        return self._render(
            "request_choice.html",
            insurers=[one for one in self.engine.insurers() if self.counter.serves(one.id)],
            chosen=chosen,
            types=REQUEST_TYPES,
            ticked=self._types,
            roles=REQUESTER_ROLES,
            role=self._role,
            typed=self._typed("insurer", "type", "role", "role_before"),
        )

    def review(self, unconfirmed: Fault | None = None) -> Response:
        """The request as it would be filed, with the letter."""
        draft = self.desk.draft(request_form(self.values), self.language, self.counter.actor)
        return self._render(
            "request_review.html",
            status=422 if unconfirmed else 200,
            draft=draft,
            proposal=draft.proposal,
            file=draft.request.file,
            letter=self.desk.letter_text(draft.request, "fr"),
            translation=self.desk.letter_text(draft.request, "en") if self.language == "en" else None,
            due_on=due_dates(draft.request).original,
            typed=self._typed(),
            unconfirmed=unconfirmed.text(self.language) if unconfirmed else "",
        )

    def file(self) -> Response:
        """Files the request and goes to its receipt; unconfirmed, it stays to be checked."""
        if not first(self.values, "confirmed"):
            return self.review(Fault("confirmed", "unconfirmed"))
        form, key = request_form(self.values), first(self.values, "key") or None
        filed = self.desk.file(form, self.language, key, self.counter.actor)
        address = f"{self.counter.receipt(filed)}?{urlencode({'lang': self.language})}"
        return RedirectResponse(address, status_code=303)

    @property
    def _insurer(self) -> str:
        return first(self.values, "insurer")[:100]

    @property
    def _role(self) -> RequesterRole:
        wanted = first(self.values, "role")
        return next((one for one in REQUESTER_ROLES if one == wanted), "self")

    @property
    def _types(self) -> list[RequestType]:
        return [one for one in REQUEST_TYPES if one in self.values.get("type", ())]

    def _typed(self, *but: str) -> Mapping[str, Sequence[str]]:
        """What was typed, for the hidden fields of the page in between."""
        return {name: given for name, given in self.values.items() if name not in {*_OF_THE_PAGE, *but}}

    def _complaint(self) -> Response:
        """What comes before a complaint, and where it goes. Raises UnknownInsurer."""
        view = self.engine.insurer(self._insurer)
        return self._render("request_complaint.html", insurer=view, types=REQUEST_TYPES)

    def _render(self, template: str, *, status: int = 200, **given: object) -> Response:
        query = [("insurer", self._insurer), *(("type", one) for one in self.values.get("type", ()))]
        given["query"] = urlencode([*query, ("for", self._role)])
        given |= {"counter": self.counter, "d": words(self.language, "console_desk")}
        return render(template, self.language, status=status, framed_by=(), **given)


def _moved(values: Values, role: RequesterRole) -> Values:
    """What was typed, with a person's own name and address kept theirs when they turn out to ask for another."""
    before = first(values, "role_before") or role
    if (before == "self") == (role == "self"):
        return values
    old, new = ("subject", "requester") if before == "self" else ("requester", "subject")
    own = {name: given for name, given in values.items() if name.startswith(f"{old}.")}
    rest = {name: given for name, given in values.items() if not name.startswith(("subject.", "requester."))}
    return rest | {name.replace(old, new): given for name, given in own.items()}


def _condition(question: Question, language: str) -> str:
    """When a question is to be answered; "" for always."""
    if question.depends is None:
        return ""
    (earlier,) = (one for one in questions(question.type) if one.name == question.depends.question)
    answers = (earlier.option_label(one, language) for one in question.depends.options)
    return message(language, "filing.only_if", answer=message(language, "filing.or").join(answers))


def _place(fault: Fault) -> int:
    """Where its field stands on the form, from the top."""
    part = fault.field.partition(".")[0]
    return _PARTS.index(part) if part in _PARTS else len(_PARTS)


def _label(field: str, language: str) -> str:
    """What the form calls a field; "" for what has no label of its own."""
    try:
        return field_label(field, language)
    except KeyError:
        return ""
