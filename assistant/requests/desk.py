"""The desk: everything that is done with requests, by members, agents and the service, one transaction each.

It puts together the policy (`proposal`), the form (`intake`), the life cycle and the store; pages, API and
command line only translate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import (
    BadForm,
    Fault,
    IdempotencyConflict,
    NotAllowed,
    TransitionRefused,
    UnknownInsurer,
    UnknownRequest,
)
from assistant.requests.actions import (
    NAMES,
    Action,
    Answer,
    AskClarification,
    AskIdentity,
    Clarify,
    Extend,
    File,
    MarkDuplicate,
    Withdraw,
)
from assistant.requests.casework import Case, QueueFilter, QueueLine, queue_line
from assistant.requests.deadlines import due_dates, today_in_paris
from assistant.requests.filing import TOLD_IN_PERSON, drafted, fingerprint, person_digests
from assistant.requests.intake.checking import checked
from assistant.requests.intake.form import Checked, RequestForm
from assistant.requests.keys import Keys
from assistant.requests.letters.letter import letter_pdf, letter_text
from assistant.requests.letters.receipt import receipt_pdf
from assistant.requests.lifecycle import apply
from assistant.requests.mail.mailing import Mailroom, Notice
from assistant.requests.narrating import note_of
from assistant.requests.proposal.proposing import Proposal, propose
from assistant.requests.records import OPEN_STATES, Actor, Message, Request, RequesterRole
from assistant.requests.retention.purging import objects
from assistant.requests.store.reading import Reading
from assistant.requests.store.store import RequestStore
from assistant.requests.store.writing import AlreadyFiled, Writing
from assistant.requests.tracking.following import opened, send_code
from assistant.requests.tracking.reference import new_reference, normalised
from assistant.requests.tracking.tokens import Tokens
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.engine import Engine

MEMBER = Actor("member", "member", None)
SERVICE = Actor("service", "system", None)
_TOLD: dict[type, Notice] = {
    AskIdentity: "identity_asked",
    AskClarification: "clarification_asked",
    Extend: "extended",
    Answer: "answered",
}
"""What the member is told by e-mail."""


@dataclass(frozen=True)
class Draft:
    """A request as it would be filed, for the member to check. Nothing of it is kept."""

    request: Request
    """In state "draft", without a reference."""
    proposal: Proposal
    checked: Checked
    """What was made of the form; `checked.removed` are kinds of identifiers taken out, such as "nir"."""


@dataclass(frozen=True)
class Filed:
    """A request that is committed. `created` is False when the same form had been filed before."""

    request: Request
    receipt_token: str
    """Opens the receipt page and its PDFs for a day."""
    created: bool
    sent_by_email: bool
    """Whether the service sends the request to the insurer's address itself."""
    by_code: bool
    """Whether it can be followed by a code: the service sends e-mail, and the member gave an address."""
    tracking_url: str | None
    """The page on which it is followed, where the service knows its own address."""


def mailroom(settings: Settings) -> Mailroom | None:
    """What writes e-mails; None where the settings name no mail server."""
    if settings.smtp_host is None or settings.mail_from is None:
        return None
    page = f"{str(settings.public_url).rstrip('/')}/requests/track" if settings.public_url else None
    return Mailroom(settings.mail_from, page)


