"""What a person must know before filing: what the policy excludes, forgets or does another way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from assistant.answering.notices import GDPR_APPLIES
from assistant.catalogue import long_date, message
from assistant.law import Law
from assistant.requests.proposal.basis import basis_of
from assistant.requests.proposal.channels import faulty_emails, published
from assistant.requests.proposal.evidence import Stated, passage_of, passage_of_rule, statement_of
from assistant.requests.proposal.proposed import Choice, Warning
from assistant.requests.records import Passage, RequesterRole, RequestType
from assistant.retrieval import PolicyIndex
from ingest.records import Document, Span

MOST_OTHER_CHANNELS = 2
_LIMITS = "gdpr-17.limits"
_IMPLIED: dict[str, frozenset[str]] = {"marketing_objection": frozenset({"marketing_objection", "objection"})}
"""Rights that a policy grants by granting another one."""
_GRANTING: dict[str, str] = {"marketing_objection": "marketing_optout", "post_mortem": "post_mortem"}
"""Kinds of facts that grant a right as well as its name does."""
_CONTACTS = ("email", "address", "web", "form", "member_area")


def right_warnings(
    index: PolicyIndex, law: Law, types: Sequence[RequestType], role: RequesterRole, language: str
) -> Iterator[Warning]:
    """What the policy and the law say on the rights themselves."""
    for one in types:
        right = {"insurer": index.release.insurer.name, "right": message(language, f"web.request_{one}")}
        excluded = [fact for fact in index.original_facts("exclusion") if fact[0].role == one]
        for passage in _passages(index, excluded):
            yield Warning("excluded", message(language, "proposal.warning.excluded", **right), passage)
        if not excluded and role != "heir" and not _granted(index, one):
            basis = basis_of(one, role, language)
            yield Warning("not_granted", message(language, "proposal.warning.not_granted", basis=basis, **right))
        for passage in _passages(index, _other_channels(index, one))[:MOST_OTHER_CHANNELS]:
            yield Warning("other_channel", message(language, "proposal.warning.other_channel", **right), passage)
    if "erasure" in types:
        limits = passage_of_rule(law.rule(_LIMITS, "fr" if language == "fr" else "en"))
        yield Warning("erasure_limits", message(language, "proposal.warning.erasure_limits"), limits)


def channel_warnings(index: PolicyIndex, choices: Sequence[Choice], language: str) -> Iterator[Warning]:
    """What is missing, unsure or particular about the ways to write."""
    insurer = index.release.insurer.name
    first = choices[0].recipient
    if first.kind == "none":
        yield Warning("no_channel", message(language, "proposal.warning.no_channel", insurer=insurer))
    if first.role == "complaint":
        text = message(language, "proposal.warning.no_rights_channel", insurer=insurer)
        yield Warning("no_rights_channel", text, first.passage)
    for recipient in (one.recipient for one in choices if one.recipient.audience):
        values = {"insurer": insurer, "audience": recipient.audience, "value": recipient.value}
        text = message(language, "proposal.warning.audience_address", **values)
        yield Warning("audience_address", text, recipient.passage)
    yield from _conflicts(index, choices, language)
    for fact, parsed in faulty_emails(index):
        text = message(language, "proposal.warning.invalid_email", insurer=insurer, value=published(fact))
        yield Warning("invalid_email", text, passage_of(index, (fact, parsed)))
    for passage in _hidden(index, choices)[:1]:
        yield Warning("hidden_email", message(language, "answer.notice.hidden_email", insurer=insurer), passage)


def age_warnings(index: PolicyIndex, shown: Iterable[Passage | None], language: str) -> Iterator[Warning]:
    """Which documents that a proposal rests on are undated or older than the GDPR."""
    documents = [one.document for one in index.release.release.documents]
    versions = {passage.version for passage in shown if passage}
    for document in [one for one in documents if one.version in versions] or documents[:1]:
        yield from _age(document, index.release.insurer.name, language)


def _hidden(index: PolicyIndex, choices: Sequence[Choice]) -> list[Passage]:
    """Where the page hides an address for requests that no link gives away beside it."""
    hidden = [one for one in index.original_facts("hidden_email") if one[0].role in {"rights", "dpo"}]
    known = [one.recipient.passage for one in choices if one.recipient.kind == "email"]
    return [one for one in _passages(index, hidden) if not any(other and _overlap(one, other) for other in known)]


def _age(document: Document, insurer: str, language: str) -> Iterator[Warning]:
    if document.date is None:
        yield Warning("undated_policy", message(language, "answer.notice.undated", insurer=insurer))
    elif document.date < GDPR_APPLIES:
        yield Warning("old_policy", _before_gdpr(document.date, insurer, language))


def _before_gdpr(date: dt.date, insurer: str, language: str) -> str:
    return message(language, "answer.notice.before_gdpr", insurer=insurer, date=long_date(language, date))


def _granted(index: PolicyIndex, request_type: RequestType) -> bool:
    """Whether the policy grants the right, in any of its languages, or lists no rights at all."""
    listed = {fact.normalised for fact, _ in index.facts("right")} - {"complaint"}
    stating = _GRANTING.get(request_type)
    return (
        not listed
        or not listed.isdisjoint(_IMPLIED.get(request_type, {request_type}))
        or bool(stating and index.facts(stating))
    )


def _other_channels(index: PolicyIndex, request_type: RequestType) -> list[Stated]:
    """Where the policy sends people for this very right."""
    if request_type == "marketing_objection":
        return index.original_facts("marketing_optout") or _contacts(index, "marketing")
    if request_type == "post_mortem":
        return [one for one in index.original_facts("post_mortem") if _names_a_way(index, one)]
    return []


def _contacts(index: PolicyIndex, role: str) -> list[Stated]:
    return [one for kind in _CONTACTS for one in index.original_facts(kind) if one[0].role == role]


def _names_a_way(index: PolicyIndex, stated: Stated) -> bool:
    """Whether a contact of the insurer stands in the statement."""
    around = statement_of(index, stated)
    contacts = (one for kind in _CONTACTS for one in index.original_facts(kind))
    return any(
        parsed is stated[1] and around.contains(fact.evidence) and fact.role not in {"authority", "processor"}
        for fact, parsed in contacts
    )


def _passages(index: PolicyIndex, found: Iterable[Stated]) -> list[Passage]:
    """Where they stand; of statements that overlap, the first."""
    passages: list[Passage] = []
    for passage in (passage_of(index, one) for one in found):
        if not any(_overlap(passage, other) for other in passages):
            passages.append(passage)
    return passages


def _overlap(one: Passage, other: Passage) -> bool:
    return one.version == other.version and Span(one.start, one.end).overlaps(Span(other.start, other.end))


def _conflicts(index: PolicyIndex, choices: Sequence[Choice], language: str) -> Iterator[Warning]:
    """Spellings of one address that cannot all be right, where one of them is offered."""
    offered = {one.recipient.value for one in choices}
    for parsed in index.release.release.documents:
        original = parsed.document.languages[0]
        for conflict in parsed.conflicts:
            facts = [one for one in conflict.facts if index.release.passages[one.passage].language == original]
            if len(facts) > 1 and offered & {one.value for one in facts}:
                variants = " / ".join(one.value for one in facts)
                text = message(language, "answer.notice.conflict", variants=variants)
                yield Warning("conflicting_address", text, passage_of(index, (facts[0], parsed)))
