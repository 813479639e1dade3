"""Takes what members say about answers, and shows it to those who answer for their quality."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, true
from sqlalchemy.exc import IntegrityError

from assistant.errors import BadRequest, NotAllowed, UnknownMessage
from assistant.exchanges import Exchange, Exchanges
from assistant.feedback.records import REASONS, Count, FeedbackItem, Reason, item_of
from assistant.masking import mask
from assistant.requests.intake.cleaning import prose
from assistant.requests.intake.reading import Wrong
from assistant.requests.records import Actor, Role
from assistant.requests.store.store import RequestStore
from assistant.requests.store.tables import FeedbackRow
from assistant.requests.store.writing import Writing
from assistant.settings import Settings

COMMENT_CHARACTERS = 2_000
_READERS: frozenset[Role] = frozenset({"supervisor", "dpo", "evaluator", "administrator"})


class FeedbackBox:
    """Opinions on the answers of the last minutes, kept in the store. Safe for concurrent use.

    What is in it of a conversation is there only if the member agreed to share it, without personal identifiers.
    Without `exchanges` nothing can be left; everything else works.
    """

    def __init__(
        self,
        store: RequestStore,
        exchanges: Exchanges | None,
        settings: Settings,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._store = store
        self._exchanges = exchanges
        self._settings = settings
        self._now = now

    def leave(self, message_id: str, *, useful: bool, reason: Reason | None, comment: str, share: bool) -> None:
        """Keeps an opinion on an answer, in the place of an earlier one on it. A reason counts with an answer that
        was not useful; a comment of at most `COMMENT_CHARACTERS` with consent to share only.

        Raises UnknownMessage, BadRequest or StoreUnavailable.
        """
        exchange = self._exchanges.exchange(message_id) if self._exchanges else None
        if exchange is None:
            raise UnknownMessage
        words = _masked(comment)
        shared = _shared(exchange, words) if share else {"comment": "", "question": None, "answer": None}
        reply = exchange.reply
        row = FeedbackRow(
            id=uuid.uuid4().hex,
            at=self._now(),
            insurer=reply.insurer or "",
            message=reply.message_id,
            language=reply.language,
            outcome=reply.outcome,
            useful=useful,
            reason=None if useful else reason,
            **({"citations": []} | shared),
        )
        with self._store.writing() as writing:
            _put(writing, row)

    def flagged(
        self, actor: Actor, *, unseen_only: bool = True, insurer: str | None = None, limit: int = 200
    ) -> list[FeedbackItem]:
        """Answers that were not useful, the latest first. Raises NotAllowed."""
        wanted = [FeedbackRow.useful.is_(False), *_within(actor, insurer)]
        if unseen_only:
            wanted.append(FeedbackRow.looked_at.is_(None))
        latest = select(FeedbackRow).where(*wanted).order_by(FeedbackRow.at.desc(), FeedbackRow.id).limit(limit)
        with self._store.reading() as reading:
            return [item_of(row) for row in reading.session.scalars(latest)]

    def look_at(self, actor: Actor, item: str) -> None:
        """Notes that somebody looked at an opinion; whoever did so first stays.

        Raises NotAllowed, or UnknownMessage when it is gone: purged, or replaced by a second one.
        """
        _within(actor)
        with self._store.writing() as writing:
            row = writing.session.get(FeedbackRow, item, with_for_update=True)
            if row is None:
                raise UnknownMessage
            _within(actor, row.insurer)
            if row.looked_at is None:
                row.looked_at, row.looked_by = self._now(), actor.name

    def counts(self, actor: Actor, since: dt.datetime) -> list[Count]:
        """The opinions since an instant, by insurer. Raises NotAllowed."""
        of_a_kind = (FeedbackRow.insurer, FeedbackRow.useful, FeedbackRow.reason)
        counted = (
            select(*of_a_kind, func.count().label("number"))
            .where(FeedbackRow.at >= since, *_within(actor))
            .group_by(*of_a_kind)
        )
        with self._store.reading() as reading:
            rows = reading.session.execute(counted).all()
        return [_count(one, rows) for one in sorted({row.insurer for row in rows})]

    def purge(self, actor: Actor, *, dry_run: bool) -> int:
        """How many opinions have been kept long enough (`feedback_days`); they go unless it is a dry run.

        `actor` is an administrator; what is out of their reach stays. Raises NotAllowed.
        """
        if actor.role != "administrator":
            raise NotAllowed
        oldest = self._now() - dt.timedelta(days=self._settings.feedback_days)
        over = (FeedbackRow.at < oldest, *_within(actor))
        with self._store.writing() as writing:
            count = writing.session.scalar(select(func.count()).select_from(FeedbackRow).where(*over)) or 0
            if not dry_run:
                writing.session.execute(delete(FeedbackRow).where(*over))
        if not dry_run:
            self._store.settle()
        return count


def _masked(comment: str) -> str:
    """The comment as it may be kept. Raises BadRequest when it is too long."""
    try:
        return mask(prose(comment, COMMENT_CHARACTERS).text).text
    except Wrong as error:
        raise BadRequest(faults=f"comment (> {COMMENT_CHARACTERS})") from error


def _shared(exchange: Exchange, comment: str) -> dict[str, Any]:
    """What is kept of an exchange with consent. The answer was made from the masked question: its words are ours
    and the published documents'."""
    quotes = [one.quote for one in exchange.reply.citations]
    places = [
        {
            "insurer": one.insurer,
            "version": one.document.version,
            "start": one.span.start,
            "end": one.span.end,
        }
        for one in quotes
    ]
    question = mask(exchange.question).text  # masked already: the table does not depend on who asked
    return {"comment": comment, "question": question, "answer": exchange.reply.answer, "citations": places}


def _put(writing: Writing, row: FeedbackRow) -> None:
    """Keeps an opinion in the place of an earlier one on the same answer."""
    earlier = delete(FeedbackRow).where(FeedbackRow.message == row.message)
    writing.session.execute(earlier)
    try:
        with writing.session.begin_nested():
            writing.session.add(row)
    except IntegrityError:  # somebody else left one in the same moment; theirs is committed by now
        writing.session.execute(earlier)
        writing.session.add(row)


def _within(actor: Actor, insurer: str | None = None) -> list[ColumnElement[bool]]:
    """What an actor may read of the opinions, of one insurer or of all of theirs. Raises NotAllowed."""
    if actor.role not in _READERS or (insurer is not None and not actor.may_touch(insurer)):
        raise NotAllowed
    if insurer is not None:
        return [FeedbackRow.insurer == insurer]
    return [true() if actor.insurers is None else FeedbackRow.insurer.in_(actor.insurers)]


def _count(insurer: str, rows: Sequence[Row[str, bool, str | None, int]]) -> Count:
    def number(*, useful: bool) -> int:
        return sum(row.number for row in rows if row.insurer == insurer and row.useful is useful)

    reasons = {row.reason: row.number for row in rows if row.insurer == insurer}
    by_reason = {one: reasons[one] for one in REASONS if one in reasons}
    return Count(insurer, number(useful=True), number(useful=False), by_reason)