class RequestDesk:
    """Safe for concurrent use. Without `policies` nothing can be filed; everything else works."""

    def __init__(
        self,
        settings: Settings,
        store: RequestStore,
        keys: Keys,
        policies: Engine | None = None,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self.settings = settings
        self.store = store
        self.keys = keys
        self._policies = policies
        self._now = now
        self.wake: Callable[[], None] = lambda: None
        """Called when there is something to send."""
        self._tokens = Tokens(keys, now)
        self._mail = mailroom(settings)

    # Members

    def proposal(self, insurer: str, types: Sequence[str], role: RequesterRole, language: str) -> Proposal:
        """What the policy and the law say about such a request. Raises UnknownInsurer, NotFilable."""
        policies = self._published(insurer)
        index = policies.releases.index(insurer)
        return propose(index, policies.law, types, role, language, today_in_paris(self._now()))

    def draft(self, form: RequestForm, language: str, actor: Actor | None = None) -> Draft:
        """The form checked and shown as it would be filed; its words are in `language`.

        Raises BadForm with every fault, UnknownInsurer, NotFilable.
        """
        now = self._now()
        found = checked(form, today_in_paris(now))
        proposal = self.proposal(form.insurer, found.types, form.role, language)
        index = self._published(form.insurer).releases.index(form.insurer)
        region = index.release.insurer.holiday_region
        return Draft(drafted(form, found, proposal, region, now, actor), proposal, found)

    def _published(self, insurer: str) -> Engine:
        if self._policies is None:
            raise UnknownInsurer(insurer=insurer, known="–")
        return self._policies

    def file(
        self, form: RequestForm, language: str, idempotency_key: str | None = None, actor: Actor | None = None
    ) -> Filed:
        """Files a confirmed form; returns after the commit. `actor` is the agent who files on behalf of the member.

        Raises BadForm (not confirmed included), NotFilable, IdempotencyConflict, NotAllowed, StoreUnavailable.
        """
        if not form.confirmed:
            raise BadForm([Fault("confirmed", "unconfirmed")])
        self._check_reach(form.insurer, actor)
        print_of = fingerprint(form, self.keys)
        if idempotency_key and (before := self._filed_before(form.insurer, idempotency_key, print_of)):
            return before
        draft = self.draft(form, language, actor)
        try:
            with self.store.writing() as writing:
                request = self._added(writing, draft.request, idempotency_key, print_of, actor or MEMBER)
        except AlreadyFiled:
            before = self._filed_before(form.insurer, idempotency_key or "", print_of)
            if before is None:
                raise
            return before
        self.wake()
        return self._filed(request, created=True)

    def _added(self, writing: Writing, draft: Request, key: str | None, print_of: str, actor: Actor) -> Request:
        file = draft.file
        assert file is not None
        digests = person_digests(draft.insurer, file, self.keys)
        earlier = writing.similar(draft.insurer, digests, draft.types, OPEN_STATES)
        request = apply(
            replace(draft, reference=new_reference(), duplicate_of=earlier[0].reference if earlier else None),
            File(),
            actor,
            self._now(),
            self.settings.retention_years,
        )
        request = writing.add(request, key, print_of, digests)
        writing.record(request.reference, request.insurer, actor, "file", "draft", request.state, "", self._now())
        if earlier:
            note = f"like {earlier[0].reference}"
            writing.record(
                request.reference,
                request.insurer,
                SERVICE,
                "likeness",
                request.state,
                request.state,
                note,
                self._now(),
            )
        for message in self._filing_mail(request):
            writing.enqueue(message)
        objects(writing, self.keys, request, self.settings.objection_years, today_in_paris(self._now()))
        return request

    def _filing_mail(self, request: Request) -> Iterator[Message]:
        """The e-mails that go out with a filing: to the insurer, and the receipt to whoever wants it."""
        if self._mail is None:
            return
        if self._sends(request):
            yield self._mail.to_insurer(request, letter_text(request, "fr"), self._now())
        if request.file and request.file.receipt_by_email:
            due_on, insurer = due_dates(request).original, request.recipient.insurer_name
            receipt = self._mail.receipt(request, insurer, due_on, self._sends(request), self._now())
            yield from [receipt] if receipt else []

    def _filed_before(self, insurer: str, key: str, print_of: str) -> Filed | None:
        """What was filed under this key. Raises IdempotencyConflict when it was another form."""
        with self.store.reading() as reading:
            found = reading.filed_under(insurer, key)
        if found is None:
            return None
        request, kept = found
        if kept != print_of:
            raise IdempotencyConflict
        return self._filed(request, created=False)

    def _filed(self, request: Request, *, created: bool) -> Filed:
        return Filed(
            request=request,
            receipt_token=self._tokens.receipt(request.reference),
            created=created,
            sent_by_email=self._sends(request),
            by_code=bool(self._mail and request.file and request.file.correspondent.email),
            tracking_url=self._mail.tracking_page if self._mail else None,
        )

    def _sends(self, request: Request) -> bool:
        """Whether the service e-mails the request to the insurer."""
        return (
            self._mail is not None
            and request.recipient.kind == "email"
            and request.received_through in TOLD_IN_PERSON
        )

    def receipt(self, token: str) -> Filed:
        """The request that a receipt token opens. Raises UnknownRequest when it is wrong or older than a day."""
        reference = self._tokens.read_receipt(token)
        with self.store.reading() as reading:
            return self._filed(_known(reading, reference), created=False)

    def filed(self, reference: str) -> Filed:
        """A request as its receipt shows it, for e-mails. Raises UnknownRequest."""
        return self._filed(self.kept(reference), created=False)

    def kept(self, reference: str) -> Request:
        """A request as it is kept, for e-mails. Raises UnknownRequest."""
        with self.store.reading() as reading:
            return _known(reading, reference)

    def send_code(self, reference: str, language: str) -> None:
        """Sends a tracking code to the e-mail on file. Nothing tells whether the reference is known."""
        send_code(self.store, self.keys, self._mail, reference, "en" if language == "en" else "fr", self._now())
        self.wake()

    def open_session(self, reference: str, code: str) -> str:
        """A tracking token, good for half an hour. Raises BadCode: a wrong code, an unknown reference alike."""
        return self._tokens.tracking(opened(self.store, self.keys, reference, code, self._now()))

    def followed(self, token: str) -> Case:
        """The member's own request. Raises BadCode when the token is wrong or too old."""
        with self.store.reading() as reading:
            return self._case(reading, _known(reading, self._tokens.read_tracking(token)))

    def member_acts(self, token: str, action: Clarify | Withdraw) -> Request:
        """What a member may do. Raises BadCode, TransitionRefused."""
        return self._acted(MEMBER, self._tokens.read_tracking(token), action)

    def letter_pdf(self, request: Request, language: str) -> bytes:
        """The letter to the insurer: "fr" is the one to send, "en" a reading copy."""
        return letter_pdf(request, language)

    def letter_text(self, request: Request, language: str) -> str:
        """The same as plain text, to paste into a form or an e-mail."""
        return letter_text(request, language)

    def receipt_pdf(self, filed: Filed, language: str) -> bytes:
        """The receipt, as filed."""
        return receipt_pdf(
            filed.request,
            language,
            sent_by_email=filed.sent_by_email,
            by_code=filed.by_code,
            tracking_url=filed.tracking_url,
        )

    # Agents

    def queue(self, actor: Actor, wanted: QueueFilter) -> list[QueueLine]:
        """The queue within the actor's reach, the most urgent first. Raises NotAllowed."""
        if wanted.insurer:
            self._check_reach(wanted.insurer, actor)
        today = today_in_paris(self._now())
        with self.store.reading() as reading:
            found = reading.queue(actor.insurers, wanted, today)
            lost = reading.undelivered_counts([one.reference for one in found])
            return [queue_line(one, today, lost.get(one.reference, 0)) for one in found]

    def case(self, actor: Actor, reference: str) -> Case:
        """One request whole. Raises UnknownRequest, also for one out of the actor's reach."""
        with self.store.reading() as reading:
            return self._case(reading, _reached(reading, actor, reference))

    def act(self, actor: Actor, reference: str, action: Action) -> Request:
        """The request after the action, recorded in the audit trail; refusals are recorded too.

        Raises UnknownRequest, NotAllowed, TransitionRefused, StaleRequest.
        """
        with self.store.reading() as reading:
            found = _reached(reading, actor, reference)
        return self._acted(actor, found.reference, action)

    def undelivered(self, actor: Actor) -> list[Message]:
        """E-mails given up on, within the actor's reach."""
        with self.store.reading() as reading:
            return reading.dead_letters(actor.insurers)

    def send_again(self, actor: Actor, message: str) -> None:
        """Puts an e-mail that was given up on back into the outbox. Raises UnknownRequest."""
        with self.store.writing() as writing:
            if message not in {one.id for one in writing.dead_letters(actor.insurers)}:
                raise UnknownRequest
            writing.revive(message, self._now())
        self.wake()

    def _acted(self, actor: Actor, reference: str, action: Action) -> Request:
        try:
            with self.store.writing() as writing:
                before = _known(writing, reference)
                if isinstance(action, MarkDuplicate):
                    action = MarkDuplicate(_twin(writing, before, action.of))
                after = writing.save(apply(before, action, actor, self._now(), self.settings.retention_years))
                self._recorded(writing, actor, action, before, after)
                return after
        except (TransitionRefused, NotAllowed) as refused:
            self._record_refusal(actor, reference, action, refused)
            raise

    def _recorded(self, writing: Writing, actor: Actor, action: Action, before: Request, after: Request) -> None:
        now, note = self._now(), note_of(action)
        writing.record(
            after.reference, after.insurer, actor, NAMES[type(action)], before.state, after.state, note, now
        )
        if isinstance(action, Clarify | AskClarification):
            writing.add_note(after.reference, now, actor.name, actor.role, note)
        told = _TOLD.get(type(action))
        if self._mail and told:
            due_on, insurer = due_dates(after).alert, after.recipient.insurer_name
            if written := self._mail.notice(after, told, insurer, due_on, now):
                writing.enqueue(written)

    def _record_refusal(self, actor: Actor, reference: str, action: Action, refused: Exception) -> None:
        reason = refused.reason if isinstance(refused, TransitionRefused) else "not_allowed"
        with self.store.writing() as writing:
            found = _known(writing, reference)
            writing.record(
                reference,
                found.insurer,
                actor,
                f"{NAMES[type(action)]} refused",
                found.state,
                found.state,
                reason,
                self._now(),
            )

    def _case(self, reading: Reading, request: Request) -> Case:
        lost = reading.undelivered_counts([request.reference]).get(request.reference, 0)
        return Case(
            queue_line(request, today_in_paris(self._now()), lost),
            tuple(reading.trail(request.reference)),
            tuple(reading.notes(request.reference)),
            tuple(reading.messages(request.reference)),
        )

    @staticmethod
    def _check_reach(insurer: str, actor: Actor | None) -> None:
        if actor is not None and not actor.may_touch(insurer):
            raise NotAllowed


def _twin(reading: Reading, request: Request, of: str) -> str:
    """The reference of another request of the same insurer. Raises TransitionRefused."""
    found = reading.find(normalised(of) or of)
    if of and (found is None or found.insurer != request.insurer):
        raise TransitionRefused("other_reference_unknown")
    return found.reference if found else of


def _reached(reading: Reading, actor: Actor, reference: str) -> Request:
    """The request of a reference, however it was typed, within the actor's reach. Raises UnknownRequest."""
    found = _known(reading, normalised(reference) or reference)
    if not actor.may_touch(found.insurer):
        raise UnknownRequest
    return found


def _known(reading: Reading, reference: str) -> Request:
    found = reading.find(reference)
    if found is None:
        raise UnknownRequest
    return found
