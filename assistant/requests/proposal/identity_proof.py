"""What proof of identity a policy demands, in its own words, and what the member is asked for instead of more.

A document is asked for only where the policy itself demands it (GDPR art. 12(6)); this service never takes one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.catalogue import message
from assistant.requests.proposal.evidence import Stated, passage_of
from assistant.requests.records import IdentityDemand, RequesterRole, RequestType
from assistant.retrieval import PolicyIndex
from ingest.views import clean

_NAMED = (
    r"\b(?:titre|pi[èe]ce|carte|document|justificatif|(?:photo)?copie)s?\b[^.;]{0,40}?\bidentit[ée]s?\b"
    r"|\bpasseports?\b|\bpermis de conduire\b|\b(?:cni|passports?|driving licen[cs]e)\b"
    r"|\b(?:id|identity|identification) (?:cards?|documents?|papers?)\b|\bcopy of (?:your|an|the) (?:id|identity)\b"
)
_DOCUMENT = re.compile(_NAMED, re.IGNORECASE)
_SIGNED = re.compile(
    rf"(?:{_NAMED})[^.;,]{{0,40}}?\b(?:sign[ée]e?s?|portant (?:\w+ )?signature|signed|bearing (?:\w+ )?signature)\b"
    r"|\bcopie sign[ée]e\b|\bsigned (?:photo)?copy\b",
    re.IGNORECASE,
)
_OF_HEIRS = re.compile(
    r"\bh[ée]ritiers?\b|\bsuccessions?\b|\bd[ée]funts?\b|\bayants?[ -]droit\b|\bheirs?\b|\bdeceased\b|\bestate\b",
    re.IGNORECASE,
)
_OF_OTHERS: dict[RequesterRole, re.Pattern[str]] = {
    "heir": _OF_HEIRS,
    "representative": re.compile(
        r"\bmandat(?:aire|ant)?s?\b|\brepr[ée]sentants?\b|\bmandate\b|\brepresentative\b|\bpower of attorney\b",
        re.IGNORECASE,
    ),
    "parent": re.compile(
        r"\bautorit[ée] parentale\b|\bmineurs?\b|\blivret de famille\b|\bparental\b|\bminors?\b", re.IGNORECASE
    ),
}
_OF_DIRECTIVES = re.compile(
    r"\bdirectives?\b|\bapr[èe]s (?:\w+ )?d[ée]c[èe]s\b|\bafter (?:\w+ )?death\b", re.IGNORECASE
)
_RIGHTS = {
    "access": re.compile(r"\bacc[èe]s\b|\baccess\b", re.IGNORECASE),
    "rectification": re.compile(r"\brectif|\bmise à jour\b|\bcorrect", re.IGNORECASE),
    "erasure": re.compile(r"\beffac|\bsupprim|\bsuppression|\beras|\bdelet", re.IGNORECASE),
    "objection": re.compile(r"\boppos|\bobject", re.IGNORECASE),
}
"""The rights that policies grant to heirs or others one by one, each with a demand of its own."""


def identity_demand(
    index: PolicyIndex, types: Sequence[RequestType], role: RequesterRole, language: str
) -> IdentityDemand:
    """The policy's strictest demand on such a request; proof "none" where it is silent or asks only in doubt."""
    found = _concerning(index, types, role)
    strict = [one for one in found if one[0].role == "required"]
    documents = [one for one in strict if asks_document(one[0].value)]
    chosen = next(iter([*documents[::-1], *strict[::-1], *found[::-1]]), None)
    passage = passage_of(index, chosen) if chosen else None
    insurer = index.release.insurer.name
    if documents and passage:
        signed = any(asks_signature(fact.value) for fact, _ in documents)
        key = "document_signed" if signed else "document"
        return IdentityDemand("document", signed, _text(key, insurer, role, language), passage)
    if strict:
        return IdentityDemand("statement", False, _text("statement", insurer, role, language), passage)
    return IdentityDemand("none", False, _text("if_doubt" if found else "silent", insurer, role, language), passage)


def asks_document(words: str) -> bool:
    """Whether the words of a demand name a document."""
    return _DOCUMENT.search(clean(words)) is not None


def asks_signature(words: str) -> bool:
    """Whether they want the copy signed, rather than the letter."""
    return _SIGNED.search(clean(words)) is not None


def _concerning(index: PolicyIndex, types: Sequence[RequestType], role: RequesterRole) -> list[Stated]:
    """The demands on everybody, then those on who asks in this role or for this alone."""
    every = index.original_facts("identity")
    own = [one for one in every if role != "self" and _who(index, one) == role]
    own = [one for one in own if _names_one(types, _around(index, one))] or own
    if not own and list(types) == ["post_mortem"]:
        own = [one for one in every if _who(index, one) == "directives"]
    return [*(one for one in every if _who(index, one) == "self"), *own]


def _who(index: PolicyIndex, stated: Stated) -> str:
    """Of whom a clause demands proof: a role, or "directives" for those who give some on their data after death."""
    fact, _ = stated
    around = _around(index, stated)
    if _OF_HEIRS.search(around):
        return "heir"
    for role, words in _OF_OTHERS.items():
        if words.search(clean(fact.value)):
            return role
    return "directives" if _OF_DIRECTIVES.search(around) else "self"


def _names_one(types: Sequence[RequestType], words: str) -> bool:
    """Whether the words name one of the rights."""
    return any(_RIGHTS[one].search(words) for one in types if one in _RIGHTS)


def _around(index: PolicyIndex, stated: Stated) -> str:
    """The statement of a clause with the words that introduce its list."""
    fact, parsed = stated
    passage = index.release.passages[fact.passage]
    leads = [parsed.document.slice(passage.introduction)] if passage.introduction else []
    if passage.kind == "list":
        before = (one for one in passage.sentences if one.spans[-1].end <= fact.evidence.start)
        leads += [text for one in before if (text := parsed.sentence_text(one)).rstrip("*_ ").endswith(":")]
    return clean("\n".join([*leads[-1:], passage_of(index, stated).quote]))


def _text(key: str, insurer: str, role: RequesterRole, language: str) -> str:
    text = message(language, f"proposal.identity.{key}", insurer=insurer)
    return text if role == "self" else f"{text} {message(language, f'proposal.identity.{role}')}"
