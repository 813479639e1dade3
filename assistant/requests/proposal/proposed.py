"""What a proposal is made of: the ways to send a request and what must be known first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.requests.records import IdentityDemand, Passage, Recipient, RequesterRole, RequestType


@dataclass(frozen=True)
class Choice:
    """A way to send the request that the policy gives. `id` stays the same as long as the policy says so."""

    id: str
    recipient: Recipient


@dataclass(frozen=True)
class Warning:
    """What must be known before filing: `code` for programs, `text` for people, `passage` where the policy or the
    law says so."""

    code: str
    text: str
    passage: Passage | None = None


@dataclass(frozen=True)
class Proposal:
    """What a request form starts from."""

    insurer: str
    insurer_name: str
    legal_name: str
    types: tuple[RequestType, ...]
    role: RequesterRole
    choices: tuple[Choice, ...]
    """The best first; one of kind "none" where the policy gives no way."""
    warnings: tuple[Warning, ...]
    """What concerns the right first, then the channel, then the policy."""
    identity: IdentityDemand
    basis: Mapping[str, str]
    """The article of each type, in words: "RGPD, article 17"."""
    answer_due: dt.date
    """If the request is received today."""
