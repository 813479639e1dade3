"""A checked form becomes a request: its recipient, what finds it again, and what tells it from another."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.errors import BadForm, Fault
from assistant.requests.deadlines import today_in_paris
from assistant.requests.intake.form import Checked, RequestForm
from assistant.requests.keys import Keys
from assistant.requests.proposal.proposing import Proposal
from assistant.requests.records import Actor, HolidayRegion, Identity, Person, PersonalFile, Recipient, Request

TOLD_IN_PERSON = frozenset({"phone", "online"})
"""Ways in which the insurer's address for rights has not seen the request yet."""
Party = Literal["subject", "requester"]
"""Whose data a request is about, and who files it in their place."""


def drafted(
    form: RequestForm,
    checked: Checked,
    proposal: Proposal,
    region: HolidayRegion,
    now: dt.datetime,
    actor: Actor | None,
) -> Request:
    """The request in state "draft", without a reference. `actor` is an agent who files for the member.

    Raises BadForm when the channel is none of the proposal's.
    """
    today = today_in_paris(now)
    return Request(
        reference="",
        insurer=form.insurer,
        state="draft",
        language=form.language,
        types=checked.types,
        received_through=form.received_through if actor else "online",
        received_on=form.received_on or today if actor else today,
        recorded_at=now,
        holiday_region=region,
        recipient=replace(
            _recipient(checked.recipient, proposal),
            insurer_name=proposal.insurer_name,
            legal_name=proposal.legal_name,
        ),
        file=checked.file,
        identity=Identity(demand=proposal.identity),
        filed_by=actor.name if actor else None,
    )


def _recipient(wanted: str, proposal: Proposal) -> Recipient:
    if not wanted:
        return proposal.choices[0].recipient
    found = next((one.recipient for one in proposal.choices if one.id == wanted), None)
    if found is None:
        raise BadForm([Fault("recipient", "unknown_recipient")])
    return found


def fingerprint(form: RequestForm, keys: Keys) -> str:
    """A keyed digest of what was filled in: equal for the same form sent twice."""
    text = json.dumps(form.model_dump(mode="json", exclude={"confirmed"}), sort_keys=True)
    return keys.digest("fingerprint", text)


def person_digests(insurer: str, file: PersonalFile, keys: Keys) -> frozenset[str]:
    """The keyed digests by which a person's requests are found: of the e-mail, the member number, and the name with
    the birth date of the person whose data it is about."""
    return _digests(insurer, file.subject, keys, "subject")


def requester_digests(insurer: str, file: PersonalFile, keys: Keys) -> frozenset[str]:
    """The same of whoever files for that person; they are never taken for the subject's."""
    return _digests(insurer, file.requester, keys, "requester") if file.requester else frozenset()


def _digests(insurer: str, person: Person, keys: Keys, party: Party) -> frozenset[str]:
    return digests_of(
        insurer,
        keys,
        party,
        email=person.email,
        member_number=person.member_number,
        name=person.name,
        birth_date=person.birth_date,
    )


def digests_of(
    insurer: str,
    keys: Keys,
    party: Party = "subject",
    *,
    email: str | None = None,
    member_number: str | None = None,
    name: str = "",
    birth_date: dt.date | None = None,
) -> frozenset[str]:
    """The keyed digests of what is known of a person at one insurer; a name counts with its birth date only."""
    known = []
    if email:
        known.append(("email", email.casefold()))
    if member_number:
        known.append(("member", _letters(member_number)))
    if name and birth_date:
        known.append(("name", f"{'-'.join(sorted(_words(name)))} {birth_date.isoformat()}"))
    return frozenset(keys.digest("person", f"{insurer}\n{party}\n{kind}\n{value}") for kind, value in known)


def _letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def _words(name: str) -> Sequence[str]:
    """The words of a name without case and accents, so that two spellings of it are one."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    return "".join(one if one.isalnum() else " " for one in plain).split()
