"""The article that a request rests on: one rule for pages, letters and receipts."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.catalogue import message
from assistant.requests.records import REQUEST_TYPES, RequesterRole

Answers = Mapping[str, Mapping[str, str | tuple[str, ...]]]
"""By request type and question, what the person answered."""
_NOTHING_YET: Answers = {}


def basis_of(request_type: str, role: RequesterRole, language: str, answers: Answers = _NOTHING_YET) -> str:
    """ "RGPD, article 17": the ground in words. `answers` once there are any: they can bring in another article."""
    return message(language, f"proposal.basis.{ground_of(request_type, role, answers)}")


def ground_of(request_type: str, role: RequesterRole, answers: Answers) -> str:
    """The type whose article it is, "heir" or "erasure_minor".

    Heirs act under article 85, II of the French act of 6 January 1978, since the GDPR does not protect the dead
    (its recital 27); data collected from a minor are erased under article 51, II as well.
    """
    if role == "heir" and request_type in REQUEST_TYPES:
        return "heir"
    minor = role == "parent" or answers.get("erasure", {}).get("minor") == "yes"
    return "erasure_minor" if request_type == "erasure" and minor else request_type
