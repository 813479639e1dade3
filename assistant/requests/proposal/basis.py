"""The article that a request rests on, in words."""

from __future__ import annotations

from assistant.catalogue import message
from assistant.requests.records import REQUEST_TYPES, RequesterRole


def basis_of(request_type: str, role: RequesterRole, language: str) -> str:
    """ "RGPD, article 17". Heirs act under article 85, II of the French act of 6 January 1978, since the GDPR does
    not protect the dead; a child's data are erased under article 51, II as well.
    """
    if role == "heir" and request_type in REQUEST_TYPES:
        return message(language, "proposal.basis.heir")
    if role == "parent" and request_type == "erasure":
        return message(language, "proposal.basis.erasure_minor")
    return message(language, f"proposal.basis.{request_type}")
