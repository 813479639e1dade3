"""The desk: everything that is done with requests, by members, agents and the service, one transaction each.

It puts together the policy (`proposal`), the form (`intake`), the life cycle and the store; pages, API and
command line only translate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.errors import BadForm, Fault, IdempotencyConflict, NotAllowed, UnknownInsurer, UnknownRequest
from assistant.requests.acting import acted, known, reached
from assistant.requests.actions import NAMES, Action, Clarify, Withdraw
from assistant.requests.casework import Case, QueueFilter, QueueLine, queue_line
from assistant.requests.committing import committed, on_its_way
from assistant.requests.deadlines import today_in_paris
from assistant.requests.filing import drafted, fingerprint
from assistant.requests.intake.checking import checked
from assistant.requests.intake.form import Checked, RequestForm
from assistant.requests.keys import Keys
from assistant.requests.letters.letter import letter_pdf, letter_text
from assistant.requests.letters.receipt import receipt_pdf
from assistant.requests.lifecycle import allowed
from assistant.requests.means import Means, mailroom
from assistant.requests.proposal.basis import basis_of
from assistant.requests.proposal.proposing import Proposal, propose
from assistant.requests.records import STAFF, Actor, Message, Request, RequesterRole
from assistant.requests.store.reading import Reading
from assistant.requests.store.store import RequestStore
from assistant.requests.store.writing import AlreadyFiled
from assistant.requests.tracking.following import opened, send_code
from assistant.requests.tracking.tokens import Tokens
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.engine import Engine

MEMBER = Actor("member", "member", None)


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
    receipt_token: str = field(repr=False)
    """Opens the receipt page and its PDFs for a day."""
    created: bool
    sent_by_email: bool
    """Whether the service sends the request to the insurer's address itself."""
    by_code: bool
    """Whether it can be followed by a code: the service sends e-mail, and the member gave an address."""
    tracking_url: str | None
    """The page on which it is followed, where the service knows its own address."""


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
        self.wake: Callable[[], None] = lambda: None
        """Called when there may be something to send."""
        self._policies = policies
        self._now = now
        self._tokens = Tokens(keys, now)
        self._mail = mailroom(settings)
        self._means = Means(settings, store, keys, self._mail, now)

    # Members

    def proposal(self, insurer: str, types: Sequence[str], role: RequesterRole, language: str) -> Proposal:
        """What the policy and the law say about such a request. Raises UnknownInsurer, NotFilable."""
        policies = self._published(insurer)
        index = policies.releases.index(insurer)
        return propose(index, policies.law, types, role, language, self._means.today)

    def draft(self, form: RequestForm, language: str, actor: Actor | None = None) -> Draft:
        """The form checked and shown as it would be filed; its words are in `language`.

        Raises BadForm with every fault, UnknownInsurer, NotFilable.
        """
        now = self._now()
        if actor is None:
            form = form.model_copy(update={"received_through": "online"})
        found = checked(form, today_in_paris(now))
        if actor and form.received_through == "online":
            raise BadForm([Fault("received_through", "received_through_missing")])
        proposal = self.proposal(form.insurer, found.types, form.role, language)
        basis: dict[str, str] = {one: basis_of(one, form.role, language, found.file.answers) for one in found.types}
        index = self._published(form.insurer).releases.index(form.insurer)
        region = index.release.insurer.holiday_region
        return Draft(drafted(form, found, proposal, region, now, actor), replace(proposal, basis=basis), found)

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
        if actor is not None:
            _check_staff(actor)
            _check_reach(form.insurer, actor)
        if not form.insurer.isprintable():  # PostgreSQL takes no NUL
            raise UnknownInsurer(insurer="", known="–")
        print_of = fingerprint(form, self.keys)
        key = self.keys.digest("idempotency key", idempotency_key) if idempotency_key else None
        if key and (before := self._filed_before(form.insurer, key, print_of)):
            return before
        draft = self.draft(form, language, actor)
        file, who = draft.checked.file, actor or MEMBER
        try:
            request, sent = committed(self._means, draft.request, file, key, print_of, who)
        except AlreadyFiled:
            before = self._filed_before(form.insurer, key or "", print_of)
            if before is None:
                raise
            return before
        self.wake()
        return self._filed(request, sent=sent, created=True)

    def _filed_before(self, insurer: str, key: str, print_of: str) -> Filed | None:
        """What was filed under this key. Raises IdempotencyConflict when it was another form."""
        with self.store.reading() as reading:
            found = reading.filed_under(insurer, key)
            if found is None:
                return None
            request, kept = found
            if kept != print_of:
                raise IdempotencyConflict
            return self._filed(request, sent=on_its_way(reading, request), created=False)

    def _filed(self, request: Request, *, sent: bool, created: bool) -> Filed:
        return Filed(
            request=request,
            receipt_token=self._tokens.receipt(request.reference),
            created=created,
            sent_by_email=sent,
            by_code=bool(self._mail and request.file and request.file.correspondent.email),
            tracking_url=self._mail.tracking_page if self._mail else None,
        )

    def receipt(self, token: str) -> Filed:
        """The request that a receipt token opens.

        Raises UnknownRequest when the token is wrong or older than a day, or nothing is left to show.
        """
        return self.filed(self._tokens.read_receipt(token))

    def filed(self, reference: str) -> Filed:
        """A request as its receipt shows it. Raises UnknownRequest, also once it is purged."""
        with self.store.reading() as reading:
            request = _whole(known(reading, reference))
            return self._filed(request, sent=on_its_way(reading, request), created=False)

    def kept(self, reference: str) -> Request:
        """A request as it is kept, for e-mails. Raises UnknownRequest."""
        with self.store.reading() as reading:
            return known(reading, reference)

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
            return self._case(reading, known(reading, self._tokens.read_tracking(token)), MEMBER)

    def member_acts(self, token: str, action: Clarify | Withdraw) -> Request:
        """What a member may do. Raises BadCode, BadForm, TransitionRefused."""
        return self._acted(MEMBER, self._tokens.read_tracking(token), action)

    def letter_pdf(self, request: Request, language: str) -> bytes:
        """The letter to the insurer: "fr" is the one to send, "en" a reading copy."""
        return letter_pdf(_whole(request), language)

    def letter_text(self, request: Request, language: str) -> str:
        """The same as plain text, to paste into a form or an e-mail."""
        return letter_text(_whole(request), language)

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
        _check_staff(actor)
        if wanted.insurer:
            _check_reach(wanted.insurer, actor)
        today = self._means.today
        with self.store.reading() as reading:
            found = reading.queue(actor.insurers, wanted, today)
            lost = reading.undelivered_counts([one.reference for one in found])
            return [queue_line(one, today, lost.get(one.reference, 0)) for one in found]

    def case(self, actor: Actor, reference: str) -> Case:
        """One request whole. Raises NotAllowed, and UnknownRequest, also for one out of the actor's reach."""
        _check_staff(actor)
        with self.store.reading() as reading:
            return self._case(reading, reached(reading, actor, reference), actor)

    def act(self, actor: Actor, reference: str, action: Action, seen: int | None = None) -> Request:
        """The request after the action, recorded in the audit trail; refusals are recorded too.

        `seen` is the revision that the actor had before them; None for whatever it is now. Raises UnknownRequest,
        StaleRequest, BadForm, NotAllowed, TransitionRefused.
        """
        _check_staff(actor)
        with self.store.reading() as reading:
            found = reached(reading, actor, reference)
        return self._acted(actor, found.reference, action, seen)

    def undelivered(self, actor: Actor) -> list[Message]:
        """E-mails given up on, within the actor's reach. Raises NotAllowed."""
        _check_staff(actor)
        with self.store.reading() as reading:
            return reading.dead_letters(actor.insurers)

    def send_again(self, actor: Actor, message: str) -> None:
        """Puts an e-mail that was given up on back into the outbox. Raises NotAllowed, UnknownRequest."""
        _check_staff(actor)
        with self.store.writing() as writing:
            if message not in {one.id for one in writing.dead_letters(actor.insurers)}:
                raise UnknownRequest
            writing.revive(message, self._now())
        self.wake()

    def _acted(self, actor: Actor, reference: str, action: Action, seen: int | None = None) -> Request:
        request = acted(self._means, actor, reference, action, seen)
        self.wake()
        return request

    def _case(self, reading: Reading, request: Request, actor: Actor) -> Case:
        lost = reading.undelivered_counts([request.reference]).get(request.reference, 0)
        return Case(
            queue_line(request, self._means.today, lost),
            tuple(reading.trail(request.reference)),
            tuple(reading.notes(request.reference)),
            tuple(reading.messages(request.reference)),
            tuple(NAMES[one] for one in allowed(request, actor, self._means.today)),
        )


def _check_staff(actor: Actor) -> None:
    """Raises NotAllowed for whoever works here on something else than requests."""
    if actor.role not in STAFF:
        raise NotAllowed


def _check_reach(insurer: str, actor: Actor) -> None:
    if not actor.may_touch(insurer):
        raise NotAllowed


def _whole(request: Request) -> Request:
    """The request, as long as there is something to show of it. Raises UnknownRequest once it is purged."""
    if request.file is None:
        raise UnknownRequest
    return request
