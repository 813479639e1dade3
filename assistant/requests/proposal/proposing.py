"""What a person is told before filing: where the request goes, what the policy asks and excludes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assistant.errors import NotFilable
from assistant.law import Law
from assistant.requests.deadlines import answer_due
from assistant.requests.proposal.basis import basis_of
from assistant.requests.proposal.channels import choices_of
from assistant.requests.proposal.identity_proof import identity_demand
from assistant.requests.proposal.proposed import Choice, Proposal, Warning
from assistant.requests.proposal.warnings import age_warnings, channel_warnings, right_warnings
from assistant.requests.records import REQUEST_TYPES, RequesterRole, RequestType
from assistant.retrieval import PolicyIndex

__all__ = ["Choice", "Proposal", "Warning", "propose"]


def propose(
    index: PolicyIndex, law: Law, types: Sequence[str], role: RequesterRole, language: str, today: dt.date
) -> Proposal:
    """What a request of these types to one insurer starts from, in `language`; dates as of `today` (Paris).

    Everything comes from the facts of the published policy and from the statutory layer. Raises NotFilable for a
    type that cannot be filed with an insurer, such as a complaint, and where there is none.
    """
    wanted = _filable(types)
    insurer = index.release.insurer
    choices = choices_of(index)
    identity = identity_demand(index, wanted, role, language)
    warnings = [
        *right_warnings(index, law, wanted, role, language),
        *channel_warnings(index, choices, language),
    ]
    shown = [identity.passage, *(one.recipient.passage for one in choices), *(one.passage for one in warnings)]
    return Proposal(
        insurer=insurer.id,
        insurer_name=insurer.name,
        legal_name=insurer.legal_name,
        types=wanted,
        role=role,
        choices=choices,
        warnings=(*warnings, *age_warnings(index, shown, language)),
        identity=identity,
        basis={one: basis_of(one, role, language) for one in wanted},
        answer_due=answer_due(today, insurer.holiday_region),
    )


def _filable(types: Sequence[str]) -> tuple[RequestType, ...]:
    """The types, each once, in the order of `REQUEST_TYPES`."""
    if not types or not set(types) <= set(REQUEST_TYPES):
        raise NotFilable
    return tuple(one for one in REQUEST_TYPES if one in types)
